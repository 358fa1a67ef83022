"""What was found, shown with <mark> around the words that were looked for. All text is escaped; only the marks are ours."""

import unicodedata
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from quanfu.core.search.text import plain

AROUND = 90  # characters of an excerpt
LEAD = 18  # of them before the first word found


def marked(text: str, terms: Iterable[str]) -> Markup:
    """The whole text."""
    return _drawn(text, _spans(text, terms))


def excerpt(text: str, terms: Iterable[str], *, length: int = AROUND) -> Markup:
    """The part of a text in which most of the terms stand; its beginning where there are none."""
    text = " ".join(text.split())
    spans = _spans(text, terms)
    if len(text) <= length:
        return _drawn(text, spans)
    start = max(0, _densest(spans, length) - LEAD)
    start = 0 if start < LEAD else min(start, len(text) - length)
    end = min(len(text), start + length)
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start]
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return Markup("{}{}{}").format(before, _drawn(text[start:end], inside), after)


def _densest(spans: Sequence[tuple[int, int]], length: int) -> int:
    """Where the stretch begins that holds most of what is marked."""
    best, most = 0, 0
    for begin, _end in spans:
        weight = sum(b - a for a, b in spans if begin <= a and b <= begin + length - LEAD)
        if weight > most:
            best, most = begin, weight
    return best


def _spans(text: str, terms: Iterable[str]) -> list[tuple[int, int]]:
    """Where the terms stand, in the text as written, whatever form it is written in; joined where they touch."""
    form, origin = _aligned(text)
    found: list[tuple[int, int]] = []
    for term in sorted({each for each in terms if each}, key=len, reverse=True):
        at = form.find(term)
        while at >= 0:
            found.append((origin[at], origin[at + len(term) - 1] + 1))
            at = form.find(term, at + len(term))
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(found):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _aligned(text: str) -> tuple[str, list[int]]:
    """The plain form of a text, and for each of its characters the place in the text."""
    letters: list[str] = []
    origin: list[int] = []
    for place, letter in enumerate(text):
        form = unicodedata.normalize("NFKC", letter).lower()
        letters.append(form)
        origin += [place] * len(form)
    form = "".join(letters)
    simple = plain(form)
    return (simple if len(simple) == len(form) else form), origin


def _drawn(text: str, spans: Sequence[tuple[int, int]]) -> Markup:
    pieces: list[Markup] = []
    last = 0
    for begin, end in spans:
        pieces += [escape(text[last:begin]), Markup("<mark>{}</mark>").format(text[begin:end])]
        last = end
    return Markup("").join([*pieces, escape(text[last:])])
