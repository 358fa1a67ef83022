"""What all acts on live clocks share: starting, bringing in line, ending, and telling the desk the nearest limit."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.events import emit
from quanfu.core.worktime import Calendar
from quanfu.desk.actions.request import set_due
from quanfu.sla import events
from quanfu.sla.actions.breach import record_breach
from quanfu.sla.enums import LIVE, ClockState, Target
from quanfu.sla.models import Clock
from quanfu.sla.queries.limit import limit_of, passed, response_seconds, stops_of, used
from quanfu.sla.queries.running import Running, calendar_of, changes_of
from quanfu.workorders.actions.order import reschedule_order

if TYPE_CHECKING:
    from quanfu.desk.models import Request


def adapt(*, request: "Request", running: Running, usual: Calendar, by: Actor, **also: Any) -> bool:
    """Bring live clocks in line with the request; whether a due time or a state changed. The open work order follows.

    ``also``: columns that are written with them, for all of these clocks.
    """
    moved: dict[str, list[Any]] = {}
    shifted = False
    for clock in running.values():
        changed = changes_of(request, clock, calendar_of(request, clock, usual)) | also
        if not changed or Clock.objects.filter(pk=clock.pk, state__in=LIVE).update(**changed) != 1:
            continue
        shifted |= "state" in changed
        if "due_at" in changed:
            moved[clock.target] = [clock.due_at.isoformat(), changed["due_at"].isoformat()]
        for name, value in changed.items():
            setattr(clock, name, value)
    if moved:
        changes = {f"{target}_due_at": pair for target, pair in moved.items()}
        emit(events.CLOCK_CHANGED, request, by=by, changes=changes)
    order = running.get((Target.COMPLETION, ""))
    if order is not None:
        reschedule_order(request_id=request.pk, required_by=order.due_at, by=by)
    return bool(moved) or shifted


def end_clock(
    *, request: "Request", clock: Clock, state: ClockState, usual: Calendar | None, by: Actor
) -> None:
    """End a live clock; if it ended late before the job saw it, the miss is recorded, but nobody above is troubled.

    One that stood still is in time: its due time is moved on by as long as it has waited.
    """
    at = now()
    columns: dict[str, Any] = {"state": state, "stopped_at": at, "next_at": None}
    if state == ClockState.STOPPED and usual:
        calendar = calendar_of(request, clock, usual)
        pauses = [[begin, end or max(begin or at, at)] for begin, end in _stops(request, clock, calendar)]
        around = clock.around_the_clock
        if clock.state == ClockState.PAUSED:
            total = limit_of(request, clock, calendar).seconds(clock.started_at, calendar)
            columns["due_at"] = passed(
                clock.started_at, total + clock.extra_seconds, calendar, around_the_clock=around, pauses=pauses
            )  # fmt: skip
        columns["seconds"] = used(clock.started_at, at, calendar, around_the_clock=around, pauses=pauses)
        if clock.target == Target.CONTACT:
            columns["sent_seconds"], columns["accepted_seconds"] = response_seconds(
                request, clock.started_at, at, calendar
            )
        if clock.state == ClockState.RUNNING and at > clock.due_at:
            record_breach(clock=clock, request=request, by=by)
    if Clock.objects.filter(pk=clock.pk, state__in=LIVE).update(**columns) == 1:
        for name, value in columns.items():
            setattr(clock, name, value)
        data = {"target": clock.target, "state": str(state), "late": at > clock.due_at} | _key(clock)
        emit(events.CLOCK_STOPPED, request, by=by, data=data)


def _stops(request: "Request", clock: Clock, calendar: Calendar) -> list[list[datetime | None]]:
    if not clock.pauses or clock.fixed:
        return []
    return stops_of(clock.pauses, limit_of(request, clock, calendar).pauses)


def tell_started(*, request: "Request", clocks: Iterable[Clock], by: Actor) -> None:
    clocks = list(clocks)
    data: dict[str, Any] = {"due": {str(clock.target): clock.due_at.isoformat() for clock in clocks}}
    emit(events.CLOCK_STARTED, request, by=by, data=data | (_key(clocks[0]) if len(clocks) == 1 else {}))


def _key(clock: Clock) -> dict[str, str]:
    return {"key": clock.key} if clock.key else {}


def write_due(*, request: "Request", running: Running, by: Actor, ended: Sequence[Clock] = ()) -> None:
    """Tell the desk the nearest running limit; where none runs, the last one's time stays, for nothing. The journal has
    the clocks' own rows, so that ``by`` is not kept here."""
    counting = [clock for clock in running.values() if clock.is_running]
    if counting:
        nearest = min(counting, key=lambda clock: clock.due_at)
        set_due(request_id=request.pk, due_at=nearest.due_at, due_for=nearest.target)
    elif ended and not running:
        set_due(request_id=request.pk, due_at=max(clock.due_at for clock in ended), due_for="")
