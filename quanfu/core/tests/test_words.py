"""The words of texts, read by a process of its own."""

import os
import signal
import subprocess
import sys

import pytest

from quanfu.core.search import words
from quanfu.core.search.text import all_tokens, tokens
from quanfu.core.search.vocabulary import learn, near, spelled
from quanfu.core.search.words import Heard, Reader, words_in


def test_words_are_counted_by_text_and_heard_as_phrases() -> None:
    found = words_in(["去银行交费，去银行", "银行 thermostat", ""])
    assert found["银行"] == Heard(2, "yinhan", "yh")  # and not yinxin
    assert found["thermostat"] == Heard(1, "", "")
    assert words_in([]) == {}


def test_a_reader_that_was_killed_is_started_again() -> None:
    with Reader() as reader:
        reader.send(["暖气"])
        assert "暖气" in reader.receive()
        assert reader._process is not None
        os.kill(reader._process.pid, signal.SIGKILL)
        reader._process.wait()
        reader.send(["漏水"])
        assert "漏水" in reader.receive()


def test_a_reader_that_ended_for_want_of_work_reads_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with Reader() as reader:
        reader.send(["暖气"])
        reader.receive()
        assert reader._process is not None and reader._process.stdin is not None
        reader._process.stdin.close()  # as when nothing came for words.IDLE seconds
        assert reader._process.wait(10) == 0
        reader.send(["漏水"])
        assert "漏水" in reader.receive()


def test_who_asks_for_words_holds_no_dictionary() -> None:
    code = "import sys; from quanfu.core.search.words import words_in as w; w(['暖气']); print({'rjieba', 'pypinyin'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(words.ROOT)},
    )
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize(
    "text",
    ["E-04 iphone15pro 热水器　Ｅ５ Привет 暖氣，不热a", "", "。。", "abc", "暖", "𠀀𠀁a", "a\0b 12.5_x"],
)
def test_the_tokens_of_a_text_are_those_that_are_counted(text: str) -> None:
    assert tokens(text) == set(all_tokens(text))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("艺水器", "热水器"),
        ("热水气", "热水器"),
        ("暖器", "暖气"),
        ("thermostet", "thermostat"),
    ],
)
def test_a_word_with_one_wrong_character_is_put_right(typed: str, meant: str) -> None:
    learn(words_in(["热水器", "暖气", "thermostat"]))
    assert near(typed) == meant
    assert near(meant) == meant


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("famenzai", "famen"),
        ("zaifamen", "famen"),
        ("famenloushuila", "famen loushui"),
        ("famenzai 热水器", "famen 热水器"),
        ("famenzai热水器", "famen 热水器"),
        ("fa", "fa"),
        ("refrigeratorfamen", "refrigeratorfamen"),  # more than half of it spells nothing
        ("x" * 78, "x" * 78),
    ],
)
def test_of_letters_those_that_spell_words_are_left(typed: str, left: str) -> None:
    learn(words_in(["阀门", "漏水", "热水器"]))
    assert near(typed) == left


@pytest.mark.django_db
def test_words_count_as_often_as_they_are_learned() -> None:
    for _ in range(2):
        learn(words_in(["暖气", "暖气"]), weight=5)
    learn(words_in(["暖器"]))
    assert spelled(["nuanqi"])["nuanqi"][0] == "暖气"
