"""Text of articles on its way to readers: safe as HTML, readable as plain text."""

import re
import time

import pytest

from quanfu.core.testing import naughty_strings
from quanfu.knowledge.queries.markdown import bare, plain, rendered

PAYLOADS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "[x](\u2028javascript:alert(1))",
    "[x](&#106;avascript:alert(1))", "[x](<\tjavascript:alert(1)>)", "<javascript:alert(1)>", "[x](data:text/html,<script>alert(1)</script>)",
    "![p](http://evil.example/p.png)", 'https://a.example/"onmouseover=alert(1)', "[a]: javascript:alert(1)\n\n[a]",
    "| a |\n|-|\n| <svg onload=alert(1)> |", "```html\n<script>alert(1)</script>\n```", "[x](\x01javascript:alert(1))", "# <b onclick=x>",
]  # fmt: skip


def _marks(html: str) -> list[str]:
    return [f"{tag} {rest}" for tag, rest in re.findall(r"<(\w+)([^>]*)>", html)]


@pytest.mark.parametrize("text", PAYLOADS)
def test_no_mark_of_the_text_becomes_one_of_the_page(text: str) -> None:
    for mark in _marks(str(rendered(text))):
        assert mark.split()[0] in {
            "p",
            "a",
            "br",
            "h2",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "pre",
            "code",
        }
        assert not re.search(r"\son\w+=|(javascript|data|vbscript):", mark)


def test_naughty_strings_end_as_text() -> None:
    for text in naughty_strings():
        for mark in _marks(str(rendered(text))):
            assert mark.split()[0] not in {"script", "img", "svg", "iframe", "object", "style"}
            assert not re.search(r"\son\w+=|href=.\s*(javascript|data|vbscript):", mark)
        assert "\0" not in plain(text) and len(bare(text)) <= len(text)


@pytest.mark.parametrize(("text", "address"), [
    ("请看 https://a.example/x，详询客服", "https://a.example/x"), ("见 https://a.example/y。", "https://a.example/y"),
    ("（https://a.example/z）", "https://a.example/z"), ("https://a.example/、https://b.example/", "https://a.example/"),
])  # fmt: skip
def test_an_address_ends_at_full_width_punctuation(text: str, address: str) -> None:
    html = str(rendered(text))
    assert f'href="{address}"' in html
    assert re.sub(r"<[^>]+>", "", html).strip() == text


def test_plain_text_keeps_numbers_of_lists_and_addresses_of_links() -> None:
    text = "## 步骤\n\n1. **先**关阀\n2. 看[说明](https://a.example/)\n\n- 甲\n- 乙"
    assert plain(text) == "步骤\n\n1. 先关阀\n2. 看说明 (https://a.example/)\n\n- 甲\n- 乙"


@pytest.mark.parametrize("sign", ["[", "*a", ">", "- ", "`", "|a", "www.", "**", "a@", "_a_ "])
def test_the_longest_text_is_read_in_bounded_time(sign: str) -> None:
    started = time.monotonic()
    rendered((sign * 10_000)[:10_000])
    assert time.monotonic() - started < 5
