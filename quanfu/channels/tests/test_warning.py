import re
from pathlib import Path

import pytest
from django.utils.translation import override

from quanfu.channels.queries.warning import WORDS, in_words, worded

READING = Path(__file__).parents[1] / "reading"
CODE = re.compile(r'warn\(\s*(?:not )?"([a-z-]+)"')


def test_every_code_of_the_reading_of_mails_has_words() -> None:
    codes = {code for path in READING.glob("*.py") for code in CODE.findall(path.read_text(encoding="utf-8"))}
    assert len(codes) > 12
    assert codes - set(WORDS) == set()


@pytest.mark.parametrize("code", sorted(WORDS))
def test_the_words_are_chinese(code: str) -> None:
    with override("zh-hans"):
        said = worded(f"{code} gb2312 %s")
    assert re.search("[\u4e00-\u9fff]", said) and code not in said


def test_a_sentence_stays_and_nothing_is_said_twice() -> None:
    assert worded("对方已撤回消息") == "对方已撤回消息"
    wrong, further = in_words(["nul", "no-headers", "no-headers"], "no-headers; not-a-mail")
    assert wrong == f"{worded('no-headers')} {worded('not-a-mail')}"
    assert further == [worded("nul")]
