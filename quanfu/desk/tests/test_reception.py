from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localtime

from quanfu.core import clock
from quanfu.core.clock import now, today
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.testing import assert_query_count_constant
from quanfu.customers.models import Customer
from quanfu.desk.actions.reception import Agreed, arrange_visit, close_visit, finish_task
from quanfu.desk.actions.service_window import register_walk_in
from quanfu.desk.models import Reception, ReceptionTask, ServiceWindow, WalkIn
from quanfu.desk.queries.reception import volumes_of
from quanfu.desk.views import service_window
from quanfu.org.models import Notification, Person, Unit
from quanfu.ui.crud_tests import CrudTests

pytestmark = pytest.mark.django_db
Browser = Callable[[Person], Client]


@pytest.fixture
def visit(li: Person, zhao: Person, wang: Customer) -> Reception:
    return arrange_visit(
        topic="参观换热站",
        visitors="王建国\n李工",
        appointment_at=now() + timedelta(days=1),
        host=zhao,
        phone=wang.phone,
        by=li,
    )


@pytest.mark.req("INT-20")
def test_closing_a_visit_with_minutes_and_two_actions_makes_two_tasks_with_owner_and_date(
    client_of: Browser, visit: Reception, zhao: Person, sun: Person, zhou: Person
) -> None:
    friday = today() + timedelta(days=5)
    typed = {
        "minutes": "客户提出二网平衡的意见", "text_1": "复测三户室温", "owner_1": sun.pk, "due_1": friday.isoformat(),
        "text_2": "回复平衡方案", "owner_2": zhou.pk, "due_2": friday.isoformat(),
    }  # fmt: skip
    assert client_of(zhao).get(f"/desk/visits/{visit.pk}/").status_code == 200
    assert client_of(zhao).post(f"/desk/visits/{visit.pk}/", typed).status_code == 303
    tasks = ReceptionTask.objects.order_by("pk")
    assert [(t.text, t.owner, t.due_on) for t in tasks] == [
        ("复测三户室温", sun, friday),
        ("回复平衡方案", zhou, friday),
    ]
    visit.refresh_from_db()
    assert visit.closed_at and visit.minutes == typed["minutes"]
    assert Notification.objects.filter(person=sun, text__contains="复测三户室温").exists()
    with pytest.raises(AlreadyDone):
        close_visit(reception=visit, minutes="再来", agreed=[], by=zhao)


def test_visit_is_arranged_with_its_customer_and_the_host_is_told(
    client_of: Browser, li: Person, zhao: Person, wang: Customer
) -> None:
    at = localtime(now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    typed = {
        "topic": "对接改造",
        "visitors": "王建国",
        "appointment_at": at,
        "phone": wang.phone,
        "host": zhao.pk,
    }
    assert client_of(li).post("/desk/visits/new/", typed).status_code == 303
    made = Reception.objects.get()
    assert (made.customer, made.host) == (wang, zhao)
    assert Notification.objects.filter(person=zhao, text__contains="对接改造").exists()
    assert "对接改造" in client_of(li).get("/desk/visits/").content.decode()


def test_task_that_lacks_a_part_is_refused_beside_it(
    client_of: Browser, visit: Reception, zhao: Person
) -> None:
    page = client_of(zhao).post(f"/desk/visits/{visit.pk}/", {"minutes": "谈了", "text_1": "复测"})
    assert page.status_code == 422 and not ReceptionTask.objects.exists()


def test_minutes_are_demanded_and_dates_do_not_lie_in_the_past(
    visit: Reception, zhao: Person, sun: Person
) -> None:
    for minutes, due in (("", today()), ("谈了", today() - timedelta(days=1))):
        with pytest.raises(Refused):
            close_visit(reception=visit, minutes=minutes, agreed=[Agreed("复测", sun, due)], by=zhao)


def test_owner_finishes_the_task_and_sees_it_wherever_it_comes_from(
    client_of: Browser, visit: Reception, zhao: Person, tang: Person
) -> None:
    (task,) = close_visit(reception=visit, minutes="谈了", agreed=[Agreed("复测", tang, today())], by=zhao)
    assert "复测" in client_of(tang).get("/desk/visits/tasks/").content.decode()
    assert client_of(tang).post(f"/desk/visits/tasks/{task.pk}/", {"result": "21 度"}).status_code == 303
    with pytest.raises(AlreadyDone):
        finish_task(task=task, result="再来", by=tang)


def test_list_costs_the_same_for_one_visit_and_for_thirty(
    client_of: Browser, visit: Reception, li: Person, zhao: Person
) -> None:
    client = client_of(li)

    def grow() -> None:
        for _ in range(29):
            arrange_visit(topic="来访", visitors="客", appointment_at=now(), host=zhao, by=li)

    assert_query_count_constant(lambda: client.get("/desk/visits/"), grow)


@pytest.fixture
def windows(company: Unit, front: Unit) -> list[ServiceWindow]:
    return [
        ServiceWindow.objects.create(company=company, unit=front, code=f"{n}", name=f"{n} 号窗口")
        for n in (1, 2)
    ]


@pytest.mark.req("INT-21")
def test_walk_in_at_window_2_counts_in_its_daily_volume(
    client_of: Browser, windows: list[ServiceWindow], li: Person
) -> None:
    with clock.at(now() - timedelta(days=1)):
        register_walk_in(window=windows[1], business="交热费", by=li)
    typed = {"window": windows[1].pk, "business": "过户", "visitor": "王女士"}
    assert client_of(li).post("/desk/walk-ins/new/", typed).status_code == 303
    assert [(w.code, n) for w, n in volumes_of(li, today())] == [("1", 0), ("2", 1)]
    page = client_of(li).get("/desk/walk-ins/").content.decode()
    assert "过户" in page and "交热费" not in page
    assert WalkIn.objects.get(business="过户").by == li


class TestServiceWindows(CrudTests):
    crud = service_window.crud

    @pytest.fixture
    def make(self, company: Unit, front: Unit) -> Callable[[int], ServiceWindow]:
        return lambda n: ServiceWindow.objects.create(
            company=company, unit=front, code=f"w{n}", name=f"窗口{n}"
        )

    @pytest.fixture
    def valid(self, front: Unit) -> dict[str, Any]:
        return {"code": "2", "name": "2 号窗口", "kind": "service", "unit": front.pk, "is_active": "on"}

    @pytest.fixture
    def invalid(self) -> dict[str, Any]:
        return {"code": "", "name": ""}
