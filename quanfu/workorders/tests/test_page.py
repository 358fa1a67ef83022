"""The pages, as a browser without scripts sees them."""

import base64
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from quanfu.core.clock import now
from quanfu.core.queries.journal import history_of
from quanfu.core.testing import assert_query_count_constant
from quanfu.desk.models import Note, Request, ServiceType
from quanfu.org.models import Person
from quanfu.workorders.enums import OrderState, StepState
from quanfu.workorders.models import Order

from .conftest import PNG

pytestmark = pytest.mark.django_db
Browser = Callable[[Person], Client]
Send = Callable[..., Order]
SIGNATURE = "data:image/png;base64," + base64.b64encode(PNG).decode()


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.content[:500]
    return response.content.decode()


@pytest.mark.req("REQ-3")
def test_special_wish_stands_at_the_top_of_the_order(send: Send, sun: Person, client_of: Browser) -> None:
    order = send(special_wish="家有老人，请轻敲门")
    shown = page(client_of(sun), order.path)
    assert '<p class="wish">' in shown
    assert shown.index("家有老人，请轻敲门") < shown.index("<h1>")


@pytest.mark.req("REQ-3")
def test_special_wish_stands_at_the_top_of_its_card_in_the_day(
    send: Send, sun: Person, client_of: Browser
) -> None:
    send(special_wish="家有老人，请轻敲门")
    shown = page(client_of(sun), reverse("workorders:day.show"))
    assert shown.index("家有老人，请轻敲门") < shown.index("job-title")


@pytest.mark.req("ASG-6", "ASG-7")
def test_receiver_sees_the_order_and_may_accept_it(order: Order, sun: Person, client_of: Browser) -> None:
    client = client_of(sun)
    assert f'action="{order.path}acceptance/"' in page(client, reverse("workorders:day.show"))
    assert f'action="{order.path}acceptance/"' in page(client, order.path)
    order.refresh_from_db()
    assert order.received_at is not None
    answer = client.post(f"{order.path}acceptance/")
    assert (answer.status_code, answer["Location"]) == (303, order.path)
    assert Order.objects.get().state == OrderState.ACCEPTED


def test_accepting_twice_is_a_calm_conflict(order: Order, sun: Person, client_of: Browser) -> None:
    client = client_of(sun)
    client.post(f"{order.path}acceptance/")
    assert client.post(f"{order.path}acceptance/").status_code == 409


def test_looking_by_others_is_no_receipt(order: Order, zhao: Person, client_of: Browser) -> None:
    page(client_of(zhao), order.path)
    assert Order.objects.get().received_at is None


@pytest.mark.req("TEC-4", "EXE-1", "EXE-6", "EXE-9", "EXE-10")
def test_whole_work_of_an_engineer(
    order: Order, repair_type: ServiceType, sun: Person, client_of: Browser
) -> None:
    ServiceType.objects.filter(pk=repair_type.pk).update(needs_plan=True)
    client = client_of(sun)
    client.post(f"{order.path}acceptance/")
    client.post(f"{order.path}contact/")
    assert Request.objects.get().contacted_at is not None
    assert client.post(f"{order.path}start/").status_code in (409, 422)
    plan = {
        "title_0": "入户检查",
        "starts_at_0": "2026-11-23T09:00",
        "ends_at_0": "2026-11-23T10:00",
        "resources_0": "管钳",
        "title_1": "",
    }
    assert client.post(f"{order.path}plan/", plan).status_code == 303
    assert client.post(f"{order.path}start/").status_code == 303
    photo = SimpleUploadedFile("阀门.png", PNG, "image/png")
    assert client.post(f"{order.path}progress/", {"text": "阀门锈死", "files": [photo]}).status_code == 303
    assert Note.objects.get(text="阀门锈死").files.get().type == "image/png"
    assert 'class="photos"' in page(client, order.path)
    first, second, third = order.steps.all()
    assert client.post(f"{order.path}steps/{second.pk}/", {"act": "tick"}).status_code == 422
    assert client.post(f"{order.path}steps/{first.pk}/", {"act": "tick"}).status_code == 303
    assert client.post(f"{order.path}steps/{second.pk}/", {"act": "skip", "reason": ""}).status_code == 422
    assert (
        client.post(f"{order.path}steps/{second.pk}/", {"act": "skip", "reason": "没有过滤器"}).status_code
        == 303
    )
    assert client.post(f"{order.path}steps/{third.pk}/", {"act": "tick"}).status_code == 303
    assert client.post(f"{order.path}problems/", {"text": "地板渗水"}).status_code == 303
    problem = order.problems.get()
    done = {"result": "更换阀门", "signature": SIGNATURE}
    assert client.post(f"{order.path}completion/", done).status_code == 422
    assert client.post(f"{order.path}problems/{problem.pk}/", {"solution": "更换密封圈"}).status_code == 303
    assert client.post(f"{order.path}completion/", {"result": "更换阀门", "signature": ""}).status_code == 422
    assert client.post(f"{order.path}completion/", done).status_code == 303
    order.refresh_from_db()
    assert (order.state, order.result) == (OrderState.DONE, "更换阀门")
    shown = page(client, order.path)
    assert "更换阀门" in shown and 'class="order-signature"' in shown
    assert [entry.actor_label for entry in history_of(order)][1:] == ["孙伟"] * (len(history_of(order)) - 1)


@pytest.mark.parametrize(
    "signature",
    [
        "nonsense",
        "data:image/png;base64,!!!",
        "data:image/png;base64,QUJD",
        "data:text/html;base64,PHNjcmlwdD4=",
    ],
)
def test_signature_that_is_no_picture_is_refused(
    under_way: Order, sun: Person, client_of: Browser, signature: str
) -> None:
    under_way.steps.update(state=StepState.DONE)
    answer = client_of(sun).post(f"{under_way.path}completion/", {"result": "修好", "signature": signature})
    assert answer.status_code == 422
    assert Order.objects.get().state == OrderState.UNDER_WAY


@pytest.mark.req("EXE-2")
def test_wrong_plan_comes_back_with_what_was_typed(order: Order, sun: Person, client_of: Browser) -> None:
    client = client_of(sun)
    client.post(f"{order.path}acceptance/")
    assert client.post(f"{order.path}plan/", {}).status_code == 422
    plan = {
        "title_0": "入户检查",
        "starts_at_0": "2026-11-23T10:00",
        "ends_at_0": "2026-11-23T09:00",
        "title_1": "",
        "resources_1": "管钳",
    }
    answer = client.post(f"{order.path}plan/", plan)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "入户检查" in shown and shown.count('class="field-error"') == 2
    assert not order.plans.exists()


def test_step_of_another_order_is_not_there(
    under_way: Order, send: Send, sun: Person, client_of: Browser
) -> None:
    other = send(subject="水管漏")
    step = other.steps.first()
    assert client_of(sun).post(f"{under_way.path}steps/{step.pk}/", {"act": "tick"}).status_code == 404


@pytest.mark.parametrize("who", ["chen", "tang", "zhou"])
def test_order_out_of_reach_looks_absent(
    order: Order, who: str, request: pytest.FixtureRequest, client_of: Browser
) -> None:
    client = client_of(request.getfixturevalue(who))
    absent = order.path.replace(order.number, "WO-20200101-0001")
    for path in ("", "acceptance/", "start/", "completion/"):
        method = client.post if path else client.get
        assert method(f"{order.path}{path}").status_code == method(f"{absent}{path}").status_code == 404


def test_agent_reads_the_order_but_is_offered_no_act(
    under_way: Order, li: Person, client_of: Browser
) -> None:
    shown = page(client_of(li), under_way.path)
    assert "<form" not in shown.split("<main")[1].split("</main>")[0]
    assert (
        client_of(li)
        .post(f"{under_way.path}steps/{under_way.steps.first().pk}/", {"act": "tick"})
        .status_code
        == 404
    )


@pytest.mark.req("SLA-4")
def test_request_page_shows_the_order_to_the_desk(
    order: Order, li: Person, chen: Person, client_of: Browser
) -> None:
    path = reverse("workorders:order.panel", args=[order.request.number])
    shown = page(client_of(li), path)
    assert order.number in shown and "孙伟" in shown and "<form" not in shown
    assert client_of(chen).get(path).status_code == 404


def test_day_puts_late_and_urgent_first(send: Send, sun: Person, client_of: Browser) -> None:
    plain, urgent, late = send(subject="普通"), send(subject="加急", priority=1), send(subject="已迟")
    Request.objects.filter(pk=urgent.request_id).update(priority=1)
    Order.objects.filter(pk=late.pk).update(required_by=now() - timedelta(hours=1))
    Order.objects.filter(pk__in=[plain.pk, urgent.pk]).update(required_by=now() + timedelta(days=3))
    shown = page(client_of(sun), reverse("workorders:day.show"))
    assert shown.index("已迟") < shown.index("加急") < shown.index("普通")
    assert "job--late" in shown


def test_day_shows_ones_own_orders_only(order: Order, zhou: Person, client_of: Browser) -> None:
    assert order.number not in page(client_of(zhou), reverse("workorders:day.show"))


def test_day_without_orders_says_so(sun: Person, client_of: Browser) -> None:
    assert 'class="empty"' in page(client_of(sun), reverse("workorders:day.show"))


def test_board_shows_every_state_and_the_load(
    send: Send, approve: Callable[..., Request], zhao: Person, zhou: Person, client_of: Browser
) -> None:
    send(subject="派给孙伟")
    late = send(to=zhou, subject="派给周涛")
    Order.objects.filter(pk=late.pk).update(required_by=now() - timedelta(hours=1))
    waiting = approve(subject="等待派工")
    Request.objects.filter(pk=waiting.pk).update(unit=zhao.unit)
    shown = page(client_of(zhao), reverse("workorders:board.show"))
    assert shown.index("等待派工") < shown.index("派给周涛")
    assert shown.count("card--late") == 1
    assert shown.count('class="load"') == 2


@pytest.mark.parametrize(
    ("name", "value"), [("person", "zhou"), ("unit", "second_station"), ("priority", "0")]
)
def test_board_is_narrowed_by_its_filters(
    order: Order, zhao: Person, name: str, value: str, request: pytest.FixtureRequest, client_of: Browser
) -> None:
    if not value.isdigit():
        value = request.getfixturevalue(value).pk
    path = reverse("workorders:board.show")
    client = client_of(zhao)
    assert order.request.subject in page(client, path)
    narrowed = page(client, f"{path}?{name}={value}")
    assert name == "unit" or order.number not in narrowed  # a unit out of reach is no choice


def test_board_of_another_station_is_empty(order: Order, tang: Person, client_of: Browser) -> None:
    assert order.request.subject not in page(client_of(tang), reverse("workorders:board.show"))


@pytest.mark.parametrize(
    ("show", "found"),
    [("", True), ("late", False), ("done", False), ("ended", False), ("all", True), ("nonsense", True)],
)
def test_list_shows_what_its_filter_says(
    order: Order, zhao: Person, client_of: Browser, show: str, found: bool
) -> None:
    assert (
        order.number in page(client_of(zhao), f"{reverse('workorders:order.index')}?show={show}")
    ) is found


def test_list_finds_by_phone(order: Order, zhao: Person, client_of: Browser) -> None:
    base = reverse("workorders:order.index")
    assert order.number in page(client_of(zhao), f"{base}?q=13800000001")
    assert order.number not in page(client_of(zhao), f"{base}?q=13811111111")


@pytest.mark.parametrize("name", ["workorders:day.show", "workorders:board.show", "workorders:order.index"])
def test_page_costs_the_same_for_one_and_for_many(
    send: Send, admin: Person, sun: Person, client_of: Browser, name: str
) -> None:
    person = sun if name.endswith("day.show") else admin
    client = client_of(person)
    sun.capacity = 30  # more than one usually carries
    sun.save()
    send()

    def grow() -> None:
        for _ in range(8):
            send(special_wish="轻声")

    assert_query_count_constant(lambda: page(client, reverse(name)), grow)


def test_order_page_costs_the_same_with_more_steps(under_way: Order, sun: Person, client_of: Browser) -> None:
    from quanfu.workorders.models import Problem, Step

    client = client_of(sun)

    def grow() -> None:
        Step.objects.bulk_create(
            Step(order=under_way, position=n, title=f"步骤{n}", by=sun, at=now()) for n in range(10, 30)
        )
        Problem.objects.bulk_create(
            Problem(order=under_way, text=f"问题{n}", by=sun, at=now()) for n in range(10)
        )

    Problem.objects.create(order=under_way, text="第一个", by=sun, at=now())
    assert_query_count_constant(lambda: page(client, under_way.path), grow)
