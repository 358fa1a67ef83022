"""Which clocks a recomputation touches, and how far it is."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from quanfu.core.clock import now
from quanfu.core.queries.calendar import default_calendar_id
from quanfu.org.queries.unit import units_by_calendar
from quanfu.sla.enums import LIVE, ClockState
from quanfu.sla.models import Clock, Recomputation

if TYPE_CHECKING:
    from quanfu.org.models import Person

RECENT = timedelta(minutes=10)


def clocks_in(scope: dict[str, Any]) -> QuerySet[Clock]:
    """The live clocks of a company, of the units that go by a calendar, of a service type, of a customer."""
    live = Clock.objects.filter(state__in=LIVE)
    if "calendar" in scope:
        units = units_by_calendar(scope["calendar"], default=scope["calendar"] == default_calendar_id())
        return live.filter(unit__in=units, around_the_clock=False)
    if "type" in scope:
        return live.filter(request__service_type=scope["type"])
    if "customer" in scope:
        return live.filter(request__customer=scope["customer"])
    return live.filter(company=scope["company"])


def nearest_of(request_ids: list[int]) -> dict[str, dict[int, datetime]]:
    """Target → request → due time, of the running clock of each request that ends first; one query."""
    first: dict[int, tuple[datetime, str]] = {}
    rows = Clock.objects.filter(request__in=request_ids, state=ClockState.RUNNING)
    for request_id, target, due in rows.values_list("request", "target", "due_at"):
        if request_id not in first or due < first[request_id][0]:
            first[request_id] = (due, target)
    found: dict[str, dict[int, datetime]] = {}
    for request_id, (due, target) in first.items():
        found.setdefault(target, {})[request_id] = due
    return found


def recomputations_for(by: "Person") -> QuerySet[Recomputation]:
    """Those of the viewer's company and of all companies together (calendars), the newest first."""
    return Recomputation.objects.filter(Q(company=by.company_id) | Q(company=None)).select_related("by")


def open_recomputations(by: "Person") -> list[Recomputation]:
    """Those under way, and the ones that ended within the last minutes."""
    since = now() - RECENT
    rows = recomputations_for(by).filter(Q(ended_at=None) | Q(ended_at__gte=since, total__gt=0))
    return list(rows.order_by("-at")[:3])
