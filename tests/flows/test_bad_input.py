"""Whatever is typed, nothing breaks: every form of every page, fed with the words of attackers and with bodies that are none.

Never a 500; what is wrong is said beside its field; what was typed stands there again; a refused form leaves no row behind.
The corpora have some 3,000 strings; a form gets ROUNDS times one string a field, chosen by the names of form and field,
so every run tries the same ones and all forms together try most of them.
"""

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.crawl import ask, sandbox, world
from tests.flows.forms import (
    COUNTS_ATTEMPTS,
    Found,
    assert_calm,
    check,
    filled,
    forms,
    pick,
    posted,
    rows,
    strings,
)

__all__ = ["forms", "strings", "world"]
pytestmark = pytest.mark.django_db
ROUNDS = 4


def test_there_are_forms_to_try(forms: dict[str, Found]) -> None:
    assert len(posted(forms)) > 60 and len(forms) - len(posted(forms)) > 8
    assert sum(len(found.texts) for found in posted(forms)) > 120


def test_hostile_words_in_every_text_field_break_nothing(
    forms: dict[str, Found], strings: list[str], world: Any
) -> None:
    things, bad = world[1]["A", "own"], []
    for found in posted(forms):
        words = [
            f for f in found.texts if f.kind not in ("hidden", "date", "datetime-local", "time", "number")
        ]
        for turn in range(ROUNDS if words else 0):
            hostile = {f.name: pick(strings, found.name, f.name, turn)[: f.longest or 5000] for f in words}
            bad += check(found, filled(found) | hostile, things)
    assert_calm(bad)


def test_rubbish_in_all_fields_at_once_is_refused_calmly(
    forms: dict[str, Found], strings: list[str], world: Any
) -> None:
    things, bad = world[1]["A", "own"], []
    for found in posted(forms):
        for turn in range(2):
            values = {
                name: pick(strings, found.name, name, "all", turn)
                for name in found.form.fields
                if name != "csrfmiddlewaretoken"
            }
            bad += check(found, values, things)
        bad += check(found, dict.fromkeys(found.form.fields, "\x00"), things)
        bad += check(found, {}, things)
    assert_calm(bad)


def test_ten_megabytes_and_broken_bodies_are_answered_calmly(forms: dict[str, Found], world: Any) -> None:
    things, bad = world[1]["A", "own"], []
    big = b"text=" + b"x" * 10_000_000
    broken = [
        (big, "application/x-www-form-urlencoded"),
        ("body=暖气&text=漏水&name=王".encode("gb18030"), "application/x-www-form-urlencoded"),
        ("text=水".encode("utf-16"), "application/x-www-form-urlencoded; charset=utf-16"),
        (b"text=%ED%A0%80&subject=%FF%FE&name=%C0%AF", "application/x-www-form-urlencoded"),
        (b"--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nno end", "multipart/form-data; boundary=x"),
        (b"nothing", "multipart/form-data"),
        (b"&".join(b"a%d=1" % n for n in range(3000)), "application/x-www-form-urlencoded"),
        (b"{}", "application/json"), (b"\0\xff", "text/plain; charset=no-such"),
    ]  # fmt: skip
    for number, found in enumerate(posted(forms)):
        some = [broken[0], *(broken[1 + (number + turn) % (len(broken) - 1)] for turn in range(2))]
        for body, kind in some:
            with sandbox(found.name, things):
                before = rows()
                try:
                    page = ask(found.caller, "POST", urlsplit(found.form.action).path, body, kind)
                except Exception as error:
                    bad.append(f"{found.name} {kind}: {type(error).__name__}: {str(error)[:200]}")
                    continue
                if page and (page.status >= 500 or (body is big and found.texts and page.status != 413)):
                    bad.append(f"{found.name} {kind}: status {page.status}")
                if page and page.status >= 400 and before != rows() and found.name not in COUNTS_ATTEMPTS:
                    bad.append(f"{found.name} {kind}: {page.status}, and yet rows were written")
    assert_calm(bad)
