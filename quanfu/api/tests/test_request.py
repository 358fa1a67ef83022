import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from quanfu.api.actions.token import forget_old_keys, make_token, revoke_token
from quanfu.api.models import IdempotencyKey, Token
from quanfu.channels.models import Channel
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at, now
from quanfu.core.testing import naughty_strings
from quanfu.desk.actions.service_type import save_service_type
from quanfu.desk.enums import State
from quanfu.desk.models import Note, Request, ServiceType
from quanfu.org.models import Person

pytestmark = pytest.mark.django_db
WISH = {"subject": "暖气不热", "contact_name": "王先生", "contact_phone": "13812345678"}
Call = Callable[..., Any]


@pytest.fixture
def call(li: Person, api_channel: Channel) -> Call:
    """call("POST", "/requests", {...}, key=…): the API as li's program calls it."""
    token = make_token(person=li, by=SYSTEM)

    def send(
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str = "",
        token: str = token,
        raw: bytes | None = None,
    ) -> Any:
        headers = {"authorization": f"Bearer {token}"} | ({"idempotency-key": key} if key else {})
        data = raw if raw is not None else json.dumps(body) if body is not None else b""
        return Client(raise_request_exception=False).generic(
            method, f"/api/v1{path}", data, content_type="application/json", headers=headers
        )

    return send


def test_request_is_registered_with_number_and_tracking_link(call: Call, repair_type: ServiceType) -> None:
    response = call("POST", "/requests", WISH | {"service_type": repair_type.code, "priority": "urgent"})
    assert response.status_code == 201
    request = Request.objects.get()
    assert response.json()["number"] == request.number and "/track/" in response.json()["tracking_url"]
    assert (request.state, request.priority) == (State.IN_REVIEW, 1)


def test_the_catalogue_in_memory_is_what_it_was_last_changed_to(call: Call, repair_type: ServiceType) -> None:
    wish = WISH | {"service_type": repair_type.code}
    assert call("POST", "/requests", wish).status_code == 201
    assert Request.objects.get().field_id == repair_type.demands.get().skill_id
    save_service_type(instance=repair_type, skills={}, by=SYSTEM)
    assert call("POST", "/requests", wish).status_code == 201
    assert Request.objects.filter(field=None).count() == 1
    save_service_type(instance=repair_type, is_active=False, by=SYSTEM)
    assert call("POST", "/requests", wish).status_code == 422


def test_same_key_gets_the_same_answer_and_adds_nothing(call: Call) -> None:
    first, second = (call("POST", "/requests", WISH, key="k1") for _ in range(2))
    assert first.json() == second.json() and second["Idempotent-Replayed"] == "true"
    assert Request.objects.count() == 1


def test_how_long_a_key_is_remembered_is_set(call: Call) -> None:
    call("POST", "/requests", WISH, key="k1")
    set_rule(code="api.idempotency_days", value=10, by=SYSTEM)
    with at(now() + timedelta(days=9)):
        assert forget_old_keys() == 0
    with at(now() + timedelta(days=11)):
        assert forget_old_keys() == 1


def test_same_key_for_another_body_is_refused(call: Call) -> None:
    call("POST", "/requests", WISH, key="k1")
    assert call("POST", "/requests", WISH | {"subject": "漏水"}, key="k1").status_code == 409
    assert Request.objects.count() == 1


def test_refused_request_may_use_its_key_again(call: Call) -> None:
    assert call("POST", "/requests", WISH | {"contact_phone": ""}, key="k1").status_code == 422
    assert call("POST", "/requests", WISH, key="k1").status_code == 201


@pytest.mark.parametrize(("change", "field"), [
    ({"subject": ""}, "subject"),
    ({"subject": "x" * 201}, "subject"),
    ({"subject": None}, "subject"),
    ({"subject": 5}, "subject"),
    ({"subject": "a\x00b"}, "subject"),
    ({"contact_phone": ""}, "contact_phone"),
    ({"contact_phone": "call me"}, "contact_phone"),
    ({"contact_email": "no mail"}, "contact_email"),
    ({"service_type": "nothing"}, "service_type"),
    ({"priority": "very"}, "priority"),
    ({"expected_at": "2001-01-01T00:00:00Z"}, "expected_at"),
    ({"expected_at": "tomorrow"}, "expected_at"),
    ({"expected_at": "2030-01-01T00:00:00"}, "expected_at"),
    ({"unknown": 1}, "unknown"),
])  # fmt: skip
def test_wrong_field_is_named_in_a_problem(call: Call, change: dict[str, Any], field: str) -> None:
    response = call("POST", "/requests", WISH | change)
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert field in [e["field"] for e in response.json()["errors"]]
    assert not Request.objects.exists()


@pytest.mark.parametrize(("raw", "status"), [
    (b"{", 400), (b"\xff\xfe", 400), (b"[]", 422), (b"null", 422), (b"", 422), (b'{"subject": "\\ud800"}', 422),
    (b'{"subject": "' + b"x" * (9 * 1024 * 1024) + b'"}', 413),
])  # fmt: skip
def test_unreadable_body_is_a_problem_and_never_a_fault(call: Call, raw: bytes, status: int) -> None:
    response = call("POST", "/requests", raw=raw)
    assert response.status_code == status and response.json()["status"] == status


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite can be told how large it may grow")
def test_on_a_full_disk_nothing_is_kept_and_the_same_may_be_sent_again(call: Call) -> None:
    with connection.cursor() as cursor:
        (most,) = cursor.execute("PRAGMA max_page_count").fetchone()
        (pages,) = cursor.execute("PRAGMA page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            answers = [
                call("POST", "/requests", WISH | {"body": "满" * 20000}, key=f"k{n}") for n in range(8)
            ]
        finally:
            cursor.execute(f"PRAGMA max_page_count = {most}")
    taken = [answer for answer in answers if answer.status_code == 201]
    refused = [answer for answer in answers if answer.status_code == 503]
    assert len(taken) + len(refused) == 8 and refused
    assert refused[0]["Content-Type"] == "application/problem+json" and refused[0]["Retry-After"] == "30"
    assert Request.objects.count() == len(taken)
    assert call("POST", "/requests", WISH | {"body": "满" * 20000}, key="k7").status_code == 201


def test_naughty_strings_survive_or_are_refused(call: Call) -> None:
    for text in naughty_strings():
        response = call("POST", "/requests", WISH | {"subject": text[:200], "special_wish": text[:300]})
        assert response.status_code in (201, 422)
        if response.status_code == 201:
            assert Request.objects.get(number=response.json()["number"]).subject.strip() == text[:200].strip()


@pytest.mark.parametrize("token", ["", "qf_wrong", "\u00e9"])
def test_wrong_token_opens_nothing(call: Call, token: str) -> None:
    response = call("GET", "/requests", token=token)
    assert response.status_code == 401 and response["Content-Type"] == "application/problem+json"


def test_revoked_token_opens_nothing(call: Call) -> None:
    revoke_token(token=Token.objects.get(), by=SYSTEM)
    assert call("GET", "/requests").status_code == 401


def test_token_of_somebody_who_left_opens_nothing(call: Call, li: Person) -> None:
    Person.objects.filter(pk=li.pk).update(is_active=False)
    assert call("GET", "/requests").status_code == 401


def test_request_of_another_company_looks_absent(
    call: Call, make_request: Callable[..., Request], chen: Person
) -> None:
    number = make_request().number
    others = make_token(person=chen, by=SYSTEM)
    forbidden, absent = (
        call("GET", f"/requests/{number}", token=others),
        call("GET", "/requests/FW-19990101-0001", token=others),
    )
    assert forbidden.status_code == 404 and forbidden.content == absent.content
    assert call("GET", "/requests", token=others).json()["items"] == []
    assert call("GET", f"/requests/{number}").json()["number"] == number


def test_list_pages_by_cursor_without_gaps(call: Call, make_request: Callable[..., Request]) -> None:
    numbers = {make_request().number for _ in range(7)}
    found, cursor = [], ""
    while True:
        page = call("GET", f"/requests?limit=3&cursor={cursor}").json()
        found += [item["number"] for item in page["items"]]
        if not (cursor := page["next"]):
            break
    assert len(found) == 7 and set(found) == numbers


def test_note_is_added_once_for_its_key(call: Call, make_request: Callable[..., Request]) -> None:
    number = make_request().number
    for _ in range(2):
        assert call("POST", f"/requests/{number}/notes", {"text": "已联系"}, key="n1").status_code == 201
    assert Note.objects.get().text == "已联系"


def test_openapi_document_names_every_operation(client: Client) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert {"/api/v1/requests", "/api/v1/requests/{number}"} <= set(document["paths"])
    assert client.get("/api/v1/docs").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_one_request_when_the_same_key_arrives_many_times_at_once(call: Call) -> None:
    answers: list[int] = []

    def send() -> None:
        try:
            answers.append(call("POST", "/requests", WISH, key="same").status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Request.objects.count() == 1 and IdempotencyKey.objects.count() == 1
    assert set(answers) == {201}
