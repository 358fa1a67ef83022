"""The customer database."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quanfu.core.actor import SYSTEM, visitor
from quanfu.core.clock import now
from quanfu.core.errors import Refused
from quanfu.core.models import JournalEntry
from quanfu.core.testing import assert_query_count_constant, naughty_strings
from quanfu.customers.actions.contact import remove_contact, save_contact
from quanfu.customers.actions.customer import change_customer, create_customer, find_or_create_customer
from quanfu.customers.actions.site import save_site
from quanfu.customers.models import Contact, Customer, Site
from quanfu.customers.queries.customer import customer_by_phone, duplicates_of

pytestmark = pytest.mark.django_db


def find(company: Any, **given: str) -> Customer:
    return find_or_create_customer(
        company=company, by=SYSTEM, **{"name": "", "phone": "", "email": "", **given}
    )


def test_a_caller_is_known_by_any_way_of_writing_the_number(company: Any, wang: Customer) -> None:
    assert find(company, name="老王", phone="+86 138-0000-0001") == wang


def test_a_writer_is_known_by_the_mail_address(company: Any, wang: Customer) -> None:
    assert find(company, name="Wang", email="WANG@home.example") == wang


def test_a_contact_of_a_customer_is_known_too(company: Any, wang: Customer) -> None:
    save_contact(customer=wang, name="王太太", phone="13700000002", email="", by=SYSTEM)
    assert find(company, name="?", phone="137 0000 0002") == wang


def test_the_phone_wins_over_the_mail(company: Any, wang: Customer) -> None:
    other = create_customer(company=company, name="李四", email="li4@home.example", by=SYSTEM)
    assert find(company, phone=wang.phone, email=other.email) == wang


def test_the_same_number_in_another_company_is_another_customer(other_company: Any, wang: Customer) -> None:
    made = find(other_company, name="王建国", phone=wang.phone)
    assert made != wang
    assert made.company == other_company


def test_who_types_a_known_number_changes_nothing_of_the_record(company: Any, wang: Customer) -> None:
    find_or_create_customer(
        company=company, name="骗子", phone=wang.phone, email="thief@evil.example", by=visitor("骗子")
    )
    wang.refresh_from_db()
    assert (wang.name, wang.email) == ("王建国", "wang@home.example")


def test_a_new_customer_without_a_name_is_called_by_what_is_known(company: Any) -> None:
    assert find(company, phone="13611112222").name == "13611112222"
    assert find(company, email="who@x.example").name == "who@x.example"


def test_a_number_that_cannot_be_dialled_does_not_stop_a_request(company: Any) -> None:
    assert find(company, name="张三", phone="问门卫").phone == ""


def test_a_number_that_cannot_be_dialled_is_refused_in_the_record(company: Any) -> None:
    with pytest.raises(Refused) as refused:
        create_customer(company=company, name="张三", phone="问门卫", by=SYSTEM)
    assert refused.value.field == "phone"


def test_a_change_is_journalled_with_old_and_new(wang: Customer, li: Any) -> None:
    change_customer(
        customer=wang, kind=wang.kind, name="王建军", phone="138 0000 0009", email=wang.email, note="", by=li
    )
    entry = JournalEntry.objects.get(event="customers.customer.changed")
    assert entry.changes == {"name": ["王建国", "王建军"], "phone": ["13800000001", "13800000009"]}
    assert customer_by_phone(wang.company, "13800000009") == wang


def test_saving_without_a_change_leaves_no_trace(wang: Customer, li: Any) -> None:
    change_customer(
        customer=wang,
        kind=wang.kind,
        name=wang.name,
        phone="+86" + wang.phone,
        email=wang.email,
        note="",
        by=li,
    )
    assert not JournalEntry.objects.filter(event="customers.customer.changed").exists()


@pytest.mark.req("CUS-2")
def test_two_customers_with_one_phone_are_shown_as_duplicates(
    company: Any, wang: Customer, li: Any, client_of: Any
) -> None:
    twin = create_customer(company=company, name="王建国（重复）", phone=wang.phone, by=SYSTEM)
    create_customer(company=company, name="无电话", by=SYSTEM)
    assert list(duplicates_of(wang, by=li)) == [twin]
    page = client_of(li).get(reverse("customers:customer.show", args=[wang.pk]))
    assert twin.name in page.content.decode()


def test_a_duplicate_out_of_reach_is_not_named(company: Any, wang: Customer, second_station: Any, zhao: Any, client_of: Any) -> None:  # fmt: skip
    twin = create_customer(company=company, name="别站的王建国", phone=wang.phone, by=SYSTEM)
    Site.objects.create(customer=twin, unit=second_station, address="南街 1 号")
    assert not duplicates_of(wang, by=zhao).exists()
    page = client_of(zhao).get(reverse("customers:customer.show", args=[wang.pk]))
    assert page.status_code == 200 and twin.name not in page.content.decode()


@pytest.mark.req("CUS-1")
def test_a_customer_opens_with_contacts_and_places(wang: Customer, li: Any, client_of: Any) -> None:
    for n in range(3):
        save_contact(customer=wang, name=f"联系人{n}", phone=f"1370000000{n}", email="", by=li)
    text = client_of(li).get(reverse("customers:customer.show", args=[wang.pk])).content.decode()
    assert all(f"联系人{n}" in text for n in range(3))
    assert "和平路 18 号" in text


@pytest.mark.parametrize("words", ["王建", "1380000", "138-0000-0001", "wang@home", "王 wang@"])
def test_the_list_finds_by_name_phone_and_mail(words: str, wang: Customer, li: Any, client_of: Any) -> None:
    create_customer(company=wang.company, name="赵六", phone="15900000000", by=SYSTEM)
    page = client_of(li).get(reverse("customers:customer.index"), {"q": words}).content.decode()
    assert "王建国" in page
    assert "赵六" not in page


def test_the_list_finds_the_customer_by_a_contact(wang: Customer, li: Any, client_of: Any) -> None:
    save_contact(customer=wang, name="钱多多", phone="13700000002", email="", by=li)
    page = client_of(li).get(reverse("customers:customer.index"), {"q": "13700000002"}).content.decode()
    assert "王建国" in page


def test_an_outsider_sees_no_customer_of_ours(wang: Customer, chen: Any, client_of: Any) -> None:
    client = client_of(chen)
    assert "王建国" not in client.get(reverse("customers:customer.index")).content.decode()
    assert client.get(reverse("customers:customer.show", args=[wang.pk])).status_code == 404
    assert client.post(reverse("customers:customer.update", args=[wang.pk]), {"name": "x"}).status_code == 404


def test_an_engineer_sees_the_customers_their_station_serves(
    wang: Customer, company: Any, second_station: Any, sun: Any, client_of: Any
) -> None:
    other = create_customer(company=company, name="城南客户", by=SYSTEM)
    Site.objects.create(customer=other, unit=second_station, address="南街 1 号")
    client = client_of(sun)
    assert client.get(reverse("customers:customer.show", args=[wang.pk])).status_code == 200
    assert client.get(reverse("customers:customer.show", args=[other.pk])).status_code == 404


def test_a_customer_is_made_and_changed_by_the_page(company: Any, li: Any, client_of: Any) -> None:
    client: Client = client_of(li)
    given = {
        "kind": "organisation",
        "name": "北方商场",
        "phone": "0451-8765 4321",
        "email": "",
        "note": "物业经理",
    }
    made = client.post(reverse("customers:customer.create"), given)
    customer = Customer.objects.get(name="北方商场")
    assert made.status_code == 303
    assert (customer.phone, customer.company) == ("045187654321", company)
    changed = client.post(
        reverse("customers:customer.update", args=[customer.pk]), {**given, "name": "北方大商场"}
    )
    customer.refresh_from_db()
    assert (changed.status_code, customer.name) == (303, "北方大商场")


def test_a_wrong_phone_stands_beside_its_field_and_nothing_is_lost(
    company: Any, li: Any, client_of: Any
) -> None:
    page = client_of(li).post(
        reverse("customers:customer.create"), {"kind": "person", "name": "张三", "phone": "没有"}
    )
    assert page.status_code == 422
    assert "张三" in page.content.decode()
    assert "id_phone_error" in page.content.decode()


def test_contacts_and_places_are_added_changed_and_removed_by_pages(
    wang: Customer, station: Any, li: Any, client_of: Any
) -> None:
    client: Client = client_of(li)
    client.post(
        reverse("customers:contact.create", args=[wang.pk]), {"name": "王太太", "phone": "13700000002"}
    )
    contact = Contact.objects.get()
    client.post(
        reverse("customers:contact.update", args=[contact.pk]), {"name": "王夫人", "phone": "13700000002"}
    )
    contact.refresh_from_db()
    assert contact.name == "王夫人"
    client.post(reverse("customers:contact.delete", args=[contact.pk]))
    assert not Contact.objects.exists()
    place = {"address": "建设街 2 号", "building": "", "flat": "", "unit": station.pk}
    client.post(reverse("customers:site.create", args=[wang.pk]), place)
    site = Site.objects.get(address="建设街 2 号")
    client.post(reverse("customers:site.update", args=[site.pk]), {**place, "flat": "101"})
    client.post(reverse("customers:site.delete", args=[Site.objects.get(flat="101").pk]))
    assert not Site.objects.filter(address="建设街 2 号").exists()


def test_a_contact_needs_a_way_to_be_reached(wang: Customer, li: Any) -> None:
    with pytest.raises(Refused):
        save_contact(customer=wang, name="无名", phone="", email="", by=li)


def test_a_removed_contact_stays_in_the_journal(wang: Customer, li: Any) -> None:
    contact = save_contact(customer=wang, name="王太太", phone="13700000002", email="", by=li)
    remove_contact(contact=contact, by=li)
    entry = JournalEntry.objects.get(event="customers.contact.deleted")
    assert entry.changes["name"] == ["王太太", ""]


def test_a_place_cannot_be_served_by_another_company(wang: Customer, other_front: Any, li: Any) -> None:
    with pytest.raises(Refused):
        save_site(customer=wang, unit=other_front, address="x", building="", flat="", by=li)


def test_a_place_with_requests_stays(wang: Customer, li: Any, client_of: Any, make_request: Any) -> None:
    site = wang.sites.get()
    make_request(site=site)
    page = client_of(li).post(reverse("customers:site.delete", args=[site.pk]))
    assert page.status_code == 422
    assert Site.objects.filter(pk=site.pk).exists()


def test_the_list_takes_the_same_queries_for_one_and_for_thirty(
    company: Any, wang: Customer, li: Any, client_of: Any
) -> None:
    def grow() -> None:
        for n in range(30):
            made = Customer.objects.create(company=company, name=f"客户{n}", created_at=now())
            Site.objects.create(customer=made, address=f"{n} 号")

    client = client_of(li)
    assert_query_count_constant(lambda: client.get(reverse("customers:customer.index")), grow)


def test_a_customers_page_takes_the_same_queries_however_many_contacts(
    wang: Customer, li: Any, client_of: Any
) -> None:
    def grow() -> None:
        Contact.objects.bulk_create(
            Contact(customer=wang, name=f"c{n}", phone=f"1370000{n:04}") for n in range(30)
        )

    client = client_of(li)
    assert_query_count_constant(lambda: client.get(reverse("customers:customer.show", args=[wang.pk])), grow)


def test_no_naughty_string_breaks_the_pages(company: Any, li: Any, client_of: Any) -> None:
    client: Client = client_of(li)
    for text in [*naughty_strings(), "\0", "a\0b", "\u202eevil", "😀" * 200]:
        made = client.post(
            reverse("customers:customer.create"), {"kind": "person", "name": text[:120], "note": text}
        )
        assert made.status_code in (303, 422), text
        assert client.get(reverse("customers:customer.index"), {"q": text}).status_code == 200, text


def test_place_on_the_map_has_both_coordinates(wang: Customer, li: Any) -> None:
    site = wang.sites.get()
    told = {
        "customer": wang,
        "unit": site.unit,
        "address": "和平路 18 号",
        "building": "",
        "flat": "",
        "site": site,
        "by": li,
    }
    assert save_site(**told, latitude=45.75, longitude=126.63).latitude == 45.75
    with pytest.raises(Refused) as refused:
        save_site(**told, latitude=45.75)
    assert refused.value.field == "longitude"
