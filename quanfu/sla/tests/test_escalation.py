from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at
from quanfu.core.models import JournalEntry, WorkCalendar
from quanfu.core.testing import counted_queries
from quanfu.desk.models import Request
from quanfu.org.models import Notification, Person, Unit
from quanfu.sla.actions.breach import record_breach, ring_clocks
from quanfu.sla.actions.clock import start_clocks
from quanfu.sla.actions.policy import save_policy
from quanfu.sla.enums import Target
from quanfu.sla.jobs import run_clocks
from quanfu.sla.models import Clock, Escalation
from quanfu.sla.queries.ladder import Step
from quanfu.workorders.actions.order import accept_order
from quanfu.workorders.models import Order

from .conftest import local

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]


def ring(when: str) -> int:
    with at(local(when)):
        return ring_clocks()


def count(event: str, target: str) -> int:
    return JournalEntry.objects.filter(event=event, data__target=target).count()


@pytest.mark.req("SLA-9")
def test_reminder_goes_out_once_at_eighty_percent(assigned: Request, sun: Person) -> None:
    Clock.objects.exclude(target=Target.ACCEPTANCE).delete()  # 120 minutes from 11:00: 96 are over at 13:36
    Notification.objects.all().delete()
    assert ring("2026-11-20 13:35") == 0
    assert ring("2026-11-20 13:36") == 1
    assert ring("2026-11-20 13:50") == 0
    assert Notification.objects.filter(person=sun).count() == 1
    assert count("sla.clock.reminded", Target.ACCEPTANCE) == 1


@pytest.mark.req("SLA-9")
def test_of_ten_hours_eight_have_passed_when_the_reminder_is_there(
    company: Unit, office: WorkCalendar, make_request: Callable[..., Request], li: Person
) -> None:
    with at(local("2026-11-20 08:00")):
        save_policy(policy=None, company=company, name="十小时", conditions={}, by=SYSTEM,
                    limits={"contact": {"minutes": 600, "around_the_clock": True}})  # fmt: skip
    with at(local("2026-11-20 10:00")):
        make_request(by=li)
    Clock.objects.exclude(target=Target.CONTACT).delete()
    Notification.objects.all().delete()
    assert ring("2026-11-20 17:59") == 0 and not Notification.objects.filter(person=li).exists()
    assert ring("2026-11-20 18:00") == 1 and Notification.objects.filter(person=li).count() == 1


def test_no_reminder_where_the_rule_says_hundred(assigned: Request) -> None:
    Clock.objects.all().delete()
    with at(local("2026-11-20 11:00")):
        set_rule(code="sla.remind_percent", value=100, by=SYSTEM)
        start_clocks(request=assigned, by=SYSTEM)
    assert all(clock.next_at == clock.due_at for clock in Clock.objects.all())


@pytest.mark.req("SLA-2", "ASG-13")
def test_missed_limit_reaches_the_leader_exactly_once(assigned: Request, sun: Person, zhao: Person) -> None:
    ring("2026-11-20 13:59")
    Notification.objects.all().delete()
    for when in ("2026-11-20 14:00", "2026-11-20 14:01", "2026-11-20 18:00"):
        ring(when)
    clock = Clock.objects.get(target=Target.ACCEPTANCE)
    assert clock.breached_at == local("2026-11-20 14:00")
    assert [(e.level, e.to) for e in clock.escalations.all()] == [(1, zhao)]
    assert Notification.objects.filter(person=zhao).count() == 1
    assert (
        count("sla.clock.breached", Target.ACCEPTANCE)
        == count("sla.escalation.climbed", Target.ACCEPTANCE)
        == 1
    )


def test_whom_a_missed_limit_reaches_where_no_policy_says_so_is_set(
    assigned: Request, zhao: Person, zheng: Person
) -> None:
    with at(local("2026-11-20 11:00")):
        set_rule(code="sla.levels", value=[{"minutes": 0, "action": "tell", "to": "head"}, {"minutes": 30, "action": "tell", "to": "above"}], by=SYSTEM)  # fmt: skip
    for when in ("2026-11-20 14:00", "2026-11-20 14:30"):
        ring(when)
    clock = Clock.objects.get(target=Target.ACCEPTANCE)
    assert [(e.level, e.to) for e in clock.escalations.order_by("level")] == [(1, zhao), (2, zheng)]


@pytest.mark.req("SLA-2")
def test_late_run_after_an_outage_does_all_once(assigned: Request) -> None:
    ring("2026-12-24 03:00")
    ring("2026-12-24 03:01")
    assert Clock.objects.filter(breached_at=local("2026-12-24 03:00")).count() == 3
    assert Escalation.objects.count() == 3
    assert not Clock.objects.exclude(next_at=None).exists()
    assert not JournalEntry.objects.filter(event="sla.clock.reminded").exists()


@pytest.mark.req("SLA-2")
def test_head_who_is_late_is_told_on_to_the_head_above(
    assigned: Request, zhao: Person, zheng: Person
) -> None:
    Clock.objects.filter(target=Target.ACCEPTANCE).update(person=zhao)
    ring("2026-11-20 14:00")
    assert Escalation.objects.get(clock__target=Target.ACCEPTANCE).to == zheng


def test_nobody_above_is_shown_not_hidden(assigned: Request) -> None:
    Unit.objects.update(head=None)
    ring("2026-11-20 14:00")
    assert Escalation.objects.get(clock__target=Target.ACCEPTANCE).to is None


def test_second_escalation_of_a_level_is_impossible(assigned: Request) -> None:
    clock = Clock.objects.first()
    Escalation.objects.create(clock=clock, level=1, at=local("2026-11-20 12:00"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Escalation.objects.create(clock=clock, level=1, at=local("2026-11-20 12:01"))


def test_stopped_clock_never_rings(assigned: Request, sun: Person) -> None:
    with at(local("2026-11-20 11:10")):
        accept_order(order=Order.objects.get(), by=sun)
    ring("2026-11-20 15:00")
    assert not Escalation.objects.filter(clock__target=Target.ACCEPTANCE).exists()


def test_clock_stopped_between_reading_and_writing_is_not_breached(assigned: Request, sun: Person) -> None:
    stale = Clock.objects.get(target=Target.ACCEPTANCE)
    with at(local("2026-11-20 11:10")):
        accept_order(order=Order.objects.get(), by=sun)
    assert not record_breach(clock=stale, request=assigned, by=SYSTEM)
    assert Clock.objects.get(pk=stale.pk).breached_at is None


def test_one_bad_row_does_not_stop_the_others(assigned: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    from quanfu.sla.actions import breach

    climb = breach.climb_escalation

    def fail_for_contact(*, step: Step, **kwargs: object) -> object:
        if step.clock.target == Target.CONTACT:
            raise RuntimeError("no network")
        return climb(step=step, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(breach, "climb_escalation", fail_for_contact)
    assert ring("2026-12-24 03:00") == 2
    assert Clock.objects.get(target=Target.CONTACT).breached_at is None
    monkeypatch.undo()
    assert ring("2026-12-24 03:01") == 1


def test_idle_run_costs_one_query(make_request: Callable[..., Request]) -> None:
    with at(local("2026-11-20 10:00")):
        for _ in range(5):
            make_request()
    with at(local("2026-11-20 10:01")), counted_queries() as seen:
        run_clocks.call()
    assert len(seen) == 1


def test_batches_reach_all_that_is_due(make_request: Callable[..., Request]) -> None:
    with at(local("2026-11-20 10:00")):
        for _ in range(4):
            make_request()
    with at(local("2026-12-24 03:00") + timedelta(minutes=1)):
        assert ring_clocks(batch=3) == 8
    assert Escalation.objects.count() == 8
