"""Customers follow their request."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quanfu.channels.enums import Way
from quanfu.core.clock import at, now
from quanfu.core.testing import assert_query_count_constant
from quanfu.desk.actions.assignment import assign_request
from quanfu.desk.actions.closure import close_request
from quanfu.desk.actions.feedback import give_feedback
from quanfu.desk.actions.note import add_note
from quanfu.desk.actions.request import finish_request
from quanfu.desk.actions.review import explain_refusal, review_request
from quanfu.desk.enums import NoteKind, State
from quanfu.desk.models import Note
from quanfu.desk.queries.request import tracking_token
from quanfu.portal.models import Allowance
from quanfu.portal.queries.progress import steps_of

pytestmark = pytest.mark.django_db


def url_of(request: Any, noun: str = "track.show") -> str:
    return reverse(f"portal:{noun}", args=[tracking_token(request)])


def text_of(client: Client, request: Any) -> str:
    page = client.get(url_of(request))
    assert page.status_code == 200
    return page.content.decode()


@pytest.mark.req("REQ-8")
def test_the_six_stages_follow_the_request(make_request: Any, enquiry_type: Any, sun: Any, li: Any) -> None:
    request = make_request(service_type=enquiry_type)
    assert [step.state for step in steps_of(request)] == ["done", "done", "current", "open", "open", "open"]
    assign_request(request=request, person=sun, by=li)
    finish_request(request=request, result="好了", by=sun)
    assert [step.state for step in steps_of(request)] == ["done"] * 4 + ["current", "open"]
    give_feedback(request=request, way=Way.PHONE, text="已修好", asked_for_opinions=True, by=li)
    assert [step.state for step in steps_of(request)] == ["done"] * 5 + ["current"]


def test_a_refused_request_stops_at_acceptance_and_says_why(
    make_request: Any, repair_type: Any, qian: Any, visitor_client: Client
) -> None:
    request = make_request(service_type=repair_type)
    review_request(
        request=request, reasonable=True, feasible=False, reason="内部判断：不是我们的管网", by=qian
    )
    explain_refusal(request=request, way=Way.PHONE, text="抱歉，该户属于其他热力公司。", by=qian)
    request.refresh_from_db()
    assert steps_of(request)[1].state == "wrong"
    shown = text_of(visitor_client, request)
    assert "该户属于其他热力公司" in shown
    assert "内部判断" not in shown


def test_only_what_is_meant_for_the_customer_shows(
    make_request: Any, li: Any, visitor_client: Client
) -> None:
    request = make_request(contact_email="wang@home.example")
    add_note(request=request, kind=NoteKind.NOTE, text="客户上月欠费", by=li)
    add_note(request=request, kind=NoteKind.CALL, text="电话里很生气", by=li)
    add_note(request=request, kind=NoteKind.REPLY, text="师傅明天上午到", by=li)
    shown = text_of(visitor_client, request)
    assert "师傅明天上午到" in shown
    assert "客户上月欠费" not in shown
    assert "电话里很生气" not in shown


def test_promised_times_show(make_request: Any, enquiry_type: Any, visitor_client: Client) -> None:
    assert "我们与您联系" in text_of(visitor_client, make_request(service_type=enquiry_type))


def test_a_customer_adds_a_message(make_request: Any, visitor_client: Client) -> None:
    request = make_request()
    sent = visitor_client.post(url_of(request, "remark.create"), {"text": "今天更冷了 😟"})
    assert sent.status_code == 303
    note = Note.objects.get()
    assert (note.kind, note.author, note.by) == (NoteKind.CUSTOMER, "王建国", None)
    assert "今天更冷了 😟" in text_of(visitor_client, request)


@pytest.mark.parametrize("text", ["", "  ", "长" * 5001, "a\0b", "\ufffd"])
def test_a_wrong_message_is_refused_beside_the_field(
    text: str, make_request: Any, visitor_client: Client
) -> None:
    page = visitor_client.post(url_of(make_request(), "remark.create"), {"text": text})
    assert page.status_code == 422
    assert "id_text_error" in page.content.decode()


def test_messages_are_limited_by_address(make_request: Any, visitor_client: Client, set_rule: Any) -> None:
    set_rule("portal.remarks_per_hour_per_address", 1)
    request = make_request()
    assert visitor_client.post(url_of(request, "remark.create"), {"text": "一"}).status_code == 303
    again = visitor_client.post(url_of(request, "remark.create"), {"text": "二"})
    assert again.status_code == 422
    assert "二" in again.content.decode()


def test_a_closed_request_takes_no_message(told_request: Any, li: Any, visitor_client: Client) -> None:
    request = told_request()
    close_request(request=request, by=li, reason="客户未评价")
    assert "<textarea" not in text_of(visitor_client, request)
    assert visitor_client.post(url_of(request, "remark.create"), {"text": "喂"}).status_code == 422
    assert not Note.objects.filter(kind=NoteKind.CUSTOMER).exists()


def test_the_page_leads_to_the_rating_once_invited(told_request: Any, visitor_client: Client) -> None:
    assert "/rate/" in text_of(visitor_client, told_request())


def test_a_forged_link_opens_nothing(make_request: Any, visitor_client: Client) -> None:
    request = make_request()
    for token in (
        "x",
        f"{request.pk}",
        f"{tracking_token(request)}x",
        f"{request.pk + 1}:abc",
        "1:\x00",
        "%00",
        "é",
    ):
        for noun in ("track.show", "receipt.show", "rating.show"):
            assert visitor_client.get(reverse(f"portal:{noun}", args=[token])).status_code == 404


def test_the_page_takes_the_same_queries_however_long_the_conversation(
    make_request: Any, li: Any, visitor_client: Client
) -> None:
    request = make_request()
    add_note(request=request, kind=NoteKind.CUSTOMER, text="零", by=li)

    def grow() -> None:
        for n in range(20):
            add_note(request=request, kind=NoteKind.CUSTOMER, text=str(n), by=li)

    assert_query_count_constant(lambda: visitor_client.get(url_of(request)), grow)


@pytest.fixture
def find(company: Any, visitor_client: Client) -> Any:
    url = reverse("portal:search.create", args=[company.code])
    return lambda number, proof: visitor_client.post(url, {"number": number, "proof": proof})


@pytest.mark.parametrize("proof", ["0001", "０００１", " WANG@home.example "])
def test_number_and_last_digits_or_mail_find_the_request(proof: str, make_request: Any, find: Any) -> None:
    request = make_request(contact_email="wang@home.example")
    found = find(f" {request.number.lower()} ", proof)
    assert (found.status_code, found["Location"]) == (303, url_of(request))


def test_a_wrong_number_and_wrong_digits_get_the_same_answer(
    make_request: Any, other_company: Any, find: Any
) -> None:
    request = make_request()

    def answer_to(number: str, proof: str) -> tuple[int, str]:
        page = find(number, proof)
        return page.status_code, page.content.decode().partition("notice--negative")[2].partition("</div>")[0]

    wrong = answer_to(request.number, "9999")
    assert wrong[0] == 422
    assert wrong == answer_to("FW-20000101-0001", "0001") == answer_to(request.number, "001")


def test_a_request_of_another_company_is_not_found_here(
    make_request: Any, other_company: Any, visitor_client: Client
) -> None:
    request = make_request()
    url = reverse("portal:search.create", args=[other_company.code])
    assert visitor_client.post(url, {"number": request.number, "proof": "0001"}).status_code == 422


def test_an_empty_mail_proves_nothing(make_request: Any, find: Any) -> None:
    request = make_request(contact_email="")
    assert find(request.number, " ").status_code == 422


def test_looking_up_is_limited_even_when_nothing_is_found(
    make_request: Any, find: Any, set_rule: Any
) -> None:
    set_rule("portal.searches_per_hour_per_address", 3)
    request = make_request()
    for guess in range(3):
        assert find(request.number, f"{guess + 5000}").status_code == 422
    assert Allowance.objects.get().spent == 3
    assert find(request.number, "0001").status_code == 422


def test_a_search_with_nonsense_is_refused_calmly(find: Any, company: Any) -> None:
    for text in ("\0", "😀", "' OR 1=1 --", "x" * 41, "", "\u202e"):
        assert find(text, text).status_code == 422


def test_a_rated_request_is_at_its_end(told_request: Any) -> None:
    request = told_request()
    request.state = State.CLOSED
    assert [step.state for step in steps_of(request)] == ["done"] * 5 + ["skipped"]


def test_counters_of_addresses_are_forgotten_by_the_schedule(make_request: Any, find: Any) -> None:
    from quanfu.portal.jobs import forget_addresses
    from quanfu.schedule import SCHEDULE

    find(make_request().number, "9999")
    forget_addresses.call()
    assert Allowance.objects.count() == 1
    with at(now() + timedelta(days=3)):
        forget_addresses.call()
    assert not Allowance.objects.exists()
    assert "quanfu.portal.jobs.forget_addresses" in [path for _name, _cron, path in SCHEDULE]
