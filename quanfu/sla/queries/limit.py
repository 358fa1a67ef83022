"""How long something may take, and when that is over."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quanfu.core.clock import now
from quanfu.core.rules import rule
from quanfu.core.worktime import Calendar, StillPaused
from quanfu.desk.queries.service_type import limits_of
from quanfu.sla.enums import ClockState, Target
from quanfu.sla.queries.policy import Level, because_text, levels_from, line_of, policy_for

if TYPE_CHECKING:
    from quanfu.desk.models import Request
    from quanfu.sla.models import Clock


@dataclass(frozen=True)
class Limit:
    """``minutes`` of working time, or on the wall when ``around_the_clock``; ``days`` above 0: so many working days instead.

    ``of_type``: the service type set it, not a rule; ``policy`` and ``because``: a policy did, and why it fits.
    ``pauses``: what the request may wait for while the clock stands still. ``at_most``: a shorter one of the type or
    the rules stays.
    """

    minutes: int
    around_the_clock: bool = False
    days: int = 0
    of_type: bool = False
    policy: int | None = None
    because: str = ""
    pauses: frozenset[str] = frozenset()
    at_most: bool = False
    remind_percent: int | None = None

    def seconds(self, start: datetime, calendar: Calendar) -> int:
        """Its length in seconds of working time (or on the wall) when it begins at ``start``."""
        return working_days(calendar, start, self.days) if self.days else self.minutes * 60

    def due(self, start: datetime, calendar: Calendar) -> datetime:
        seconds = self.seconds(start, calendar)
        return passed(start, seconds, calendar, around_the_clock=self.around_the_clock)


def limit_for(
    request: "Request", target: str, *, at: datetime, asked: int | None = None, around: bool = False
) -> Limit:
    """What the policies in force at that instant say for the target, else what the caller asked, else the general limit
    of the request's type and urgency. No statement beyond the caches."""
    found = policy_for(request, target, at)
    if found is None:
        return general_limit(request, target, asked=asked, around=around)
    line, because = found
    spec = line.limits[target]
    return Limit(
        int(spec.get("minutes") or 0), bool(spec.get("around_the_clock")), int(spec.get("days") or 0), policy=line.pk,
        because=because, pauses=frozenset(spec.get("pauses") or ()), at_most=bool(spec.get("at_most")),
        remind_percent=line.remind_percent,
    )  # fmt: skip


def general_limit(
    request: "Request", target: str, *, asked: int | None = None, around: bool = False
) -> Limit:
    """Where no policy sets the target: the minutes asked for (``around`` the clock), the type's, the rules'."""
    company = request.company_id
    pauses = frozenset(rule("sla.pauses", company=company).get(target, ()))
    if asked is not None:
        return Limit(asked, around, pauses=pauses)
    if target in (Target.ANSWER, Target.CALLBACK):
        return Limit(int(rule(f"sla.{target}_minutes", company=company)), pauses=pauses)
    if target in (Target.PROMISE, Target.STEP):
        return Limit(0, pauses=pauses)
    service_type = request.service_type
    minutes, around_the_clock = limits_of(service_type, request.priority)[target]
    of_type = service_type is not None and getattr(service_type, f"{target}_minutes") == minutes
    if target == Target.FEEDBACK and not of_type and not around_the_clock:
        return Limit(minutes, days=int(rule("sla.feedback_days", company=company)), pauses=pauses)
    return Limit(minutes, around_the_clock, of_type=of_type, pauses=pauses)


Stops = Sequence[Sequence[datetime | None]]


def passed(
    start: datetime, seconds: float, calendar: Calendar, *, around_the_clock: bool, pauses: Stops = ()
) -> datetime:
    """The instant by which so many seconds of the limit's kind of time, without the pauses, have passed since ``start``."""
    if around_the_clock and not pauses:
        return start + timedelta(seconds=seconds)
    clockwork = Calendar.always(calendar.tz) if around_the_clock else calendar
    return clockwork.add(start, seconds, pauses)


def used(
    start: datetime, end: datetime, calendar: Calendar, *, around_the_clock: bool, pauses: Stops = ()
) -> int:
    """Seconds of the limit's kind of time between two instants without the pauses; 0 when a clock that was set back
    puts the end before the start."""
    if around_the_clock and not pauses:
        return max(0, int((end - start).total_seconds()))
    clockwork = Calendar.always(calendar.tz) if around_the_clock else calendar
    return max(0, clockwork.between(start, end, pauses))


def stops_of(pauses: Sequence[Sequence[Any]] | None, kinds: Collection[str]) -> list[list[datetime | None]]:
    """The stretches of a clock's waiting that stop it, as working time takes them; one that ends before it begins, after
    a clock was set back, has no length."""
    found: list[list[datetime | None]] = []
    for kind, begin, end in pauses or ():
        if kind in kinds:
            first = datetime.fromisoformat(begin)
            found.append([first, max(first, datetime.fromisoformat(end)) if end else None])
    return found


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


def limit_of(request: "Request", clock: "Clock", calendar: Calendar) -> Limit:
    """The limit of that clock by what the request is now and by the policies it is judged by."""
    asked, around = clock.asked_minutes, clock.asked_minutes is not None and clock.around_the_clock
    judged = clock.judged_at or clock.started_at
    limit = limit_for(request, clock.target, at=judged, asked=asked, around=around)
    if limit.at_most:
        general = general_limit(request, clock.target, asked=asked, around=around)
        known = clock.target not in (Target.PROMISE, Target.STEP) or asked is not None
        if known and general.due(clock.started_at, calendar) <= limit.due(clock.started_at, calendar):
            return general
    return limit


def terms_of(request: "Request", clock: "Clock", calendar: Calendar) -> dict[str, Any]:
    """The columns that follow from what the request is now, for a live clock with its target, start and pauses.

    A clock is paused while an unended pause that its limit lets count began before the due time; its due time then
    stands as if the pause ended where it began. A due time that moves past this instant takes a recorded miss and a
    reminder back, so that the new one is watched like the first; levels climbed before are not climbed again.
    """
    at, limit = now(), limit_of(request, clock, calendar)
    around = limit.around_the_clock
    stops = [] if clock.fixed else stops_of(clock.pauses, limit.pauses)
    closed = [[begin, end or begin] for begin, end in stops]
    seconds = limit.seconds(clock.started_at, calendar)
    total = seconds + clock.extra_seconds
    due = passed(clock.started_at, total, calendar, around_the_clock=around, pauses=closed)
    if clock.fixed:
        due = clock.due_at
        seconds = total = used(clock.started_at, due, calendar, around_the_clock=False)
    waiting = next((begin for begin, end in stops if end is None and begin is not None), None)
    paused = waiting is not None and due > waiting
    percent = limit.remind_percent or int(rule("sla.remind_percent", company=request.company_id))
    warn = due
    if percent < 100:
        warn = passed(
            clock.started_at, total * percent / 100, calendar, around_the_clock=around, pauses=closed
        )
    moved = due > at and clock.due_at != due
    breached = None if moved else clock.breached_at
    reminded = None if moved and warn > at else clock.reminded_at
    terms: dict[str, Any] = {
        "service_type_id": request.service_type_id if limit.of_type else None,
        "policy_id": limit.policy,
        "because": limit.because,
        "minutes": seconds // 60,
        "days": limit.days,
        "around_the_clock": around,
        "due_at": due,
        "breached_at": breached,
        "reminded_at": reminded,
        "state": ClockState.PAUSED if paused else ClockState.RUNNING,
        "next_at": None if paused else warn if not breached and not reminded else due,
    }
    if not clock.own:
        terms |= {"unit_id": request.unit_id, "person_id": request.responsible_id}
    if breached and not paused:
        levels = levels_for(limit.policy, request.company_id)
        terms["next_at"] = level_at(levels, clock.level, due, calendar, around_the_clock=around, pauses=stops)
    return terms


def levels_for(policy_id: int | None, company_id: int) -> tuple[Level, ...]:
    """The levels of the policy that set the limit, else (also where it has none) the general ones."""
    line = line_of(policy_id) if policy_id else None
    return line.levels if line and line.levels else levels_from(rule("sla.levels", company=company_id))


def level_at(
    levels: Sequence[Level],
    reached: int,
    due: datetime,
    calendar: Calendar,
    *,
    around_the_clock: bool,
    pauses: Stops = (),
) -> datetime | None:
    """When the next level after those reached is due; None when there is none, or while a pause stands before it."""
    if reached >= len(levels):
        return None
    minutes = sum(level.minutes for level in levels[: reached + 1])
    try:
        return passed(due, minutes * 60, calendar, around_the_clock=around_the_clock, pauses=pauses)
    except StillPaused:
        return None


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
    if clock.fixed:
        return _("agreed on")
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
    line = line_of(clock.policy_id) if clock.policy_id else None
    if line:
        because = because_text(clock.because)
        said = {"number": line.position, "name": line.name, "because": because, "length": length}
        if because:
            return _("policy %(number)s “%(name)s”, because %(because)s: %(length)s") % said
        return _("policy %(number)s “%(name)s”: %(length)s") % said
    if clock.service_type:
        return _("type %(type)s: %(length)s") % {"type": clock.service_type.label, "length": length}
    if clock.asked_minutes is not None:
        return _("set with the task: %(length)s") % {"length": length}
    return _("general rule: %(length)s") % {"length": length}
