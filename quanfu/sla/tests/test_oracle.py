"""The engine against an oracle that counts minute by minute and knows neither calendars' sums nor stored instants."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at
from quanfu.core.models import JournalEntry
from quanfu.desk.actions.escalated import raise_priority
from quanfu.desk.actions.hold import begin_hold, end_hold_of
from quanfu.desk.enums import Priority
from quanfu.desk.models import Request
from quanfu.sla.actions.breach import ring_clocks
from quanfu.sla.actions.clock import restart_clocks
from quanfu.sla.actions.policy import save_policy
from quanfu.sla.enums import LIVE, Target
from quanfu.sla.models import Clock, Escalation

from .conftest import local

START = local("2026-11-20 10:00")  # a Friday
MINUTE = timedelta(minutes=1)
LIMITS = {Priority.NORMAL: 300, Priority.URGENT: 120, Priority.EMERGENCY: 60}


def works(minute: datetime) -> bool:
    wall = minute.astimezone(START.tzinfo)
    return wall.weekday() < 5 and (9 <= wall.hour < 12 or 13 <= wall.hour < 18)


class Oracle:
    """Every minute: does it count, is the limit used up, is a level due?"""

    def __init__(self) -> None:
        self.limit, self.held, self.used, self.after = LIMITS[Priority.NORMAL], False, 0, 0
        self.late_at: datetime | None = None
        self.levels: list[datetime] = []

    def pass_minute(self, minute: datetime) -> None:
        """The minute that begins at that instant goes by."""
        counts = works(minute) and not self.held
        if self.late_at is None:
            self.used += counts
        elif works(minute) and not self.held:
            self.after += 1
        self.look(minute + MINUTE)

    def look(self, instant: datetime) -> None:
        if self.late_at is None and self.used >= self.limit and not self.held:
            self.late_at = instant
        for number, minutes in enumerate((0, 90)):
            if self.late_at and len(self.levels) == number and self.after >= minutes and not self.held:
                self.levels.append(instant)


acts = st.lists(
    st.tuples(st.integers(1, 400), st.sampled_from(["hold", "go on", "raise", "same", "outage", "restart"])),
    min_size=1, max_size=7,
)  # fmt: skip


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)  # fmt: skip
@given(story=acts)
def test_every_instant_is_that_of_the_oracle(
    office: Any, make_request: Callable[..., Request], story: list[tuple[int, str]]
) -> None:
    """Random holds, changes of urgency, recomputations, outages of the job and restarts in the middle of a batch."""
    try:
        with transaction.atomic():
            _compare(make_request, story)
            raise _Undo
    except _Undo:
        pass
    assert story


class _Undo(Exception):
    pass


def _compare(make_request: Callable[..., Request], story: list[tuple[int, str]]) -> None:
    with at(START - timedelta(days=7)):
        for place, priority in enumerate((Priority.EMERGENCY, Priority.URGENT, Priority.NORMAL)):
            save_policy(
                policy=None, name=f"p{place}", by=SYSTEM, company=_company(), conditions={"priorities": [priority.value]},
                limits={"completion": {"minutes": LIMITS[priority], "pauses": ["customer"]}},
                levels=[{"minutes": 0, "action": "tell", "to": "head"}, {"minutes": 90, "action": "tell", "to": "above"}],
            )  # fmt: skip
    with at(START):
        request = make_request()
    Clock.objects.filter(request=request).exclude(target=Target.COMPLETION).delete()
    oracle, minute, deaf = Oracle(), START, False
    expected_rings: list[datetime] = []
    for wait, act in story:
        for _ in range(wait):
            before = len(oracle.levels)
            oracle.pass_minute(minute)
            minute += MINUTE
            if len(oracle.levels) > before:
                expected_rings.append(minute)
            if not deaf and (minute.minute % 7 == 0 or len(oracle.levels) > before):
                with at(minute):
                    ring_clocks()
        with at(minute):
            deaf = _act(act, request, oracle) if act != "restart" else deaf
            oracle.look(minute)
            if not deaf:
                ring_clocks(batch=1)
                ring_clocks()
    with at(minute):
        ring_clocks()
    _check(request, oracle, minute)


def _act(act: str, request: Request, oracle: Oracle) -> bool:
    """Do it in the engine and tell the oracle; whether the job is away from now on."""
    request.refresh_from_db()
    if act == "hold" and not request.waits_for:
        begin_hold(request=request, waits_for="customer", by=SYSTEM)
        oracle.held = True
    elif act == "go on" and request.waits_for:
        end_hold_of(request=request, by=SYSTEM)
        oracle.held = False
    elif act == "raise" and oracle.late_at is None and raise_priority(request=request, by=SYSTEM):
        oracle.limit = LIMITS[Priority(request.priority)]
    elif act == "same":
        restart_clocks(request=request, by=SYSTEM)
    return act == "outage"


def _check(request: Request, oracle: Oracle, minute: datetime) -> None:
    clock = Clock.objects.get(request=request, state__in=LIVE)
    climbed = list(Escalation.objects.filter(clock=clock).order_by("level").values_list("level", flat=True))
    assert climbed == list(range(1, len(oracle.levels) + 1)), (clock.due_at, oracle.late_at, minute)
    assert (clock.breached_at is not None) == (oracle.late_at is not None)
    events = JournalEntry.objects.filter(subject_id=request.pk, event="sla.clock.breached").count()
    assert events == (oracle.late_at is not None)
    if oracle.late_at is None and not oracle.held:
        left, ahead = oracle.limit - oracle.used, minute
        while left > 0:
            left -= works(ahead)
            ahead += MINUTE
        assert clock.due_at == max(ahead, minute) if oracle.used < oracle.limit else clock.due_at <= minute
    elif oracle.late_at is not None:
        assert clock.due_at <= oracle.late_at


def _company() -> Any:
    from quanfu.org.models import Unit

    return Unit.objects.get(code="a")
