"""Clocks start, change and stop with the acts at the desk.

Each act reads the live clocks of its request at most once and writes the request's nearest limit at most once. What
starts at opening costs one statement for its rows and none for reading, because every request passes here.

Other contexts start and stop clocks of their own by `start_clock` and `stop_clock`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.graph import add, one_write
from quanfu.core.queries.calendar import calendar_for
from quanfu.sla.actions.running import adapt, end_clock, tell_started, write_due
from quanfu.sla.enums import ClockState, Target
from quanfu.sla.models import Clock
from quanfu.sla.queries.limit import limit_for
from quanfu.sla.queries.running import Running, live_clocks, new_clock

if TYPE_CHECKING:
    from quanfu.desk.models import Request
    from quanfu.org.models import Person, Unit


def start_clocks(*, request: "Request", by: Actor) -> None:
    """A request has come in: the clocks for first contact and for completion run from its opening."""
    with one_write():  # joins the desk's statement
        calendar = calendar_for(request.unit)
        running: Running = {
            (t, ""): new_clock(request, t, request.opened_at, calendar)
            for t in (Target.CONTACT, Target.COMPLETION)
        }
        for clock in running.values():
            add(clock)
        tell_started(request=request, clocks=running.values(), by=by)
        write_due(request=request, running=running, by=by)


def restart_clocks(*, request: "Request", by: Actor) -> None:
    """Type, urgency, unit, charge or class has changed: live clocks keep their start and get the limits of what the
    request is now."""
    with one_write():
        running = live_clocks(request)
        if running and adapt(request=request, running=running, usual=calendar_for(request.unit), by=by):
            write_due(request=request, running=running, by=by)


def start_acceptance(*, request: "Request", by: Actor) -> None:
    """Somebody was told to do it: what runs is theirs, and they have so long to accept it.

    A clock for acceptance that still ran for somebody else is cancelled. Types without a work order need no acceptance.
    """
    with one_write():
        running, calendar = live_clocks(request), calendar_for(request.unit)
        before = running.get((Target.ACCEPTANCE, ""))
        if before is not None and before.person_id == request.responsible_id:
            return
        if before is not None:
            ended = running.pop((Target.ACCEPTANCE, ""))
            end_clock(request=request, clock=ended, state=ClockState.CANCELLED, usual=calendar, by=by)
        adapt(request=request, running=running, usual=calendar, by=by)
        if request.service_type and request.service_type.needs_order:
            clock = add(new_clock(request, Target.ACCEPTANCE, request.assigned_at or now(), calendar))
            tell_started(request=request, clocks=[clock], by=by)
            running[Target.ACCEPTANCE, ""] = clock
        write_due(request=request, running=running, by=by)


def cancel_acceptance(*, request: "Request", by: Actor) -> None:
    """The assignment was taken back: nobody is to accept it, and nobody has."""
    with one_write():
        running = live_clocks(request)
        ended = running.pop((Target.ACCEPTANCE, ""), None)
        if ended is not None:
            usual = calendar_for(request.unit)
            end_clock(request=request, clock=ended, state=ClockState.CANCELLED, usual=usual, by=by)
            write_due(request=request, running=running, ended=[ended], by=by)


def stop_clocks(*, request: "Request", targets: Sequence[str], by: Actor, start: str = "") -> None:
    """What these clocks waited for has happened; ``start`` names the clock that runs from now on instead."""
    with one_write():
        running = live_clocks(request)
        ended = [running.pop(pair) for pair in list(running) if pair[0] in targets and not pair[1]]
        if not ended and (not start or (start, "") in running):
            return
        calendar = calendar_for(request.unit)
        for clock in ended:
            end_clock(request=request, clock=clock, state=ClockState.STOPPED, usual=calendar, by=by)
        if start and (start, "") not in running:
            running[start, ""] = add(new_clock(request, start, now(), calendar))
            tell_started(request=request, clocks=[running[start, ""]], by=by)
        write_due(request=request, running=running, ended=ended, by=by)


def cancel_clocks(*, request: "Request", by: Actor) -> None:
    """The request was refused or closed: nothing of it is waited for any more."""
    with one_write():
        ended = list(live_clocks(request).values())
        if not ended:
            return
        for clock in ended:
            end_clock(request=request, clock=clock, state=ClockState.CANCELLED, usual=None, by=by)
        write_due(request=request, running={}, ended=ended, by=by)


def start_answer(*, request: "Request", by: Actor) -> None:
    """The customer wrote: an answer is due. Not while the first contact is still owed, nor once the work is told and
    closed; an earlier message that waits for its answer keeps its time. A rule or policy of 0 minutes: no limit."""
    limit = limit_for(request, Target.ANSWER, at=now())
    if limit.minutes == 0 and limit.days == 0:
        return
    with one_write():
        running = live_clocks(request)
        if (Target.ANSWER, "") in running or (Target.CONTACT, "") in running:
            return
        clock = add(new_clock(request, Target.ANSWER, now(), calendar_for(request.unit)))
        tell_started(request=request, clocks=[clock], by=by)
        write_due(request=request, running=running | {(Target.ANSWER, ""): clock}, by=by)


def start_clock(
    *,
    request: "Request",
    target: str,
    by: Actor,
    start: datetime | None = None,
    key: str = "",
    minutes: int | None = None,
    due: datetime | None = None,
    person: "Person | None" = None,
    unit: "Unit | None" = None,
    around_the_clock: bool = False,
) -> Clock:
    """Start a clock for something that must happen: a return call, a promise, a step; the running one when there is one.

    ``key`` tells clocks of one target apart. A policy that sets the target counts; else ``minutes`` of the unit's
    working time; else the target's rule. ``due``: agreed with somebody, so that nothing moves it. ``person`` and
    ``unit``: who owes it and by whose calendar, where it is not the request's responsible and unit.
    """
    with one_write():
        running = live_clocks(request)
        if (known := running.get((target, key))) is not None:
            return known
        own: dict[str, Any] = {}
        if person is not None or unit is not None:
            place = unit or (person.unit if person else request.unit)
            own = {"own": True, "person_id": person.pk if person else request.responsible_id, "unit": place}
        if due is not None:
            own |= {"fixed": True, "due_at": due}
        calendar = calendar_for(own.get("unit") or request.unit)
        clock = add(new_clock(request, target, start or now(), calendar, key=key, asked_minutes=minutes,
                              around_the_clock=around_the_clock, **own))  # fmt: skip
        tell_started(request=request, clocks=[clock], by=by)
        write_due(request=request, running=running | {(target, key): clock}, by=by)
    return clock


def stop_clock(
    *, request: "Request", target: str, by: Actor, key: str = "", cancelled: bool = False
) -> Clock | None:
    """What the clock waited for has happened, or (``cancelled``) is no longer wanted; None when none runs."""
    with one_write():
        running = live_clocks(request)
        clock = running.pop((target, key), None)
        if clock is not None:
            state = ClockState.CANCELLED if cancelled else ClockState.STOPPED
            end_clock(request=request, clock=clock, state=state, usual=calendar_for(request.unit), by=by)
            write_due(request=request, running=running, ended=[clock], by=by)
    return clock
