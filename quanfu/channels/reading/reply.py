"""The new words of a mail, from its text and, where it has some, from the marks in its HTML."""

from __future__ import annotations

import re

from quanfu.channels.reading import html_quote
from quanfu.channels.reading.quote import own_lines
from quanfu.channels.reading.signature import own_words

LONGEST = 400_000


def new_words(text: str, *, sender: str = "", marked: str = "") -> str:
    """What the sender wrote this time: without quotes, signatures, footers. The whole text where nothing else would be left.

    ``marked`` is the text of the HTML with the signs of `html_quote` in it; it decides where the plain text shows no quote.
    """
    text = text[:LONGEST]
    own = own_lines(text)
    if marked:
        from_html = own_lines(html_quote.new_part(marked[:LONGEST]))
        if from_html and (not own or _shorter(from_html, own)):
            own = from_html
    own = own_words(own, sender) if own else []
    found = re.sub(r"\n{3,}", "\n\n", "\n".join(own)).strip()
    return found or text.strip()


def _shorter(one: list[str], other: list[str]) -> bool:
    """Whether the marks in the HTML cut away words that the text alone would keep, and added none."""
    few, many = _letters(one), _letters(other)
    start = min(40, len(few))
    return len(few) < len(many) * 0.98 and few[:start] == many[:start] and set(few) <= set(many)


def _letters(lines: list[str]) -> str:
    return re.sub(r"[\W_]+", "", "".join(lines)).casefold()
