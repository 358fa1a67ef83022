"""A request waits and goes on: clocks whose limit lets them stand still do so, to the second."""

from typing import TYPE_CHECKING

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.events import emit
from quanfu.core.graph import one_write
from quanfu.core.queries.calendar import calendar_for
from quanfu.sla import events
from quanfu.sla.actions.running import adapt, write_due
from quanfu.sla.enums import LIVE, ClockState
from quanfu.sla.models import Clock
from quanfu.sla.queries.running import live_clocks

if TYPE_CHECKING:
    from quanfu.desk.models import Request


def pause_clocks(*, request: "Request", kind: str, by: Actor) -> None:
    """The request begins to wait. The stretch is kept with every live clock; its limit says whether it counts."""
    _mark(request, [[kind, now().isoformat(), None]], by=by)


def continue_clocks(*, request: "Request", by: Actor) -> None:
    """The waiting has ended: what stood still goes on, its due time later by as long as it stood."""
    _mark(request, [], by=by)


def _mark(request: "Request", begun: list[list[str | None]], *, by: Actor) -> None:
    """End what pauses are open and add ``begun`` to all live clocks."""
    with one_write():
        running, at = live_clocks(request), now().isoformat()
        before = {pair: clock.state for pair, clock in running.items()}
        for clock in running.values():
            ended = [[kind, start, end or at] for kind, start, end in clock.pauses or ()]
            clock.pauses = ended + begun
            Clock.objects.filter(pk=clock.pk, state__in=LIVE).update(pauses=clock.pauses)
        changed = adapt(request=request, running=running, usual=calendar_for(request.unit), by=by)
        for state, event in ((ClockState.PAUSED, events.CLOCK_PAUSED), (ClockState.RUNNING, events.CLOCK_RESUMED)):  # fmt: skip
            turned = [clock for pair, clock in running.items() if clock.state == state != before[pair]]
            if turned:
                emit(event, request, by=by, data={"targets": sorted({clock.target for clock in turned})})
        if changed:
            write_due(request=request, running=running, by=by)
