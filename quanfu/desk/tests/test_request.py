from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from quanfu.channels.models import Channel
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM, visitor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.models import JournalEntry
from quanfu.core.testing import assert_query_count_constant
from quanfu.customers.models import Customer
from quanfu.desk.actions.closure import close_request
from quanfu.desk.actions.rating import mark_rated
from quanfu.desk.actions.request import accept_request, finish_request
from quanfu.desk.enums import Stage, State
from quanfu.desk.models import Request, ServiceType
from quanfu.desk.queries.request import request_by_token, tracking_token
from quanfu.org.models import Person, Tie, Unit

pytestmark = pytest.mark.django_db
Make = Callable[..., Request]


@pytest.mark.req("REQ-1")
def test_request_without_phone_and_mail_is_refused(make_request: Make) -> None:
    with pytest.raises(Refused) as refused:
        make_request(contact_phone="", customer=None)
    assert refused.value.field == "contact_phone"


@pytest.mark.req("REQ-2")
def test_wish_in_the_past_is_refused(make_request: Make) -> None:
    with pytest.raises(Refused) as refused:
        make_request(expected_at=now() - timedelta(minutes=1))
    assert refused.value.field == "expected_at"


def test_phone_that_cannot_be_dialled_is_refused(make_request: Make) -> None:
    with pytest.raises(Refused, match=".") as refused:
        make_request(contact_phone="138****5678")
    assert refused.value.field == "contact_phone"


def test_number_counts_within_the_day(make_request: Make) -> None:
    first, second = make_request().number, make_request().number
    assert first.startswith("FW-") and int(second[-4:]) == int(first[-4:]) + 1


def test_caller_known_by_phone_is_the_same_customer(make_request: Make, wang: Customer) -> None:
    assert make_request(customer=None).customer == wang


def test_unknown_caller_becomes_a_customer(make_request: Make) -> None:
    request = make_request(customer=None, contact_name="赵敏", contact_phone="13912345678")
    assert request.customer is not None and request.customer.phone == "13912345678"


@pytest.mark.req("ASG-11")
def test_open_request_always_has_one_responsible(
    make_request: Make, li: Person, zheng: Person, front: Unit
) -> None:
    from quanfu.core.actor import visitor

    assert make_request().responsible == li
    assert make_request(by=visitor("王先生"), unit=front).responsible == zheng  # the head of the unit


@pytest.mark.req("ASG-12")
def test_what_comes_in_from_outside_belongs_to_the_front_desk_where_a_rule_names_it(
    make_request: Make,
    company: Unit,
    station: Unit,
    portal_channel: Channel,
    zhao: Person,
    zheng: Person,
    li: Person,
) -> None:
    came: dict[str, Any] = {"channel": portal_channel, "by": visitor("王")}
    before = make_request(**came)
    assert (before.unit, before.owner) == (company, zheng)
    set_rule(code="desk.front_unit", value=station.code, by=SYSTEM)
    after, taken = make_request(**came), make_request(by=li)
    assert (after.unit, after.owner, after.responsible) == (station, zhao, zhao)
    assert (taken.unit, taken.owner) == (company, li), "who takes it keeps it"


def test_request_of_a_marketing_group_goes_to_its_specialist(
    make_request: Make, team: Unit, zhou: Person
) -> None:
    Tie.objects.create(group=team, specialist=zhou, since="2026-01-01")
    assert make_request(group=team).owner == zhou


@pytest.mark.req("REQ-8")
def test_rating_before_feedback_is_refused(finished: Request, sun: Person) -> None:
    assert finished.stage == Stage.FEEDBACK
    with pytest.raises(Refused):
        mark_rated(request=finished, by=sun)


def test_finishing_without_a_result_is_refused(ordered: Request, sun: Person) -> None:
    with pytest.raises(Refused) as refused:
        finish_request(request=ordered, result="  ", by=sun)
    assert refused.value.field == "result"


def test_finishing_what_was_never_assigned_is_refused(approved: Request, sun: Person) -> None:
    with pytest.raises(Refused):
        finish_request(request=approved, result="好了", by=sun)


@pytest.mark.req("ASG-7")
def test_acceptance_is_stamped_once(ordered: Request, sun: Person) -> None:
    ordered.refresh_from_db()
    if ordered.accepted_at is None:
        accept_request(request=ordered, by=sun)
    with pytest.raises(AlreadyDone):
        accept_request(request=ordered, by=sun)


def test_second_finisher_hears_that_somebody_was_faster(ordered: Request, sun: Person) -> None:
    stale = Request.objects.get(pk=ordered.pk)
    finish_request(request=ordered, result="修好了", by=sun)
    with pytest.raises(AlreadyDone):
        finish_request(request=stale, result="也修好了", by=sun)
    assert Request.objects.get(pk=ordered.pk).result == "修好了"


def test_closing_unfinished_work_is_refused(ordered: Request, sun: Person) -> None:
    with pytest.raises(Refused):
        close_request(request=ordered, reason="不想做了", by=sun)


def test_closing_without_a_type_is_refused(make_request: Make, li: Person) -> None:
    with pytest.raises(Refused) as refused:
        close_request(request=make_request(), reason="重复", by=li)
    assert refused.value.field == "service_type"


@pytest.mark.req("SLA-11", "TEC-3")
def test_every_change_stands_in_the_journal_with_who_when_old_and_new(finished: Request, sun: Person) -> None:
    entry = JournalEntry.objects.get(subject_id=finished.pk, event="desk.request.finished")
    assert entry.actor_id == sun.pk
    assert entry.changes["state"] == [State.ORDERED, State.DONE]
    assert entry.changes["result"] == ["", finished.result]


def test_tracking_link_opens_only_what_it_was_made_for(make_request: Make) -> None:
    request = make_request()
    assert request_by_token(tracking_token(request)) == request
    assert request_by_token(f"{request.pk + 1}:{tracking_token(request).split(':')[1]}") is None
    assert request_by_token("naughty") is None


@pytest.mark.req("REQ-14")
def test_search_by_phone_shows_all_requests_of_it_newest_first(
    client_of: Callable[[Person], Client], make_request: Make, li: Person
) -> None:
    numbers = [make_request().number for _ in range(3)]
    make_request(customer=None, contact_phone="13911112222")
    page = client_of(li).get("/desk/requests/", {"q": make_request().contact_phone}).content.decode()
    positions = [page.index(number) for number in reversed(numbers)]
    assert positions == sorted(positions)
    assert "13911112222" not in page


@pytest.mark.req("REQ-9")
def test_urgent_requests_stand_first(
    client_of: Callable[[Person], Client], make_request: Make, li: Person
) -> None:
    ordinary, urgent = (
        make_request(subject="普通的事").number,
        make_request(subject="紧急的事", priority=1).number,
    )
    page = client_of(li).get("/desk/requests/?view=mine").content.decode()
    assert page.index(urgent) < page.index(ordinary)


@pytest.mark.req("TEC-1")
def test_the_number_finds_the_request(
    client_of: Callable[[Person], Client], make_request: Make, li: Person
) -> None:
    request = make_request(subject="暖气片漏水")
    page = client_of(li).get("/desk/requests/", {"q": request.number.lower()}).content.decode()
    assert "暖气片漏水" in page


def test_inbox_asks_the_same_questions_for_one_and_thirty(
    client_of: Callable[[Person], Client], make_request: Make, li: Person
) -> None:
    client = client_of(li)
    make_request()
    assert_query_count_constant(lambda: client.get("/desk/requests/?view=mine"), make_request)


def test_page_of_another_company_looks_absent(
    client_of: Callable[[Person], Client], make_request: Make, chen: Person
) -> None:
    request = make_request()
    client = client_of(chen)
    forbidden, absent = (
        client.get(f"/desk/requests/{request.number}/"),
        client.get("/desk/requests/FW-19990101-0001/"),
    )
    assert forbidden.status_code == absent.status_code == 404
    assert request.subject not in forbidden.content.decode()


def test_call_form_registers_and_leads_to_the_request(
    client_of: Callable[[Person], Client], li: Person, repair_type: ServiceType, phone_channel: object
) -> None:
    response = client_of(li).post("/desk/requests/new/", {
        "channel": phone_channel.pk, "contact_name": "王先生", "contact_phone": "13812345678",  # type: ignore[attr-defined]
        "service_type": repair_type.pk, "subject": "暖气不热", "priority": "2",
    })  # fmt: skip
    request = Request.objects.get()
    assert response.status_code == 303 and response["Location"].endswith(f"/{request.number}/")
    assert request.state == State.IN_REVIEW


def test_call_form_keeps_what_was_typed_when_something_is_wrong(
    client_of: Callable[[Person], Client], li: Person
) -> None:
    response = client_of(li).post(
        "/desk/requests/new/", {"contact_name": "王先生", "subject": "暖气不热", "priority": "2"}
    )
    assert response.status_code == 422
    assert "暖气不热" in response.content.decode()
    assert not Request.objects.exists()
