"""The consulting desk: who advised whom, and how many consultations became visits or orders (INT-19)."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime

from quanfu.core.clock import now, today
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.testing import assert_query_count_constant
from quanfu.customers.models import Customer
from quanfu.desk.actions.consultation import record_consultation, settle_consultation
from quanfu.desk.models import Consultation, Reception, Request
from quanfu.desk.permissions import CONSULTATION_REPORT_SHOW
from quanfu.desk.queries.consultation import conversion
from quanfu.org.models import Person

pytestmark = pytest.mark.django_db
Browser = Callable[[Person], Client]


def consult(by: Person, consultant: Person | None = None, name: str = "周先生") -> Consultation:
    return record_consultation(consultant=consultant or by, name=name, topic="地暖改造", phone="", by=by)


def visit(one: Consultation, by: Person) -> Consultation:
    return settle_consultation(
        consultation=one, state="visit", appointment_at=now() + timedelta(days=1), by=by
    )


@pytest.mark.req("INT-19")
def test_three_visits_out_of_ten_consultations_are_thirty_per_cent(
    client_of: Browser, li: Person, zhao: Person, zheng: Person
) -> None:
    made = [consult(li, consultant=li if n < 6 else zhao) for n in range(10)]
    for one in (made[0], made[1], made[9]):
        visit(one, li)
    together, *each = conversion(zheng, CONSULTATION_REPORT_SHOW, today(), today())
    assert (together.consultations, together.visits, together.share) == (10, 3, Decimal("30.0"))
    assert [(one.name, one.consultations, one.share) for one in each] == [
        (li.name, 6, Decimal("33.3")), (zhao.name, 4, Decimal("25.0")),
    ]  # fmt: skip
    page = client_of(zheng).get(reverse("desk:consultation_report.show")).content.decode()
    assert "30.0" in page and li.name in page and zhao.name in page
    before = today() - timedelta(days=40)
    assert conversion(zheng, CONSULTATION_REPORT_SHOW, before, before)[0].share is None


def test_consultation_that_becomes_a_visit_arranges_it_with_the_consultant_as_host(
    client_of: Browser, li: Person, zhao: Person, wang: Customer
) -> None:
    typed = {"name": "王建国", "phone": wang.phone, "topic": "地暖改造", "consultant": zhao.pk}
    assert client_of(li).post(reverse("desk:consultation.create"), typed).status_code == 303
    one = Consultation.objects.get()
    assert (one.customer, one.consultant) == (wang, zhao)
    at = localtime(now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    answer = client_of(li).post(
        reverse("desk:consultation.update", args=[one.pk]), {"state": "visit", "appointment_at": at}
    )
    assert answer.status_code == 303
    one.refresh_from_db()
    assert one.reception == Reception.objects.get() and one.reception.host == zhao


def test_order_names_a_request_one_may_see(
    client_of: Browser, li: Person, make_request: Callable[..., Request]
) -> None:
    one, url = consult(li), reverse("desk:consultation.update", args=[consult(li).pk])
    assert client_of(li).post(url, {"state": "order", "order": "FW-0"}).status_code == 422
    request = make_request()
    assert client_of(li).post(url, {"state": "order", "order": request.number}).status_code == 303
    assert request.number in client_of(li).get(reverse("desk:consultation.index")).content.decode()
    assert one.order is None


@pytest.mark.parametrize(("given", "field"), [
    ({"state": ""}, "state"), ({"state": "open"}, "state"), ({"state": "visit"}, "appointment_at"), ({"state": "nothing"}, "remark"),
])  # fmt: skip
def test_what_is_missing_is_said_beside_its_field(li: Person, given: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        settle_consultation(consultation=consult(li), by=li, **given)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_it_is_settled_once(li: Person) -> None:
    one = visit(consult(li), li)
    with pytest.raises(AlreadyDone):
        settle_consultation(consultation=one, state="nothing", remark="改变主意", by=li)


def test_list_costs_the_same_for_one_consultation_and_for_thirty(client_of: Browser, li: Person) -> None:
    consult(li)
    client = client_of(li)

    def grow() -> None:
        for _ in range(29):
            consult(li)

    assert_query_count_constant(lambda: client.get(reverse("desk:consultation.index")), grow)
