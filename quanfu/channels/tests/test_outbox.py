"""The outbox through adapters: pace, delivery reports, another way (TEC-12)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from quanfu.channels.actions.message import (
    deliver,
    mark_sent_by_hand,
    report_delivery,
    retry_message,
    send_message,
)
from quanfu.channels.adapters import ADAPTERS
from quanfu.channels.adapters.contract import NotSent
from quanfu.channels.enums import ChannelKind, HeldReason, MessageState, Way
from quanfu.channels.models import Channel, Message
from quanfu.channels.queries.channel import CHANNELS
from quanfu.channels.queries.message import undelivered_messages
from quanfu.channels.tests.talk import Talk
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at, now
from quanfu.core.errors import Refused
from quanfu.core.files import store_file
from quanfu.core.testing import run_jobs
from quanfu.customers.models import Customer
from quanfu.desk.actions.note import add_note
from quanfu.desk.enums import NoteKind
from quanfu.desk.models import Request
from quanfu.org.models import Notification

pytestmark = pytest.mark.django_db


class Gateway(Talk):
    kind = ChannelKind.SMS
    way = Way.SMS


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Gateway:
    adapter = Gateway()
    monkeypatch.setitem(ADAPTERS, ChannelKind.SMS, adapter)
    return adapter


@pytest.fixture
def sms(company: Any, gateway: Gateway) -> Channel:
    channel = Channel.objects.create(company=company, code="sms", kind=ChannelKind.SMS, name="短信")
    CHANNELS.changed()
    return channel


@pytest.fixture
def told(make_request: Any, wang: Customer, li: Any) -> Any:
    """told(): Wang has got an answer by SMS; the message."""

    def tell(**contact: str) -> Message:
        request = make_request(**{"contact_phone": wang.phone, **contact})
        add_note(request=request, kind=NoteKind.REPLY, text="师傅下午到", by=li)
        return Message.objects.get(request_number=request.number, fallback_of=None)

    return tell


def test_an_sms_goes_out_by_the_companys_sms_channel(sms: Channel, gateway: Gateway, told: Any) -> None:
    message = told()
    run_jobs()
    message.refresh_from_db()
    assert (message.way, message.channel, message.state) == (Way.SMS, sms, MessageState.SENT)
    assert gateway.sent == [("13800000001", "师傅下午到")]


@pytest.mark.req("TEC-12")
def test_an_sms_that_the_provider_reports_as_failed_is_failed_and_another_way_is_tried(
    sms: Channel, told: Any
) -> None:
    message = told()
    run_jobs()
    Request.objects.update(contact_email="wang@home.example")
    report_delivery(channel=sms, provider_id=f"p{message.pk}", ok=False, error="空号", by=SYSTEM)
    message.refresh_from_db()
    assert (message.state, message.error) == (MessageState.FAILED, "空号")
    other = Message.objects.get(fallback_of=message)
    assert (other.way, other.to, other.text) == (Way.MAIL, "wang@home.example", "师傅下午到")


def test_where_nothing_else_is_left_a_colleague_calls(sms: Channel, gateway: Gateway, told: Any) -> None:
    gateway.refuses = NotSent("黑名单", final=True)
    message = told()
    run_jobs()
    other = Message.objects.get(fallback_of=message)
    assert (other.way, other.state, other.held_reason) == (Way.PHONE, MessageState.HELD, HeldReason.BY_PERSON)


@pytest.mark.req("TEC-12")
def test_an_answer_that_did_not_arrive_stands_under_it_and_is_told_until_it_is_sent(
    sms: Channel, gateway: Gateway, told: Any, li: Any, client_of: Any
) -> None:
    gateway.refuses = NotSent("余额不足", final=True)
    message = told()
    run_jobs()
    request = Request.objects.get()
    page = reverse("desk:request.show", args=[request.number])
    seen = client_of(li).get(page).content.decode()
    assert "said--undelivered" in seen
    assert reverse("channels:message.show", args=[message.fallback.pk]) in seen, "a colleague is to call"
    assert any("余额不足" in one.text for one in Notification.objects.filter(person=request.responsible))
    mark_sent_by_hand(message=message.fallback, by=li)
    assert "said--undelivered" not in client_of(li).get(page).content.decode()


def test_where_no_way_is_left_the_answer_itself_stands_as_not_delivered(
    sms: Channel, gateway: Gateway, told: Any, li: Any, client_of: Any
) -> None:
    set_rule(code="channels.tries_other_ways", value=False, by=SYSTEM)
    gateway.refuses = NotSent("余额不足", final=True)
    message = told()
    run_jobs()
    page = reverse("desk:request.show", args=[message.request_number])
    assert "余额不足" in client_of(li).get(page).content.decode()
    gateway.refuses = None
    retry_message(message=message, by=li)
    run_jobs()
    assert "余额不足" not in client_of(li).get(page).content.decode()


def test_an_invitation_that_did_not_arrive_disturbs_nobody(
    sms: Channel, gateway: Gateway, make_request: Any
) -> None:
    request = make_request(contact_phone="13800000001")
    gateway.refuses = NotSent("空号", final=True)
    send_message(
        company=request.company, way=Way.SMS, to="13800000001", subject="", text="请评价", by=SYSTEM, request_number=request.number,
        is_bulk=True,
    )  # fmt: skip
    before = Notification.objects.count()
    run_jobs()
    assert Notification.objects.count() == before
    assert not undelivered_messages([request.number]).exists()


def test_a_failed_sms_is_sent_again_from_its_page(
    sms: Channel, gateway: Gateway, told: Any, zheng: Any, client_of: Any
) -> None:
    gateway.refuses = NotSent("余额不足", final=True)
    message = told()
    run_jobs()
    browser = client_of(zheng)
    page, button = (
        reverse(name, args=[message.pk]) for name in ("channels:message.show", "channels:retry.create")
    )
    assert f'"{button}"' in browser.get(page).content.decode()
    gateway.refuses = None
    assert browser.post(button).status_code == 303
    run_jobs()
    assert gateway.sent == [("13800000001", "师傅下午到")]
    assert f'"{button}"' not in browser.get(page).content.decode()


def test_what_is_sent_again_and_fails_again_is_failed_and_takes_no_second_other_way(
    sms: Channel, gateway: Gateway, told: Any, li: Any
) -> None:
    gateway.refuses = NotSent("余额不足", final=True)
    message = told()
    run_jobs()
    retry_message(message=message, by=li)
    gateway.refuses = NotSent("黑名单", final=True)
    run_jobs()
    message.refresh_from_db()
    assert (message.state, message.error) == (MessageState.FAILED, "黑名单")
    assert Message.objects.filter(fallback_of=message).count() == 1


def test_an_adapter_that_objects_is_heard_before_the_message_is_queued_again(
    sms: Channel, gateway: Gateway, told: Any, li: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway.refuses = NotSent("退订", final=True)
    message = told()
    run_jobs()
    monkeypatch.setattr(gateway, "objection", lambda channel, to, text: "客户不要短信")
    with pytest.raises(Refused, match="客户不要短信"):
        retry_message(message=message, by=li)
    message.refresh_from_db()
    assert message.state == MessageState.FAILED


def test_what_goes_another_way_keeps_its_files_and_can_be_stopped_as_before(
    sms: Channel, gateway: Gateway, make_request: Any, li: Any, settings: Any
) -> None:
    request = make_request(contact_phone="13800000001", contact_email="wang@home.example")
    picture = store_file(ContentFile(b"x"), name="阀门.txt", by=li)
    gateway.refuses = NotSent("空号", final=True)
    message = send_message(
        company=request.company, way=Way.SMS, to="13800000001", subject="", text="请评价", by=SYSTEM, request_number=request.number,
        is_bulk=True, files=[picture],
    )  # fmt: skip
    run_jobs()
    other = Message.objects.get(fallback_of=message)
    assert (other.way, other.is_bulk, list(other.files.all())) == (Way.MAIL, True, [picture])


def test_the_other_way_is_a_setting(sms: Channel, gateway: Gateway, told: Any) -> None:
    set_rule(code="channels.tries_other_ways", value=False, by=SYSTEM)
    gateway.refuses = NotSent("黑名单", final=True)
    told()
    run_jobs()
    assert not Message.objects.filter(fallback_of__isnull=False).exists()


def test_a_report_told_twice_or_late_changes_nothing(sms: Channel, told: Any) -> None:
    message = told()
    run_jobs()
    for ok in (True, True, False):
        report_delivery(channel=sms, provider_id=f"p{message.pk}", ok=ok, error="late", by=SYSTEM)
    message.refresh_from_db()
    assert message.state == MessageState.SENT
    assert message.delivered_at is not None
    assert report_delivery(channel=sms, provider_id="nobody", ok=False, error="", by=SYSTEM) is None


def test_a_channel_sends_no_more_a_minute_than_it_may(sms: Channel, gateway: Gateway, company: Any) -> None:
    Channel.objects.update(per_minute=2)
    CHANNELS.changed()
    for number in range(5):
        send_message(company=company, way=Way.SMS, to=f"1380000000{number}", subject="", text="x", by=SYSTEM)
    run_jobs()
    assert len(gateway.sent) == 2
    with at(now() + timedelta(seconds=61)):
        run_jobs()
        assert len(gateway.sent) == 4
    with at(now() + timedelta(seconds=123)):
        run_jobs()
        assert len(gateway.sent) == 5


def test_what_is_not_final_is_tried_again(sms: Channel, gateway: Gateway, told: Any) -> None:
    gateway.refuses = NotSent("busy")
    message = told()
    with pytest.raises(NotSent):
        deliver(message_id=message.pk, by=SYSTEM)
    gateway.refuses = None
    deliver(message_id=message.pk, by=SYSTEM)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.SENT, 2)


def test_a_message_on_a_channel_that_cannot_send_is_held(company: Any, phone_channel: Channel) -> None:
    message = send_message(
        company=company, way=Way.CHANNEL, to="x", subject="", text="x", channel=phone_channel, by=SYSTEM
    )
    assert message.state == MessageState.HELD
