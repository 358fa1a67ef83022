from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quanfu.channels.models import Message
from quanfu.core.clock import at
from quanfu.core.errors import Refused
from quanfu.core.testing import counted_queries
from quanfu.desk.actions.closure import close_request
from quanfu.desk.models import Followup, Request, ServiceType
from quanfu.org.models import Notification, Person, Unit
from quanfu.sla.actions.breach import ring_clocks
from quanfu.sla.actions.gap import tell_gaps
from quanfu.sla.actions.step import delete_step, enter_step, save_step
from quanfu.sla.enums import Target
from quanfu.sla.models import Clock, Escalation, Passage, Step
from quanfu.sla.queries.gap import gaps_for

from .conftest import local

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]
Make = Callable[..., Request]
Browser = Callable[[Person], Client]


@pytest.fixture
def step(zheng: Person) -> Callable[..., Step]:
    """step("code", **columns): a link of company A's general chain, in the order of the calls."""

    def make(code: str, **columns: Any) -> Step:
        position = 10 * (Step.objects.count() + 1)
        return save_step(instance=None, by=zheng, code=code, name=columns.pop("name", code), position=position, **columns)  # fmt: skip

    return make


def enter(request: Request, step: Step, when: str, by: Person) -> None:
    with at(local(when)):
        enter_step(request=Request.objects.get(pk=request.pk), step=step, by=by)


@pytest.mark.req("SLA-1")
def test_entering_a_step_stores_its_deadline(
    opened: Request, step: Callable[..., Step], second_station: Unit, sun: Person, tang: Person
) -> None:
    workshop = step("workshop", name="车间检修", unit=second_station, minutes=120)
    enter(opened, workshop, "2026-11-20 11:30", sun)
    clock = Clock.objects.get(target=Target.STEP)
    assert (clock.key, clock.unit, clock.person) == ("workshop", second_station, tang)
    assert clock.due_at == Passage.objects.get().due_at == local("2026-11-20 14:30")


@pytest.mark.req("SLA-1")
def test_states_enter_their_steps_by_themselves(
    step: Callable[..., Step], assigned: Request, make_request: Make, repair_type: ServiceType, qian: Person
) -> None:
    step("take", state="registered", minutes=30)
    step("judge", state="in_review", minutes=60)
    with at(local("2026-11-20 14:00")):
        request = make_request()
        assert Clock.objects.get(request=request, target=Target.STEP).due_at == local("2026-11-20 14:30")
    with at(local("2026-11-20 14:20")):
        from quanfu.desk.actions.classification import classify_request

        classify_request(request=request, service_type=repair_type, by=qian)
    first, second = Passage.objects.filter(request=request).order_by("pk")
    assert (first.step.code, first.left_at, first.seconds) == ("take", local("2026-11-20 14:20"), 1200)
    assert (second.step.code, second.due_at) == ("judge", local("2026-11-20 15:20"))


@pytest.mark.req("SLA-2")
def test_department_that_exceeds_its_time_is_brought_before_a_higher_authority_once(
    opened: Request, step: Callable[..., Step], second_station: Unit, sun: Person, zheng: Person
) -> None:
    """The head of the department answers for it, so the head above is sought."""
    enter(opened, step("workshop", unit=second_station, minutes=60), "2026-11-20 14:00", sun)
    Notification.objects.all().delete()
    for when in ("2026-11-20 14:59", "2026-11-20 15:00", "2026-11-20 15:01"):
        with at(local(when)):
            ring_clocks()
    assert [e.to for e in Escalation.objects.filter(clock__target=Target.STEP)] == [zheng]


@pytest.mark.req("SLA-4")
def test_front_desk_reads_the_progress_of_other_departments_and_cannot_change_it(
    opened: Request, step: Callable[..., Step], second_station: Unit, li: Person, zheng: Person, client_of: Browser
) -> None:  # fmt: skip
    enter(
        opened, step("workshop", name="车间检修", unit=second_station, minutes=60), "2026-11-20 14:00", zheng
    )
    panel = client_of(li).get(reverse("sla:passage.panel", args=[opened.number])).content.decode()
    assert "车间检修" in panel and "城南供热站" in panel
    action = reverse("sla:passage.create", args=[opened.number])
    assert action not in panel
    assert client_of(li).post(action, {"step": Step.objects.get().pk}).status_code == 404
    assert action in client_of(zheng).get(reverse("sla:passage.panel", args=[opened.number])).content.decode()


@pytest.mark.req("SLA-5")
def test_step_change_makes_a_task_to_tell_the_customer(
    opened: Request, step: Callable[..., Step], li: Person
) -> None:
    enter(opened, step("lab", telling="task", text="已送检测，三天出结果"), "2026-11-20 14:00", li)
    task = Followup.objects.get()
    assert "已送检测" in task.text and task.owner == li


@pytest.mark.req("SLA-5")
def test_step_change_sends_the_message_by_itself(
    opened: Request, step: Callable[..., Step], li: Person
) -> None:
    Message.objects.all().delete()
    enter(opened, step("lab", telling="message", text="您的设备已送检测"), "2026-11-20 14:00", li)
    assert [m.text for m in Message.objects.all()] == ["您的设备已送检测"]
    assert not Followup.objects.exists()


def test_step_that_tells_nothing_tells_nothing(
    opened: Request, step: Callable[..., Step], li: Person
) -> None:
    Message.objects.all().delete()
    enter(opened, step("lab"), "2026-11-20 14:00", li)
    assert not Followup.objects.exists() and not Message.objects.exists()


@pytest.mark.req("SLA-12")
def test_skipped_node_of_four_is_flagged(
    opened: Request, step: Callable[..., Step], li: Person, zheng: Person, client_of: Browser
) -> None:
    """Record, assess, answer, confirm: who goes from the first to the third has skipped the second."""
    nodes = [step(code, name=code) for code in ("record", "assess", "answer", "confirm")]
    enter(opened, nodes[0], "2026-11-20 10:10", li)
    enter(opened, nodes[2], "2026-11-20 10:20", li)
    assert [p.step.code for p in Passage.objects.filter(is_skipped=True)] == ["assess"]
    shown = client_of(zheng).get(reverse("sla:passage.index")).content.decode()
    assert opened.number in shown and "assess" in shown
    enter(opened, nodes[3], "2026-11-20 10:30", li)
    assert Passage.objects.filter(is_skipped=True).count() == 1


@pytest.mark.req("SLA-12")
def test_closing_before_the_last_node_flags_what_is_left(
    opened: Request, step: Callable[..., Step], li: Person, repair_type: ServiceType, qian: Person
) -> None:
    first, _optional, _last = step("record"), step("extra", required=False), step("confirm")
    enter(opened, first, "2026-11-20 10:10", li)
    with at(local("2026-11-20 10:30")):
        from quanfu.desk.actions.classification import classify_request

        classify_request(request=opened, service_type=repair_type, by=qian)
        close_request(request=opened, reason="客户撤回", by=li)
    assert [p.step.code for p in Passage.objects.filter(is_skipped=True)] == ["confirm"]


def test_coming_back_to_a_step_is_counted_as_a_return(
    opened: Request, step: Callable[..., Step], li: Person
) -> None:
    first, second = step("front"), step("workshop")
    for number, one in enumerate((first, second, first), start=1):
        enter(opened, one, f"2026-11-20 10:{number}0", li)
    assert [p.is_return for p in Passage.objects.order_by("pk")] == [False, False, True]


def test_chain_of_a_type_takes_the_place_of_the_general_one(
    opened: Request, assigned: Request, step: Callable[..., Step], repair_type: ServiceType, li: Person
) -> None:
    step("general")
    own = step("own", service_type=repair_type)
    enter(assigned, own, "2026-11-20 14:00", li)
    with pytest.raises(Refused):
        enter_step(request=Request.objects.get(pk=assigned.pk), step=Step.objects.get(code="general"), by=li)


def test_message_needs_a_text_and_a_used_step_stays(
    opened: Request, step: Callable[..., Step], li: Person
) -> None:
    with pytest.raises(Refused):
        step("lab", telling="message")
    used = step("used")
    with pytest.raises(Refused):
        step("used")
    enter(opened, used, "2026-11-20 10:10", li)
    with pytest.raises(Refused):
        delete_step(instance=used, by=li)


def test_company_without_a_chain_pays_nothing(make_request: Make) -> None:
    make_request()
    with counted_queries() as seen:
        make_request()
    assert not [sql for sql in seen if "sla_passage" in sql or "sla_step" in sql]


@pytest.mark.req("SLA-6")
def test_open_items_without_owner_deadline_or_department_are_listed(
    make_request: Make, zheng: Person, sun: Person, second_station: Unit, client_of: Browser
) -> None:
    whole, ownerless, timeless, homeless = (make_request() for _ in range(4))
    assert list(gaps_for(zheng)) == []
    Request.objects.filter(pk=ownerless.pk).update(responsible=sun)
    Person.objects.filter(pk=sun.pk).update(is_active=False)
    Clock.objects.filter(request=timeless).delete()
    Request.objects.filter(pk=homeless.pk).update(unit=second_station)
    Unit.objects.filter(pk=second_station.pk).update(closed_on="2026-01-01")
    assert {r.number: r.gap for r in gaps_for(zheng)} == {
        ownerless.number: "owner", timeless.number: "deadline", homeless.number: "department",
    }  # fmt: skip
    shown = client_of(zheng).get(reverse("sla:gap.index")).content.decode()
    assert whole.number not in shown and timeless.number in shown


@pytest.mark.req("SLA-6")
def test_daily_check_tells_the_head_of_the_company(make_request: Make, zheng: Person) -> None:
    assert tell_gaps() == 0
    request = make_request()
    Clock.objects.filter(request=request).delete()
    Notification.objects.all().delete()
    assert tell_gaps() == 1
    assert Notification.objects.get().person == zheng
