"""Limits of requests that were brought in from a list: reckoned at once, without reminding or troubling anybody."""

from typing import TYPE_CHECKING, Any

from django.db import transaction

from quanfu.core.clock import now
from quanfu.core.queries.calendar import calendar_for
from quanfu.desk.actions.request import set_due_of_many
from quanfu.desk.queries.request import requests_by_id
from quanfu.sla.enums import ClockState, Target
from quanfu.sla.models import Clock
from quanfu.sla.queries.limit import limit_for, passed, used

if TYPE_CHECKING:
    from quanfu.core.worktime import Calendar
    from quanfu.desk.models import Request


def reckon_imported(*, request_ids: list[int]) -> None:
    """One completion clock each: stopped when the request was done, else running without reminders."""
    at, calendars = now(), dict[int, "Calendar"]()
    clocks: list[Clock] = []
    for request in requests_by_id(request_ids):
        if request.unit_id not in calendars:
            calendars[request.unit_id] = calendar_for(request.unit)
        clocks.append(_clock(request, calendars[request.unit_id], at))
    with transaction.atomic():
        Clock.objects.bulk_create(clocks, batch_size=500)
        set_due_of_many(
            due={c.request_id: c.due_at for c in clocks if c.stopped_at is None}, due_for=Target.COMPLETION
        )


def _clock(request: "Request", calendar: "Calendar", at: Any) -> Clock:
    limit = limit_for(request, Target.COMPLETION)
    seconds = limit.seconds(request.opened_at, calendar)
    due = passed(request.opened_at, seconds, calendar, around_the_clock=limit.around_the_clock)
    done = request.done_at
    return Clock(
        request=request, company_id=request.company_id, unit_id=request.unit_id, person_id=request.responsible_id,
        target=Target.COMPLETION, state=ClockState.STOPPED if done else ClockState.RUNNING,
        service_type_id=request.service_type_id if limit.of_type else None, minutes=seconds // 60, days=limit.days,
        around_the_clock=limit.around_the_clock, started_at=request.opened_at, due_at=due, stopped_at=done,
        breached_at=due if (done or at) > due else None,
        seconds=used(request.opened_at, done, calendar, around_the_clock=limit.around_the_clock) if done else None,
    )  # fmt: skip
