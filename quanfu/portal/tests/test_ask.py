"""Customers ask by the form."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at, now
from quanfu.core.models import FieldDefinition
from quanfu.core.testing import assert_query_count_constant, naughty_strings
from quanfu.customers.models import Customer
from quanfu.desk.models import Note, Request, ServiceType
from quanfu.portal.actions.allowance import forget_allowances
from quanfu.portal.models import Allowance, Submission

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + b"\0" * 40


def errors(page: Any) -> str:
    text: str = page.content.decode()
    return text


def test_a_customer_gets_number_and_link_at_once(
    visitor_client: Client, ask_url: str, filled: dict[str, Any]
) -> None:
    sent = visitor_client.post(ask_url, filled)
    request = Request.objects.get()
    assert sent.status_code == 303
    receipt = visitor_client.get(sent["Location"]).content.decode()
    assert request.number in receipt
    assert "/track/" in receipt
    assert (request.subject, request.contact_phone) == ("客厅暖气片不热，已经两天了。", "13800000001")
    assert request.channel.kind == "portal"
    assert request.responsible is not None


def test_a_known_customer_is_recognised(
    wang: Customer, visitor_client: Client, ask_url: str, filled: dict[str, Any]
) -> None:
    visitor_client.post(ask_url, filled)
    assert Request.objects.get().customer == wang


def test_a_form_sent_twice_is_one_request(
    visitor_client: Client, ask_url: str, filled: dict[str, Any]
) -> None:
    first, second = visitor_client.post(ask_url, filled), visitor_client.post(ask_url, filled)
    assert Request.objects.count() == 1
    assert first["Location"] == second["Location"]


def test_other_words_in_the_same_form_are_another_request(
    visitor_client: Client, ask_url: str, filled: dict[str, Any]
) -> None:
    visitor_client.post(ask_url, filled)
    visitor_client.post(ask_url, {**filled, "body": "还有，楼道灯坏了"})
    assert Request.objects.count() == 2


def test_the_same_words_in_a_new_form_are_another_request(
    visitor_client: Client, ask_url: str, filled: dict[str, Any]
) -> None:
    visitor_client.post(ask_url, filled)
    visitor_client.post(ask_url, {**filled, "nonce": "another"})
    assert Request.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_are_one_request(ask_url: str, filled: dict[str, Any]) -> None:
    def click(_n: int) -> str:
        try:
            return str(Client().post(ask_url, filled)["Location"])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        places = set(pool.map(click, range(4)))
    assert Request.objects.count() == Submission.objects.count() == 1
    assert len(places) == 1


@pytest.mark.req("REQ-1")
def test_without_phone_and_mail_it_is_refused_beside_the_field(
    visitor_client: Client, ask_url: str, filled: dict[str, Any]
) -> None:
    page = visitor_client.post(ask_url, {**filled, "contact_phone": ""})
    assert page.status_code == 422
    assert "id_contact_phone_error" in errors(page)
    assert "卧室正常" in errors(page)
    assert filled["nonce"] in errors(page)
    assert not Request.objects.exists()


def test_mail_alone_is_enough(visitor_client: Client, ask_url: str, filled: dict[str, Any]) -> None:
    visitor_client.post(ask_url, {**filled, "contact_phone": "", "contact_email": "wang@home.example"})
    assert Request.objects.get().contact_email == "wang@home.example"


@pytest.mark.req("REQ-2")
def test_a_wish_in_the_past_is_refused(visitor_client: Client, ask_url: str, filled: dict[str, Any]) -> None:
    past = (now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    page = visitor_client.post(ask_url, {**filled, "expected_at": past})
    assert page.status_code == 422
    assert "id_expected_at_error" in errors(page)


@pytest.mark.req("REQ-2")
def test_type_wishes_and_time_are_kept(
    visitor_client: Client, ask_url: str, filled: dict[str, Any], repair_type: ServiceType
) -> None:
    wished = (now() + timedelta(days=2)).replace(second=0, microsecond=0)
    visitor_client.post(ask_url, {**filled, "service_type": repair_type.pk, "special_wish": "来前请打电话", "place": "和平路 18 号",
                                  "expected_at": wished.astimezone().strftime("%Y-%m-%dT%H:%M")})  # fmt: skip
    request = Request.objects.get()
    assert (request.service_type, request.special_wish) == (repair_type, "来前请打电话")
    assert "和平路 18 号" in request.body
    assert request.expected_at is not None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("body", ""), ("body", "   \n "), ("body", "？！…"), ("body", "长" * 5001), ("contact_name", ""), ("contact_name", "名" * 61),
        ("contact_phone", "没有"), ("contact_phone", "138****5678"), ("contact_phone", "1381234567"),
        ("contact_phone", "138123456789"), ("contact_email", "not a mail"), ("service_type", "999999"),
        ("service_type", "abc"), ("expected_at", "tomorrow"), ("expected_at", "9999-99-99"), ("special_wish", "长" * 301),
        ("website", "http://buy.example"), ("body", "a\0b"), ("contact_name", "\0"), ("place", "\ufffd\ufffd"),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_beside_its_field(
    field: str, value: str, visitor_client: Client, ask_url: str, filled: dict[str, Any]
) -> None:
    page = visitor_client.post(ask_url, {**filled, field: value})
    assert page.status_code == 422
    assert f"id_{field}_error" in errors(page)
    assert not Request.objects.exists()


def test_a_type_of_another_company_cannot_be_chosen(
    visitor_client: Client, ask_url: str, filled: dict[str, Any], other_company: Any
) -> None:
    group = ServiceType.objects.create(company=other_company, code="x", name="x")
    theirs = ServiceType.objects.create(company=other_company, code="y", name="y", parent=group)
    assert visitor_client.post(ask_url, {**filled, "service_type": theirs.pk}).status_code == 422


@pytest.fixture
def room_question(repair_type: ServiceType) -> FieldDefinition:
    made = FieldDefinition.objects.create(
        owner=repair_type.fields_owner, code="room", label="哪个房间", kind="choice", required=True,
        choices=[{"code": "living", "label": "客厅"}, {"code": "bath", "label": "卫生间"}],
    )  # fmt: skip
    from quanfu.core import cached

    cached.forget_all()
    return made


def test_the_chosen_type_brings_its_questions_by_htmx(
    visitor_client: Client, ask_url: str, repair_type: ServiceType, room_question: FieldDefinition
) -> None:
    assert "哪个房间" not in errors(visitor_client.get(ask_url))
    piece = visitor_client.get(ask_url, {"service_type": repair_type.pk}, headers={"HX-Request": "true"})
    assert "哪个房间" in errors(piece)
    assert "<html" not in errors(piece)


def test_without_scripts_the_questions_come_with_a_button_and_nothing_typed_is_lost(
    visitor_client: Client,
    ask_url: str,
    filled: dict[str, Any],
    repair_type: ServiceType,
    room_question: FieldDefinition,
) -> None:
    page = visitor_client.post(ask_url, {**filled, "service_type": repair_type.pk, "step": "questions"})
    assert page.status_code == 200
    assert "哪个房间" in errors(page)
    assert "卧室正常" in errors(page)
    assert filled["nonce"] in errors(page)
    assert not Request.objects.exists()


def test_the_answers_to_the_questions_become_facts(
    visitor_client: Client,
    ask_url: str,
    filled: dict[str, Any],
    repair_type: ServiceType,
    room_question: FieldDefinition,
) -> None:
    form = {**filled, "service_type": repair_type.pk}
    missing = visitor_client.post(ask_url, form)
    assert (missing.status_code, "id_fact_room_error" in errors(missing)) == (422, True)
    visitor_client.post(ask_url, {**form, "fact_room": "living"})
    assert Request.objects.get().facts == {"room": "living"}


def test_files_become_the_customers_first_message(
    visitor_client: Client, ask_url: str, filled: dict[str, Any]
) -> None:
    photos = [SimpleUploadedFile(f"照片{n}.png", PNG + bytes([n]), "image/png") for n in range(2)]
    visitor_client.post(ask_url, {**filled, "files": photos})
    note = Note.objects.get()
    assert sorted(file.name for file in note.files.all()) == ["照片0.png", "照片1.png"]
    page = visitor_client.get(reverse("portal:track.show", args=[_token(Request.objects.get())]))
    assert "照片0.png" in errors(page)


def test_too_many_or_empty_files_are_refused_beside_the_field(
    visitor_client: Client, ask_url: str, filled: dict[str, Any]
) -> None:
    many = [SimpleUploadedFile(f"{n}.png", PNG, "image/png") for n in range(6)]
    for files in (many, [SimpleUploadedFile("leer.png", b"", "image/png")]):
        page = visitor_client.post(ask_url, {**filled, "files": files})
        assert page.status_code == 422
        assert "id_files_error" in errors(page)
    assert not Request.objects.exists()


def test_how_many_files_and_how_long_a_text_are_set(
    visitor_client: Client, ask_url: str, filled: dict[str, Any], set_rule: Any
) -> None:
    set_rule("portal.files_most", 1)
    set_rule("portal.longest_text", 200)
    one, two, three = (SimpleUploadedFile(f"{n}.png", PNG, "image/png") for n in range(3))
    page = errors(visitor_client.post(ask_url, {**filled, "body": "长" * 201, "files": [one, two]}))
    assert "id_files_error" in page and "id_body_error" in page
    assert visitor_client.post(ask_url, {**filled, "body": "长" * 200, "files": [three]}).status_code == 303


def test_how_long_used_up_attempts_are_kept_is_set(
    visitor_client: Client, ask_url: str, filled: dict[str, Any], set_rule: Any
) -> None:
    assert visitor_client.post(ask_url, filled).status_code == 303
    with at(now() + timedelta(days=4)):
        set_rule("portal.allowance_days", 5)
        assert forget_allowances(by=SYSTEM) == 0
        set_rule("portal.allowance_days", 3)
        assert forget_allowances(by=SYSTEM) == 1


def test_a_file_beyond_the_rule_is_refused(
    visitor_client: Client, ask_url: str, filled: dict[str, Any], set_rule: Any
) -> None:
    set_rule("core.file_megabytes", 1)
    page = visitor_client.post(
        ask_url, {**filled, "files": SimpleUploadedFile("gross.bin", b"x" * (1024 * 1024 + 1))}
    )
    assert page.status_code == 422
    assert "gross.bin" in errors(page)
    assert "请重新选择文件" in errors(page)


def test_a_body_of_ten_megabytes_gets_a_calm_page(
    visitor_client: Client, ask_url: str, filled: dict[str, Any]
) -> None:
    page = visitor_client.post(ask_url, {**filled, "body": "x" * 10_000_000})
    encoded = visitor_client.post(ask_url, "body=" + "x" * 10_000_000, "application/x-www-form-urlencoded")
    assert (page.status_code, encoded.status_code) == (413, 413)
    assert not Request.objects.exists()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xff\xfe\x00body=1", "application/x-www-form-urlencoded"),
        (b"body=%ff%fe&contact_name=%c3%28&contact_phone=13800000001", "application/x-www-form-urlencoded"),
        ("body=暖气不热&contact_name=王".encode("gbk"), "application/x-www-form-urlencoded"),
        ("body=暖气不热".encode("gbk"), "application/x-www-form-urlencoded; charset=gbk"),
        (b"body=1", "application/x-www-form-urlencoded; charset=klingon"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"--x\r\nbroken", "multipart/form-data"),
        (b'{"body": 1}', "application/json"),
        (b"", ""),
    ],
)
def test_what_is_no_form_gets_a_clear_answer(
    data: bytes, kind: str, visitor_client: Client, ask_url: str
) -> None:
    page = visitor_client.generic("POST", ask_url, data, kind)
    assert page.status_code in (400, 422)
    assert not Request.objects.exists()


def test_a_wrong_encoding_is_said_beside_the_field(visitor_client: Client, ask_url: str) -> None:
    form = b"body=%c5%af%c6%f8%b2%bb%c8%c8&contact_name=%cd%f5&contact_phone=13800000001"
    page = visitor_client.generic("POST", ask_url, form, "application/x-www-form-urlencoded")
    assert page.status_code == 422
    assert "id_body_error" in errors(page)


def test_no_naughty_string_breaks_the_form_or_is_lost(
    visitor_client: Client, ask_url: str, set_rule: Any
) -> None:
    set_rule("portal.requests_per_hour_per_address", 100000)
    for n, text in enumerate([*naughty_strings(), "\u202eevil", "👩‍👩‍👧‍👦" * 50, "ا" * 500]):
        form = {"body": text, "contact_name": text[:60], "contact_phone": "13800000001", "special_wish": text[:300],
                "place": text[:200], "contact_company": text[:120], "nonce": str(n)}  # fmt: skip
        sent = visitor_client.post(ask_url, form)
        assert sent.status_code in (303, 422), text
        if sent.status_code == 303:
            assert visitor_client.get(sent["Location"]).status_code == 200
            request = Request.objects.latest("pk")
            assert request.body.startswith(text.strip()[:20]), text
            page = visitor_client.get(reverse("portal:track.show", args=[_token(request)]))
            assert page.status_code == 200
            assert "<script>alert" not in errors(page)
        else:
            assert "field-error" in errors(sent), text
    assert Request.objects.count() > 300


def test_beyond_the_rule_an_address_must_wait_and_loses_nothing(
    visitor_client: Client, ask_url: str, filled: dict[str, Any], set_rule: Any
) -> None:
    set_rule("portal.requests_per_hour_per_address", 2)
    for n in range(2):
        assert visitor_client.post(ask_url, {**filled, "nonce": str(n)}).status_code == 303
    page = visitor_client.post(ask_url, {**filled, "nonce": "3"})
    assert page.status_code == 422
    assert "卧室正常" in errors(page)
    assert (
        visitor_client.post(ask_url, {**filled, "nonce": "1"}).status_code == 303
    )  # the second click of the second
    assert visitor_client.post(ask_url, {**filled, "nonce": "3"}, REMOTE_ADDR="10.0.0.9").status_code == 303


def test_what_is_refused_does_not_count_against_the_address(
    visitor_client: Client, ask_url: str, filled: dict[str, Any], company: Any
) -> None:
    company.head = None
    company.save()
    page = visitor_client.post(ask_url, filled)
    assert page.status_code == 422
    assert not Allowance.objects.exists()


def test_no_network_address_is_kept(visitor_client: Client, ask_url: str, filled: dict[str, Any]) -> None:
    visitor_client.post(ask_url, filled, REMOTE_ADDR="203.0.113.77")
    assert "203.0.113.77" not in Allowance.objects.get().address


def test_without_the_channel_the_page_names_the_other_ways(
    visitor_client: Client, company: Any, phone_channel: Any, filled: dict[str, Any]
) -> None:
    url = reverse("portal:ask.create", args=[company.code])
    page = visitor_client.get(url)
    assert page.status_code == 200
    assert "<textarea" not in errors(page)
    assert visitor_client.post(url, filled).status_code == 200
    assert not Request.objects.exists()


def test_the_form_takes_the_same_queries_for_one_type_and_for_thirty(
    visitor_client: Client, ask_url: str, repair_type: ServiceType
) -> None:
    def grow() -> None:
        ServiceType.objects.bulk_create(
            ServiceType(company=repair_type.company, parent=repair_type.parent, code=f"t{n}", name=f"类型{n}")
            for n in range(30)
        )

    assert_query_count_constant(lambda: visitor_client.get(ask_url), grow)


def _token(request: Request) -> str:
    from quanfu.desk.queries.request import tracking_token

    return tracking_token(request)
