"""The lists agents live in. Each is one indexed query; the counts beside their names are capped."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quanfu.core.clock import now
from quanfu.core.prepared import Literal, PreparedCounts
from quanfu.customers.queries.phone import normal_phone
from quanfu.desk.enums import Priority, State
from quanfu.desk.models import Request
from quanfu.desk.permissions import REQUEST_INDEX
from quanfu.desk.queries.request import any_of, visible_to, ways
from quanfu.desk.queries.search import seek_requests

if TYPE_CHECKING:
    from quanfu.org.models import Person

# the columns a row of the list shows; names come with the row, so that drawing it asks nothing more
COLUMNS = (
    "pk", "number", "subject", "last_line", "kind", "state", "priority", "contact_name", "opened_at", "due_at", "due_for",
    "special_wish", "channel__kind", "channel__name", "service_type__name", "service_type__name_en", "responsible__name",
    "unit__name", "closed_at", "customer__grade", "updated_at", "responsible_id", "owner_id", "snoozed_until", "waits_for",
    "contact_phone",
)  # fmt: skip
OPEN_ORDER = ("priority", "due_at")
NEWEST = ("-opened_at",)


class Listed(Protocol):
    """What a list offers, built in or saved."""

    @property
    def code(self) -> str: ...
    @property
    def label(self) -> str | Promise: ...
    @property
    def order(self) -> tuple[str, ...]: ...
    def condition(self, by: Any, at: Any) -> Q: ...


@dataclass(frozen=True)
class View:
    """A named list: its condition and its order."""

    code: str
    label: str | Promise
    order: tuple[str, ...] = OPEN_ORDER

    def condition(self, by: Any, at: Any) -> Q:
        """by: the reader, or their id."""
        # the first part is the condition of the model's partial indexes, word for word
        is_open = ~Q(state=Literal(State.CLOSED.value)) & ~Q(state__in=[State.FED_BACK, State.RATED])
        mine = Q(responsible=by) | Q(owner=by)
        return {
            "mine": is_open & mine & Q(snoozed_until=None),
            "snoozed": is_open & mine & Q(snoozed_until__isnull=False),
            "new": is_open & Q(state=State.REGISTERED),
            "unassigned": is_open & Q(state=State.APPROVED),
            "feedback": is_open & Q(state=State.DONE),
            "urgent": is_open & Q(priority__lt=Priority.NORMAL),
            "late": is_open & Q(due_at__lt=at),
            "open": is_open,
            "settling": Q(state__in=[State.FED_BACK, State.RATED]),
            "closed": Q(state=State.CLOSED),
        }[self.code]


VIEWS = (
    View("mine", _("Mine")),
    View("snoozed", _("Snoozed")),
    View("new", _("New")),
    View("unassigned", _("To assign")),
    View("feedback", _("To feed back")),
    View("urgent", _("Urgent")),
    View("late", _("Late")),
    View("open", _("All open")),
    View("settling", _("Awaiting rating"), NEWEST),
    View("closed", _("Closed"), NEWEST),
)
BY_CODE = {view.code: view for view in VIEWS}
COUNTED = [view for view in VIEWS if view.code != "closed"]


MOST = 999  # no count goes beyond it
MOST_FOUND = 500  # a further word, a state or a day shows what lies behind them
MOST_RENEWED = 100  # rows that a screen may ask for by number at once


@lru_cache(maxsize=256)
def _counts(_companies: int, _units: int, own: bool) -> PreparedCounts:
    """For a reach of so many companies and units."""

    def make(me: Any, at: Any, companies: Any, units: Any) -> list[QuerySet[Any]]:
        within = any_of(ways(companies, units, me if own else None))
        return [Request.objects.filter(within, view.condition(me, at)) for view in COUNTED]

    return PreparedCounts(make, MOST + 1)


def inbox_counts(by: "Person") -> dict[str, int]:
    """View code → number of its requests in reach; MOST + 1 means more than MOST. One statement: eight took 5 ms of a page's 20."""
    scope = by.scope(REQUEST_INDEX)
    prepared = _counts(len(scope.companies), len(scope.units), scope.own)
    found = prepared.count(me=by.pk, at=now(), companies=list(scope.companies), units=list(scope.units))
    return dict(zip((view.code for view in COUNTED), found, strict=True))


def inbox_ways(by: "Person", order: tuple[str, ...]) -> list[Q]:
    """For paginate: the conditions that the reader's reach is made of, for the long lists. Open ones are few: their OR is
    cheaper than asking each way."""
    if order == OPEN_ORDER:
        return []
    scope = by.scope(REQUEST_INDEX)
    return ways(scope.companies, scope.units, by.pk if scope.own else None)


def inbox_rows(
    by: "Person", view: Listed, filters: dict[str, Any]
) -> tuple[QuerySet[Any, Any], tuple[str, ...]]:
    """Rows (named tuples of COLUMNS) and their order. A search looks everywhere in reach, newest first (REQ-14)."""
    found = Request.objects.filter(visible_to(by, REQUEST_INDEX))
    text = str(filters.get("q") or "").strip()
    if not text:
        found = found.filter(view.condition(by, now()))
    if filters.get("state"):
        found = found.filter(state=filters["state"])
    if filters.get("kind"):
        found = found.filter(kind=filters["kind"])
    if filters.get("since"):
        found = found.filter(opened_at__gte=_midnight(filters["since"]))
    if filters.get("until"):
        found = found.filter(opened_at__lt=_midnight(filters["until"] + timedelta(days=1)))
    if text:  # these are in reach and meet the filters
        found = Request.objects.filter(pk__in=_sought(found, text, by=by, until=filters.get("until")))
    return found.values_list(*COLUMNS, named=True), NEWEST if text else view.order


def rows_of_numbers(
    by: "Person", view: Listed, filters: dict[str, Any], numbers: list[str]
) -> tuple[QuerySet[Any, Any], tuple[str, ...]]:
    """Those of the named requests that stand in the list, so that a screen can renew, add or drop single rows."""
    rows, order = inbox_rows(by, view, filters)
    return rows.filter(number__in=numbers[:MOST_RENEWED]), order


def _midnight(day: date) -> datetime:
    """When the day begins where the reader is: a range over the column itself, which an index can answer."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _sought(within: QuerySet[Request], text: str, *, by: "Person", until: date | None) -> list[int]:
    """Ids by number, phone (with or without separators), or all the words anywhere in text, conversation, result and
    names: of each the newest MOST_FOUND. Each way is asked by itself, for it has an index of its own."""
    found = list(within.filter(number=text.upper()).values_list("pk", flat=True))
    phone = normal_phone(text)
    if not found and phone and sum(c.isdigit() for c in phone) >= 4:
        calls = within.filter(contact_phone__gte=phone, contact_phone__lt=phone + "~")
        found += calls.order_by("-opened_at", "-pk").values_list("pk", flat=True)[:MOST_FOUND]
    latest = _midnight(until + timedelta(days=1)) if until else None
    return found + seek_requests(within, text, company_id=by.company_id, most=MOST_FOUND, until=latest).ids
