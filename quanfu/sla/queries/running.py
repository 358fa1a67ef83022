"""Live clocks as they are, and as they would have to be."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from quanfu.core.clock import now
from quanfu.core.queries.calendar import calendar_for
from quanfu.core.worktime import Calendar
from quanfu.sla.enums import LIVE
from quanfu.sla.models import Clock
from quanfu.sla.queries.limit import terms_of

if TYPE_CHECKING:
    from quanfu.desk.models import Request

Running = dict[tuple[str, str], Clock]


def live_clocks(request: "Request") -> Running:
    """(target, key) → clock, of those that run or stand still; one query."""
    clocks = Clock.objects.filter(request_id=request.pk, state__in=LIVE).select_related("unit")
    return {(clock.target, clock.key): clock for clock in clocks}


def calendar_of(request: "Request", clock: Clock, usual: Calendar) -> Calendar:
    """A clock with a unit of its own goes by that unit's calendar."""
    return calendar_for(clock.unit) if clock.own and clock.unit_id != request.unit_id else usual


def new_clock(
    request: "Request", target: str, start: datetime, calendar: Calendar, **columns: Any
) -> Clock:  # fmt: skip
    """A clock, not yet saved; of a request on hold it stands still from the first where its limit lets it."""
    clock = Clock(
        request=request, company_id=request.company_id, target=target, started_at=start, judged_at=now(), **columns
    )  # fmt: skip
    if request.waits_for:
        clock.pauses = [[request.waits_for, now().isoformat(), None]]
    for name, value in terms_of(request, clock, calendar).items():
        setattr(clock, name, value)
    return clock


def changes_of(request: "Request", clock: Clock, calendar: Calendar) -> dict[str, Any]:
    """The columns of the clock that are not what they should be now."""
    terms = terms_of(request, clock, calendar)
    return {name: value for name, value in terms.items() if getattr(clock, name) != value}
