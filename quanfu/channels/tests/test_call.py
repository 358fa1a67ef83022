from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from quanfu.channels.actions.call import record_call
from quanfu.channels.models import Call
from quanfu.channels.queries.call import with_callers
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at
from quanfu.core.errors import Refused
from quanfu.core.testing import assert_query_count_constant
from quanfu.customers.models import Contact, Customer
from quanfu.org.models import Grant, Person, Unit

pytestmark = pytest.mark.django_db


@pytest.mark.req("INT-14")
def test_answered_call_says_whether_it_was_confirmed_and_no_lowers_its_quality(
    company: Unit, li: Person
) -> None:
    with pytest.raises(Refused) as refused:
        record_call(company=company, is_answered=True, by=li)
    assert refused.value.field == "is_confirmed"
    read_back = record_call(company=company, is_answered=True, is_confirmed=True, by=li)
    not_read_back = record_call(company=company, is_answered=True, is_confirmed=False, by=li)
    assert (read_back.is_confirmed, not_read_back.is_confirmed) == (True, False)
    assert not_read_back.quality < read_back.quality == 100  # type: ignore[operator]


def test_rule_says_how_many_points_it_costs(company: Unit, li: Person) -> None:
    set_rule(code="channels.unconfirmed_deduction", value=35, by=SYSTEM)
    assert record_call(company=company, is_answered=True, is_confirmed=False, by=li).quality == 65


def test_same_call_of_the_telephone_system_is_kept_once(company: Unit) -> None:
    for _ in range(2):
        record_call(company=company, is_answered=False, source_key="pbx-1", by=SYSTEM)
    assert Call.objects.count() == 1


def test_missed_call_is_entered_by_hand(client_of: Callable[[Person], Client], li: Person) -> None:
    client = client_of(li)
    assert client.get("/channels/calls/new/").status_code == 200
    assert (
        client.post("/channels/calls/new/", {"is_answered": "no", "phone": "13800000001"}).status_code == 303
    )
    assert client.post("/channels/calls/new/", {"is_answered": "yes"}).status_code == 422
    assert "13800000001" in client.get("/channels/calls/").content.decode()


def test_list_costs_the_same_for_one_call_and_for_thirty(
    client_of: Callable[[Person], Client], company: Unit, li: Person
) -> None:
    client = client_of(li)
    make = lambda: record_call(company=company, is_answered=True, is_confirmed=True, by=li)  # noqa: E731
    make()
    assert_query_count_constant(lambda: client.get("/channels/calls/"), lambda: [make() for _ in range(29)])


def test_calls_say_who_called_to_those_who_may_know(
    client_of: Callable[[Person], Client], company: Unit, li: Person, wang: Customer
) -> None:
    Contact.objects.create(customer=wang, name="王大妈", phone="13800000009")
    with at(datetime(2026, 3, 4, 2, tzinfo=UTC)):  # a Wednesday, 10:00 in Shanghai
        calls = [
            record_call(company=company, is_answered=False, phone=phone, by=SYSTEM)
            for phone in ("13800000001", "13800000009", "13700000000", "")
        ]
    assert [call.caller for call in with_callers(Call.objects.order_by("pk"), li)] == [
        "王建国", "王大妈", None, None
    ]  # fmt: skip
    client = client_of(li)
    for path in ("/channels/missed-calls/", "/channels/calls/"):
        assert "王建国" in client.get(path).content.decode()
    page = client.get(f"/channels/calls/{calls[0].pk}/return/").content.decode()
    assert "王建国" in page and "tel:13800000001" in page
    assert "王建国" in client.get(f"/channels/calls/{calls[0].pk}/").content.decode()
    Grant.objects.filter(person=li).delete()
    assert (
        with_callers(Call.objects.filter(pk=calls[0].pk), Person.objects.get(pk=li.pk)).get().caller is None
    )
