"""Sent twice, or by two at once: an act happens once, and whoever came second is told so calmly."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from quanfu.channels.models import Channel
from quanfu.customers.models import Customer
from quanfu.desk.enums import State
from quanfu.desk.models import Assignment, Closure, Feedback, Request, Review, ServiceType
from quanfu.org.models import Person, Unit
from quanfu.surveys.models import Answer
from quanfu.workorders.models import Order
from tests.flows.conftest import SIGNATURE, House
from tests.pages import visit

CALM = {409, 422}


def at_once(*calls: Callable[[], int]) -> list[int]:
    """The statuses of calls that begin together, each on its own connection."""

    def run(call: Callable[[], int]) -> int:
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(run, calls))


def poster(client: Client, path: str, data: dict[str, Any]) -> Callable[[], int]:
    return lambda: client.post(path, data).status_code


@pytest.mark.django_db(transaction=True)
def test_two_dispatchers_give_one_request_to_two_people_and_one_of_them_is_told(
    house: House, company: Unit, portal_channel: Channel, wang: Customer, repair_type: ServiceType, qian: Person, wu: Person,
    zheng: Person, sun: Person, zhou: Person, client_of: Callable[[Person], Client],
) -> None:  # fmt: skip
    house.asks(company.code)
    house.classifies(qian, repair_type)
    house.approves(qian)
    path = f"{house.at_desk}assignment/"
    field = str(house.request.field_id)
    statuses = at_once(
        poster(client_of(wu), path, {"person": sun.pk, "field": field}),
        poster(client_of(zheng), path, {"person": zhou.pk, "field": field}),
    )
    assert statuses[0] == 303 and statuses[1] in CALM
    (assignment,) = Assignment.objects.all()
    (order,) = Order.objects.all()
    assert house.request.responsible == assignment.person == order.responsible


@pytest.mark.django_db(transaction=True)
def test_form_of_a_customer_sent_by_a_double_click_is_one_request(
    company: Unit, portal_channel: Channel, wang: Customer
) -> None:
    path = reverse("portal:ask.create", args=[company.code])
    wish = {"body": "暖气不热", "contact_name": "王建国", "contact_phone": "13800000001", "nonce": "one-form"}
    assert at_once(*(poster(Client(), path, wish) for _ in range(3))) == [303, 303, 303]
    assert Request.objects.count() == 1


@pytest.mark.django_db
def test_every_act_of_the_loop_sent_again_changes_nothing(
    house: House, company: Unit, portal_channel: Channel, wang: Customer, repair_type: ServiceType, qian: Person, wu: Person,
    sun: Person, zheng: Person, client_of: Callable[[Person], Client],
) -> None:  # fmt: skip
    """Each form is sent, then sent once more as a second click, a back button or another tab would."""
    house.asks(company.code)
    desk, client = house.at_desk, client_of(qian)
    head = client_of(zheng)

    def twice(client: Client, path: str, data: dict[str, Any]) -> int:
        assert client.post(path, data).status_code == 303, path
        before = state()
        again = visit(client, path, data)
        assert again.status in CALM, f"{path}: {again.status}"
        assert state() == before, path
        return again.status

    def state() -> tuple[Any, ...]:
        counts = [m.objects.count() for m in (Review, Assignment, Order, Feedback, Answer, Closure)]
        return (*counts, house.request.state, *Order.objects.values_list("state", flat=True))

    house.classifies(qian, repair_type)
    twice(client, f"{desk}review/", {"reasonable": "yes", "feasible": "yes"})
    field = house.request.field_id
    twice(client_of(wu), f"{desk}assignment/", {"person": sun.pk, "field": field})
    order, engineer = house.order_path(), client_of(sun)
    twice(engineer, f"{order}acceptance/", {})
    twice(engineer, f"{order}start/", {})
    for step in Order.objects.get().steps.all():
        twice(engineer, f"{order}steps/{step.pk}/", {"act": "tick"})
    twice(engineer, f"{order}completion/", {"result": "好了", "signature": SIGNATURE})
    twice(head, f"{desk}feedback/", {"way": "phone", "text": "好了", "asked_for_opinions": "no"})
    house.opens(zheng, desk)
    rating = {"quality": "5", "attitude": "5", "speed": "5", "text": ""}
    twice_rated = visit(head, f"/surveys/requests/{house.number}/answer/", rating)
    assert twice_rated.status == 200 and house.request.state == State.RATED
    visit(head, f"/surveys/requests/{house.number}/answer/", rating)
    assert Answer.objects.count() == 1
    twice(head, f"{desk}closure/", {"reason": ""})


@pytest.mark.django_db
def test_page_opened_before_somebody_acted_says_so_and_keeps_what_was_typed(
    house: House,
    company: Unit,
    portal_channel: Channel,
    wang: Customer,
    repair_type: ServiceType,
    qian: Person,
    zheng: Person,
) -> None:
    house.asks(company.code)
    house.classifies(qian, repair_type)
    stale = house.opens(zheng, f"{house.at_desk}review/")
    house.approves(qian)
    late = stale.send("reasonable", reasonable="no", feasible="no", reason="超出范围，另有安排")
    assert late.status in CALM and house.request.state == State.APPROVED
    assert "超出范围，另有安排" in late.html or late.status == 409
    assert Review.objects.count() == 1
