"""WeChat official accounts against a stand-in that speaks their published protocol."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quanfu.channels.actions.message import deliver, send_message
from quanfu.channels.adapters import adapter_for
from quanfu.channels.adapters.envelope import Envelope
from quanfu.channels.enums import ChannelKind, IncomingKind, MessageState, Way
from quanfu.channels.models import Channel, Incoming, Message
from quanfu.channels.queries.channel import CHANNELS
from quanfu.channels.tests.stand_in import Asked, StandIn, running
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at, now
from quanfu.core.errors import Refused
from quanfu.core.sealed import seal
from quanfu.core.testing import run_jobs
from quanfu.desk.actions.note import add_note
from quanfu.desk.enums import NoteKind
from quanfu.desk.models import Note, Request

pytestmark = pytest.mark.django_db
APP, SECRET, TOKEN, OPENID = "wx1234567890", "app-secret", "hooktoken", "oAbC_1"
KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE"
ENVELOPE = Envelope(TOKEN, KEY, APP)


class WeChat(StandIn):
    """``sent``: answers taken; the window is the provider's own: five for each message of a follower."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[dict[str, Any]] = []
        self.tokens: set[str] = set()
        self._numbers = itertools.count(1)

    def answer(self, asked: Asked) -> tuple[int, Any]:
        path = asked.path.removeprefix("/cgi-bin/")
        if path == "stable_token":
            if asked.said.get("secret") != SECRET:
                return 200, {"errcode": 40125, "errmsg": "invalid appsecret"}
            self.tokens = {f"token{next(self._numbers)}"}
            return 200, {"access_token": next(iter(self.tokens)), "expires_in": 7200}
        if asked.query.get("access_token") not in self.tokens:
            return 200, {
                "errcode": 40001,
                "errmsg": "invalid credential, access_token is invalid or not latest",
            }
        if path == "media/get":
            return (
                (200, {"errcode": 40007, "errmsg": "invalid media_id"})
                if asked.query["media_id"] == "gone"
                else (200, b"\xff\xd8\xff\xe0jpeg")
            )
        self.sent.append(asked.said)
        return 200, {"errcode": 0, "errmsg": "ok"}


@pytest.fixture
def wechat() -> Iterator[WeChat]:
    with running(WeChat()) as server:
        yield server


@pytest.fixture
def channel(company: Any, wechat: WeChat) -> Channel:
    made = Channel.objects.create(
        company=company, code="wechat", kind=ChannelKind.WECHAT, name="公众号", confirms=False, settings={"app_id": APP, "api_url": wechat.url},
        sealed=seal({"app_secret": SECRET, "token": TOKEN, "aes_key": KEY}),
    )  # fmt: skip
    CHANNELS.changed()
    return made


def xml(text: str = "暖气不热", *, number: str = "2301", kind: str = "text", extra: str = "") -> str:
    return (
        f"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[{OPENID}]]></FromUserName><CreateTime>"
        f"{int(now().timestamp())}</CreateTime><MsgType><![CDATA[{kind}]]></MsgType><Content><![CDATA[{text}]]></Content>{extra}"
        + (f"<MsgId>{number}</MsgId>" if number else "")
        + "</xml>"
    )


def ring(
    channel: Channel,
    body: str,
    *,
    stamp: float | None = None,
    envelope: Envelope = ENVELOPE,
    sealed: bool = True,
) -> Any:
    time, nonce = str(int(stamp or now().timestamp())), "n1"
    if not sealed:
        path = (
            f"{channel.hook_path}?signature={envelope.signature(time, nonce)}&timestamp={time}&nonce={nonce}"
        )
        return Client().post(path, body, content_type="text/xml")
    secret = envelope.seal(body.encode())
    path = (
        f"{channel.hook_path}?signature={envelope.signature(time, nonce)}&timestamp={time}&nonce={nonce}&encrypt_type=aes"
        f"&msg_signature={envelope.signature(time, nonce, secret)}"
    )
    return Client().post(
        path, f"<xml><ToUserName>gh_1</ToUserName><Encrypt>{secret}</Encrypt></xml>", content_type="text/xml"
    )


def said(channel: Channel, body: str) -> Incoming:
    assert ring(channel, body).content == b"success"
    run_jobs()
    return Incoming.objects.latest("pk")


def test_the_console_gets_its_echo_back(channel: Channel) -> None:
    stamp = str(int(now().timestamp()))
    query = {"signature": ENVELOPE.signature(stamp, "n"), "timestamp": stamp, "nonce": "n", "echostr": "4747"}
    assert Client().get(channel.hook_path, query).content == b"4747"
    assert Client().get(channel.hook_path, query | {"signature": "0"}).status_code == 403
    old = str(int(stamp) - 7200)
    assert (
        Client()
        .get(channel.hook_path, query | {"timestamp": old, "signature": ENVELOPE.signature(old, "n")})
        .status_code
        == 403
    )


@pytest.mark.req("INT-4")
def test_what_a_follower_writes_is_a_request_of_that_channel(channel: Channel) -> None:
    incoming = said(channel, xml())
    request = Request.objects.get()
    assert (request.channel, request.subject, incoming.request_number) == (
        channel,
        "暖气不热",
        request.number,
    )


def test_wechat_sends_three_times_and_it_is_taken_once(channel: Channel) -> None:
    for _again in range(3):
        said(channel, xml())
    said(channel, xml("在吗", number="2302"))
    assert Request.objects.count() == 1 and Incoming.objects.count() == 2


@pytest.mark.parametrize(
    "wrong", [{"stamp": 1.0}, {"envelope": Envelope("guess", KEY, APP)}, {"envelope": Envelope(TOKEN, KEY, "wx-other")}, {"sealed": False}]
)  # fmt: skip
def test_wrong_late_foreign_and_unsealed_call_backs_leave_nothing(
    channel: Channel, wrong: dict[str, Any]
) -> None:
    assert ring(channel, xml(), **wrong).status_code == 403
    assert not Incoming.objects.exists()


def test_the_plain_mode_is_taken_where_no_key_is_set(channel: Channel) -> None:
    channel.sealed = seal({"app_secret": SECRET, "token": TOKEN})
    channel.save()
    assert ring(channel, xml(), sealed=False).content == b"success"


def test_an_event_causes_nothing(channel: Channel) -> None:
    assert (
        said(channel, xml("", number="", kind="event", extra="<Event>subscribe</Event>")).kind
        == IncomingKind.IGNORED
    )
    assert not Request.objects.exists()


def test_a_picture_is_fetched_and_one_that_is_gone_stops_nothing(channel: Channel) -> None:
    said(channel, xml("", kind="image", extra="<MediaId>m1</MediaId>"))
    assert [file.type for file in Note.objects.get().files.all()] == ["image/jpeg"]
    assert said(channel, xml("", number="9", kind="image", extra="<MediaId>gone</MediaId>")).warnings


def test_an_answer_goes_out_by_the_message_api_and_the_token_is_renewed(
    channel: Channel, wechat: WeChat, li: Any
) -> None:
    said(channel, xml())
    for text in ("今天来修", "请留在家里"):
        add_note(request=Request.objects.get(), kind=NoteKind.REPLY, text=text, by=li)
        run_jobs()
        wechat.tokens = set()
    assert [one["text"]["content"] for one in wechat.sent] == ["今天来修", "请留在家里"]
    assert [one.said["force_refresh"] for one in wechat.calls("/cgi-bin/stable_token")] == [False, True]


def test_after_48_hours_the_reply_is_refused_beside_the_field_and_an_sms_is_offered(
    channel: Channel, wechat: WeChat, li: Any, client_of: Any
) -> None:
    said(channel, xml())
    request = Request.objects.get()
    page = client_of(li).get(f"/desk/requests/{request.number}/").content.decode()
    assert "data-due" in page and 'name="by_sms"' not in page
    Request.objects.filter(pk=request.pk).update(contact_phone="13811112222")
    with at(now() + timedelta(hours=49)):
        request.refresh_from_db()
        with pytest.raises(Refused) as refused:
            add_note(request=request, kind=NoteKind.REPLY, text="今天来修", by=li)
        assert refused.value.field == "text" and "48" in str(refused.value)
        page = client_of(li).get(f"/desk/requests/{request.number}/").content.decode()
        assert "13811112222" in page and 'name="by_sms"' in page
        answer = client_of(li).post(
            reverse("desk:note.create", args=[request.number]),
            {"kind": "reply", "text": "今天来修", "by_sms": "on"},
        )
    assert answer.status_code == 303
    assert (Message.objects.get().way, Message.objects.get().to, wechat.sent) == (Way.SMS, "13811112222", [])


def test_a_window_that_wechat_says_is_closed_ends_the_attempt_and_another_way_is_tried(
    channel: Channel, wechat: WeChat
) -> None:
    said(channel, xml())
    request = Request.objects.get()
    Request.objects.filter(pk=request.pk).update(contact_phone="13811112222")
    wechat.fail["/cgi-bin/message/custom/send"] = [
        (200, {"errcode": 45015, "errmsg": "response out of time limit or subscription is canceled"})
    ]
    message = send_message(
        company=channel.company,
        way=Way.CHANNEL,
        to=OPENID,
        subject="",
        text="好",
        channel=channel,
        request_number=request.number,
        by=SYSTEM,
    )
    deliver(message_id=message.pk, by=SYSTEM)
    run_jobs()
    message.refresh_from_db()
    assert (message.state, "45015" in message.error) == (MessageState.FAILED, True)
    assert Message.objects.get(fallback_of=message).way == Way.SMS


def test_the_test_of_the_connection_says_what_is_wrong(channel: Channel) -> None:
    adapter = adapter_for(ChannelKind.WECHAT)
    assert [finding.ok for finding in adapter.check(channel)] == [True]
    channel.sealed = seal({"app_secret": "wrong"})
    assert "40125" in adapter.check(channel)[0].text


@pytest.mark.parametrize(
    "body", [b"", b"<xml>", b"<!DOCTYPE a><xml/>", b"\xff\xfe", b"<xml><Encrypt>AAAA</Encrypt></xml>"]
)
def test_whatever_comes_is_refused_quietly(channel: Channel, body: bytes) -> None:
    assert (
        Client().post(f"{channel.hook_path}?encrypt_type=aes", body, content_type="text/xml").status_code
        == 403
    )


def test_the_settings_show_the_address_for_call_backs_and_no_secret(
    channel: Channel, client_of: Any, zheng: Any
) -> None:
    path = reverse("channels:channel.update", args=[channel.pk])
    page = client_of(zheng).get(path).content.decode()
    assert channel.hook_path in page and SECRET not in page and KEY not in page
    values = {"code": "wechat", "name": "公众号", "is_active": "on", "check_every_days": "0", "per_minute": "0", "kind-app_id": "wx-new",
              "kind-api_url": "https://api.weixin.qq.com", "hook_address": "https://elsewhere.example"}  # fmt: skip
    assert client_of(zheng).post(path, values).status_code == 303
    channel.refresh_from_db()
    assert (channel.settings["app_id"], channel.secrets["app_secret"]) == ("wx-new", SECRET)
    assert client_of(zheng).post(path, values | {"kind-aes_key": "short"}).status_code == 422
