"""Looking for anything by number, phone, name or words. wiring.py names who answers:

SEARCH = ["quanfu.desk.queries.search.search_requests"]     # (text, *, by, most) -> list[Found]

Each answers within the reach of the person who asks, and is asked only on purpose: the box in the frame, the palette.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.module_loading import import_string

from quanfu.ui.navigation import wiring

LONGEST = 80


@dataclass(frozen=True, slots=True)
class Found:
    """One record. exact: the text is this record's own number, so it may be opened at once. title and excerpt may be
    markup, of `core.search.mark`: what was looked for is marked; excerpt: where else it stands."""

    kind: str | Promise
    icon: str
    number: str
    title: str
    about: str
    url: str
    exact: bool = False
    excerpt: str = ""


def search_everywhere(text: str, *, by: Any, most: int) -> list[tuple[str, list[Found]]]:
    """What is found, by kind in the order of wiring; of each at most ``most``, exact ones first. Nothing for fewer than two
    characters: everything begins with one."""
    words = " ".join(text.replace("\0", "").split())[:LONGEST]
    if len(words) < 2:
        return []
    groups: dict[str, list[Found]] = {}
    for path in getattr(wiring(), "SEARCH", ()):
        for found in import_string(path)(words, by=by, most=most):
            groups.setdefault(str(found.kind), []).append(found)
    return [(kind, sorted(found, key=lambda each: not each.exact)) for kind, found in groups.items()]


def only_exact(groups: Sequence[tuple[str, Sequence[Found]]]) -> Found | None:
    """The one record whose number was given, if there is one."""
    exact = [each for _kind, found in groups for each in found if each.exact]
    return exact[0] if len(exact) == 1 else None
