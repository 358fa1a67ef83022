"""Clocks of requests that come in with their past, such as a list read in from another system."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.queries.calendar import calendar_for
from quanfu.core.worktime import Calendar
from quanfu.desk.actions.request import set_due
from quanfu.desk.enums import State
from quanfu.sla.enums import ClockState, Target
from quanfu.sla.models import Clock
from quanfu.sla.queries.limit import response_seconds, terms_of, used

if TYPE_CHECKING:
    from quanfu.desk.models import Request


def record_clocks(*, requests: Sequence["Request"], by: Actor) -> int:
    """Write the clocks that would have run, from the times on the requests; how many. One insert for all of them.

    Nobody is reminded or told of what was missed before now: only what is still to come will ring. Requests still open
    get their nearest limit. Requests that have clocks already are left alone, so a list may be read in again. First
    contact is recorded only where its time is known. Nothing goes to the journal: the import stands there as a whole.
    """
    at, calendars, clocks = now(), dict[int, Calendar](), list[Clock]()
    known = set(Clock.objects.filter(request__in=requests).values_list("request_id", flat=True))
    fresh = [request for request in requests if request.pk not in known]
    for request in fresh:
        if request.unit_id not in calendars:
            calendars[request.unit_id] = calendar_for(request.unit)
        clocks += _clocks_of(request, calendars[request.unit_id], at)
    with transaction.atomic():
        Clock.objects.bulk_create(clocks, batch_size=1000)
        for request_id, clock in _nearest(clocks).items():
            set_due(request_id=request_id, due_at=clock.due_at, due_for=clock.target)
    return len(clocks)


def _clocks_of(request: "Request", calendar: Calendar, at: datetime) -> Iterable[Clock]:
    closed, done = request.closed_at, request.done_at or request.closed_at
    spans: list[tuple[str, datetime | None, datetime | None]] = [
        (Target.COMPLETION, request.opened_at, done),
        (
            Target.CONTACT,
            request.opened_at if request.contacted_at or not done else None,
            request.contacted_at,
        ),
        (Target.ACCEPTANCE, request.assigned_at if request.accepted_at else None, request.accepted_at),
        (
            Target.FEEDBACK,
            request.done_at if request.fed_back_at or not closed else None,
            request.fed_back_at,
        ),
    ]
    return [
        _past(request, target, start, end, calendar, at)
        for target, start, end in spans
        if start and request.state != State.REFUSED
    ]


def _past(
    request: "Request", target: str, start: datetime, end: datetime | None, calendar: Calendar, at: datetime
) -> Clock:
    clock = Clock(request=request, company_id=request.company_id, target=target, started_at=start)
    for name, value in terms_of(request, clock, calendar).items():
        setattr(clock, name, value)
    over = end or at
    if over > clock.due_at:
        clock.breached_at = clock.due_at
    if end is None:
        if clock.breached_at or (clock.next_at and clock.next_at <= at):
            clock.next_at = None if clock.breached_at else clock.due_at
        return clock
    clock.state, clock.stopped_at, clock.next_at = ClockState.STOPPED, end, None
    clock.seconds = used(start, end, calendar, around_the_clock=clock.around_the_clock)
    if target == Target.CONTACT:
        clock.sent_seconds, clock.accepted_seconds = response_seconds(request, start, end, calendar)
    return clock


def _nearest(clocks: Iterable[Clock]) -> dict[int, Clock]:
    """The running clock of each request that ends first."""
    found: dict[int, Clock] = {}
    for clock in clocks:
        if clock.state == ClockState.RUNNING and (
            clock.request_id not in found or clock.due_at < found[clock.request_id].due_at
        ):
            found[clock.request_id] = clock
    return found
