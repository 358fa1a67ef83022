"""Pages as a browser without scripts sees them: forms with their own fields, filled in and sent.

page = visit(client, "/desk/requests/new/")
after = page.send("contact_name", contact_name="王建国", subject="暖气不热")   # the form that has this field
"""

import re
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client

# All of a page that makes up its forms; the rest of it is many times as long.
CONTROLS = re.compile(
    r"<textarea\b.*?</textarea\s*>|</?(?:form|input|select|option|button)\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>",
    re.DOTALL,
)
VOID = {"input", "br", "img", "meta", "link", "hr", "path", "use", "source"}


@dataclass
class Field:
    """One name of a form. ``choices``: the values one may choose from; ``value``: what stands in it (a list when several)."""

    name: str
    kind: str
    value: Any = ""
    choices: list[str] = field(default_factory=list)
    disabled: bool = False
    longest: int | None = None


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def values(self) -> dict[str, Any]:
        """What a browser would send now."""
        return {
            f.name: f.value for f in self.fields.values() if f.value not in ("", [], None) and not f.disabled
        }


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__(convert_charrefs=True)
        self.path = path
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.texts: list[str] = []
        self._open: list[Form] = []
        self._by_id: dict[str, Form] = {}
        self._select: Field | None = None
        self._area: Field | None = None
        self._option: str | None = None
        self._in: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._in.append(tag)
        if tag == "form":
            form = Form(urljoin(self.path, a.get("action") or self.path), a.get("method", "get").lower())
            self.forms.append(form)
            self._open.append(form)
            if "id" in a:
                self._by_id[a["id"]] = form
        elif tag == "a" and a.get("href"):
            self.links.append(urljoin(self.path, a["href"]))
        elif tag in ("input", "button", "select", "textarea"):
            self._control(tag, a)
        elif tag == "option" and self._select is not None:
            self._select.choices.append(a.get("value", ""))
            first = self._select.kind == "select" and len(self._select.choices) == 1
            if "selected" in a or first:
                many = self._select.kind == "select-multiple"
                self._select.value = [*self._select.value, a.get("value", "")] if many else a.get("value", "")

    def _control(self, tag: str, a: dict[str, str]) -> None:
        form = self._by_id.get(a.get("form", "")) or (self._open[-1] if self._open else None)
        name, kind = a.get("name", ""), a.get("type", "text") if tag == "input" else tag
        if form is None or not name:
            return
        if tag == "button" or kind in ("submit", "image"):
            form.buttons.append((name, a.get("value", "")))
            return
        longest = int(a["maxlength"]) if a.get("maxlength", "").isdigit() else None
        one = Field(name, kind, a.get("value", ""), disabled="disabled" in a, longest=longest)
        if kind in ("radio", "checkbox"):
            one = form.fields.setdefault(name, Field(name, kind, [] if kind == "checkbox" else ""))
            value = a.get("value", "on")
            one.choices.append(value)
            if "checked" in a:
                one.value = [*one.value, value] if kind == "checkbox" else value
            return
        form.fields[name] = one
        if tag == "select":
            one.kind = "select-multiple" if "multiple" in a else "select"
            one.value = [] if one.kind == "select-multiple" else ""
            self._select = one
        elif tag == "textarea":
            self._area = one
            one.value = ""

    def handle_endtag(self, tag: str) -> None:
        if tag in self._in:
            while self._in and self._in.pop() != tag:
                pass
        if tag == "form" and self._open:
            self._open.pop()
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._area is not None:
            self._area.value = str(self._area.value).removeprefix("\n")
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value = str(self._area.value) + data
        elif self._in and self._in[-1] in ("script", "style"):
            return
        else:
            self.texts.append(data)


def _read(path: str, html: str) -> _Reader:
    reader = _Reader(path)
    reader.feed(html)
    return reader


@dataclass
class Page:
    """What a browser got: where it is, the status, the words, the forms and links. It is taken apart when first asked for them."""

    client: Client
    path: str
    status: int
    html: str
    goes: str = ""  # where a redirect leads that was not followed

    @cached_property
    def _read(self) -> _Reader:
        return _read(self.path, self.html)

    @cached_property
    def forms(self) -> list[Form]:
        return _read(self.path, "".join(CONTROLS.findall(self.html))).forms

    @property
    def links(self) -> list[str]:
        return self._read.links

    @property
    def words(self) -> str:
        return " ".join(" ".join(self._read.texts).split())

    def form(self, name: str) -> Form:
        """The form that has a field or a button of this name, or whose action ends so."""
        found = [
            f for f in self.forms
            if name in f.fields or any(b == name for b, _v in f.buttons) or urlsplit(f.action).path.endswith(name)
        ]  # fmt: skip
        assert found, (
            f"{self.path} has no form with {name}: {[(f.action, list(f.fields)) for f in self.forms]}"
        )
        return found[0]

    def send(self, which: str, **changes: Any) -> "Page":
        """Fill in the form and send it as a browser would; redirects are followed."""
        form = self.form(which)
        values = {**form.values(), **changes}
        for name in changes:
            assert name in form.fields or any(b == name for b, _v in form.buttons), (
                f"{form.action} has no field {name}"
            )
        return visit(self.client, form.action, {k: v for k, v in values.items() if v is not None})

    def follow(self, ending: str) -> "Page":
        """Go where the first link with this in its address leads."""
        link = next((link for link in self.links if ending in link), None)
        assert link, f"{self.path} has no link to {ending}: {self.links}"
        return visit(self.client, link)


def visit(client: Client, path: str, data: dict[str, Any] | None = None) -> Page:
    """GET, or POST with data; redirects inside the house are followed."""
    parts = urlsplit(path)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    got = client.get(path) if data is None else client.post(path, data)
    for _ in range(5):
        if got.status_code not in (301, 302, 303):
            break
        path = urljoin(path, got["Location"])
        got = client.get(path)
    body = b"".join(got.streaming_content) if got.streaming else got.content  # type: ignore[attr-defined]
    return Page(client, path, got.status_code, body.decode(errors="replace"))
