from collections.abc import Callable
from datetime import time
from typing import Any

import pytest
from django.test import Client

from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.models import JournalEntry
from quanfu.core.testing import assert_query_count_constant
from quanfu.customers.actions.contact import save_contact
from quanfu.customers.actions.merger import merge_customers
from quanfu.customers.models import Contact, Customer, Site
from quanfu.customers.queries.customer import customer_by_phone
from quanfu.customers.queries.duplicate import duplicate_groups
from quanfu.org.models import Person, Unit

pytestmark = pytest.mark.django_db
Browser = Callable[[Person], Client]


@pytest.fixture
def twin(company: Unit, wang: Customer) -> Customer:
    """Another record with wang's phone, with a place and a second address of its own."""
    twin = Customer.objects.create(
        company=company, name="王先生", phone=wang.phone, email="other@home.example", grade="A", call_from=time(18), created_at=now()
    )  # fmt: skip
    Site.objects.create(customer=twin, address="南湖路 2 号")
    return twin


@pytest.mark.req("CUS-1")
def test_page_of_a_company_shows_its_contacts_places_and_requests(
    client_of: Browser, wang: Customer, li: Person, make_request: Callable[..., Any]
) -> None:
    for number in range(3):
        save_contact(customer=wang, name=f"联系人 {number}", phone=f"1390000010{number}", email="", by=li)
    request = make_request(subject="换热站异响")
    page = client_of(li).get(f"/customers/{wang.pk}/").content.decode()
    assert all(f"联系人 {number}" in page for number in range(3)) and "和平路 18 号" in page
    panel = client_of(li).get(f"/desk/customers/{wang.pk}/requests/").content.decode()
    assert request.number in panel and f"/desk/customers/{wang.pk}/requests/" in page


@pytest.mark.req("CUS-2")
def test_two_customers_with_one_phone_are_proposed_for_merging(
    client_of: Browser, wang: Customer, twin: Customer, li: Person
) -> None:
    (group,) = duplicate_groups(li)
    assert (group.by, group.value, group.main, group.others) == ("phone", wang.phone, wang, [twin])
    page = client_of(li).get("/customers/check/").content.decode()
    assert f"/customers/{wang.pk}/merger/?double={twin.pk}" in page


@pytest.mark.req("CUS-2")
def test_merging_carries_contacts_places_requests_and_is_journalled(
    client_of: Browser, wang: Customer, twin: Customer, li: Person, make_request: Callable[..., Any]
) -> None:
    request = make_request(customer=twin)
    url = f"/customers/{wang.pk}/merger/"
    assert client_of(li).get(f"{url}?double={twin.pk}").status_code == 200
    assert client_of(li).post(url, {"double": twin.pk}).status_code == 303
    request.refresh_from_db()
    wang.refresh_from_db()
    assert request.customer == wang and wang.sites.count() == 2
    assert (wang.grade, wang.call_from, wang.email) == ("A", time(18), "wang@home.example")
    assert wang.contacts.get().email == "other@home.example"
    entry = JournalEntry.objects.get(event="customers.customer.merged")
    assert entry.data == {"double": twin.pk} and entry.actor_id == li.pk
    assert not duplicate_groups(li) and customer_by_phone(wang.company, wang.phone) == wang
    assert wang.name in client_of(li).get(f"/customers/{twin.pk}/").content.decode()


def test_what_was_merged_is_not_merged_again(wang: Customer, twin: Customer, li: Person) -> None:
    merge_customers(keep=wang, double=twin, by=li)
    with pytest.raises(AlreadyDone):
        merge_customers(keep=wang, double=twin, by=li)
    with pytest.raises(Refused):
        merge_customers(keep=wang, double=wang, by=li)


def test_customers_of_two_companies_are_never_merged(
    wang: Customer, other_company: Unit, li: Person, client_of: Browser
) -> None:
    stranger = Customer.objects.create(company=other_company, name="王", phone=wang.phone, created_at=now())
    with pytest.raises(Refused):
        merge_customers(keep=wang, double=stranger, by=li)
    assert client_of(li).get(f"/customers/{wang.pk}/merger/?double={stranger.pk}").status_code == 404
    assert not duplicate_groups(li)


@pytest.mark.req("CUS-2")
def test_gaps_are_listed(client_of: Browser, company: Unit, wang: Customer, li: Person) -> None:
    Customer.objects.create(company=company, name="没有电话的人", created_at=now())
    spoken_for = Customer.objects.create(company=company, name="有联系人的人", created_at=now())
    Contact.objects.create(customer=spoken_for, name="代理", phone="13900000055")
    page = client_of(li).get("/customers/check/?view=unreachable").content.decode()
    assert "没有电话的人" in page and "有联系人的人" not in page
    page = client_of(li).get("/customers/check/?view=placeless").content.decode()
    assert "有联系人的人" in page and wang.name not in page


def test_check_costs_the_same_for_one_group_and_for_thirty(
    client_of: Browser, company: Unit, twin: Customer, li: Person
) -> None:
    client = client_of(li)

    def grow() -> None:
        for number in range(29):
            for name in ("甲", "乙"):
                phone = f"138000001{number:02}"
                Customer.objects.create(company=company, name=name, phone=phone, created_at=now())

    assert_query_count_constant(lambda: client.get("/customers/check/"), grow)
