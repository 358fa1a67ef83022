"""Telephone calls as programs hand them in and read them."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from quanfu.api.actions.token import make_token
from quanfu.channels.actions.call import record_call
from quanfu.channels.models import Breach, Channel
from quanfu.channels.models import Call as Telephone
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now
from quanfu.core.testing import assert_query_count_constant, naughty_strings
from quanfu.org.models import Person, Unit

pytestmark = pytest.mark.django_db
RANG = {"is_answered": True, "is_confirmed": True, "phone": "138 0000 0001"}
Call = Callable[..., Any]


@pytest.fixture
def call(li: Person, phone_channel: Channel) -> Call:
    """call("POST", "/calls", {...}, key=…): the API as li's program calls it."""
    mine = make_token(person=li, by=SYSTEM)

    def send(method: str, path: str, body: Any = None, *, key: str = "", token: str = mine) -> Any:
        headers = {"authorization": f"Bearer {token}"} | ({"idempotency-key": key} if key else {})
        data = json.dumps(body) if body is not None else b""
        client = Client(raise_request_exception=False)
        return client.generic(
            method, f"/api/v1{path}", data, content_type="application/json", headers=headers
        )

    return send


def test_a_call_is_recorded_once_for_its_key_and_once_for_the_id_of_the_telephone_system(
    call: Call, li: Person, phone_channel: Channel
) -> None:
    rang = RANG | {
        "channel": phone_channel.code,
        "rings": 5,
        "source_key": "pbx-17",
        "at": "2026-03-02T10:05:00+08:00",
    }
    first, again = (call("POST", "/calls", rang, key="k1") for _ in range(2))
    other = call("POST", "/calls", rang, key="k2")
    assert (first.status_code, again["Idempotent-Replayed"], other.json()["id"]) == (
        201,
        "true",
        first.json()["id"],
    )
    kept = Telephone.objects.get()
    assert (kept.phone, kept.channel, kept.person, kept.rings) == ("13800000001", phone_channel, li, 5)
    assert Breach.objects.get().took == 5  # three rings are allowed
    shown = call("GET", first["Location"].removeprefix("/api/v1")).json()
    assert shown == first.json() and (shown["agent"], shown["channel"]) == (li.login, phone_channel.code)


@pytest.mark.req("INT-17")
@pytest.mark.parametrize(("change", "field"), [
    ({"is_answered": None}, "is_answered"),
    ({"is_confirmed": None}, "is_confirmed"),
    ({"at": "2100-01-01T00:00:00Z"}, "at"),
    ({"at": "2026-01-01T00:00:00"}, "at"),
    ({"rings": -1}, "rings"),
    ({"channel": "nothing"}, "channel"),
    ({"topic": "support"}, "product"),
    ({"topic": "support", "product": "监护仪 M3"}, "end_customer"),
    ({"unknown": 1}, "unknown"),
])  # fmt: skip
def test_what_is_missing_or_wrong_is_named_and_nothing_is_kept(
    call: Call, change: dict[str, Any], field: str
) -> None:
    answer = call("POST", "/calls", RANG | change)
    assert answer.status_code == 422 and answer["Content-Type"] == "application/problem+json"
    assert field in [error["field"] for error in answer.json()["errors"]]
    assert not Telephone.objects.exists()


def test_calls_are_listed_by_phone_time_and_answer_page_by_page(call: Call, company: Unit) -> None:
    made = [
        record_call(company=company, is_answered=bool(n % 2), is_confirmed=True, phone=f"1380000000{n % 3}", at=now() - timedelta(hours=n), by=SYSTEM)
        for n in range(7)
    ]  # fmt: skip
    seen, cursor = [], ""
    while True:
        page = call("GET", f"/calls?limit=3&cursor={cursor}").json()
        seen += [item["id"] for item in page["items"]]
        if not (cursor := page["next"]):
            break
    assert seen == [one.pk for one in made]

    def ids(**asked: Any) -> list[int]:
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        return [item["id"] for item in call("GET", f"/calls?{query}").json()["items"]]

    assert ids(phone="+8613800000001") == [made[1].pk, made[4].pk]
    assert ids(is_answered="false") == [made[n].pk for n in (0, 2, 4, 6)]
    early, late = ((now() - timedelta(hours=h)).strftime("%Y-%m-%dT%H:%M:%SZ") for h in (3.5, 1.5))
    assert ids(since=early, until=late) == [made[2].pk, made[3].pk]


def test_nobody_reads_or_records_calls_without_the_right_nor_those_of_another_company(
    call: Call, he: Person, company: Unit, other_company: Unit
) -> None:
    theirs = record_call(company=other_company, is_answered=False, by=SYSTEM)
    assert call("GET", f"/calls/{theirs.pk}").status_code == 404
    assert call("GET", "/calls").json()["items"] == []
    token = make_token(person=he, by=SYSTEM)
    assert call("GET", "/calls", token=token).status_code == 404
    assert call("POST", "/calls", RANG, token=token).status_code == 404
    assert Telephone.objects.count() == 1


def test_as_many_statements_for_one_call_as_for_thirty(call: Call, company: Unit) -> None:
    def grow() -> None:
        for _n in range(30):
            record_call(company=company, is_answered=False, by=SYSTEM)

    call("GET", "/calls")
    assert_query_count_constant(lambda: call("GET", "/calls"), grow)


def test_naughty_strings_survive_or_are_refused(call: Call) -> None:
    for text in naughty_strings()[::7]:
        said = RANG | {"remark": text[:300], "phone": text[:24], "source_key": text[:80]}
        assert call("POST", "/calls", said).status_code in (201, 422)
