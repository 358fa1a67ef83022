"""What live screens of the desk are told: rows of lists, the open request. No database is asked but for the facts, once a change.

A row is drawn once a language and choice of columns, a list's condition is judged once a change whoever looks at it, and only lists whose shown part
the row belongs to get it.
"""

import random
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.template import engines
from django.utils import translation

from quanfu.core.access import Scope
from quanfu.core.push.topics import Asked, Change, Subscription, event
from quanfu.desk.enums import Priority, State
from quanfu.desk.models import Request
from quanfu.desk.permissions import REQUEST_INDEX, REQUEST_SHOW
from quanfu.desk.queries.conditions import FACTS, leaves, matches
from quanfu.desk.queries.inbox import COLUMNS, Listed
from quanfu.desk.queries.request import requests_for
from quanfu.desk.queries.rows import prepare_rows, sort_key
from quanfu.desk.queries.view import Saved, line_of, view_of
from quanfu.org.queries.unit import units_above
from quanfu.ui.markup import initial, tint

if TYPE_CHECKING:
    from quanfu.org.models import Person

READ = tuple(dict.fromkeys([*COLUMNS, *FACTS]))
SETTLING = (State.FED_BACK, State.RATED)
COUNTS_AFTER = (
    3.0,
    6.0,
)  # seconds after a change in which each reader's screen renews the counts of its lists
ALL = "*"


class Facts(dict[str, Any]):
    """A request's columns; the units above its own are looked up only where a list asks for them."""

    def __missing__(self, key: str) -> Any:
        if key != "units":
            raise KeyError(key)
        self[key] = units_above({self["unit__path"]})[self["unit__path"]]
        return self[key]


def request_facts(ids: list[int]) -> dict[int, Facts]:
    """One statement, however many."""
    found = {}
    for row in Request.objects.filter(pk__in=ids).order_by().values(*READ):
        people = {row["responsible_id"], row["owner_id"]} - {None}
        found[row["pk"]] = Facts(row, keys=[("request", row["pk"]), *(("person", pk) for pk in people)])
    return found


def sees(scope: Scope, me: int, facts: dict[str, Any]) -> bool:
    """As ``visible_to``, over facts."""
    if scope.covers(unit_id=facts["unit_id"], company_id=facts["company_id"]):
        return True
    return (
        scope.own
        and not scope.companies
        and me in (facts["responsible_id"], facts["owner_id"], facts["opened_by_id"])
    )


def in_view(view: Listed, facts: dict[str, Any], by: "Person", at: Any) -> bool:
    """As ``view.condition``, over facts."""
    if isinstance(view, Saved):
        return matches(view.conditions, facts, by, at)
    state = facts["state"]
    if view.code in ("settling", "closed"):
        return state in SETTLING if view.code == "settling" else state == State.CLOSED
    if state in SETTLING or state == State.CLOSED:
        return False
    if view.code in ("mine", "snoozed"):
        put_aside = facts["snoozed_until"] is not None
        return by.pk in (facts["responsible_id"], facts["owner_id"]) and put_aside is (view.code == "snoozed")
    if view.code == "urgent":
        return bool(facts["priority"] < Priority.NORMAL)
    if view.code == "late":
        return bool(facts["due_at"] < at)
    wanted = {"new": State.REGISTERED, "unassigned": State.APPROVED, "feedback": State.DONE}.get(view.code)
    return view.code == "open" or state == wanted


def _personal(view: Listed) -> bool:
    """Whether who looks decides what stands in the list, beyond what they may see."""
    if isinstance(view, Saved):
        return any(
            isinstance(leaf["value"], list) and {"me", "mine"} & set(leaf["value"])
            for leaf in leaves(view.conditions)
        )
    return view.code in ("mine", "snoozed")


class Inbox(Subscription):
    """A list: ``inbox:CODE;rows=FW-1,FW-2;until=SORT``. rows: the numbers it shows (* for very many); until: where the last of
    them stands, when there are more behind it."""

    types = ("desk.Request",)

    def __init__(self, asked: Asked, person: "Person", locale: str) -> None:
        super().__init__(asked, person, locale)
        self.view = view_of(person, asked.argument)
        self.scope = person.scope(REQUEST_INDEX)
        self.judged = ("in", self.view.code, person.pk if _personal(self.view) else 0)
        rows = asked.options.get("rows", "")
        self.all = rows == ALL
        self.shown = set(rows.split(",")) if rows else set[str]()
        self.until = asked.options.get("until", "")
        self.line = line_of(self.view)
        self.falls = self.view.order[0].startswith("-")
        self.counts_at = 0.0

    def tell(self, change: Change) -> Iterator[bytes]:
        facts = change.facts
        if facts is None:
            return
        seen = sees(self.scope, self.person.pk, facts)
        number = facts["number"]
        if (
            seen
            and change.once(self.judged, lambda: in_view(self.view, facts, self.person, change.at))
            and self._within(facts, change)
        ):
            self.shown.add(number)
            yield change.once(("row", self.locale, self.view.code), lambda: self._row(change, facts))
        elif number in self.shown or (self.all and seen):
            self.shown.discard(number)
            yield event("left", {"topic": self.name, "number": number}, change.id)
        if seen and time.monotonic() >= self.counts_at:
            wait = random.uniform(*COUNTS_AFTER)  # noqa: S311 - so that two hundred screens do not ask together
            self.counts_at = time.monotonic() + wait
            yield event("counts", {"topic": self.name, "after": round(wait * 1000)})

    def _within(self, facts: dict[str, Any], change: Change) -> bool:
        if not self.until:
            return True
        key = self._sort(facts, change)
        return key >= self.until if self.falls else key <= self.until

    def _sort(self, facts: dict[str, Any], change: Change) -> str:
        return change.once(
            ("sort", self.view.order), lambda: sort_key(SimpleNamespace(**facts), self.view.order)
        )

    def _row(self, change: Change, facts: dict[str, Any]) -> bytes:
        html = change.once(("html", self.locale, self.line), lambda: draw_row(facts, self.locale, self.line))
        html = html.replace("@view@", self.view.code).replace("@sort@", self._sort(facts, change))
        return event(
            "row", {"topic": self.name, "number": facts["number"], "by": change.by, "html": html}, change.id
        )


def draw_row(facts: dict[str, Any], locale: str, line: tuple[str, ...] = ()) -> str:
    """The row as lists of those columns show it, but for the list's code and the row's place in it (@view@, @sort@)."""
    with translation.override(locale):
        (row,) = prepare_rows([SimpleNamespace(**facts)], ("pk",), line=line)
        context = {"rows": [replace(row, sort="@sort@")], "kept": "view=@view@", "more": None}
        return engines["jinja2"].get_template("desk/request/_rows.html").render(context).strip()


def open_inbox(person: "Person", asked: Asked, locale: str) -> Inbox | None:
    if not person.may(REQUEST_INDEX):
        return None
    from quanfu.core.errors import Http404

    try:
        return Inbox(asked, person, locale)
    except Http404:
        return None


def face_of(person: "Person") -> dict[str, Any]:
    """How others see who is here."""
    return {"name": person.name, "initial": initial(person.name), "tint": tint(person.name)}


class OpenRequest(Subscription):
    """A request that is open on a screen: ``request:FW-1``."""

    def __init__(self, asked: Asked, person: "Person", locale: str, pk: int) -> None:
        super().__init__(asked, person, locale)
        self.keys, self.attends, self.face = (("request", pk),), self.name, face_of(person)
        self.scope = person.scope(REQUEST_SHOW)

    def tell(self, change: Change) -> Iterable[bytes]:
        if change.type != "desk.Request" or change.facts is None:
            return ()
        if not sees(self.scope, self.person.pk, change.facts):
            self.over = True
            return (event("gone", {"topic": self.name, "by": change.by}, change.id),)
        number = change.facts["number"]
        told = {"topic": self.name, "number": number, "by": change.by, "events": sorted(set(change.events))}
        return (change.once("open", lambda: event("request", told, change.id)),)


def open_request_page(person: "Person", asked: Asked, locale: str) -> OpenRequest | None:
    pk = (
        requests_for(person, REQUEST_SHOW)
        .filter(number=asked.argument[:40])
        .values_list("pk", flat=True)
        .first()
    )
    return OpenRequest(asked, person, locale, pk) if pk else None
