"""What stands around every page: navigation by permission, search, bell, panels. All of it is named in wiring.py:

NAVIGATION = [Section(_("Service desk"), [Item(_("Requests"), "inbox", "desk:request.index", "desk.request.index")], "desk")]
PANELS = {"desk.request": ["sla:clock.panel"]}            # URL names, lazily loaded into the page
SHELL = {                                                 # every key may be absent
    "search": "desk:search.index",                        # URL name; the term comes as ?q=
    "notifications": "org:notification.index",
    "unread": "quanfu.org.queries.notification.unread_count",       # (person) -> int
    "profile": "org:profile.update",
    "sign_out": "account_logout",
    "set_appearance": "quanfu.org.actions.person.set_appearance",   # (*, theme | locale | density, by) -> None
    "company": "quanfu.org.queries.unit.company_name",              # (person | None) -> str
    "telephone": "quanfu.channels.queries.extension.has_telephone", # (person) -> bool
    "ring": "desk:ring.panel",                            # URL name, of the call with that id
}
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from quanfu.core.queries.company import companies_in_reach
from quanfu.ui.rendering import here

MOST = 8  # items of a section
ROWS = 23  # headings and entries that stand on a screen of 900 px without scrolling
FOLDED = "nav"  # the cookie that keeps what this browser folded and unfolded: "+desk.-figures"
THEMES = ("auto", "light", "dark")
DENSITIES = ("comfortable", "compact")


@dataclass(frozen=True)
class Item:
    """``whole``: the page tells of all companies and is for those alone whose permission reaches all of them.
    ``key``: the shortcut that leads there, such as "g i"."""

    label: str | Promise
    icon: str
    url_name: str
    permission: str
    whole: bool = False
    key: str = ""

    def open_to(self, person: Any) -> bool:
        if not self.permission:  # a page about oneself
            return True
        return person.may(self.permission) and (
            not self.whole or companies_in_reach(person, self.permission).whole
        )


@dataclass(frozen=True)
class Section:
    """At most MOST items, so that an eye finds its way. ``code``: what its folding is remembered by."""

    label: str | Promise
    items: Sequence[Item]
    code: str = ""


@dataclass(frozen=True)
class Link:
    """An item of the navigation as this person sees it."""

    label: str | Promise
    icon: str
    url: str
    current: bool
    key: str = ""


@dataclass(frozen=True)
class Group:
    """A section as this person sees it, unfolded or not."""

    label: str | Promise
    code: str
    links: list[Link]
    unfolded: bool


@dataclass(frozen=True)
class Shell:
    sections: list[Group]
    company: str
    unread: int
    theme: str
    density: str
    urls: dict[str, str | None]
    ring: str = ""  # where a page asks who rings, for those who have a telephone


def wiring() -> ModuleType | None:
    """The one table of the house; None while there is none (a preview of the components alone)."""
    try:
        return import_module(settings.WIRING)
    except (ModuleNotFoundError, AttributeError):
        return None


def wired(key: str) -> Any:
    """SHELL[key]: the function that a dotted path names, or None."""
    path = getattr(wiring(), "SHELL", {}).get(key)
    return import_string(path) if path else None


def shell() -> Shell:
    """The frame of the page that is being rendered."""
    request = here()
    person = getattr(request, "user", None)
    known = person if person is not None and person.is_authenticated else None
    names = getattr(wiring(), "SHELL", {})
    company, unread = wired("company"), wired("unread")
    return Shell(
        sections=sections_for(request, known) if known else [],
        company=company(known) if company else "",
        unread=unread(known) if unread and known else 0,
        theme=theme_of(request),
        density=getattr(known, "density", "") or DENSITIES[0],
        urls={key: _url(names.get(key)) for key in ("search", "notifications", "profile", "sign_out")},
        ring=reverse(names["ring"], args=[0]) if known and (has := wired("telephone")) and has(known) else "",
    )


def theme_of(request: HttpRequest) -> str:
    """auto, light or dark: of the person, else of the cookie."""
    person = getattr(request, "user", None)
    theme = getattr(person, "theme", "") or request.COOKIES.get("theme", "")
    return theme if theme in THEMES else "auto"


def sections_for(request: HttpRequest, person: Any) -> list[Group]:
    """Only what is installed and permitted; the item whose noun the present page belongs to is current. Sections stand
    unfolded from the top as long as they fit on a screen; what the person folded or unfolded stays so, and the section
    one is in always is."""
    info = getattr(request, "page", None)
    page = (info.context, info.noun) if info else None
    found: list[tuple[Section, list[Link]]] = []
    for section in getattr(wiring(), "NAVIGATION", ()):
        links = []
        for item in section.items:
            path = _url(item.url_name)
            if path and item.open_to(person):
                context, _colon, rest = item.url_name.partition(":")
                links.append(
                    Link(item.label, item.icon, path, page == (context, rest.rpartition(".")[0]), item.key)
                )
        if links:
            found.append((section, links))
    chosen = set(request.COOKIES.get(FOLDED, "").split("."))
    groups, left = [], ROWS - len(found)
    for section, links in found:
        left -= len(links)
        fits = (left >= 0 or f"+{section.code}" in chosen) and f"-{section.code}" not in chosen
        unfolded = fits or len(found) == 1 or any(link.current for link in links)
        groups.append(Group(section.label, section.code, links, unfolded))
    return groups


def panels(page: str, *args: Any) -> list[str]:
    """The URLs of the fragments that other contexts add to a page, without those this person may not see."""
    person, found = here().user, []
    for name in getattr(wiring(), "PANELS", {}).get(page, ()):
        try:
            path = reverse(name, args=args)
        except NoReverseMatch:
            continue
        info = getattr(resolve(path).func, "page", None)
        if info is None or info.door != "person" or person.may(info.permission):  # type: ignore[union-attr]
            found.append(path)
    return found


@lru_cache(maxsize=512)
def _url(name: str | None) -> str | None:
    try:
        return reverse(name) if name else None
    except NoReverseMatch:
        return None
