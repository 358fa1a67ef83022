"""Clocks of requests that come in with their past, such as a list read in from another system."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.queries.calendar import calendar_for
from quanfu.core.worktime import Calendar
from quanfu.desk.actions.request import set_due_of_many
from quanfu.desk.enums import State
from quanfu.desk.queries.request import requests_by_id
from quanfu.sla.enums import ClockState, Target
from quanfu.sla.models import Clock
from quanfu.sla.queries.limit import response_seconds, terms_of, used

if TYPE_CHECKING:
    from quanfu.desk.models import Request


def record_clocks(*, request_ids: list[int], by: Actor) -> int:
    """Write the clocks that would have run, from the times on the requests; how many. One insert for all of them.

    Nobody is reminded or told of what was missed before now: only what is still to come will ring. Requests still open
    get their nearest limit. Requests that have clocks already are left alone, so a list may be read in again. First
    contact and acceptance are recorded only where their time is known. Nothing goes to the journal: the import stands
    there as a whole, in the name of ``by``.
    """
    at, calendars, clocks = now(), dict[int, Calendar](), list[Clock]()
    known = set(Clock.objects.filter(request__in=request_ids).values_list("request_id", flat=True))
    for request in requests_by_id([pk for pk in request_ids if pk not in known]):
        if request.unit_id not in calendars:
            calendars[request.unit_id] = calendar_for(request.unit)
        clocks.extend(_clocks_of(request, calendars[request.unit_id], at))
    with transaction.atomic():
        Clock.objects.bulk_create(clocks, batch_size=500)
        for target, due in _nearest(clocks).items():
            set_due_of_many(due=due, due_for=target)
    return len(clocks)


def _clocks_of(request: "Request", calendar: Calendar, at: datetime) -> Iterator[Clock]:
    if request.state == State.REFUSED:
        return
    yield _past(
        request, Target.COMPLETION, request.opened_at, request.done_at or request.closed_at, calendar, at
    )
    if request.contacted_at:
        yield _past(request, Target.CONTACT, request.opened_at, request.contacted_at, calendar, at)
    if request.assigned_at and request.accepted_at:
        yield _past(request, Target.ACCEPTANCE, request.assigned_at, request.accepted_at, calendar, at)
    told_apart = (
        request.fed_back_at != request.done_at
    )  # one time for both: the other system knew no feedback
    if request.done_at and told_apart and (request.fed_back_at or not request.closed_at):
        yield _past(request, Target.FEEDBACK, request.done_at, request.fed_back_at, calendar, at)


def _past(
    request: "Request", target: str, start: datetime, end: datetime | None, calendar: Calendar, at: datetime
) -> Clock:
    """The clock as it would stand now; one that still runs rings only for what is to come."""
    clock = Clock(
        request=request, company_id=request.company_id, target=target, started_at=start, judged_at=at
    )
    for name, value in terms_of(request, clock, calendar).items():
        setattr(clock, name, value)
    if (end or at) > clock.due_at:
        clock.breached_at, clock.next_at = clock.due_at, None
    elif clock.next_at and clock.next_at <= at:
        clock.next_at = clock.due_at
    if end is not None:
        clock.state, clock.stopped_at, clock.next_at = ClockState.STOPPED, end, None
        clock.seconds = used(start, end, calendar, around_the_clock=clock.around_the_clock)
        if target == Target.CONTACT:
            clock.sent_seconds, clock.accepted_seconds = response_seconds(request, start, end, calendar)
    return clock


def _nearest(clocks: list[Clock]) -> dict[str, dict[int, datetime]]:
    """Target → request → due time, of the running clock of each request that ends first."""
    first: dict[int, Clock] = {}
    for clock in clocks:
        if clock.is_running and (
            clock.request_id not in first or clock.due_at < first[clock.request_id].due_at
        ):
            first[clock.request_id] = clock
    found: defaultdict[str, dict[int, datetime]] = defaultdict(dict)
    for request_id, clock in first.items():
        found[clock.target][request_id] = clock.due_at
    return found
