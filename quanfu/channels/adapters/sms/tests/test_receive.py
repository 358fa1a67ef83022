"""SMS in: what became of ours, and what people answer. The payloads are those the providers publish."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quanfu.channels.actions.message import deliver, send_message
from quanfu.channels.adapters.own_sign import signature
from quanfu.channels.adapters.sms.tests.stand_in import SECRET, SmsClouds
from quanfu.channels.enums import IncomingKind, MessageState, Way
from quanfu.channels.models import Channel, Incoming, Message, OptOut
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now
from quanfu.core.testing import run_jobs
from quanfu.desk.actions.assignment import assign_request
from quanfu.desk.actions.feedback import give_feedback
from quanfu.desk.actions.request import finish_request
from quanfu.desk.models import Note, Request
from quanfu.sla.models import Clock
from quanfu.surveys.enums import AnswerWay
from quanfu.surveys.models import Answer, AnswerChange, Invitation

pytestmark = pytest.mark.django_db
Make = Callable[..., Channel]
DONE = "您的请求FW-1已处理完毕，满意请回复5，不满意回复1。"


def push(channel: Channel, said: Any, **headers: str) -> Any:
    answer = Client().post(
        channel.hook_path, json.dumps(said), content_type="application/json", headers=headers
    )
    run_jobs()
    return answer


def aliyun_up(text: str, phone: str = "13800000001", number: str = "100001") -> dict[str, str]:
    return {
        "phone_number": phone,
        "send_time": "2026-11-22 08:00:00",
        "content": text,
        "sign_name": "松河热力",
        "dest_code": "1009",
        "sequence_id": number,
    }


def aliyun_report(biz_id: str, ok: bool) -> dict[str, Any]:
    return {
        "phone_number": "13800000001", "send_time": "2026-11-22 08:00:00", "report_time": "2026-11-22 08:00:05", "success": ok,
        "err_code": "DELIVERED" if ok else "MOBILE_NOT_ON_SERVICE", "err_msg": "用户接收成功" if ok else "停机", "sms_size": "1", "biz_id": biz_id, "out_id": "1",
    }  # fmt: skip


@pytest.fixture
def sent(make_sms: Make, make_request: Any) -> Message:
    """An SMS about Wang's request that the provider has taken."""
    channel = make_sms()
    request = make_request(contact_phone="13800000001", contact_email="")
    message = send_message(
        company=channel.company,
        way=Way.SMS,
        to="13800000001",
        subject="",
        text=DONE,
        request_number=request.number,
        by=SYSTEM,
    )
    deliver(message_id=message.pk, by=SYSTEM)
    message.refresh_from_db()
    return message


@pytest.mark.req("TEC-12")
def test_an_sms_that_the_provider_reports_as_failed_is_failed_and_another_way_is_tried(sent: Message) -> None:
    assert sent.channel is not None
    answer = push(sent.channel, [aliyun_report(sent.provider_id, False)])
    assert answer.json() == {"code": 0, "msg": "成功"}
    sent.refresh_from_db()
    assert (sent.state, "停机" in sent.error) == (MessageState.FAILED, True)
    other = Message.objects.get(fallback_of=sent)
    assert (other.way, other.text, other.request_number) == (Way.PHONE, DONE, sent.request_number)


def test_a_report_told_twice_or_after_success_changes_nothing(sent: Message) -> None:
    assert sent.channel is not None
    for ok in (True, True, False):
        push(sent.channel, [aliyun_report(sent.provider_id, ok), aliyun_report("somebody else's", False)])
    sent.refresh_from_db()
    assert (
        sent.state == MessageState.SENT
        and sent.delivered_at
        and not Message.objects.filter(fallback_of=sent).exists()
    )


def test_reports_of_tencent_cloud_and_of_a_gateway_are_read_too(make_sms: Make, company: Any) -> None:
    channel = make_sms("tencent")
    message = send_message(
        company=company,
        way=Way.SMS,
        to="13800000001",
        subject="",
        text="您好，王，您的请求FW-2已受理。",
        by=SYSTEM,
    )
    deliver(message_id=message.pk, by=SYSTEM)
    message.refresh_from_db()
    report = {"user_receive_time": "2026-11-22 08:03:04", "nationcode": "86", "mobile": "13800000001", "report_status": "FAIL",
              "errmsg": "REJECT", "description": "用户拒收", "sid": message.provider_id}  # fmt: skip
    assert push(channel, [report]).json() == {"result": 0, "errmsg": "OK"}
    message.refresh_from_db()
    assert (message.state, message.error) == (MessageState.FAILED, "REJECT: 用户拒收")


@pytest.fixture
def invited(
    make_sms: Make, make_request: Any, enquiry_type: Any, sun: Any, li: Any
) -> tuple[Channel, Request]:
    """Somebody who gave a mobile alone was told the result, and invited to rate by SMS."""
    channel = make_sms("http", free_text=True)
    request = make_request(
        service_type=enquiry_type, contact_phone="13811113333", contact_email="", customer=None
    )
    assign_request(request=request, person=sun, by=li)
    finish_request(request=request, result="已修好", by=sun)
    give_feedback(request=request, way=Way.PHONE, text="已修好", asked_for_opinions=True, by=li)
    run_jobs()
    return channel, request


def from_gateway(
    channel: Channel,
    text: str,
    number: str = "u1",
    phone: str = "+8613811113333",
    secret: str = SECRET,
    at: float | None = None,
) -> Any:
    body = json.dumps({"messages": [{"id": number, "from": phone, "text": text}]}).encode()
    stamp = str(int(at or now().timestamp()))
    headers = {"X-Quanfu-Timestamp": stamp, "X-Quanfu-Signature": signature(secret, stamp, body)}
    answer = Client().post(channel.hook_path, body, content_type="application/json", headers=headers)
    run_jobs()
    return answer


@pytest.mark.req("EVA-2")
def test_a_customer_with_only_a_mobile_is_invited_by_an_sms_that_goes_out(
    invited: Any, clouds: SmsClouds
) -> None:
    invitation = Invitation.objects.get()
    message = invitation.message
    assert message is not None and (invitation.way, message.state) == (Way.SMS, MessageState.SENT)
    assert clouds.sent[message.provider_id]["to"] == "13811113333"


@pytest.mark.req("EVA-3")
def test_an_sms_answer_of_five_makes_the_rating_of_that_order_five(invited: Any) -> None:
    channel, request = invited
    assert from_gateway(channel, "5").status_code == 200
    answer = Answer.objects.get()
    assert (answer.request, answer.score, answer.way) == (request, 5, AnswerWay.SMS)
    incoming = Incoming.objects.get()
    assert (incoming.kind, incoming.request_number) == (IncomingKind.RATING, request.number)
    assert Request.objects.count() == 1


def test_a_second_number_changes_the_rating_and_opens_nothing(invited: Any) -> None:
    channel, _request = invited
    from_gateway(channel, "5")
    from_gateway(channel, "2，又漏了", number="u2")
    assert AnswerChange.objects.get().new["text"] == "又漏了"
    assert Request.objects.count() == 1


def test_other_words_go_to_the_request_they_are_about(invited: Any) -> None:
    channel, request = invited
    from_gateway(channel, "4号楼又没暖气了")
    assert not Answer.objects.exists()
    assert Note.objects.filter(request=request, text="4号楼又没暖气了").exists()


@pytest.mark.req("INT-4")
def test_an_sms_of_somebody_new_is_a_request_with_number_owner_and_clock(make_sms: Make) -> None:
    channel = make_sms()
    assert push(channel, [aliyun_up("暖气不热", "13811112222")]).status_code == 200
    request = Request.objects.get()
    assert (request.channel, request.contact_phone, request.subject) == (channel, "13811112222", "暖气不热")
    assert request.number and Clock.objects.filter(request=request).exists()


def test_words_that_come_twice_are_taken_once(make_sms: Make) -> None:
    channel = make_sms()
    for _again in range(2):
        push(channel, [aliyun_up("暖气不热")])
    push(channel, [aliyun_up("在吗", number="100002")])
    assert Request.objects.count() == 1 and Incoming.objects.count() == 2


def test_words_by_tencent_cloud_have_no_id_and_are_taken_once_all_the_same(make_sms: Make) -> None:
    channel = make_sms("tencent")
    said = {
        "extend": "",
        "mobile": "13800000001",
        "nationcode": "86",
        "sign": "松河热力",
        "text": "暖气不热",
        "time": 1763798400,
    }
    for _again in range(2):
        push(channel, said)
    push(channel, said | {"time": 1763798460})
    assert Incoming.objects.count() == 2 and Request.objects.count() == 1


@pytest.mark.parametrize("word", ["TD", "td", " 退订 ", "STOP"])
def test_a_stop_word_ends_all_sms_to_that_number(make_sms: Make, company: Any, word: str) -> None:
    channel = make_sms()
    push(channel, [aliyun_up(word)])
    assert OptOut.objects.get().phone == "13800000001" and not Request.objects.exists()
    message = send_message(company=company, way=Way.SMS, to="13800000001", subject="", text=DONE, by=SYSTEM)
    deliver(message_id=message.pk, by=SYSTEM)
    message.refresh_from_db()
    assert message.state == MessageState.FAILED


def test_rule_says_which_words_end_sms(make_sms: Make) -> None:
    channel = make_sms()
    push(channel, [aliyun_up("TD了吗")])
    assert not OptOut.objects.exists()
    set_rule(code="channels.stop_words", value="TD了吗,别发", by=SYSTEM)
    push(channel, [aliyun_up("别发", number="7")])
    assert OptOut.objects.exists()


@pytest.mark.parametrize("wrong", [{"secret": "guess"}, {"at": 1.0}])
def test_a_gateway_that_signs_wrongly_or_late_leaves_nothing(make_sms: Make, wrong: dict[str, Any]) -> None:
    channel = make_sms("http")
    assert from_gateway(channel, "5", **wrong).status_code == 403
    assert not Incoming.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[1, null, {}]",
        '{"a": 1}',
        "[" * 5000,
        '[{"biz_id": {"x": 1}}]',
        '[{"phone_number": null, "content": ["x"]}]',
    ],
)
def test_whatever_comes_ends_quietly(make_sms: Make, body: str) -> None:
    channel = make_sms()
    answer = Client().post(channel.hook_path, body, content_type="application/json")
    assert answer.status_code in (200, 403)
    run_jobs()


def test_pages_of_numbers_and_templates(make_sms: Make, client_of: Any, zheng: Any, chen: Any) -> None:
    channel, client = make_sms(), client_of(zheng)
    new = {"channel": channel.pk, "code": "SMS_9", "name": "催办", "text": "您好，{name}", "is_active": "on"}
    assert client.post(reverse("channels:sms_template.create"), new).status_code == 303
    for wrong in ({"text": "【松河】您好"}, {"code": "SMS_1"}, {"text": "您好{名字}"}):
        assert (
            client.post(reverse("channels:sms_template.create"), new | {"code": "SMS_10"} | wrong).status_code
            == 422
        )
    assert "SMS_9" in client.get(reverse("channels:sms_template.index")).content.decode()
    assert client.post(reverse("channels:opt_out.create"), {"phone": "不是号码"}).status_code == 422
    assert (
        client.post(
            reverse("channels:opt_out.create"), {"phone": "13800000009", "words": "别发了"}
        ).status_code
        == 303
    )
    number = OptOut.objects.get()
    assert "13800000009" in client.get(reverse("channels:opt_out.index")).content.decode()
    assert client_of(chen).post(reverse("channels:opt_out.delete", args=[number.pk])).status_code == 404
    assert client.post(reverse("channels:opt_out.delete", args=[number.pk])).status_code == 303
    assert not OptOut.objects.exists()
