from typing import Any

import pytest
from django.db import IntegrityError, transaction

from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at
from quanfu.core.models import JournalEntry
from quanfu.desk.enums import Priority
from quanfu.desk.models import Request, ServiceType
from quanfu.org.models import Grant, Notification, Person, Role, Unit
from quanfu.sla.actions.breach import ring_clocks
from quanfu.sla.actions.policy import judge_again, save_policy
from quanfu.sla.enums import ClockState, Target
from quanfu.sla.models import Clock, Escalation
from quanfu.workorders.models import Order

from .conftest import local

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]


def ring(when: str) -> int:
    with at(local(when)):
        return ring_clocks()


def levelled(request: Request, *levels: dict[str, Any], minutes: int = 60, around: bool = True) -> Clock:
    """Only the completion clock of the request is left, with these levels; it began at 10:00 of Friday 2026-11-20."""
    with at(local("2026-11-20 11:05")):
        save_policy(
            policy=None, company=request.company, name="分级", conditions={}, by=SYSTEM,
            limits={"completion": {"minutes": minutes, "around_the_clock": around}}, levels=levels,
        )  # fmt: skip
        Clock.objects.exclude(target=Target.COMPLETION).delete()
        judge_again(company=request.company, reason="t", by=SYSTEM)
        from quanfu.core.testing import run_jobs

        run_jobs()
    Notification.objects.all().delete()
    return Clock.objects.get()


def told(person: Person) -> int:
    return Notification.objects.filter(person=person).count()


def level(minutes: int = 0, action: str = "tell", to: str = "head", **more: Any) -> dict[str, Any]:
    return {"minutes": minutes, "action": action, "to": to, **more}


@pytest.mark.req("SLA-3")
def test_three_levels_each_with_its_own_limit(
    assigned: Request, sun: Person, zhao: Person, zheng: Person, wu: Person
) -> None:
    clock = levelled(assigned, level(0), level(60, to="above"), level(120, to="person", person=wu.pk), minutes=120)  # fmt: skip
    assert clock.due_at == local("2026-11-20 12:00")
    ring("2026-11-20 12:00")
    assert [e.to for e in clock.escalations.order_by("level")] == [zhao]
    ring("2026-11-20 12:59")
    assert clock.escalations.count() == 1
    ring("2026-11-20 13:00")
    assert [e.to for e in clock.escalations.order_by("level")] == [zhao, zheng]
    ring("2026-11-20 14:59")
    assert clock.escalations.count() == 2
    ring("2026-11-20 15:00")
    ring("2026-11-20 15:01")
    assert [e.to for e in clock.escalations.order_by("level")] == [zhao, zheng, wu]
    assert (told(zhao), told(zheng), told(wu)) == (1, 1, 1)
    assert Clock.objects.get(next_at=None).level == 3


def test_outage_of_two_hours_reaches_every_level_once(assigned: Request, zhao: Person, zheng: Person) -> None:
    clock = levelled(assigned, level(0), level(30, to="above"), minutes=120)
    for when in ("2026-11-20 14:00", "2026-11-20 14:00", "2026-11-20 14:01"):
        ring(when)
    assert [(e.level, e.to) for e in clock.escalations.order_by("level")] == [(1, zhao), (2, zheng)]
    assert JournalEntry.objects.filter(event="sla.clock.breached").count() == 1
    assert (told(zhao), told(zheng)) == (1, 1)


def test_clock_set_back_and_forward_repeats_nothing(assigned: Request, zhao: Person, zheng: Person) -> None:
    clock = levelled(assigned, level(0), level(30, to="above"), minutes=120)
    for when in ("2026-11-20 12:05", "2026-11-20 09:00", "2026-11-20 12:06", "2026-11-20 12:40", "2026-11-20 11:00", "2026-11-20 13:00"):  # fmt: skip
        ring(when)
    assert [(e.level, e.at) for e in clock.escalations.order_by("level")] == [
        (1, local("2026-11-20 12:05")), (2, local("2026-11-20 12:40")),
    ]  # fmt: skip
    assert (told(zhao), told(zheng)) == (1, 1)


@pytest.mark.req("CMP-13")
def test_after_four_hours_level_two_owns_it_and_all_get_a_message(
    assigned: Request, sun: Person, zhao: Person, zheng: Person, li: Person
) -> None:
    clock = levelled(assigned, level(0), level(0, "hand", "above"), minutes=240)
    ring("2026-11-20 13:59")
    assert not clock.escalations.exists()
    ring("2026-11-20 14:00")
    assigned.refresh_from_db()
    assert assigned.responsible == zheng
    assert [(e.level, e.to) for e in clock.escalations.order_by("level")] == [(1, zhao), (2, zheng)]
    for person in (sun, zhao, zheng, li):  # who had it, level 1, level 2, the contact owner
        assert told(person), person
    assert Clock.objects.get().person == zheng
    ring("2026-11-20 14:01")
    assert JournalEntry.objects.filter(event="desk.request.taken_over").count() == 1


def test_level_raises_the_urgency(assigned: Request) -> None:
    levelled(assigned, level(0, "raise"), level(30, "raise"), level(30, "raise"), minutes=120)
    ring("2026-11-20 12:00")
    assigned.refresh_from_db()
    assert assigned.priority == Priority.URGENT
    ring("2026-11-20 20:00")
    assigned.refresh_from_db()
    assert assigned.priority == Priority.EMERGENCY


def test_level_gives_it_to_the_best_other_person(
    assigned: Request, sun: Person, zhou: Person, zhao: Person
) -> None:
    levelled(assigned, level(0, "reassign"), minutes=120)
    ring("2026-11-20 12:00")
    assigned.refresh_from_db()
    assert assigned.responsible == zhou
    assert Order.objects.get(state="sent").responsible == zhou
    assert Clock.objects.get(target=Target.ACCEPTANCE).person == zhou
    wish = assigned.reassignments.get()
    assert (wish.giver, wish.taker, wish.asked_by, wish.approved) == (sun, zhou, zhao, True)


def test_level_tells_a_role_found_in_the_unit_or_above(
    assigned: Request, roles: dict[str, Role], company: Unit, second_station: Unit, he: Person, tang: Person, jin: Person
) -> None:  # fmt: skip
    Grant.objects.all().delete()
    Grant.objects.create(person=he, role=roles["supervisor"], unit=company, reach="all")
    Grant.objects.create(person=jin, role=roles["supervisor"], unit=company, reach="all")
    Grant.objects.create(person=tang, role=roles["supervisor"], unit=second_station, reach="team")
    clock = levelled(assigned, level(0, to="role", role="supervisor"), minutes=120)
    ring("2026-11-20 12:00")
    assert clock.escalations.get().to in (he, jin)
    assert (told(he), told(jin), told(tang)) == (1, 1, 0)


def test_level_waits_for_the_recipients_working_hours(assigned: Request, zhao: Person) -> None:
    """Due on Friday 20:00; zhao's station opens on Monday at 9."""
    clock = levelled(assigned, level(0, hours=True), minutes=600)
    ring("2026-11-20 20:00")
    clock.refresh_from_db()
    assert clock.breached_at == local("2026-11-20 20:00")
    assert (clock.next_at, clock.escalations.count()) == (local("2026-11-23 09:00"), 0)
    ring("2026-11-23 09:00")
    assert clock.escalations.get().to == zhao


def test_level_without_working_hours_wakes_at_once(assigned: Request) -> None:
    clock = levelled(assigned, level(0), minutes=600)
    ring("2026-11-20 20:00")
    assert clock.escalations.get().at == local("2026-11-20 20:00")


def test_stopped_clock_climbs_no_further(assigned: Request) -> None:
    clock = levelled(assigned, level(0), level(60, to="above"), minutes=120)
    ring("2026-11-20 12:00")
    Clock.objects.update(state=ClockState.STOPPED, stopped_at=local("2026-11-20 12:30"), next_at=None)
    ring("2026-11-20 14:00")
    assert clock.escalations.count() == 1


def test_level_that_was_climbed_cannot_be_climbed_again(assigned: Request) -> None:
    clock = levelled(assigned, level(0), level(60, to="above"), minutes=120)
    ring("2026-11-20 12:00")
    Clock.objects.update(level=0, next_at=local("2026-11-20 12:00"))  # as if a run had forgotten it
    with at(local("2026-11-20 12:10")):
        ring_clocks()
    assert Escalation.objects.filter(clock=clock, level=1).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Escalation.objects.create(clock=clock, level=1, at=local("2026-11-20 12:10"))


@pytest.mark.req("ASG-13")
def test_order_not_accepted_in_two_working_hours_reaches_the_team_leader(
    assigned: Request, zhao: Person, repair_type: ServiceType
) -> None:
    """Sent at 11:00; 12 to 13 is no working time; the default is two working hours."""
    ring("2026-11-20 13:59")
    Notification.objects.all().delete()
    ring("2026-11-20 14:00")
    step = Escalation.objects.get(clock__target=Target.ACCEPTANCE)
    assert (step.to, told(zhao)) == (zhao, 1)


def test_many_that_fall_due_cost_few_statements(make_request: Any) -> None:
    from quanfu.core.testing import counted_queries

    def cost(number: int, day: str) -> int:
        with at(local(f"{day} 10:00")):
            for _ in range(number):
                make_request()
        with at(local(f"{day} 17:59")):
            ring_clocks()
        with at(local("2026-12-24 03:00")), counted_queries() as seen:
            ring_clocks()
        return len([sql for sql in seen if not sql.startswith(("SAVEPOINT", "RELEASE", "INSERT"))])

    few = cost(1, "2026-11-02")
    assert cost(30, "2026-11-03") <= few + 2
