"""A limit comes near or passes, a level after the other. Each is told once, however often and late the job runs."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from quanfu.core.actor import SYSTEM, Actor
from quanfu.core.clock import now
from quanfu.core.events import emit
from quanfu.core.graph import one_write
from quanfu.desk.actions.escalated import lock_request
from quanfu.org.actions.notification import notify
from quanfu.sla import events
from quanfu.sla.actions.escalation import act_on, climb_escalation
from quanfu.sla.enums import ClockState, LevelAction
from quanfu.sla.models import Clock
from quanfu.sla.queries.ladder import Ladder, Step
from quanfu.sla.queries.limit import level_at, levels_for

if TYPE_CHECKING:
    from quanfu.desk.models import Request

log = logging.getLogger(__name__)
WITH = ("request__owner", "person__unit__company", "unit")


@dataclass
class _Ring:
    """What is due for one clock: the columns to write, and the levels reached."""

    clock: Clock
    columns: dict[str, Any]
    reminded: bool = False
    breached: bool = False
    steps: list[Step] = field(default_factory=list)

    @property
    def acts(self) -> bool:
        """Whether a level does more than tell somebody."""
        return any(step.level.action != LevelAction.TELL for step in self.steps)


def ring_clocks(*, by: Actor = SYSTEM, batch: int = 200) -> int:
    """Remind of, record and escalate what has fallen due by now; how many clocks rang.

    Looks only at rows whose time has come. What is told is told for a whole batch in one transaction, so that a clock
    costs a share of a few statements; where a level does more (urgency, person), the clock has a transaction of its own.
    A killed run loses nothing and the next goes on. A clock past its limit that nobody was reminded of, after an outage,
    is recorded as passed at once, with all levels due by then. A row that fails is logged and left for the next run.
    """
    at, rung, failed = now(), 0, set[int]()
    while True:
        due = Clock.objects.filter(next_at__lte=at).exclude(pk__in=failed).order_by("next_at", "pk")
        ids = list(due.values_list("pk", flat=True)[:batch])
        if not ids:
            return rung
        try:
            told, alone = _ring_together(ids, at)
        except Exception:
            log.exception("a batch of clocks could not ring together")
            told, alone = 0, ids
        rung += told
        for pk in alone:
            try:
                rung += _ring_alone(pk, at)
            except Exception:
                log.exception("clock %s could not ring", pk)
                failed.add(pk)
        if len(ids) < batch:
            return rung


def _ring_together(ids: list[int], at: datetime) -> tuple[int, list[int]]:
    """(how many rang, the ids of those that must ring alone). Rows that another run holds are left to it."""
    with one_write():
        rows = Clock.objects.select_for_update(of=("self",), skip_locked=True).select_related(*WITH)
        clocks = list(rows.filter(pk__in=ids, next_at__lte=at).order_by("next_at", "pk"))
        rings = _rings(clocks, at)
        together = [ring for ring in rings if not ring.acts]
        _write(together)
        for ring in together:
            _tell(ring)
    return len(together), [ring.clock.pk for ring in rings if ring.acts]


def _ring_alone(pk: int, at: datetime) -> bool:
    """One clock in a transaction of its own; the request is locked first, as every act at the desk does."""
    with transaction.atomic():
        clock = Clock.objects.select_related(*WITH).filter(pk=pk, next_at__lte=at).first()
        if clock is None:
            return False
        request = lock_request(request_id=clock.request_id, by=SYSTEM)
        (ring,) = _rings([clock], at)
        same = Clock.objects.filter(pk=pk, state=ClockState.RUNNING, next_at=clock.next_at)
        if same.update(**ring.columns) != 1:
            return False
        _tell(ring)
        for step in ring.steps:
            act_on(step=step, request=request, by=SYSTEM)
    return True


def _rings(clocks: list[Clock], at: datetime) -> list[_Ring]:
    ladder = Ladder(clocks, at)
    return [_ring(clock, at, ladder) for clock in clocks]


def _ring(clock: Clock, at: datetime, ladder: Ladder) -> _Ring:
    if at < clock.due_at:
        return _Ring(clock, {"reminded_at": at, "next_at": clock.due_at}, reminded=True)
    ring = _Ring(clock, {}, breached=clock.breached_at is None)
    if ring.breached:
        ring.columns["breached_at"] = at
    levels, calendar = levels_for(clock.policy_id, clock.company_id), ladder.calendar_of(clock)
    around, reached, next_at = clock.around_the_clock, clock.level, None
    while reached < len(levels):
        next_at = level_at(levels, reached, clock.due_at, calendar, around_the_clock=around)
        if next_at is None or next_at > at:
            break
        step = ladder.step(clock, reached + 1, levels[reached])
        if step.opens_at is not None and step.opens_at > at:
            next_at = step.opens_at  # the recipient is not at work: the level waits until they are
            break
        ring.steps.append(step)
        reached, next_at = reached + 1, None
    ring.columns |= {"level": reached, "next_at": next_at}
    return ring


def _write(rings: list[_Ring]) -> None:
    """The columns of all clocks, one statement for those that get the same values; other rows by number and CASE."""
    groups: dict[tuple[tuple[str, Any], ...], list[int]] = {}
    for ring in rings:
        groups.setdefault(tuple(ring.columns.items()), []).append(ring.clock.pk)
    if len(groups) <= 10:
        for columns, ids in groups.items():
            Clock.objects.filter(pk__in=ids).update(**dict(columns))
        return
    fields = sorted({name for ring in rings for name in ring.columns})
    for ring in rings:
        for name, value in ring.columns.items():
            setattr(ring.clock, name, value)
    Clock.objects.bulk_update([ring.clock for ring in rings], fields)


def _tell(ring: _Ring) -> None:
    clock = ring.clock
    for name, value in ring.columns.items():
        setattr(clock, name, value)
    if ring.reminded:
        data = {"target": clock.target, "due_at": clock.due_at.isoformat()}
        emit(events.CLOCK_REMINDED, clock.request, by=SYSTEM, data=data)
        _notify(clock, _("%(target)s of %(number)s “%(subject)s” is due %(time)s."))
        return
    if ring.breached:
        _emit_breach(clock, clock.request, SYSTEM)
        text = _("%(target)s of %(number)s “%(subject)s” is late; it was due %(time)s.")
        _notify(clock, text)
    for step in ring.steps:
        climb_escalation(step=step, by=SYSTEM)


def record_breach(*, clock: Clock, request: "Request", by: Actor) -> bool:
    """Stamp that the limit has passed, exactly once; whether it was this time."""
    at = now()
    with transaction.atomic():
        rows = Clock.objects.filter(
            pk=clock.pk, state=ClockState.RUNNING, due_at=clock.due_at, breached_at=None
        )
        if rows.update(breached_at=at, next_at=None) != 1:
            return False
        clock.breached_at, clock.next_at = at, None
        _emit_breach(clock, request, by)
    return True


def _emit_breach(clock: Clock, request: "Request", by: Actor) -> None:
    emit(events.CLOCK_BREACHED, request, by=by,
         data={"clock": clock.pk, "target": clock.target, "due_at": clock.due_at.isoformat(), "person": clock.person_id})  # fmt: skip


def _notify(clock: Clock, text: str) -> None:
    request = clock.request
    said = text % {
        "target": clock.get_target_display(), "number": request.number, "subject": request.subject,
        "time": f"{localtime(clock.due_at):%m-%d %H:%M}",
    }  # fmt: skip
    url = reverse("desk:request.show", args=[request.number])
    notify(people=[clock.person], text=said, url=url, by=SYSTEM)
