"""The lists of an agent: those that everybody has, those one made, those that were shared. Sharing shows nothing more:
``visible_to`` of the reader always stands beside a list's conditions."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quanfu.core.clock import now
from quanfu.core.errors import Http404
from quanfu.core.prepared import PreparedCounts
from quanfu.desk.enums import Sharing, ViewOrder
from quanfu.desk.models import Request, SavedView
from quanfu.desk.permissions import REQUEST_INDEX, SHARED_VIEW_CREATE
from quanfu.desk.queries.conditions import Json, build_q, condition_q, left_out, spans
from quanfu.desk.queries.inbox import COUNTED, MOST, NEWEST, OPEN_ORDER, VIEWS, Listed
from quanfu.desk.queries.request import any_of, ways

if TYPE_CHECKING:
    from quanfu.org.models import Person

ORDERS: dict[str, tuple[str, ...]] = {
    ViewOrder.DUE: OPEN_ORDER, ViewOrder.NEWEST: NEWEST, ViewOrder.OLDEST: ("opened_at",), ViewOrder.CHANGED: ("-updated_at",),
}  # fmt: skip
# code: (head, column of queries/inbox.py COLUMNS) of what a list may show beside number and subject
VIEW_COLUMNS: dict[str, tuple[str | Promise, str]] = {
    "customer": (_("Customer"), "contact_name"), "responsible": (_("Responsible"), "responsible__name"),
    "unit": (_("Unit"), "unit__name"), "type": (_("Service type"), "service_type__name"), "channel": (_("Channel"), "channel__name"),
    "state": (_("State"), "state"), "opened": (_("Received"), "opened_at"), "due": (_("Due"), "due_at"),
    "class": (_("Customer class"), "customer__grade"), "waits": (_("Waits for"), "waits_for"), "phone": (_("Phone"), "contact_phone"),
    "last_line": (_("Last line"), "last_line"),
}  # fmt: skip
# what a row of the inbox does not show elsewhere: of these its second line is made
LINE_COLUMNS = ("type", "unit", "class", "waits", "opened", "phone", "last_line")
USUAL_COLUMNS = ["customer", "responsible", "state", "due"]


@dataclass(frozen=True)
class Saved:
    """A saved list in the shape of the built-in ones; its code is v and its id."""

    code: str
    label: str
    order: tuple[str, ...]
    conditions: Json
    columns: list[str] = field(default_factory=list)
    shared: bool = False
    mine: bool = True

    def condition(self, by: Any, at: Any) -> Q:
        return condition_q(self.conditions, by, at)


def line_of(view: Listed) -> tuple[str, ...]:
    """The columns that make the second line of the list's rows in the inbox; none: the last line, as usual."""
    chosen = view.columns if isinstance(view, Saved) else ()
    return tuple(code for code in LINE_COLUMNS if code in chosen)


def _saved(row: SavedView, by: "Person") -> Saved:
    shared, mine = row.sharing != Sharing.OWN, row.person_id == by.pk
    return Saved(f"v{row.pk}", row.name, ORDERS[row.order], row.conditions, row.columns, shared, mine)


def visible_views(by: "Person") -> Q:
    """One's own, those of one's unit and the units above it, those of one's company."""
    unit = by.unit
    above = [unit.path[:end] for end in range(unit.steplen, len(unit.path) + 1, unit.steplen)]
    team = Q(sharing=Sharing.TEAM, unit__path__in=above)
    return Q(person=by.pk) | (Q(company=by.company_id) & (team | Q(sharing=Sharing.COMPANY)))


def saved_views(by: "Person") -> QuerySet[SavedView]:
    return (
        SavedView.objects.filter(visible_views(by))
        .select_related("person", "unit")
        .order_by("position", "pk")
    )


def views_for(by: "Person") -> list[Listed]:
    """All lists of a person: the built-in ones, then the saved ones by position. One query."""
    return [*VIEWS, *(_saved(row, by) for row in saved_views(by))]


def view_of(by: "Person", code: str) -> Listed:
    """The list of that code, built in or saved; Http404 alike for absent and for somebody else's."""
    if found := next((view for view in VIEWS if view.code == code), None):
        return found
    row = (
        saved_views(by).filter(pk=int(code[1:])).first()
        if code[:1] == "v" and code[1:].isdecimal() and len(code) < 18
        else None
    )
    if row is None:
        raise Http404(code)
    return _saved(row, by)


def may_share(by: "Person", sharing: str, *, unit_id: int | None, company_id: int) -> bool:
    """Whether the person may show a list to that unit, or to the whole company."""
    scope = by.scope(SHARED_VIEW_CREATE)
    if sharing == Sharing.COMPANY:
        return scope.covers(unit_id=None, company_id=company_id)
    return sharing == Sharing.OWN or scope.covers(unit_id=unit_id, company_id=company_id)


def may_change(view: SavedView, by: "Person") -> bool:
    """One's own; and shared ones in reach of the right to share."""
    shared = view.sharing != Sharing.OWN
    return view.person_id == by.pk or (
        shared and may_share(by, view.sharing, unit_id=view.unit_id, company_id=view.company_id)
    )


def access_view(pk: int, *, by: "Person") -> SavedView:
    """A saved list that the person may change; Http404 alike for all others."""
    found = saved_views(by).filter(pk=pk).first()
    if found is None or not may_change(found, by):
        raise Http404(str(pk))
    return found


# counts


@lru_cache(maxsize=1024)
def _counts(conditions: tuple[str, ...], _companies: int, _units: int, own: bool) -> PreparedCounts:
    """For lists of those conditions and a reach of so many companies and units."""
    parsed = [json.loads(each) for each in conditions]

    def make(me: Any, at: Any, unit: Any, companies: Any, units: Any, **instants: Any) -> list[QuerySet[Any]]:
        within = any_of(ways(companies, units, me if own else None))
        built_in = [Request.objects.filter(within, view.condition(me, at)) for view in COUNTED]
        saved = [_counted(each, me, unit, lambda span: instants[_name(span)], within) for each in parsed]
        return [*built_in, *saved]

    def _counted(condition: Json, me: Any, unit: Any, at: Any, within: Q) -> QuerySet[Any]:
        rows = Request.objects.filter(build_q(condition, me=me, unit=unit, at=at), within)
        # Without an order SQLite would read all closed requests of the company as well: 14 ms instead of 1 of 5,000.
        return rows.order_by(*OPEN_ORDER) if _companies and left_out(condition) else rows

    return PreparedCounts(make, MOST + 1)


def _name(span: timedelta) -> str:
    return f"at{int(span.total_seconds())}"


def view_counts(by: "Person", views: list[Listed]) -> dict[str, int]:
    """Code → number of its requests in reach, of the counted built-in lists and the saved ones among ``views``; MOST + 1
    means more than MOST. One statement, whatever their number; its SQL is made once for lists of the same conditions."""
    saved = [view for view in views if isinstance(view, Saved)]
    scope, at = by.scope(REQUEST_INDEX), now()
    texts = tuple(json.dumps(view.conditions, sort_keys=True) for view in saved)
    prepared = _counts(texts, len(scope.companies), len(scope.units), scope.own)
    far = {span for view in saved for span in spans(view.conditions)} | {timedelta(0)}
    instants = {_name(sign * span): at + sign * span for span in far for sign in (1, -1)}
    found = prepared.count(
        me=by.pk, at=at, unit=by.unit_id, companies=list(scope.companies), units=list(scope.units), **instants
    )
    return dict(zip([*(view.code for view in COUNTED), *(view.code for view in saved)], found, strict=True))
