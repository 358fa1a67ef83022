"""Feishu against a stand-in that speaks its published protocol."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from quanfu.channels.actions.message import deliver
from quanfu.channels.adapters import adapter_for
from quanfu.channels.adapters.feishu import crypto
from quanfu.channels.enums import ChannelKind, IncomingKind, MessageState
from quanfu.channels.models import Channel, Incoming, Message
from quanfu.channels.queries.channel import CHANNELS
from quanfu.channels.tests.stand_in import Asked, StandIn, running
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now
from quanfu.core.sealed import seal
from quanfu.core.testing import run_jobs
from quanfu.desk.actions.note import add_note
from quanfu.desk.enums import NoteKind
from quanfu.desk.models import Note, Request

pytestmark = pytest.mark.django_db
SECRET, KEY, TOKEN = "feishu-secret", "encrypt-key", "v-token"


class Feishu(StandIn):
    """``sent``: answers taken, by their uuid, so that the same one twice is one."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, tuple[str, dict[str, Any]]] = {}
        self.tokens: set[str] = set()
        self._numbers = itertools.count(1)

    def answer(self, asked: Asked) -> tuple[int, Any]:
        path = asked.path.removeprefix("/open-apis/")
        if path == "auth/v3/tenant_access_token/internal":
            if asked.said.get("app_secret") != SECRET:
                return 200, {"code": 10014, "msg": "app secret invalid"}
            self.tokens = {f"t-{next(self._numbers)}"}
            return 200, {
                "code": 0,
                "msg": "ok",
                "tenant_access_token": next(iter(self.tokens)),
                "expire": 7200,
            }
        if asked.headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens:
            return 400, {"code": 99991663, "msg": "Invalid access token for authorization."}
        if path == "bot/v3/info":
            return 200, {"code": 0, "msg": "ok", "bot": {"app_name": "客服"}}
        if "/resources/" in path:
            return 200, b"\x89PNG\r\n\x1a\nfeishu"
        if "om_recalled" in path:
            return 400, {"code": 230011, "msg": "The message was withdrawn."}
        own = f"om_answer{len(self.sent) + 1}"
        self.sent.setdefault(asked.said["uuid"], (path, asked.said))
        return 200, {"code": 0, "msg": "success", "data": {"message_id": own}}


@pytest.fixture
def feishu() -> Iterator[Feishu]:
    with running(Feishu()) as server:
        yield server


@pytest.fixture
def channel(company: Any, feishu: Feishu) -> Channel:
    made = Channel.objects.create(
        company=company, code="feishu", kind=ChannelKind.FEISHU, name="飞书", confirms=False, settings={"app_id": "cli_1", "api_url": feishu.url},
        sealed=seal({"app_secret": SECRET, "encrypt_key": KEY, "verification_token": TOKEN}),
    )  # fmt: skip
    CHANNELS.changed()
    return made


def event(
    text: str = "空调坏了",
    *,
    message: str = "om_1",
    name: str = "ev1",
    kind: str = "text",
    content: Any = None,
    **values: Any,
) -> dict[str, Any]:
    """im.message.receive_v1 as Feishu publishes it."""
    stamp = str(int(now().timestamp() * 1000))
    said = {
        "message_id": message, "create_time": stamp, "chat_id": "oc_1", "chat_type": "p2p", "message_type": kind,
        "content": json.dumps(content or {"text": text}), "mentions": [],
    }  # fmt: skip
    return {
        "schema": "2.0",
        "header": {"event_id": name, "event_type": "im.message.receive_v1", "create_time": stamp, "token": TOKEN, "app_id": "cli_1", "tenant_key": "t"},
        "event": {"sender": {"sender_id": {"open_id": "ou_1", "union_id": "on_1", "user_id": "u1"}, "sender_type": "user", "tenant_key": "t"}, "message": said | values},
    }  # fmt: skip


def ring(
    channel: Channel, said: dict[str, Any], *, key: str = KEY, stamp: float | None = None, signature: str = ""
) -> Any:
    body = (
        json.dumps({"encrypt": crypto.seal(key, json.dumps(said).encode())}).encode()
        if key
        else json.dumps(said).encode()
    )
    time = str(int(stamp or now().timestamp()))
    headers = {
        "X-Lark-Request-Timestamp": time,
        "X-Lark-Request-Nonce": "n",
        "X-Lark-Signature": signature or crypto.signature(key, time, "n", body),
    }
    answer = Client().post(channel.hook_path, body, content_type="application/json", headers=headers)
    run_jobs()
    return answer


def test_the_console_gets_its_challenge_back(channel: Channel) -> None:
    said = {"challenge": "1b6aef1a", "token": TOKEN, "type": "url_verification"}
    assert ring(channel, said).json() == {"challenge": "1b6aef1a"}
    assert ring(channel, said | {"token": "guess"}).status_code == 403


def test_what_is_said_to_the_robot_is_a_request_and_answered_under_the_message(
    channel: Channel, feishu: Feishu, li: Any
) -> None:
    assert ring(channel, event()).status_code == 200
    add_note(request=Request.objects.get(), kind=NoteKind.REPLY, text="马上来", by=li)
    run_jobs()
    ((path, sent),) = feishu.sent.values()
    assert (path, json.loads(sent["content"])) == ("im/v1/messages/om_1/reply", {"text": "马上来"})
    assert Message.objects.get().provider_id == "om_answer1"


def test_the_same_event_and_the_same_message_are_taken_once(channel: Channel) -> None:
    for name in ("ev1", "ev1", "ev2"):
        ring(channel, event(name=name))
    ring(channel, event("还没来", message="om_2", name="ev3"))
    assert Request.objects.count() == 1 and Incoming.objects.count() == 2


@pytest.mark.parametrize("wrong", [{"signature": "0" * 64}, {"stamp": 1.0}, {"key": "other"}, {"key": ""}])
def test_wrong_late_and_unsealed_call_backs_leave_nothing(channel: Channel, wrong: dict[str, Any]) -> None:
    assert ring(channel, event(), **wrong).status_code == 403
    assert not Incoming.objects.exists()


def test_without_any_secret_nothing_is_believed(channel: Channel) -> None:
    channel.sealed = seal({"app_secret": SECRET})
    channel.save()
    assert ring(channel, event(), key="").status_code == 403


def test_what_a_robot_says_causes_nothing(channel: Channel) -> None:
    said = event()
    said["event"]["sender"]["sender_type"] = "app"
    ring(channel, said)
    assert Incoming.objects.get().kind == IncomingKind.IGNORED and not Request.objects.exists()


def test_the_robots_name_is_left_out_and_others_stay(channel: Channel) -> None:
    mentions = [
        {"key": "@_user_1", "name": "客服", "mentioned_type": "bot"},
        {"key": "@_user_2", "name": "王工", "mentioned_type": "user"},
    ]
    ring(channel, event("@_user_1 请 @_user_2 来看看", mentions=mentions))
    assert Request.objects.get().subject == "请 @王工 来看看"


def test_pictures_and_rich_texts_are_read(channel: Channel) -> None:
    ring(
        channel,
        event(
            kind="post",
            content={
                "title": "漏水",
                "content": [
                    [{"tag": "text", "text": "三楼"}, {"tag": "a", "text": "走廊"}],
                    [{"tag": "img", "image_key": "img_1"}],
                ],
            },
        ),
    )
    assert Request.objects.get().body == "漏水\n三楼走廊"
    assert [file.name for file in Incoming.objects.get().files.all()] == ["image.jpg"]
    ring(channel, event(kind="image", message="om_3", content={"image_key": "img_1"}))
    assert [file.type for file in Note.objects.latest("pk").files.all()] == ["image/png"]


def test_an_answer_to_a_message_that_was_taken_back_goes_to_the_person(
    channel: Channel, feishu: Feishu, li: Any
) -> None:
    ring(channel, event(message="om_recalled"))
    add_note(request=Request.objects.get(), kind=NoteKind.REPLY, text="马上来", by=li)
    run_jobs()
    ((path, sent),) = feishu.sent.values()
    assert (path, sent["receive_id"]) == ("im/v1/messages", "ou_1")


def test_one_attempt_more_arrives_once_and_an_ended_token_is_renewed(
    channel: Channel, feishu: Feishu, li: Any
) -> None:
    ring(channel, event())
    add_note(request=Request.objects.get(), kind=NoteKind.REPLY, text="马上来", by=li)
    run_jobs()
    feishu.tokens = set()
    Message.objects.update(state=MessageState.QUEUED)  # killed after Feishu had taken it
    deliver(message_id=Message.objects.get().pk, by=SYSTEM)
    assert len(feishu.sent) == 1 and Message.objects.get().state == MessageState.SENT
    assert len(feishu.calls("/open-apis/auth/v3/tenant_access_token/internal")) == 2


def test_the_test_of_the_connection_says_what_is_wrong(channel: Channel) -> None:
    adapter = adapter_for(ChannelKind.FEISHU)
    assert [finding.ok for finding in adapter.check(channel)] == [True]
    channel.sealed = seal({"app_secret": "wrong"})
    assert "10014" in adapter.check(channel)[0].text
