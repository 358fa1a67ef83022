"""Every right there is, from the contexts' permissions.py, in words."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.urls import get_resolver
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quanfu.core.access import matches
from quanfu.ui.navigation import wired


@dataclass
class Right:
    name: str
    label: str
    held: bool = False


@dataclass
class Noun:
    """The rights of one noun; ``whole`` is the pattern for all of them, with those that a new version may add."""

    whole: str
    label: str
    rights: list[Right] = field(default_factory=list)
    held: bool = False


@dataclass
class Area:
    whole: str
    label: str
    nouns: list[Noun] = field(default_factory=list)
    held: bool = False

    @property
    def touched(self) -> int:
        """How many rights of the area are held, one way or another."""
        return sum(right.held for noun in self.nouns for right in noun.rights)

    @property
    def size(self) -> int:
        return sum(len(noun.rights) for noun in self.nouns)


@cache
def all_permissions() -> tuple[str, ...]:
    """The names of all rights that a role can give, in the order of the contexts and of their files.

    Left out are the names of public pages, and what a context names in FREE: pages about oneself, open to everybody who
    is signed in.
    """
    found: dict[str, None] = {}
    public = _public()
    for context in settings.CONTEXTS:
        if find_spec(f"quanfu.{context}.permissions"):
            module = import_module(f"quanfu.{context}.permissions")
            free = public | set(getattr(module, "FREE", ()))
            names = (
                value for name, value in vars(module).items() if name.isupper() and isinstance(value, str)
            )
            found |= {name: None for name in names if name.count(".") == 2 and name not in free}
    return tuple(found)


def _public() -> set[str]:
    public, waiting = set[str](), list[Any](get_resolver().url_patterns)
    for pattern in waiting:
        waiting.extend(getattr(pattern, "url_patterns", ()))
        page = getattr(getattr(pattern, "callback", None), "page", None)
        if page and page.door == "public":
            public.add(page.permission)
    return public


def tickable() -> list[str]:
    """What the boxes of the role page stand for: each right, each noun as a whole, each area as a whole."""
    names = all_permissions()
    nouns = dict.fromkeys(f"{name.rpartition('.')[0]}.*" for name in names)
    areas = dict.fromkeys(f"{name.partition('.')[0]}.*" for name in names)
    return [*areas, *nouns, *names]


def areas_for(patterns: Iterable[str]) -> list[Area]:
    """All rights as a tree of areas and nouns, marked where one of the patterns gives them."""
    patterns, areas = list(patterns), dict[str, Area]()
    nouns = dict[str, Noun]()
    for name in all_permissions():
        context, noun_name, _verb = name.split(".")
        area = areas.setdefault(context, Area(f"{context}.*", label_of(context)))
        whole = f"{context}.{noun_name}.*"
        if whole not in nouns:
            nouns[whole] = Noun(whole, label_of(f"{context}.{noun_name}"), held=_given(whole, patterns))
            area.nouns.append(nouns[whole])
        nouns[whole].rights.append(Right(name, label_of(name), held=_given(name, patterns)))
    for area in areas.values():
        area.held = _given(area.whole, patterns)
    return list(areas.values())


def _given(name: str, patterns: list[str]) -> bool:
    return any(matches(pattern, name) for pattern in patterns)


def label_of(name: str) -> str:
    """An area, a noun or a right in words: from the table that wiring names as "rights" ({name: (zh, en)}), else the
    verb in words behind the noun."""
    table: dict[str, tuple[str, str]] = wired("rights") or {}
    if name in table:
        zh, en = table[name]
        return en if (get_language() or "").startswith("en") else zh
    if name.count(".") < 2:
        return name
    verbs = {
        "index": _("see the list"), "show": _("look at"), "create": _("create"), "update": _("change"), "delete": _("delete"),
        "panel": _("see beside others"),
    }  # fmt: skip
    return verbs.get(name.rpartition(".")[2], name)
