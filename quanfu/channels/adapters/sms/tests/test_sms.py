"""SMS out: by three providers, within the rules of the trade."""

from collections.abc import Callable
from typing import Any

import pytest

from quanfu.channels.actions.message import deliver, send_message
from quanfu.channels.actions.opt_out import allow_sms, stop_sms
from quanfu.channels.adapters import adapter_for
from quanfu.channels.adapters.contract import NotSent
from quanfu.channels.adapters.sms.forms import SmsForm
from quanfu.channels.adapters.sms.tests.stand_in import SIGN, SmsClouds
from quanfu.channels.enums import ChannelKind, HeldReason, MessageState, Way
from quanfu.channels.models import Channel, Message, OptOut
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.errors import Refused
from quanfu.core.sealed import seal
from quanfu.core.testing import run_jobs
from quanfu.desk.actions.note import add_note
from quanfu.desk.enums import NoteKind
from quanfu.desk.models import Note

pytestmark = pytest.mark.django_db
DONE = "您的请求FW-1已处理完毕，满意请回复5，不满意回复1。"
Make = Callable[..., Channel]


def sms(channel: Channel, text: str = DONE, to: str = "13800000001", **values: Any) -> Message:
    message = send_message(
        company=channel.company, way=Way.SMS, to=to, subject="", text=text, by=SYSTEM, **values
    )
    deliver(message_id=message.pk, by=SYSTEM)
    message.refresh_from_db()
    return message


def test_alibaba_cloud_gets_template_and_values(make_sms: Make, clouds: SmsClouds) -> None:
    message = sms(make_sms("aliyun"))
    sent = clouds.sent[message.provider_id]
    assert message.state == MessageState.SENT
    assert (sent["PhoneNumbers"], sent["SignName"], sent["TemplateCode"], sent["values"]) == (
        "13800000001",
        SIGN,
        "SMS_1",
        {"number": "FW-1"},
    )


def test_tencent_cloud_gets_values_in_order(make_sms: Make, clouds: SmsClouds) -> None:
    message = sms(make_sms("tencent"), "您好，王建国，您的请求FW-2已受理。", "+86 138-0000-0001")
    sent = clouds.sent[message.provider_id]
    assert (sent["PhoneNumberSet"], sent["TemplateId"], sent["TemplateParamSet"]) == (
        ["+8613800000001"],
        "1001",
        ["王建国", "FW-2"],
    )


def test_a_gateway_of_ones_own_takes_free_text_and_knows_a_second_attempt(
    make_sms: Make, clouds: SmsClouds
) -> None:
    message = sms(make_sms("http", free_text=True), "今天下午来修")
    assert clouds.sent[message.provider_id]["text"] == "今天下午来修"
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.QUEUED
    )  # killed after the gateway had taken it
    deliver(message_id=message.pk, by=SYSTEM)
    assert len(clouds.asked) == 2 and len(clouds.sent) == 1


def test_a_text_without_a_template_is_refused_beside_the_field(
    make_sms: Make, make_request: Any, li: Any, clouds: SmsClouds
) -> None:
    make_sms()
    request = make_request(contact_email="", contact_phone="13800000001", customer=None)
    with pytest.raises(Refused) as refused:
        add_note(request=request, kind=NoteKind.REPLY, text="今天下午来修", by=li)
    assert refused.value.field == "text" and not Note.objects.exists()
    add_note(request=request, kind=NoteKind.REPLY, text=DONE, by=li)
    run_jobs()
    assert len(clouds.sent) == 1


@pytest.mark.parametrize(
    ("to", "text"), [("010-12345678", DONE), ("王建国", DONE), ("13800000001", "您的请求" + "字" * 400 + "已处理完毕，满意请回复5，不满意回复1。")]
)  # fmt: skip
def test_what_cannot_go_by_sms_fails_at_once_with_the_reason(
    make_sms: Make, clouds: SmsClouds, to: str, text: str
) -> None:
    message = sms(make_sms(), text, to)
    assert (message.state, clouds.asked) == (MessageState.FAILED, []) and message.error


def test_rule_says_how_many_parts_an_sms_may_have(make_sms: Make) -> None:
    channel, text = make_sms(), f"您的请求{'字' * 60}已处理完毕，满意请回复5，不满意回复1。"
    assert sms(channel, text).state == MessageState.SENT
    set_rule(code="channels.sms_parts", value=1, by=SYSTEM)
    assert sms(channel, text).state == MessageState.FAILED


def test_rule_says_how_many_sms_a_number_gets_in_a_day(make_sms: Make, clouds: SmsClouds) -> None:
    set_rule(code="channels.sms_a_day", value=2, by=SYSTEM)
    channel = make_sms()
    assert [sms(channel).state for _n in range(3)] == [
        MessageState.SENT,
        MessageState.SENT,
        MessageState.FAILED,
    ]
    assert sms(channel, to="13800000002").state == MessageState.SENT and len(clouds.sent) == 3


def test_who_wants_no_sms_gets_none_until_they_do(make_sms: Make, company: Any, li: Any) -> None:
    channel = make_sms()
    stop_sms(company=company, phone="138 0000 0001", by=li)
    stop_sms(company=company, phone="13800000001", by=li)
    assert sms(channel).state == MessageState.FAILED
    allow_sms(opt_out=OptOut.objects.get(), by=li)
    assert sms(channel).state == MessageState.SENT


@pytest.mark.parametrize(
    ("provider", "answer", "final"),
    [("aliyun", (200, {"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "触发分钟级流控"}), False), ("aliyun", (503, {}), False),
     ("aliyun", (200, {"Code": "isv.AMOUNT_NOT_ENOUGH", "Message": "余额不足"}), True),
     ("tencent", (200, {"Response": {"SendStatusSet": [{"Code": "FailedOperation.PhoneNumberInBlacklist", "Message": "x"}]}}), True),
     ("tencent", (200, {"Response": {"Error": {"Code": "RequestLimitExceeded", "Message": "x"}}}), False),
     ("http", (429, {}), False), ("http", (422, {"error": "bad number"}), True)],
)  # fmt: skip
def test_what_a_provider_refuses_is_tried_again_where_that_helps(
    make_sms: Make, clouds: SmsClouds, provider: str, answer: tuple[int, Any], final: bool
) -> None:
    channel = make_sms(provider)
    clouds.fail["/"] = [answer]
    message = send_message(
        company=channel.company, way=Way.SMS, to="13800000001", subject="", text=DONE, by=SYSTEM
    )
    if final:
        deliver(message_id=message.pk, by=SYSTEM)
    else:
        with pytest.raises(NotSent):
            deliver(message_id=message.pk, by=SYSTEM)
    message.refresh_from_db()
    assert message.state == (MessageState.FAILED if final else MessageState.QUEUED) and message.error


def test_the_test_of_the_connection_says_what_is_wrong(make_sms: Make) -> None:
    adapter, channel = adapter_for(ChannelKind.SMS), make_sms()
    assert all(finding.ok for finding in adapter.check(channel))
    channel.settings["sign"] = "别家"
    assert "资料不全" in adapter.check(channel)[-1].text
    channel.settings["key_id"] = "nobody"
    assert "InvalidAccessKeyId" in adapter.check(channel)[0].text
    channel.settings |= {"provider": "tencent"}
    assert [finding.ok for finding in adapter.check(channel)] == [True, False]  # SMS_1 is none of Tencent's
    channel.sealed = seal({"key_secret": "wrong"})
    assert "SignatureFailure" in adapter.check(channel)[0].text
    channel.settings |= {"provider": "http"}
    assert "401" in adapter.check(channel)[0].text


def test_without_a_channel_sms_wait_for_a_person(company: Any) -> None:
    message = send_message(company=company, way=Way.SMS, to="13800000001", subject="", text=DONE, by=SYSTEM)
    assert (message.state, message.held_reason) == (MessageState.HELD, HeldReason.NO_SMS_GATEWAY)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"provider": "aliyun", "sign": SIGN}, "key_id"), ({"provider": "aliyun", "key_id": "k"}, "sign"), ({"provider": "http"}, "api_url"),
     ({"provider": "tencent", "key_id": "k", "sign": SIGN}, "app_id"), ({"provider": "aliyun", "key_id": "k", "sign": "【松河】"}, "sign"),
     ({"provider": "aliyun", "key_id": "k", "sign": SIGN, "free_text": "on"}, "free_text"),
     ({"provider": "http", "api_url": "ftp://x.example"}, "api_url")],
)  # fmt: skip
def test_the_form_says_beside_the_field_what_a_provider_needs(values: dict[str, str], field: str) -> None:
    assert list(SmsForm(values).errors) == [field]


def test_the_region_of_the_cloud_is_set(make_sms: Make, clouds: SmsClouds) -> None:
    sms(make_sms("tencent", region="ap-beijing"), "您好，王建国，您的请求FW-2已受理。")
    assert {asked.headers["x-tc-region"] for asked in clouds.asked} == {"ap-beijing"}
