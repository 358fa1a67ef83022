"""Clocks start, change and stop with the acts at the desk.

Each act reads the running clocks of its request at most once and writes the request's nearest limit at most once. What
starts at opening costs one statement for its rows and none for reading, because every request passes here.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.events import emit
from quanfu.core.graph import add, one_write
from quanfu.core.queries.calendar import calendar_for
from quanfu.core.worktime import Calendar
from quanfu.desk.actions.request import set_due
from quanfu.sla import events
from quanfu.sla.actions.breach import record_breach
from quanfu.sla.enums import ClockState, Target
from quanfu.sla.models import Clock
from quanfu.sla.queries.limit import response_seconds, terms_of, used
from quanfu.workorders.actions.order import reschedule_order

if TYPE_CHECKING:
    from quanfu.desk.models import Request

Running = dict[str, Clock]


def start_clocks(*, request: "Request", by: Actor) -> None:
    """A request has come in: the clocks for first contact and for completion run from its opening."""
    with one_write():  # joins the desk's statement
        calendar = calendar_for(request.unit)
        running: Running = {
            t: _started(request, t, request.opened_at, calendar) for t in (Target.CONTACT, Target.COMPLETION)
        }
        for clock in running.values():
            add(clock)
        _tell_started(request, running.values(), by=by)
        _write_due(request, running)


def restart_clocks(*, request: "Request", by: Actor) -> None:
    """Type, urgency or unit has changed: running clocks keep their start and get the limits of what the request is now."""
    with one_write():
        running = _running(request)
        if running and _adapt(request, running, calendar_for(request.unit), by=by):
            _write_due(request, running)


def start_acceptance(*, request: "Request", by: Actor) -> None:
    """Somebody was told to do it: what runs is theirs, and they have so long to accept it.

    A clock for acceptance that still ran for somebody else is cancelled. Types without a work order need no acceptance.
    """
    with one_write():
        running, calendar = _running(request), calendar_for(request.unit)
        before = running.get(Target.ACCEPTANCE)
        if before is not None and before.person_id == request.responsible_id:
            return
        if before is not None:
            _stop(request, running.pop(Target.ACCEPTANCE), ClockState.CANCELLED, calendar, by=by)
        _adapt(request, running, calendar, by=by)
        if request.service_type and request.service_type.needs_order:
            clock = add(_started(request, Target.ACCEPTANCE, request.assigned_at or now(), calendar))
            _tell_started(request, [clock], by=by)
            running[Target.ACCEPTANCE] = clock
        _write_due(request, running)


def stop_clocks(*, request: "Request", targets: Sequence[str], by: Actor, start: str = "") -> None:
    """What these clocks waited for has happened; ``start`` names the clock that runs from now on instead."""
    with one_write():
        running = _running(request)
        ended = [running.pop(target) for target in targets if target in running]
        if not ended and (not start or start in running):
            return
        calendar = calendar_for(request.unit)
        for clock in ended:
            _stop(request, clock, ClockState.STOPPED, calendar, by=by)
        if start and start not in running:
            running[start] = add(_started(request, start, now(), calendar))
            _tell_started(request, [running[start]], by=by)
        _write_due(request, running, ended)


def cancel_clocks(*, request: "Request", by: Actor) -> None:
    """The request was refused or closed: nothing of it is waited for any more."""
    with one_write():
        ended = list(_running(request).values())
        if not ended:
            return
        for clock in ended:
            _stop(request, clock, ClockState.CANCELLED, None, by=by)
        _write_due(request, {}, ended)


def _running(request: "Request") -> Running:
    return {
        clock.target: clock for clock in Clock.objects.filter(request_id=request.pk, state=ClockState.RUNNING)
    }


def _started(request: "Request", target: str, start: datetime, calendar: Calendar) -> Clock:
    """A clock, not yet saved."""
    clock = Clock(request=request, company_id=request.company_id, target=target, started_at=start)
    for name, value in terms_of(request, clock, calendar).items():
        setattr(clock, name, value)
    return clock


def _adapt(request: "Request", running: Running, calendar: Calendar, *, by: Actor) -> bool:
    """Bring running clocks in line with the request; whether a due time changed. The open work order follows."""
    moved: dict[str, list[Any]] = {}
    for target, clock in running.items():
        terms = terms_of(request, clock, calendar)
        changed = {name: value for name, value in terms.items() if getattr(clock, name) != value}
        if not changed or Clock.objects.filter(pk=clock.pk, state=ClockState.RUNNING).update(**changed) != 1:
            continue
        if "due_at" in changed:
            moved[target] = [clock.due_at.isoformat(), terms["due_at"].isoformat()]
        for name, value in changed.items():
            setattr(clock, name, value)
    if moved:
        emit(
            events.CLOCK_CHANGED,
            request,
            by=by,
            changes={f"{target}_due_at": pair for target, pair in moved.items()},
        )
    if Target.COMPLETION in running:
        reschedule_order(request_id=request.pk, required_by=running[Target.COMPLETION].due_at, by=by)
    return bool(moved)


def _stop(
    request: "Request", clock: Clock, state: ClockState, calendar: Calendar | None, *, by: Actor
) -> None:
    """End a running clock; if it ended late before the job saw it, the miss is recorded, but nobody above is troubled."""
    at = now()
    columns: dict[str, Any] = {"state": state, "stopped_at": at, "next_at": None}
    if state == ClockState.STOPPED and calendar:
        columns["seconds"] = used(clock.started_at, at, calendar, around_the_clock=clock.around_the_clock)
        if clock.target == Target.CONTACT:
            columns["sent_seconds"], columns["accepted_seconds"] = response_seconds(
                request, clock.started_at, at, calendar
            )
        if at > clock.due_at:
            record_breach(clock=clock, request=request, by=by)
    if Clock.objects.filter(pk=clock.pk, state=ClockState.RUNNING).update(**columns) == 1:
        for name, value in columns.items():
            setattr(clock, name, value)
        emit(
            events.CLOCK_STOPPED,
            request,
            by=by,
            data={"target": clock.target, "state": str(state), "late": at > clock.due_at},
        )


def _tell_started(request: "Request", clocks: Iterable[Clock], *, by: Actor) -> None:
    emit(
        events.CLOCK_STARTED,
        request,
        by=by,
        data={"due": {str(clock.target): clock.due_at.isoformat() for clock in clocks}},
    )


def _write_due(request: "Request", running: Running, ended: Sequence[Clock] = ()) -> None:
    """Tell the desk the nearest running limit; where none runs, the last one's time stays, for nothing."""
    if running:
        nearest = min(running.values(), key=lambda clock: clock.due_at)
        set_due(request_id=request.pk, due_at=nearest.due_at, due_for=nearest.target)
    elif ended:
        set_due(request_id=request.pk, due_at=max(clock.due_at for clock in ended), due_for="")
