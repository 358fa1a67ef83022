"""Telephone systems: their reports become calls; calls are dialled from pages."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from quanfu.channels.actions.extension import save_extension
from quanfu.channels.adapters.own_sign import signature
from quanfu.channels.adapters.phone.tests.asterisk import SECRET
from quanfu.channels.models import Breach, Call, Channel, Incoming
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at, now
from quanfu.core.sealed import seal
from quanfu.core.testing import run_jobs
from quanfu.org.models import Person, Unit

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 2, 5, tzinfo=UTC)  # 10:05 in China


def set_up(channel: Channel, **settings: Any) -> Channel:
    channel.settings = {name: value for name, value in settings.items() if name != "secret"}
    channel.sealed = seal({"secret": settings.get("secret", SECRET)})
    channel.save()
    return channel


@pytest.fixture
def hooked(phone_channel: Channel) -> Channel:
    return set_up(phone_channel, system="hook")


def said(event: str, **more: Any) -> dict[str, Any]:
    told = {"call": "c-1", "event": event, "from": "13800000001", "to": "4008000", "at": now().isoformat()}
    return told | more


def post(channel: Channel, told: dict[str, Any] | bytes, *, secret: str = SECRET, age: int = 0) -> Any:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    stamp = str(int(now().timestamp()) - age)
    return Client().post(
        channel.hook_path, body, content_type="application/json", headers={"X-Quanfu-Timestamp": stamp, "X-Quanfu-Signature": signature(secret, stamp, body)}
    )  # fmt: skip


def test_a_call_is_followed_from_the_first_ring_to_its_end(hooked: Channel, li: Person) -> None:
    save_extension(instance=None, channel=hooked, number="8001", person=li, by=SYSTEM)
    with at(MONDAY):
        assert post(hooked, said("ringing", extension="8001")).status_code == 200
        run_jobs()
        call = Call.objects.get()
        assert (call.state, call.person, call.phone, call.in_hours) == ("ringing", li, "13800000001", True)
    with at(MONDAY + timedelta(seconds=11)):
        post(hooked, said("talking", extension="8001"))
        run_jobs()
        call.refresh_from_db()
        assert (call.state, call.is_answered, call.is_confirmed, call.rings) == ("talking", True, False, 3)
    with at(MONDAY + timedelta(seconds=131)):
        post(hooked, said("ended", recording="https://pbx.example.com/rec/1.wav"))
        run_jobs()
    call.refresh_from_db()
    assert (call.state, call.seconds, call.recording) == ("ended", 120, "https://pbx.example.com/rec/1.wav")
    assert call.return_due_at is None


def test_reports_out_of_turn_and_twice_end_the_same(hooked: Channel) -> None:
    with at(MONDAY):
        ring, take = said("ringing"), said("talking", at=(MONDAY + timedelta(seconds=8)).isoformat())
        end = said("ended", at=(MONDAY + timedelta(seconds=60)).isoformat())
    with at(MONDAY + timedelta(minutes=2)):
        for told in (end, take, ring, end, take):
            assert post(hooked, told).status_code == 200
            run_jobs()
    call = Call.objects.get()
    assert (call.state, call.is_answered, call.at, call.seconds) == ("ended", True, MONDAY, 52)
    assert call.return_due_at is None
    assert Incoming.objects.count() == 3


def test_what_is_forged_late_or_unreadable_is_not_kept(hooked: Channel) -> None:
    assert post(hooked, said("ringing"), secret="wrong").status_code == 403
    assert post(hooked, said("ringing"), age=3600).status_code == 403
    assert post(hooked, b"{").status_code in (403, 422)
    for broken in (
        said("exploding"),
        said("ringing", call=""),
        said("ringing", at="soon"),
        said("ringing", direction="up"),
    ):
        answer = post(hooked, broken)
        assert answer.status_code == 422 and answer.content
    assert not Incoming.objects.exists()


def test_a_link_that_is_none_is_not_offered(hooked: Channel) -> None:
    post(hooked, said("ringing", recording="javascript:alert(1)"))
    run_jobs()
    assert Call.objects.get().recording == ""


@pytest.mark.req("INT-6")
def test_more_rings_than_the_channel_allows_are_a_breach_and_counted(hooked: Channel) -> None:
    with at(MONDAY):
        for call, rings in (("c-1", 3), ("c-2", 4), ("c-3", 9)):
            post(hooked, said("ringing", call=call))
            post(hooked, said("talking", call=call, rings=rings))
            post(hooked, said("ended", call=call))
        run_jobs()
    assert list(
        Breach.objects.filter(channel=hooked, kind="rings").order_by("pk").values_list("took", flat=True)
    ) == [4, 9]


def test_rule_says_how_long_a_ring_lasts(hooked: Channel) -> None:
    set_rule(code="channels.ring_seconds", value=2, by=SYSTEM)
    with at(MONDAY):
        post(hooked, said("ringing"))
    with at(MONDAY + timedelta(seconds=11)):
        post(hooked, said("talking"))
        run_jobs()
    assert Call.objects.get().rings == 6


def test_the_call_form_completes_the_call_that_was_reported(
    hooked: Channel, li: Person, client_of: Callable[[Person], Client]
) -> None:
    save_extension(instance=None, channel=hooked, number="8001", person=li, by=SYSTEM)
    for event in ("ringing", "talking"):
        post(hooked, said(event, extension="8001", **{"from": "13812345678"}))
    run_jobs()
    sent = {
        "channel": hooked.pk,
        "contact_name": "王敏",
        "contact_phone": "13812345678",
        "subject": "暖气不热",
        "priority": "2",
        "is_confirmed": "yes",
    }
    answer = client_of(li).post("/desk/requests/new/", sent)
    assert answer.status_code == 303, answer.content.decode()[-2000:]
    call = Call.objects.get()
    assert call.request_number and call.is_confirmed and call.quality == 100


def test_who_rings_is_shown_to_whoever_sits_there_and_nobody_else(
    hooked: Channel,
    li: Person,
    chen: Person,
    make_request: Callable[..., Any],
    client_of: Callable[[Person], Client],
) -> None:
    request = make_request(subject="阀门漏水")
    save_extension(instance=None, channel=hooked, number="8001", person=li, by=SYSTEM)
    post(hooked, said("ringing", extension="8001", **{"from": request.contact_phone}))
    run_jobs()
    shown = client_of(li).get(f"/desk/rings/{Call.objects.get().pk}/", headers={"HX-Request": "true"})
    assert "阀门漏水" in shown.content.decode() and request.customer.name in shown.content.decode()
    assert client_of(chen).get(f"/desk/rings/{Call.objects.get().pk}/").status_code == 404
    assert 'data-live="phone"' in client_of(li).get("/desk/requests/").content.decode()
    assert 'data-live="phone"' not in client_of(chen).get("/org/notifications/").content.decode()


@pytest.mark.req("INT-16")
def test_who_is_missed_and_not_called_back_by_the_end_of_the_shift_is_on_the_supervisors_list(
    hooked: Channel, company: Unit, li: Person, client_of: Callable[[Person], Client]
) -> None:
    from quanfu.channels.jobs import watch_calls
    from quanfu.channels.queries.call import answered
    from quanfu.org.models import Notification

    hooked.owner = li
    hooked.save()
    with at(MONDAY):
        for event in ("ringing", "ended"):
            post(hooked, said(event, at=MONDAY.isoformat()))
        run_jobs()
        call = Call.objects.get()
        assert not call.is_answered and call.return_due_at > MONDAY
        watch_calls.call()
        assert not Notification.objects.filter(person=li).exists()
        assert "13800000001" in client_of(li).get("/channels/missed-calls/").content.decode()
    with at(call.return_due_at + timedelta(minutes=1)):
        for _twice in range(2):
            watch_calls.call()
        assert Notification.objects.filter(person=li, url="/channels/missed-calls/").count() == 1
        late = client_of(li).get("/channels/missed-calls/").content.decode()
        assert "13800000001" in late and "badge--negative" in late
    rate = answered([company.pk], MONDAY - timedelta(hours=1), MONDAY + timedelta(days=1))
    assert (rate.calls, rate.answered) == (1, 0)


@pytest.mark.req("INT-16")
def test_a_call_back_within_the_shift_keeps_the_rate(
    hooked: Channel, company: Unit, li: Person, client_of: Callable[[Person], Client]
) -> None:
    from quanfu.channels.queries.call import answered

    with at(MONDAY):
        for event in ("ringing", "ended"):
            post(hooked, said(event))
        run_jobs()
        call = Call.objects.get()
        client = client_of(li)
        assert (
            client.post(f"/channels/calls/{call.pk}/return/", {"reached": "no", "remark": "占线"}).status_code
            == 303
        )
        assert "占线" in client.get("/channels/missed-calls/").content.decode()
        assert client.post(f"/channels/calls/{call.pk}/return/", {"reached": "yes"}).status_code == 303
        assert "13800000001" not in client.get("/channels/missed-calls/").content.decode()
    rate = answered([company.pk], MONDAY - timedelta(hours=1), MONDAY + timedelta(days=1))
    assert (rate.calls, rate.answered) == (1, 1)


def test_whoever_rings_again_and_is_answered_needs_no_call_back(hooked: Channel) -> None:
    with at(MONDAY):
        for event in ("ringing", "ended"):
            post(hooked, said(event))
        run_jobs()
    with at(MONDAY + timedelta(minutes=5)):
        for event in ("ringing", "talking"):
            post(hooked, said(event, call="c-2"))
        run_jobs()
    assert Call.objects.get(source_key__endswith="c-1").returned_at is not None


def test_a_call_of_whose_end_nothing_was_heard_is_over_after_hours(hooked: Channel) -> None:
    from quanfu.channels.jobs import watch_calls

    set_rule(code="channels.call_hours", value=2, by=SYSTEM)
    with at(MONDAY):
        post(hooked, said("ringing"))
        run_jobs()
    with at(MONDAY + timedelta(hours=1, minutes=50)):
        watch_calls.call()
        assert Call.objects.get().state == "ringing"
    with at(MONDAY + timedelta(hours=2, minutes=1)):
        watch_calls.call()
    assert Call.objects.get().state == "ended"


@pytest.mark.req("INT-17")
def test_product_support_needs_product_and_end_customer(
    li: Person, client_of: Callable[[Person], Client]
) -> None:
    client = client_of(li)
    sent = {"is_answered": "yes", "is_confirmed": "yes", "phone": "13800000001", "topic": "support", "product": "监护仪 M3", "end_customer": "市一院",
            "problem_type": "开机报警", "content": "开机后持续报警"}  # fmt: skip
    for missing in ("product", "end_customer"):
        refused = client.post("/channels/calls/new/", {**sent, missing: ""})
        assert refused.status_code == 422
        assert f'id="id_{missing}"' in refused.content.decode()
        assert not Call.objects.exists()
    assert client.post("/channels/calls/new/", sent).status_code == 303
    call = Call.objects.get()
    assert (call.product, call.end_customer, call.problem_type) == ("监护仪 M3", "市一院", "开机报警")
    assert client.post(f"/channels/calls/{call.pk}/", {**sent, "product": ""}).status_code == 422
    assert client.post(f"/channels/calls/{call.pk}/", {**sent, "product": "监护仪 M5"}).status_code == 303
    call.refresh_from_db()
    assert call.product == "监护仪 M5"
