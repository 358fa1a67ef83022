"""Whatever is typed, nothing breaks: every form of every page and every operation of the API, fed with rubbish.

The forms are found, not listed: every page that an administrator, a head or a customer can open is opened, and each form
on it is filled in by its own fields. Never a 500; what is wrong is said beside its field; what was typed stands there
again; a refused form leaves no row behind.

The corpora have some 3,000 strings; a form gets ROUNDS times one string a field, chosen by the names of form and field,
so every run tries the same ones and all forms together try most of them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.urls import resolve, reverse

from quanfu.core.testing import corpus, naughty_strings
from tests.access import objects
from tests.access.objects import Things
from tests.access.test_matrix import URLS
from tests.access.world import Caller, World
from tests.crawl import ask, callers_of, client_for, sandbox, world
from tests.pages import Field, Form, Page, read

__all__ = ["world"]
pytestmark = pytest.mark.django_db
ROUNDS = 4
NEVER_SENT = {
    "account_logout",
    "ui:appearance.update",
    "portal:company.index",
}  # log out, looks, and the undo of a flash
COUNTS_ATTEMPTS = {"account_login", "portal:search.create"}  # a failed attempt is an entry of its own
TEXTS = (
    "text",
    "textarea",
    "search",
    "tel",
    "email",
    "url",
    "hidden",
    "password",
    "number",
    "date",
    "datetime-local",
    "time",
)


@dataclass(frozen=True)
class Found:
    """A form: who fills it in, on which page, with what."""

    name: str  # URL name it is sent to
    caller: Caller | None
    page: str
    form: Form

    @property
    def texts(self) -> list[Field]:
        return [f for f in self.form.fields.values() if f.kind in TEXTS and f.name != "csrfmiddlewaretoken"]


@pytest.fixture(scope="module")
def forms(world: Any) -> dict[str, Found]:
    """Every form by the URL name it is sent to."""
    return dict(_all_forms(*world))


@pytest.fixture(scope="module")
def strings() -> list[str]:
    xss = (
        (corpus("payload-payloadbox") / "xss-payload-list.txt")
        .read_text(encoding="utf-8", errors="replace")
        .splitlines()
    )
    return [*naughty_strings(), *(line for line in xss if line.strip())]


def _all_forms(world: World, things: dict[tuple[str, str], Things]) -> Iterator[tuple[str, Found]]:
    seen: set[str] = set()
    for caller in callers_of(world):
        for url in URLS.values():
            if "GET" not in url.methods or url.name.startswith("api:"):
                continue
            kwargs = objects.args_for(url.name)(things["A", "own"]) if url.takes else {}
            path = reverse(url.name, kwargs=kwargs)
            with sandbox(url.name, things["A", "own"]):
                page = ask(caller, "GET", path)
            if page is None or page.status != 200:
                continue
            for form in page.forms:
                name = resolve(urlsplit(form.action).path).view_name + ("" if form.method == "post" else "?")
                if name not in seen and name not in NEVER_SENT:
                    seen.add(name)
                    yield name, Found(name, caller, path, form)


def send(found: Found, values: dict[str, Any]) -> Page:
    page = ask(
        found.caller, "GET" if found.name.endswith("?") else "POST", urlsplit(found.form.action).path, values
    )
    return page or read(client_for(None), "", 200, "")


def rows() -> tuple[int, ...]:
    """How many rows every table has."""
    tables = [
        m._meta.db_table
        for m in apps.get_models()
        if m._meta.managed and m._meta.app_label not in ("sessions", "contenttypes")
    ]
    with connection.cursor() as cursor:
        cursor.execute("select " + ", ".join(f'(select count(*) from "{t}")' for t in tables))
        return tuple(cursor.fetchone())


def pick(strings: list[str], *names: object) -> str:
    return strings[crc32("/".join(map(str, names)).encode()) % len(strings)]


def filled(found: Found) -> dict[str, Any]:
    """The form filled in as somebody would: what stands in it, and something fit for what is empty."""
    values = found.form.values()
    for f in found.form.fields.values():
        if f.value not in ("", []) or f.disabled:
            continue
        fit = {
            "email": "a@b.example", "tel": "13812345678", "number": "1", "date": "2026-12-01", "datetime-local": "2031-12-01T09:00",
            "select": next((c for c in f.choices if c), ""), "radio": f.choices[0] if f.choices else "", "time": "09:00",
            "text": "文字", "textarea": "文字", "password": "correct horse 9",
        }.get(f.kind)  # fmt: skip
        if fit:
            values[f.name] = fit
    return values


def error_beside(page: Page, name: str) -> bool:
    """Whether the page says something beside this field."""
    return re.search(rf'id="[\w-]*\b(id_)?{re.escape(name)}_error"', page.html) is not None


def form_again(page: Page, found: Found) -> Form | None:
    names = set(found.form.fields) - {"csrfmiddlewaretoken"}
    path = urlsplit(found.form.action).path
    same = [f for f in page.forms if urlsplit(f.action).path == path and names & set(f.fields)]
    return same[0] if same else None


def check(found: Found, values: dict[str, Any], things: Things, *, wrong: str = "") -> list[str]:
    """Send it; what is wrong about the answer. ``wrong``: the field that cannot be right."""
    about = f"{found.name} {wrong or '*'}={str(values.get(wrong, ''))[:60]!r}"
    cache.clear()
    with sandbox(found.name, things):
        before = rows()
        try:
            page = send(found, values)
        except Exception as error:
            return [f"{about}: {type(error).__name__}: {str(error)[:300]}"]
        after, bad = rows(), []
        if page.status >= 500 or page.status not in (200, 302, 303, 400, 404, 409, 413, 422):
            bad.append(f"{about}: status {page.status}")
        if page.status >= 400 and before != after and found.name not in COUNTS_ATTEMPTS:
            bad.append(f"{about}: {page.status}, and yet rows were written")
        bad += [
            f"{about}: unescaped {text!r}"
            for text in map(str, values.values())
            if dangerous(text) and text in without_templates(page.html)
        ]
        if wrong and page.status == 422:
            bad += said_and_kept(page, found, values, wrong, about)
        elif wrong and not found.name.endswith("?"):
            bad.append(f"{about}: taken as right ({page.status})")
        if found.caller and page.goes.startswith("/login/"):
            bad.append(f"{about}: logged out")
        if page.status in (302, 303) and not wrong:
            bad += shows_what_was_kept(found, page, values, about)
    return bad


def dangerous(text: str) -> bool:
    """Markup that no page has of its own."""
    return len(text) > 8 and re.search(r"<[a-zA-Z!/]", text) is not None


def without_templates(html: str) -> str:
    """The page without its own inert templates, which are the only ones that carry an id."""
    return re.sub(r"<template id=\"[\w-]+\">.*?</template>", "", html, flags=re.DOTALL)


def shows_what_was_kept(found: Found, page: Page, values: dict[str, Any], about: str) -> list[str]:
    goes = page.goes
    try:
        shown = ask(found.caller, "GET", goes)
    except Exception as error:
        return [f"{about}: then {goes}: {type(error).__name__}: {str(error)[:300]}"]
    html = without_templates(shown.html) if shown else ""
    return [
        f"{about}: then {goes} shows {text!r} unescaped"
        for text in map(str, values.values())
        if dangerous(text) and text in html
    ]


def said_and_kept(page: Page, found: Found, values: dict[str, Any], wrong: str, about: str) -> list[str]:
    bad = [] if error_beside(page, wrong) else [f"{about}: nothing is said beside the field"]
    again = form_again(page, found)
    if again is None:
        return [*bad, f"{about}: the form is not shown again"]
    for f in found.texts:
        typed = str(values.get(f.name, ""))
        if (
            f.kind in ("password", "hidden")
            or f.name not in again.fields
            or "\0" in typed
            or len(typed) > 30000
        ):
            continue
        shown = str(again.fields[f.name].value)
        if f.kind in ("text", "textarea", "email", "tel") and " ".join(shown.split()) != " ".join(
            typed.split()
        ):
            bad.append(f"{about}: {f.name} was {typed[:60]!r}, shows {shown[:60]!r}")
    return bad


def report(bad: list[str]) -> None:
    assert not bad, f"{len(bad)} faults:\n" + "\n".join(bad)


def posted(forms: dict[str, Found]) -> list[Found]:
    return [found for name, found in sorted(forms.items()) if not name.endswith("?")]


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
    report(bad)


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
    report(bad)


NEVER_RIGHT: dict[str, list[str]] = {
    "select": ["987654321", "\0", "x", "9" * 40, "-1", "1e3"], "radio": ["x", "\0", "9" * 40],
    "number": ["x", "1e999", "NaN", "--1", "\0"], "date": ["2026-02-30", "x", "99999-01-01", "0000-00-00"],
    "datetime-local": ["2026-02-30T09:00", "x", "2026-01-01T25:00"], "email": ["a@b", "x", "a b@c.example", "@"],
    "select-multiple": ["987654321", "x"],
}  # fmt: skip


def wrong_values(found: Found, f: Field) -> list[str]:
    """Two things that can never be right in such a field, other ones in other forms."""
    known = NEVER_RIGHT.get(f.kind, [])
    start = crc32(f"{found.name}/{f.name}".encode())
    return [known[(start + turn) % len(known)] for turn in range(min(2, len(known)))]


def test_wrong_kind_of_value_is_said_beside_its_field_and_the_rest_stays(
    forms: dict[str, Found], world: Any
) -> None:
    things, bad = world[1]["A", "own"], []
    for found in posted(forms):
        good = filled(found)
        for f in found.form.fields.values():
            if f.disabled:
                continue
            for value in wrong_values(found, f):
                bad += check(found, good | {f.name: value}, things, wrong=f.name)
    report(bad)


def test_too_long_a_text_is_said_beside_its_field(forms: dict[str, Found], world: Any) -> None:
    things, bad = world[1]["A", "own"], []
    for found in posted(forms):
        good = filled(found)
        for f in found.texts:
            if f.kind in ("text", "textarea", "email", "tel") and f.longest:
                bad += check(found, good | {f.name: "长" * (f.longest + 1)}, things, wrong=f.name)
                bad += check(found, good | {f.name: "a\0b"}, things, wrong=f.name)
            elif f.kind in ("text", "textarea"):
                bad += check(found, good | {f.name: "长" * 100_000}, things)
    report(bad)


def test_things_of_the_other_company_cannot_be_chosen(forms: dict[str, Found], world: Any) -> None:
    (people, places), bad = world, []
    mine, theirs = places["A", "own"], places["B", "own"]
    keys = {
        str(getattr(t, "pk", ""))
        for t in [*theirs.named.values(), *people.companies["B"].people.values(), theirs.unit]
    }
    for found in posted(forms):
        good = filled(found)
        for f in found.form.fields.values():
            if f.kind == "select" and any(c.isdigit() for c in f.choices) and len(f.choices) < 200:
                for key in sorted(keys - set(f.choices))[:2]:
                    bad += check(found, good | {f.name: key}, mine, wrong=f.name)
    report(bad)


def test_lists_take_any_filter_sorting_and_page(
    forms: dict[str, Found], strings: list[str], world: Any
) -> None:
    things, bad = world[1]["A", "own"], []
    for name, found in sorted(forms.items()):
        if not name.endswith("?"):
            continue
        extra = (
            "q",
            "sort",
            "cursor",
            "after",
            "before",
            "page",
            "per",
            "view",
            "export",
            "since",
            "until",
            "company",
            "period",
        )
        for turn in range(3):
            fields = [*found.form.fields, *extra] if turn else found.form.fields
            bad += check(found, {f: pick(strings, name, f, turn) for f in fields}, things)
        for value in ("\0", "9" * 40, "2026-02-30"):
            bad += check(found, dict.fromkeys([*found.form.fields, *extra], value), things)
        for f in found.form.fields:
            bad += check(
                found, {f: ("\0", "9" * 40, "2026-02-30")[crc32(f"{name}/{f}".encode()) % 3]}, things
            )
    report(bad)


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
    report(bad)
