"""Running clocks follow a changed policy, calendar, service type or class: in batches, resumable, with progress."""

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from quanfu.core.actor import SYSTEM, Actor
from quanfu.core.clock import now
from quanfu.core.events import emit
from quanfu.core.graph import one_write
from quanfu.core.queries.calendar import calendar_for
from quanfu.core.rules import rule
from quanfu.core.worktime import Calendar
from quanfu.desk.actions.request import set_due_of_many
from quanfu.sla import events
from quanfu.sla.enums import RunState, Target
from quanfu.sla.models import Clock, Recomputation
from quanfu.sla.queries.recomputation import clocks_in, nearest_of
from quanfu.sla.queries.running import changes_of
from quanfu.workorders.actions.order import reschedule_orders

if TYPE_CHECKING:
    from quanfu.org.models import Unit


def begin_recomputation(
    *, reason: str, scope: dict[str, Any], by: Actor, company: "Unit | None" = None
) -> Recomputation:
    """Have all live clocks in the scope recomputed in the background; nothing to do makes it done at once.

    ``scope`` as `Recomputation` says; with "judge" the clocks are from now on judged by the policies of this instant.
    """
    from quanfu.sla.jobs import recompute_clocks  # jobs call actions, so they import this module

    at, total = now(), clocks_in(scope).count()
    with one_write():
        run = Recomputation.objects.create(
            reason=reason[:200], scope=scope, company=company, total=total, at=at, by=by.person,
            state=RunState.WAITING if total else RunState.DONE, ended_at=None if total else at,
        )  # fmt: skip
        emit(events.RECOMPUTATION_BEGUN, run, by=by, data={"scope": scope, "total": total})
        if total:
            recompute_clocks.enqueue(run_id=run.pk)
    return run


def go_on_recomputing(*, run_id: int, by: Actor = SYSTEM) -> bool:
    """The next batch, in one transaction; whether there is more. Run twice or killed, it goes on from the last clock."""
    size = int(rule("sla.recompute_batch"))
    with one_write():
        run = Recomputation.objects.select_for_update().get(pk=run_id)
        if run.state == RunState.DONE:
            return False
        rows = clocks_in(run.scope).filter(pk__gt=run.cursor, started_at__lte=run.at)
        clocks = list(
            rows.select_for_update(of=("self",))
            .select_related("request__unit", "request__service_type", "request__customer", "unit")
            .order_by("pk")[:size]
        )
        changed = _recompute(clocks, run, by)
        columns: dict[str, Any] = {"done": F("done") + len(clocks), "changed": F("changed") + changed}
        columns["state"] = RunState.RUNNING
        if clocks:
            columns["cursor"] = clocks[-1].pk
        if len(clocks) < size:
            columns |= {"state": RunState.DONE, "ended_at": now(), "total": F("done") + len(clocks)}
        Recomputation.objects.filter(pk=run_id).update(**columns)
        if len(clocks) < size:
            emit(events.RECOMPUTATION_FINISHED, run, by=by, data={"changed": run.changed + changed})
    return len(clocks) == size


def _recompute(clocks: list[Clock], run: Recomputation, by: Actor) -> int:
    """How many got another due time. Requests are told their nearest limit anew, open orders follow."""
    calendars: dict[int, Calendar] = {}
    fields: set[str] = set()
    touched, moved = list[Clock](), defaultdict[int, dict[str, list[str]]](dict)
    for clock in clocks:
        unit = clock.unit if clock.own else clock.request.unit
        if unit.pk not in calendars:
            calendars[unit.pk] = calendar_for(unit)
        judged = {"judged_at": run.at} if run.scope.get("judge") else {}
        for name, value in judged.items():
            setattr(clock, name, value)
        changed = changes_of(clock.request, clock, calendars[unit.pk])
        if "due_at" in changed:
            pair = [clock.due_at.isoformat(), changed["due_at"].isoformat()]
            moved[clock.request_id][f"{clock.target}_due_at"] = pair
        for name, value in changed.items():
            setattr(clock, name, value)
        if changed or judged:
            fields |= changed.keys() | judged.keys()
            touched.append(clock)
    if touched:
        Clock.objects.bulk_update(touched, sorted(fields), batch_size=100)
    _tell(touched, moved, run, by)
    return sum(len(changes) for changes in moved.values())


def _tell(clocks: list[Clock], moved: dict[int, dict[str, list[str]]], run: Recomputation, by: Actor) -> None:
    requests = {clock.request_id: clock.request for clock in clocks}
    for request_id, changes in moved.items():
        data = {"recomputation": run.pk, "reason": run.reason}
        emit(events.CLOCK_CHANGED, requests[request_id], by=by, changes=changes, data=data)
    for target, due in nearest_of(list(requests)).items():
        set_due_of_many(due=due, due_for=target)
    ends = {
        clock.request_id: clock.due_at
        for clock in clocks
        if clock.target == Target.COMPLETION and f"{clock.target}_due_at" in moved.get(clock.request_id, {})
    }
    if ends:
        reschedule_orders(due=ends, by=by)


@transaction.atomic
def follow_calendar(*, calendar_id: int, name: str, by: Actor) -> Recomputation:
    """Hours or days of a calendar have changed: the clocks of the units that go by it get the right due times."""
    return begin_recomputation(reason=name, scope={"calendar": calendar_id}, by=by)
