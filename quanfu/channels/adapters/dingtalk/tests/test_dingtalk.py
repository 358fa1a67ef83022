"""DingTalk against a stand-in that speaks its published protocol."""

import base64
import itertools
import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from quanfu.channels.actions.message import deliver
from quanfu.channels.adapters import adapter_for
from quanfu.channels.adapters.contract import NotSent
from quanfu.channels.adapters.robot_sign import dingtalk_sign
from quanfu.channels.enums import ChannelKind, MessageState
from quanfu.channels.models import Channel, Incoming, Message
from quanfu.channels.queries.channel import CHANNELS
from quanfu.channels.tests.stand_in import Asked, StandIn, running
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at, now
from quanfu.core.sealed import seal
from quanfu.core.testing import run_jobs
from quanfu.desk.actions.note import add_note
from quanfu.desk.enums import NoteKind
from quanfu.desk.models import Note, Request

pytestmark = pytest.mark.django_db
SECRET = "ding-secret"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class DingTalk(StandIn):
    """``sent``: (by which address, what)."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self.tokens: set[str] = set()
        self.files = {"code1": PNG}
        self._numbers = itertools.count(1)

    def answer(self, asked: Asked) -> tuple[int, Any]:
        if asked.path == "/v1.0/oauth2/accessToken":
            if asked.said.get("appSecret") != SECRET:
                return 400, {"code": "invalidClientIdOrSecret", "message": "无效的clientId或者clientSecret"}
            self.tokens = {f"token{next(self._numbers)}"}
            return 200, {"accessToken": next(iter(self.tokens)), "expireIn": 7200}
        if asked.path == "/robot/sendBySession":
            self.sent.append(("session", asked.said))
            return 200, {"errcode": 0, "errmsg": "ok"}
        if asked.path.startswith("/file/"):
            return 200, self.files[asked.path.removeprefix("/file/")]
        if asked.headers.get("x-acs-dingtalk-access-token") not in self.tokens:
            return 401, {"code": "InvalidAuthentication", "message": "不合法的access_token"}
        if asked.path == "/v1.0/robot/messageFiles/download":
            code = asked.said["downloadCode"]
            if code not in self.files or asked.said["robotCode"] != "dingr":
                return 400, {
                    "code": "invalidParameter.downloadCode.expired",
                    "message": "downloadCode 已过期",
                }
            return 200, {"downloadUrl": f"{self.url}/file/{code}"}
        self.sent.append(("robot", asked.said))
        gone = [one for one in asked.said["userIds"] if one == "left"]
        return 200, {"processQueryKey": "k1", "invalidStaffIdList": gone}


@pytest.fixture
def ding() -> Iterator[DingTalk]:
    with running(DingTalk()) as server:
        yield server


@pytest.fixture
def channel(company: Any, ding: DingTalk) -> Channel:
    made = Channel.objects.create(
        company=company, code="ding", kind=ChannelKind.DINGTALK, name="钉钉", confirms=False, settings={"app_key": "dingk", "robot_code": "dingr", "api_url": ding.url},
        sealed=seal({"app_secret": SECRET}),
    )  # fmt: skip
    CHANNELS.changed()
    return made


def payload(channel: Channel, text: str = " 打印机坏了", **values: Any) -> dict[str, Any]:
    """As DingTalk publishes it, with fresh times."""
    stamp = int(now().timestamp() * 1000)
    return {
        "conversationId": "cid1", "atUsers": [{"dingtalkId": "$:LWCP_v1:$x"}], "chatbotCorpId": "dinge8a565", "chatbotUserId": "$:LWCP_v1:$C",
        "msgId": "msg1", "senderNick": "杨工", "isAdmin": True, "senderStaffId": "user123", "sessionWebhookExpiredTime": stamp + 5_400_000,
        "createAt": stamp, "senderCorpId": "dinge8a565", "conversationType": "1", "senderId": "$:LWCP_v1:$F", "robotCode": "dingr",
        "sessionWebhook": f"{channel.settings['api_url']}/robot/sendBySession?session=abc", "text": {"content": text}, "msgtype": "text", **values,
    }  # fmt: skip


def ring(channel: Channel, said: dict[str, Any], *, secret: str = SECRET, stamp: int | None = None) -> Any:
    time = str(stamp or int(now().timestamp() * 1000))
    answer = Client().post(
        channel.hook_path,
        json.dumps(said),
        content_type="application/json",
        headers={"timestamp": time, "sign": dingtalk_sign(secret, time)},
    )
    run_jobs()
    return answer


def answer_to(text: str, li: Any) -> Message:
    add_note(request=Request.objects.get(), kind=NoteKind.REPLY, text=text, by=li)
    run_jobs()
    return Message.objects.latest("pk")


def test_what_is_said_to_the_robot_is_a_request_and_answered_where_it_was_said(
    channel: Channel, ding: DingTalk, li: Any
) -> None:
    assert ring(channel, payload(channel)).status_code == 200
    request = Request.objects.get()
    assert (request.subject, request.contact_name) == ("打印机坏了", "杨工")
    assert answer_to("马上来", li).state == MessageState.SENT
    assert ding.sent == [("session", {"msgtype": "text", "text": {"content": "马上来"}})]


def test_in_a_group_the_one_who_asked_is_named_in_the_answer(
    channel: Channel, ding: DingTalk, li: Any
) -> None:
    ring(channel, payload(channel, conversationType="2", conversationTitle="后勤群"))
    answer_to("马上来", li)
    assert ding.sent[0][1]["at"] == {"atUserIds": ["user123"]}


def test_pictures_and_files_are_fetched_and_stand_beside_the_words(channel: Channel, ding: DingTalk) -> None:
    ding.files["code2"] = b"%PDF-1.4 plan"
    said = payload(channel, msgtype="richText", content={"richText": [{"text": "打印机坏了"}, {"type": "picture", "downloadCode": "code1", "pictureDownloadCode": "x"}]})  # fmt: skip
    assert ring(channel, said).status_code == 200
    ding.tokens = set()  # DingTalk says that the token has ended
    ring(
        channel,
        payload(
            channel, msgId="msg2", msgtype="file", content={"downloadCode": "code2", "fileName": "平面图.pdf"}
        ),
    )
    assert Request.objects.get().subject == "打印机坏了"
    first, second = Note.objects.filter(kind=NoteKind.CUSTOMER).order_by("pk")
    assert [(file.name, file.type) for file in first.files.all()] == [("picture.jpg", "image/png")]
    assert [file.name for file in second.files.all()] == ["平面图.pdf"]


def test_a_picture_that_dingtalk_no_longer_has_stops_nothing(channel: Channel) -> None:
    ring(channel, payload(channel, msgtype="picture", content={"downloadCode": "gone"}))
    incoming = Incoming.objects.get()
    assert incoming.warnings and not incoming.files.exists() and Request.objects.exists()


def test_an_address_for_files_that_is_not_encrypted_is_not_asked(channel: Channel, ding: DingTalk) -> None:
    ding.fail["/v1.0/robot/messageFiles/download"] = [(200, {"downloadUrl": "http://169.254.169.254/latest"})]
    ring(channel, payload(channel, msgtype="picture", content={"downloadCode": "code1"}))
    assert Incoming.objects.get().warnings


def test_doubled_call_backs_open_one_request(channel: Channel) -> None:
    for _again in range(3):
        ring(channel, payload(channel))
    assert Request.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"secret": "guess"}, {"stamp": 1_577_262_236_757}])
def test_a_wrong_signature_or_one_of_over_an_hour_leaves_nothing(
    channel: Channel, wrong: dict[str, Any]
) -> None:
    assert ring(channel, payload(channel), **wrong).status_code == 403
    assert not Incoming.objects.exists()


def test_hours_later_the_robot_writes_to_the_person_with_a_renewed_token(
    channel: Channel, ding: DingTalk, li: Any
) -> None:
    ring(channel, payload(channel))
    with at(now() + timedelta(hours=3)):
        answer_to("修好了", li)
        ding.tokens = set()
        answer_to("请评价", li)
    assert [(how, json.loads(what["msgParam"])["content"], what["userIds"]) for how, what in ding.sent] == [
        ("robot", "修好了", ["user123"]), ("robot", "请评价", ["user123"]),
    ]  # fmt: skip
    assert len(ding.calls("/v1.0/oauth2/accessToken")) == 2


def test_an_address_for_answers_that_is_not_dingtalks_is_not_used(
    channel: Channel, ding: DingTalk, li: Any
) -> None:
    ring(channel, payload(channel, sessionWebhook="http://127.0.0.1:9/robot"))
    answer_to("马上来", li)
    assert [how for how, _what in ding.sent] == ["robot"]


def test_without_robot_code_a_late_answer_fails_with_the_reason(channel: Channel, li: Any) -> None:
    Channel.objects.filter(pk=channel.pk).update(settings=channel.settings | {"robot_code": ""})
    ring(channel, payload(channel))
    with at(now() + timedelta(hours=3)):
        message = answer_to("修好了", li)
    assert message.state == MessageState.FAILED and "RobotCode" in message.error


@pytest.mark.parametrize(
    ("answer", "state"), [((200, {"errcode": 310000, "errmsg": "keywords not in content"}), MessageState.FAILED), ((200, {"errcode": 130101, "errmsg": "send too fast"}), MessageState.QUEUED)]
)  # fmt: skip
def test_what_dingtalk_refuses_is_kept(
    channel: Channel, ding: DingTalk, li: Any, answer: Any, state: str
) -> None:
    ring(channel, payload(channel))
    ding.fail["/robot/sendBySession"] = [answer]
    add_note(request=Request.objects.get(), kind=NoteKind.REPLY, text="好", by=li)
    message = Message.objects.get()
    with suppress(NotSent):  # what can be tried again is raised, so that the job is
        deliver(message_id=message.pk, by=SYSTEM)
    message.refresh_from_db()
    assert message.state == state and message.error


def test_the_test_of_the_connection_says_what_is_wrong(channel: Channel) -> None:
    adapter = adapter_for(ChannelKind.DINGTALK)
    assert [finding.ok for finding in adapter.check(channel)] == [True]
    channel.settings["robot_code"] = ""
    assert [finding.ok for finding in adapter.check(channel)] == [True, False]
    channel.sealed = seal({"app_secret": "wrong"})
    assert "invalidClientIdOrSecret" in adapter.check(channel)[0].text
