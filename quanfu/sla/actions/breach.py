"""A limit comes near or passes. Each is told once, however often and late the job runs."""

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from quanfu.core.actor import SYSTEM, Actor
from quanfu.core.clock import now
from quanfu.core.events import emit
from quanfu.org.actions.notification import notify
from quanfu.sla import events
from quanfu.sla.actions.escalation import climb_escalation
from quanfu.sla.enums import ClockState
from quanfu.sla.models import Clock

if TYPE_CHECKING:
    from quanfu.desk.models import Request

log = logging.getLogger(__name__)


def ring_clocks(*, by: Actor = SYSTEM, batch: int = 200) -> int:
    """Remind of and record what has fallen due by now; how many clocks rang.

    Looks only at rows whose time has come, each in a transaction of its own, so a killed run loses nothing and goes on
    with the next. A clock past its limit that nobody was reminded of, after an outage, is recorded as passed at once.
    A row that fails is logged and left for the next run; the others go on.
    """
    at, rung, failed = now(), 0, set[int]()
    while True:
        due = Clock.objects.filter(next_at__lte=at).exclude(pk__in=failed)
        rows = list(due.select_related("request", "person__unit", "unit").order_by("next_at", "pk")[:batch])
        for clock in rows:
            try:
                rung += _ring(clock, at)
            except Exception:
                log.exception("clock %s of %s could not ring", clock.pk, clock.request)
                failed.add(clock.pk)
        if len(rows) < batch:
            return rung


def _ring(clock: Clock, at: datetime) -> bool:
    with transaction.atomic():
        if at < clock.due_at:
            return _remind(clock, at)
        if not record_breach(clock=clock, request=clock.request, by=SYSTEM):
            return False
        climb_escalation(clock=clock, level=1, by=SYSTEM)
        notify(people=[clock.person], text=_told(clock, _("%(target)s of %(number)s “%(subject)s” is late; it was due %(time)s.")),
               url=reverse("desk:request.show", args=[clock.request.number]), by=SYSTEM)  # fmt: skip
        return True


def _remind(clock: Clock, at: datetime) -> bool:
    rows = Clock.objects.filter(
        pk=clock.pk, state=ClockState.RUNNING, next_at=clock.next_at, reminded_at=None
    )
    if rows.update(reminded_at=at, next_at=clock.due_at) != 1:
        return False
    emit(
        events.CLOCK_REMINDED,
        clock.request,
        by=SYSTEM,
        data={"target": clock.target, "due_at": clock.due_at.isoformat()},
    )
    notify(people=[clock.person], text=_told(clock, _("%(target)s of %(number)s “%(subject)s” is due %(time)s.")),
           url=reverse("desk:request.show", args=[clock.request.number]), by=SYSTEM)  # fmt: skip
    return True


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
        emit(events.CLOCK_BREACHED, request, by=by,
             data={"clock": clock.pk, "target": clock.target, "due_at": clock.due_at.isoformat(), "person": clock.person_id})  # fmt: skip
    return True


def _told(clock: Clock, text: str) -> str:
    request = clock.request
    return text % {
        "target": clock.get_target_display(), "number": request.number, "subject": request.subject,
        "time": f"{localtime(clock.due_at):%m-%d %H:%M}",
    }  # fmt: skip
