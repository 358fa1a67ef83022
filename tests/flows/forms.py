"""Every form of the house, filled in by its own fields, sent with rubbish, and what is wrong about the answer.

The forms are found, not listed: every page that an administrator, a head, an engineer or a customer can open is opened.
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
from tests.crawl import ask, callers_of, client_for, sandbox
from tests.pages import Field, Form, Page

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
    return page or Page(client_for(None), "", 200, "")


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


def sent(found: Found, values: dict[str, Any], things: Things, about: str) -> tuple[Page | None, list[str]]:
    """Send it and undo it; the answer, and what is wrong about any answer."""
    cache.clear()
    with sandbox(found.name, things):
        before, bad = rows(), []
        try:
            page = send(found, values)
        except Exception as error:
            return None, [f"{about}: {type(error).__name__}: {str(error)[:300]}"]
        if page.status >= 500 or page.status not in (200, 302, 303, 400, 404, 409, 413, 422):
            bad.append(f"{about}: status {page.status}")
        if page.status >= 400 and before != rows() and found.name not in COUNTS_ATTEMPTS:
            bad.append(f"{about}: {page.status}, and yet rows were written")
        bad += [
            f"{about}: unescaped {text!r}"
            for text in map(str, values.values())
            if dangerous(text) and text in without_templates(page.html)
        ]
        if found.caller and page.goes.startswith("/login/"):
            bad.append(f"{about}: logged out")
        if page.status in (302, 303):
            bad += shows_what_was_kept(found, page, values, about)
    return page, bad


def check(found: Found, values: dict[str, Any], things: Things) -> list[str]:
    """Send it; what is wrong about the answer."""
    return sent(found, values, things, f"{found.name} *")[1]


def check_wrong(found: Found, wrong: dict[str, Any], things: Things) -> list[str]:
    """Send values that cannot be right, all of them at once; those about which nothing is said then, each by itself."""
    good, silent, bad = filled(found), list(wrong), []
    if len(wrong) > 1:
        page, bad = sent(found, good | wrong, things, f"{found.name} {list(wrong)}")
        if page and page.status == 422:
            bad += kept(page, found, good | wrong, found.name)
            silent = [name for name in wrong if not error_beside(page, name)]
    for name in silent:
        about = f"{found.name} {name}={str(wrong[name])[:60]!r}"
        page, more = sent(found, good | {name: wrong[name]}, things, about)
        if page and page.status == 422:
            more += [] if error_beside(page, name) else [f"{about}: nothing is said beside the field"]
            more += kept(page, found, good | {name: wrong[name]}, about)
        elif page and not found.name.endswith("?"):
            more.append(f"{about}: taken as right ({page.status})")
        bad += more
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


def kept(page: Page, found: Found, values: dict[str, Any], about: str) -> list[str]:
    """What was typed that does not stand there again."""
    again, bad = form_again(page, found), []
    if again is None:
        return [f"{about}: the form is not shown again"]
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


def assert_calm(bad: list[str]) -> None:
    assert not bad, f"{len(bad)} faults:\n" + "\n".join(bad)


def posted(forms: dict[str, Found]) -> list[Found]:
    return [found for name, found in sorted(forms.items()) if not name.endswith("?")]
