"""A page in Chinese has no English left on it: neither in its words, nor in hints and labels, nor in its errors."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.urls import reverse

from tests.access import objects
from tests.access.test_matrix import URLS
from tests.crawl import ask, callers_of, sandbox, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db
SAID_BY = ("placeholder", "title", "aria-label", "alt", "data-confirm", "data-send", "aria-description")
# What is the same in every language, or stands here as an example or a code on purpose.
ALLOWED = re.compile(
    r"""Quanfu|quanfu\sjournal\sverify|QUANFU_\w+|Idempotency-Key|English|Excel|CSV|xlsx|csv|JSON|API|URL|SMS|PDF|PNG|\bID\b|MB|SHA|
    OpenAPI|HTTP|Asterisk|AMI|ARI|PJSIP|SIP|TLS|RSS|Markdown|SEC|\bTD\b|STOP|UNSUBSCRIBE|PJSIP/trunk|SIP/telecom|\bcontext\b|\{from,\sto\}|id,\sauthor,\stext,\stime,\surl,\srating|UTC|CST|Ctrl|Enter|Esc|Alt|Shift|Tab|Mk[AB]\w+|\{\w+\}|[A-Z]{2}-[\w-]+|[\w.+-]+@[\w.-]+|https?://\S+|
    /[\w/.:%?=&-]+|[a-z]+(?:[._:][*A-Za-z_]+)+|\b[ab]-[a-z_]+|Asia/\w+|own-nobody|\bheat\b|\bfloor\b|\bhotline\b|\d+(?:[a-zA-Z]{1,2})\b""",
    re.VERBOSE,
)  # fmt: skip
# Pages with lists of names that have no Chinese: the world's time zones; the values of rules, English ones among them.
LISTS = {"core:calendar.create", "core:calendar.update", "core:rule.index", "core:rule.show"}
CHINESE = re.compile("[\u4e00-\u9fff]")
WORD = re.compile(r"[A-Za-z]{2,}")


class _Words(HTMLParser):
    """Texts and spoken attributes, without what is code, quoted data or somebody's input."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._stack: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {k: v or "" for k, v in attrs}
        silent = (
            tag in ("script", "style", "code", "pre", "kbd", "svg", "textarea")
            or a.get("lang") == "en"
            or "data-untranslated" in a
        )
        silent = silent or bool(self._stack and self._stack[-1][1])
        if tag not in ("input", "br", "img", "meta", "link", "hr", "path", "use", "source", "col", "wbr"):
            self._stack.append((tag, silent))
        if not silent:
            self.found += [a[name] for name in SAID_BY if a.get(name)]

    def handle_endtag(self, tag: str) -> None:
        while self._stack and self._stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not (self._stack and self._stack[-1][1]) and data.strip():
            self.found.append(data.strip())


def english_in(html: str) -> Iterator[str]:
    reader = _Words()
    reader.feed(html)
    for text in reader.found:
        if WORD.search(ALLOWED.sub(" ", text)):
            yield " ".join(text.split())[:120]


def test_english_would_be_seen() -> None:
    html = '<p>保存 Save changes</p><input placeholder="Name"><code>desk.request</code><kbd>Ctrl</kbd><b>FW-20260513-0001 12km</b>'
    assert list(english_in(html)) == ["保存 Save changes", "Name"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_english_is_left_on_any_page_or_beside_any_empty_form(method: str, world: Any) -> None:
    people, places = world
    things, found, shown = places["A", "own"], set(), set()
    for caller in callers_of(people):
        for url in URLS.values():
            if (
                method not in url.methods
                or url.name.startswith("api:open")
                or (caller is None) == (not url.name.startswith("portal:"))
            ):
                continue
            if url.name in ("account_logout", "org:session.update", "ui:appearance.update"):
                continue
            path = reverse(url.name, kwargs=objects.args_for(url.name)(things) if url.takes else {})
            with sandbox(url.name, things):
                page = ask(caller, method, path, None if method == "GET" else {})
            if page and page.status in (200, 422):
                shown.add(url.name)
                found |= {
                    f"{url.name}: {text}"
                    for text in english_in(page.html)
                    if not (url.name in LISTS and not CHINESE.search(text))
                }
    assert len(shown) > 70, sorted(shown)
    assert not found, f"{len(found)} texts:\n" + "\n".join(sorted(found))
