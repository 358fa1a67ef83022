"""One card of a customer: contacts, places, requests, complaints, calls, mails, visits, over whatever channel they came."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from quanfu.channels.actions.message import send_message
from quanfu.channels.enums import Way
from quanfu.core.clock import now, today
from quanfu.customers.actions.contact import save_contact
from quanfu.customers.actions.contract import save_contract
from quanfu.customers.models import Customer
from quanfu.desk.actions.note import add_note
from quanfu.desk.actions.reception import arrange_visit
from quanfu.desk.enums import Kind, NoteKind
from quanfu.desk.models import Request
from quanfu.org.models import Person

pytestmark = pytest.mark.django_db
Browser = Callable[[Person], Client]


def card(client: Client, customer: Customer) -> str:
    """The page with its fragments, as a browser would put it together."""
    path = reverse("customers:customer.show", args=[customer.pk])
    html = client.get(path).content.decode()
    parts = [client.get(reverse("desk:customer_requests.panel", args=[customer.pk])).content.decode()]
    assert reverse("desk:customer_requests.panel", args=[customer.pk]) in html
    return "\n".join([html, *parts])


@pytest.mark.req("CUS-1")
def test_card_shows_all_that_there_is_of_a_customer(
    client_of: Browser, wang: Customer, li: Person, zhao: Person, make_request: Callable[..., Request]
) -> None:
    for number in range(3):
        save_contact(customer=wang, name=f"联系人{number}", phone=f"1370000000{number}", email="", by=li)
    request = make_request(subject="暖气不热", contact_phone=wang.phone)
    complaint = make_request(subject="三天没人来", contact_phone=wang.phone, kind=Kind.COMPLAINT)
    assert request.customer == complaint.customer == wang
    add_note(request=request, kind=NoteKind.CALL, text="电话里说晚上更冷", by=li)
    add_note(request=complaint, kind=NoteKind.REPLY, text="已安排师傅上门", by=li)
    send_message(company=request.company, way=Way.MAIL, to="wang@home.example", subject="回访邀请", text="请评价", by=li,
                 request_number=request.number)  # fmt: skip
    arrange_visit(
        topic="协商改造",
        visitors=wang.name,
        appointment_at=now() + timedelta(days=1),
        host=zhao,
        phone=wang.phone,
        by=li,
    )
    text = card(client_of(li), wang)
    wanted = ["联系人0", "联系人1", "联系人2", "和平路 18 号", request.number, complaint.number, "三天没人来", "电话里说晚上更冷",
              "已安排师傅上门", "回访邀请", "协商改造"]  # fmt: skip
    assert [each for each in wanted if each not in text] == []


@pytest.mark.req("CUS-1")
def test_card_of_another_company_stays_closed(client_of: Browser, wang: Customer, chen: Person) -> None:
    for name in ("customers:customer.show", "desk:customer_requests.panel"):
        assert client_of(chen).get(reverse(name, args=[wang.pk])).status_code == 404


def test_beside_a_request_stand_the_contracts_in_force_with_its_customer(
    client_of: Browser, wang: Customer, li: Person, make_request: Callable[..., Request]
) -> None:
    request = make_request(customer=wang)
    for number, since, until in (("GR-2", -9, None), ("GR-1", -9, -1), ("GR-3", 1, None)):
        save_contract(
            customer=wang, number=number, title=f"供热合同 {number}", by=li,
            since=today() + timedelta(days=since), until=until and today() + timedelta(days=until),
        )  # fmt: skip
    text = client_of(li).get(reverse("desk:history.panel", args=[request.number])).content.decode()
    assert "供热合同 GR-2" in text and "GR-1" not in text and "GR-3" not in text
