"""`quanfu worktime` from outside: JSON lines in, JSON lines out."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from quanfu.cli.worktime import answer, command

OFFICE = {
    "tz": "Asia/Shanghai",
    "week": {day: [["09:00", "12:00"], ["13:30", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": ["2026-10-01", "2026-10-02"],
    "workdays": {"2026-10-10": [["09:00", "18:00"]]},
}


def run(*lines: object) -> Result:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return CliRunner().invoke(command, input=text.encode("utf-8", "surrogatepass"))


def ask(**question: object) -> dict[str, object]:
    result = run({"calendar": OFFICE, "start": "2026-09-30T17:00"} | question)
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(answers) == 1 and result.exit_code == ("error" in answers[0])
    return answers[0]


def test_minutes_are_answered_with_the_due_time_in_the_calendars_zone() -> None:
    assert ask(minutes=480) == {"due": "2026-10-05T17:30:00+08:00"}
    assert ask(start="2026-09-30T09:00Z", minutes=30) == {"due": "2026-09-30T17:30:00+08:00"}


def test_an_end_is_answered_with_minutes_and_seconds() -> None:
    assert ask(end="2026-10-10T10:00") == {"minutes": 60 + 5 * 450 + 60, "seconds": (60 + 5 * 450 + 60) * 60}
    assert ask(end="2026-09-30T17:00:30") == {"minutes": 0.5, "seconds": 30}
    assert ask(end="2026-09-30T16:00") == {"minutes": -60, "seconds": -3600}


def test_minutes_may_have_a_fraction() -> None:
    assert ask(minutes=0.1) == {"due": "2026-09-30T17:00:06+08:00"}
    assert ask(minutes=100 / 3) == {"due": "2026-09-30T17:33:20+08:00"}


def test_pauses_are_left_out_and_an_open_one_gives_null() -> None:
    pause = ["2026-09-30T17:10", "2026-09-30T17:20"]
    assert ask(minutes=30, pauses=[pause]) == {"due": "2026-09-30T17:40:00+08:00"}
    assert ask(minutes=30, pauses=[["2026-09-30T17:10", None]]) == {"due": None}
    assert ask(minutes=10, pauses=[["2026-09-30T17:10", None]]) == {"due": "2026-09-30T17:10:00+08:00"}


def test_a_calendar_may_be_open_always() -> None:
    assert ask(calendar={"tz": "UTC", "always": True}, minutes=60) == {"due": "2026-09-30T18:00:00+00:00"}


def test_a_wrong_line_gives_an_error_in_its_place_and_the_rest_goes_on() -> None:
    right = {"calendar": OFFICE, "start": "2026-09-30T17:00", "minutes": 1}
    result = run(right, "{", "", "  ", "[]", "null", right)
    kinds = [next(iter(json.loads(line))) for line in result.stdout.splitlines()]
    assert kinds == ["due", "error", "error", "error", "due"]
    assert result.exit_code == 1


def test_no_lines_are_no_error() -> None:
    assert (run().stdout, run().exit_code) == ("", 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {}, {"minutes": None}, {"minutes": 1, "end": "2026-10-01"}, {"minutes": True}, {"minutes": "1"},
        {"minutes": float("nan")}, {"minutes": float("inf")}, {"minutes": 1e300}, {"minutes": 10**60},
        {"end": 5}, {"minutes": 1, "start": None}, {"minutes": 1, "start": "yesterday"},
        {"minutes": 1, "start": 1790000000}, {"minutes": 1, "start": "2026-09-31"},
        {"end": "2026-10-01T25:00"},
        {"minutes": 1, "pauses": "x"}, {"minutes": 1, "pauses": [["2026-10-01"]]}, {"minutes": [1]},
        {"minutes": 1, "pauses": [[None, None]]}, {"minutes": 1, "pauses": {"2026-10-01": None}},
        {"minutes": 1, "pauses": [["2026-10-02", "2026-10-01"]]},
        {"minutes": 1, "start": "9999-12-31T23:59"}, {"minutes": -1, "start": "0001-01-01T00:00"},
    ],
)  # fmt: skip
def test_a_wrong_question_gives_an_error(wrong: dict[str, object]) -> None:
    assert list(ask(**wrong)) == ["error"]


@pytest.mark.parametrize(
    "wrong",
    [
        None, "CN", [], {"tz": "UTC"}, {"tz": "UTC", "week": {}}, {"tz": "Mars/Base", "always": True},
        {"always": True}, {"tz": "UTC", "always": "yes"}, OFFICE | {"week": {"mon": [["09:00", "25:00"]]}},
        OFFICE | {"week": {"funday": []}}, OFFICE | {"week": []}, OFFICE | {"holidays": ["2026-02-29"]},
        OFFICE | {"holidays": "2026-10-01"}, OFFICE | {"workdays": {"2026-10-10": "09:00-18:00"}},
        OFFICE | {"workdays": [["2026-10-10"]]},
    ],
)  # fmt: skip
def test_a_wrong_calendar_gives_an_error(wrong: object) -> None:
    assert list(ask(calendar=wrong, minutes=1)) == ["error"]


def test_nulls_for_what_may_be_absent_are_as_if_absent() -> None:
    calendar = OFFICE | {"holidays": None, "workdays": None}
    assert ask(calendar=calendar, minutes=61, pauses=None, end=None) == {"due": "2026-10-01T09:01:00+08:00"}


@pytest.mark.parametrize(
    "line", [b"\xff\xfe{}", b'{"start": "\xc3"}', b"[" * 100_000, b"\x00", b'"\\ud800"', b"1" * 9999]
)
def test_bytes_that_are_no_question_give_an_error(line: bytes) -> None:
    result = CliRunner().invoke(command, input=line)
    assert list(json.loads(result.stdout)) == ["error"] and result.exit_code == 1


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    line = json.dumps({"calendar": OFFICE, "start": "2026-09-30T17:00", "minutes": 1}).encode()
    result = CliRunner().invoke(command, input=b"\xef\xbb\xbf" + line + b"\r\n\r\n" + line)
    assert result.stdout.count("due") == 2 and result.exit_code == 0


def test_what_cannot_be_utf_8_is_still_answered_in_json() -> None:
    answered = ask(calendar={"tz": "中\ud800", "always": True}, minutes=1)
    assert "中" in str(answered["error"])


def test_files_are_read_in_order(tmp_path: Path) -> None:
    for name, minutes in (("a", 1), ("b", 2)):
        question = {"calendar": OFFICE, "start": "2026-09-30T17:00", "minutes": minutes}
        (tmp_path / name).write_text(json.dumps(question))
    result = CliRunner().invoke(command, [str(tmp_path / "b"), str(tmp_path / "a")])
    assert [json.loads(line)["due"][14:16] for line in result.stdout.splitlines()] == ["02", "01"]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
PLACES = ["calendar", "start", "minutes", "end", "pauses", "tz", "week", "holidays", "workdays", "mon"]


@settings(max_examples=300, deadline=None)
@given(ANYTHING, st.sampled_from(PLACES))
def test_no_value_anywhere_breaks_the_command(value: object, place: str) -> None:
    question: dict[str, object] = {
        "calendar": json.loads(json.dumps(OFFICE)),
        "start": "2026-09-30T17:00",
        "minutes": 5,
    }
    target = {"tz": "calendar", "week": "calendar", "holidays": "calendar", "workdays": "calendar"}.get(place)
    if place == "mon":
        question["calendar"]["week"]["mon"] = value  # type: ignore[index]
    elif target:
        question[target][place] = value  # type: ignore[index]
    else:
        question[place] = value
    found = answer(json.dumps(question).encode("utf-8", "surrogatepass"), {})
    assert set(found) in ({"due"}, {"error"}, {"minutes", "seconds"})


def test_the_command_starts_without_django_and_without_settings() -> None:
    code = (
        "import sys; from quanfu.cli import run; code = run(['worktime']); "
        "sys.exit(code or any(m.split('.')[0] == 'django' for m in sys.modules))"
    )
    line = json.dumps({"calendar": OFFICE, "start": "2026-09-30T17:00", "minutes": 1})
    done = subprocess.run(
        [sys.executable, "-c", code], input=line, capture_output=True, text=True, env={}, check=False
    )
    assert (done.returncode, done.stdout) == (0, '{"due": "2026-09-30T17:01:00+08:00"}\n')
