"""How long something may take, and when that is over."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quanfu.core.rules import rule
from quanfu.core.worktime import Calendar
from quanfu.desk.queries.service_type import limits_of
from quanfu.sla.enums import Target

if TYPE_CHECKING:
    from quanfu.desk.models import Request
    from quanfu.sla.models import Clock


@dataclass(frozen=True)
class Limit:
    """``minutes`` of working time, or on the wall when ``around_the_clock``; ``days`` above 0: so many working days instead.

    ``of_type``: the service type set it, not a rule.
    """

    minutes: int
    around_the_clock: bool = False
    days: int = 0
    of_type: bool = False

    def seconds(self, start: datetime, calendar: Calendar) -> int:
        """Its length in seconds of working time (or on the wall) when it begins at ``start``."""
        return working_days(calendar, start, self.days) if self.days else self.minutes * 60


def limit_for(request: "Request", target: str) -> Limit:
    """The limit of the request's type and urgency for that target. No queries beyond the rules' cache."""
    service_type = request.service_type
    minutes, around_the_clock = limits_of(service_type, request.priority)[target]
    of_type = service_type is not None and getattr(service_type, f"{target}_minutes") == minutes
    if target == Target.FEEDBACK and not of_type and not around_the_clock:
        return Limit(minutes, days=int(rule("sla.feedback_days", company=request.company_id)))
    return Limit(minutes, around_the_clock, of_type=of_type)


def passed(start: datetime, seconds: float, calendar: Calendar, *, around_the_clock: bool) -> datetime:
    """The instant by which so many seconds of the limit's kind of time have passed since ``start``."""
    return start + timedelta(seconds=seconds) if around_the_clock else calendar.add(start, seconds)


def used(start: datetime, end: datetime, calendar: Calendar, *, around_the_clock: bool) -> int:
    """Seconds of the limit's kind of time between two instants."""
    return int((end - start).total_seconds()) if around_the_clock else calendar.between(start, end)


def working_days(calendar: Calendar, start: datetime, days: int) -> int:
    """Working seconds from ``start`` to the same time of day ``days`` working days later.

    Friday 17:00 and one working day is Monday 17:00, whatever hours the days have. Out of hours the count begins with
    the next opening; where the later day closes earlier, its closing counts.
    """
    begin = calendar.next_open(start)
    local = begin.astimezone(calendar.zone)
    day = local.date()
    for _number in range(days):
        midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=calendar.zone)
        day = calendar.next_open(midnight).astimezone(calendar.zone).date()
    end = datetime.combine(day, local.timetz())
    return calendar.between(start, end)


def terms_of(request: "Request", clock: "Clock", calendar: Calendar) -> dict[str, Any]:
    """The columns that follow from what the request is now, for a clock with its target and start."""
    limit = limit_for(request, clock.target)
    seconds = limit.seconds(clock.started_at, calendar)
    due = passed(clock.started_at, seconds, calendar, around_the_clock=limit.around_the_clock)
    percent = int(rule("sla.remind_percent", company=request.company_id))
    next_at: datetime | None = due
    if clock.breached_at:
        next_at = None
    elif percent < 100 and not clock.reminded_at:
        next_at = passed(
            clock.started_at, seconds * percent / 100, calendar, around_the_clock=limit.around_the_clock
        )
    return {
        "unit_id": request.unit_id,
        "person_id": request.responsible_id,
        "service_type_id": request.service_type_id if limit.of_type else None,
        "minutes": seconds // 60,
        "days": limit.days,
        "around_the_clock": limit.around_the_clock,
        "due_at": due,
        "next_at": next_at,
    }


def response_seconds(
    request: "Request", start: datetime, end: datetime, calendar: Calendar
) -> tuple[int, int | None]:
    """KPI-2: working seconds to first contact from sending and from acceptance. Who took the request and spoke to the
    customer before it was sent to anybody had it from its opening."""
    sent = request.assigned_at if request.assigned_at and request.assigned_at <= end else start
    accepted = request.accepted_at if request.accepted_at and request.accepted_at <= end else None
    return calendar.between(sent, end), calendar.between(accepted, end) if accepted else None


def reason_of(clock: "Clock") -> str:
    """Where the limit comes from and how long it is: 'type Radiator cold: 240 working minutes'."""
    if clock.days:
        length = ngettext("%(count)s working day", "%(count)s working days", clock.days) % {
            "count": clock.days
        }
    elif clock.around_the_clock:
        length = ngettext("%(count)s minute around the clock", "%(count)s minutes around the clock", clock.minutes) % {"count": clock.minutes}  # fmt: skip
    else:
        length = ngettext("%(count)s working minute", "%(count)s working minutes", clock.minutes) % {
            "count": clock.minutes
        }
    if clock.service_type:
        return _("type %(type)s: %(length)s") % {"type": clock.service_type.label, "length": length}
    return _("general rule: %(length)s") % {"length": length}
