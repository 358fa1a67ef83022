"""WeCom against a stand-in that speaks its published protocol."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from quanfu.channels.actions.incoming import rerun_incoming, understand_incoming
from quanfu.channels.actions.message import deliver, send_message
from quanfu.channels.adapters import adapter_for
from quanfu.channels.adapters.contract import NotSent
from quanfu.channels.adapters.envelope import Envelope
from quanfu.channels.adapters.wecom.pull import listen, pull
from quanfu.channels.adapters.wecom.tests.stand_in import (
    ACCOUNT,
    CORP,
    CUSTOMER,
    ENVELOPE,
    KEY,
    SECRET,
    TOKEN,
    WeCom,
    news,
    ring,
    words,
)  # fmt: skip
from quanfu.channels.enums import ChannelKind, IncomingKind, IncomingState, MessageState, Way
from quanfu.channels.models import Channel, Incoming, Message
from quanfu.channels.tests.stand_in import running
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at, now
from quanfu.core.sealed import seal
from quanfu.core.testing import run_jobs
from quanfu.desk.actions.note import add_note
from quanfu.desk.enums import NoteKind
from quanfu.desk.models import Note, Request
from quanfu.sla.models import Clock

pytestmark = pytest.mark.django_db
WHO = f"{ACCOUNT}/{CUSTOMER}"


@pytest.fixture
def wecom() -> Iterator[WeCom]:
    with running(WeCom()) as server:
        yield server


@pytest.fixture
def channel(company: Any, wecom: WeCom) -> Channel:
    return Channel.objects.create(
        company=company, code="wecom", kind=ChannelKind.WECOM, name="企业微信", confirms=False,
        settings={"corp_id": CORP, "agent_id": "1", "takes_kf": True, "open_kfid": "", "api_url": wecom.url},
        sealed=seal({"secret": SECRET, "token": TOKEN, "aes_key": KEY}),
    )  # fmt: skip


class Kept:
    """What a listener is given, without the process around it; ``dies_after``: the process is killed after so many."""

    def __init__(
        self, channel: Channel, memory: dict[str, Any] | None = None, dies_after: int = 10**6
    ) -> None:
        self.channel, self.memory, self.left = channel, dict(memory or {}), dies_after

    def __call__(self, key: str, raw: bytes) -> bool:
        from quanfu.channels.actions.incoming import keep_incoming

        if not self.left:
            raise SystemExit
        self.left -= 1
        return keep_incoming(channel=self.channel, key=key, raw=raw, by=SYSTEM) is not None

    def beat(self) -> None:
        return

    def remember(self, **memory: Any) -> None:
        self.memory |= memory


def fetch(channel: Channel, keep: Kept | None = None) -> Kept:
    keep = keep or Kept(channel)
    pull(channel, keep, account=ACCOUNT, token="ENC1")
    run_jobs()
    return keep


def sent_by(channel: Channel, text: str, to: str = WHO) -> Message:
    message = send_message(
        company=channel.company, way=Way.CHANNEL, to=to, subject="", text=text, channel=channel, by=SYSTEM
    )
    deliver(message_id=message.pk, by=SYSTEM)
    message.refresh_from_db()
    return message


def test_the_console_gets_its_echo_back(channel: Channel) -> None:
    sealed = ENVELOPE.seal(b"1616140317555161061")
    stamp = str(int(now().timestamp()))
    query = {
        "msg_signature": ENVELOPE.signature(stamp, "n", sealed),
        "timestamp": stamp,
        "nonce": "n",
        "echostr": sealed,
    }
    assert Client().get(channel.hook_path, query).content == b"1616140317555161061"
    assert Client().get(channel.hook_path, query | {"nonce": "m"}).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [{"signature": "0" * 40}, {"at": 1.0}, {"envelope": Envelope("guess", KEY, CORP)}, {"envelope": Envelope(TOKEN, KEY, "ww-other")},
     {"envelope": Envelope(TOKEN, "A" * 43, CORP)}],
)  # fmt: skip
def test_a_wrong_or_late_call_back_leaves_nothing(channel: Channel, wrong: dict[str, Any]) -> None:
    assert ring(channel, words("我是经理"), **wrong).status_code == 403
    assert not Incoming.objects.exists()


def test_a_call_back_may_be_as_old_as_the_rule_says(channel: Channel) -> None:
    an_hour_ago = now().timestamp() - 3000
    assert ring(channel, words("早"), at=an_hour_ago).status_code == 200
    set_rule(code="channels.callback_minutes", value=5, by=SYSTEM)
    assert ring(channel, words("早", msgid="101"), at=an_hour_ago).status_code == 403


def test_what_was_overheard_and_sent_again_opens_nothing(channel: Channel) -> None:
    for _again in range(3):  # WeCom itself sends again what was not answered within five seconds
        assert ring(channel, words("灯坏了")).status_code == 200
        run_jobs()
    assert Request.objects.get().subject == "灯坏了"


def test_a_colleague_who_writes_to_the_app_is_answered_there(channel: Channel, wecom: WeCom, li: Any) -> None:
    ring(channel, words("打印机坏了"))
    run_jobs()
    add_note(request=Request.objects.get(), kind=NoteKind.REPLY, text="马上来", by=li)
    run_jobs()
    (said,) = wecom.sent.values()
    assert (said["touser"], said["text"]["content"], said["agentid"]) == ("LiJing", "马上来", 1)


def test_every_page_is_fetched_and_each_message_taken_once(channel: Channel, wecom: WeCom) -> None:
    for number in range(5):
        wecom.write(f"第{number}句", customer=f"wm{number}")
    keep = fetch(channel)
    assert Request.objects.count() == 5
    assert keep.memory["cursors"] == {ACCOUNT: "5"}
    fetch(channel, Kept(channel))  # the cursor was lost: all is fetched once more
    wecom.write("新的", customer="wm9")
    fetch(channel, keep)
    assert Request.objects.count() == 6
    assert Incoming.objects.filter(kind=IncomingKind.REPLY).count() == 6


@pytest.mark.parametrize("moment", range(5))
def test_killed_between_two_messages_nothing_is_lost_or_doubled(
    channel: Channel, wecom: WeCom, moment: int
) -> None:
    for number in range(5):
        wecom.write(f"第{number}句", customer=f"wm{number}")
    keep = Kept(channel, dies_after=moment)
    with pytest.raises(SystemExit):
        pull(channel, keep, account=ACCOUNT, token="ENC1")
    fetch(channel, Kept(channel, keep.memory))
    assert sorted(Request.objects.values_list("subject", flat=True)) == [
        f"第{number}句" for number in range(5)
    ]


@pytest.mark.req("INT-4")
def test_what_a_customer_writes_in_wechat_becomes_a_request_with_name_and_picture(
    channel: Channel, wecom: WeCom
) -> None:
    wecom.write("暖气不热")
    wecom.write(msgtype="image", image={"media_id": "m7"})
    fetch(channel)
    request = Request.objects.get()
    assert (request.subject, request.contact_name, request.channel) == ("暖气不热", "小王", channel)
    assert request.number and Clock.objects.filter(request=request).exists()
    (file,) = Note.objects.get(kind=NoteKind.CUSTOMER).files.all()
    assert (file.type, file.name) == ("image/png", "image.jpg")


def test_a_file_that_wecom_no_longer_has_stops_nothing(channel: Channel, wecom: WeCom) -> None:
    wecom.write(msgtype="image", image={"media_id": "gone"})
    fetch(channel)
    incoming = Incoming.objects.get()
    assert incoming.warnings and Request.objects.exists()


def test_a_file_that_cannot_be_fetched_holds_up_no_other_message_and_waits_in_quarantine(
    channel: Channel, wecom: WeCom, li: Any
) -> None:
    wecom.write(msgtype="video", video={"media_id": "m8"}, customer="wm1")
    wecom.write("暖气不热", customer="wm2")
    wecom.fail["/cgi-bin/media/get"] = [(503, {})] * 3
    keep = Kept(channel)
    assert pull(channel, keep, account=ACCOUNT, token="ENC1") == 2
    film, said = Incoming.objects.order_by("pk")
    for _attempt in range(2):
        with pytest.raises(NotSent):
            understand_incoming(incoming_id=film.pk, by=SYSTEM)
    understand_incoming(incoming_id=film.pk, by=SYSTEM)
    understand_incoming(incoming_id=said.pk, by=SYSTEM)
    assert Request.objects.get().subject == "暖气不热"
    film.refresh_from_db()
    assert film.state == IncomingState.QUARANTINED
    rerun_incoming(incoming=film, by=li)
    run_jobs()
    assert {file.name for file in Incoming.objects.get(pk=film.pk).files.all()} == {"video.mp4"}


def test_the_listener_fetches_when_the_hook_rings(channel: Channel, wecom: WeCom) -> None:
    wecom.write("暖气不热")
    assert ring(channel, news("ENC9")).status_code == 200
    stop, keep = threading.Event(), Kept(channel, {"cursors": {ACCOUNT: ""}})
    keep.beat = stop.set  # type: ignore[method-assign]
    listen(channel, stop, keep)
    (asked,) = wecom.calls("/cgi-bin/kf/sync_msg")
    assert (asked.said["token"], asked.said["open_kfid"]) == ("ENC9", ACCOUNT)
    assert keep.memory["event"] == Incoming.objects.get(key__startswith="event").pk
    run_jobs()
    assert Request.objects.get().subject == "暖气不热"


def test_a_call_back_token_that_has_ended_is_left_out(channel: Channel, wecom: WeCom) -> None:
    wecom.write("暖气不热")
    wecom.fail["/cgi-bin/kf/sync_msg"] = [(200, {"errcode": 95007, "errmsg": "invalid msg token"})]
    fetch(channel)
    assert Request.objects.count() == 1


def test_the_answer_goes_to_the_customer_and_a_failure_is_reported_later(
    channel: Channel, wecom: WeCom, li: Any
) -> None:
    wecom.write("暖气不热")
    keep = fetch(channel)
    add_note(request=Request.objects.get(), kind=NoteKind.REPLY, text="今天来修", by=li)
    run_jobs()
    message = Message.objects.get(way=Way.CHANNEL)
    said = wecom.sent[message.provider_id]
    assert (said["touser"], said["open_kfid"], said["text"]) == (CUSTOMER, ACCOUNT, {"content": "今天来修"})
    wecom.said.append({
        "msgid": "e1", "msgtype": "event", "origin": 4, "send_time": int(now().timestamp()),
        "event": {"event_type": "msg_send_fail", "fail_msgid": message.provider_id, "fail_type": 10},
    })  # fmt: skip
    fetch(channel, keep)
    message.refresh_from_db()
    assert message.state == MessageState.FAILED and message.error


def test_one_attempt_more_has_the_same_id(channel: Channel, wecom: WeCom) -> None:
    wecom.write()
    fetch(channel)
    message = sent_by(channel, "好")
    Message.objects.filter(pk=message.pk).update(state=MessageState.QUEUED)  # killed after WeCom had taken it
    deliver(message_id=message.pk, by=SYSTEM)
    assert len(wecom.calls("/cgi-bin/kf/send_msg")) == 2 and len(wecom.sent) == 1


def test_after_five_answers_or_48_hours_none_goes_out(channel: Channel, wecom: WeCom) -> None:
    wecom.write()
    fetch(channel)
    assert [sent_by(channel, f"{n}").state for n in range(5)] == [MessageState.SENT] * 5
    adapter = adapter_for(ChannelKind.WECOM)
    assert "5" in adapter.objection(channel, WHO, "六")
    wecom.write("在吗")
    fetch(channel)
    assert adapter.objection(channel, WHO, "六") == ""
    with at(now() + timedelta(hours=49)):
        assert "48" in adapter.objection(channel, WHO, "六")
    set_rule(code="channels.window_messages", value=1, by=SYSTEM)
    sent_by(channel, "一")
    assert adapter.objection(channel, WHO, "二")
    set_rule(code="channels.window_messages", value=9, by=SYSTEM)
    set_rule(code="channels.window_hours", value=72, by=SYSTEM)
    with at(now() + timedelta(hours=49)):
        assert adapter.objection(channel, WHO, "六") == ""


def test_a_longer_answer_than_wechat_takes_is_refused(channel: Channel, wecom: WeCom) -> None:
    wecom.write()
    fetch(channel)
    assert "2048" in adapter_for(ChannelKind.WECOM).objection(channel, WHO, "字" * 700)


def test_a_token_that_has_ended_is_renewed_once(channel: Channel, wecom: WeCom) -> None:
    wecom.write()
    fetch(channel)
    wecom.tokens = set()
    assert sent_by(channel, "好").state == MessageState.SENT
    assert len(wecom.calls("/cgi-bin/gettoken")) == 2


def test_a_token_is_shared_until_it_ends(channel: Channel, wecom: WeCom) -> None:
    wecom.write()
    fetch(channel)
    for text in "好的呀":
        sent_by(channel, text)
    assert len(wecom.calls("/cgi-bin/gettoken")) == 1


@pytest.mark.parametrize(
    ("answer", "final"),
    [((200, {"errcode": 45009, "errmsg": "api freq out of limit"}), False), ((502, {}), False), ((200, {"errcode": -1, "errmsg": "system busy"}), False),
     ((200, {"errcode": 95018, "errmsg": "send msg session status invalid"}), True), ((200, {"errcode": 40003, "errmsg": "invalid userid"}), True)],
)  # fmt: skip
def test_what_wecom_refuses_is_kept_and_tried_again_where_that_helps(
    channel: Channel, wecom: WeCom, answer: tuple[int, Any], final: bool
) -> None:
    wecom.write()
    fetch(channel)
    wecom.fail["/cgi-bin/kf/send_msg"] = [answer]
    message = send_message(
        company=channel.company, way=Way.CHANNEL, to=WHO, subject="", text="好", channel=channel, by=SYSTEM
    )
    if final:
        deliver(message_id=message.pk, by=SYSTEM)
    else:
        with pytest.raises(NotSent):
            deliver(message_id=message.pk, by=SYSTEM)
    message.refresh_from_db()
    assert message.state == (MessageState.FAILED if final else MessageState.QUEUED) and message.error
    if not final:
        deliver(message_id=message.pk, by=SYSTEM)
        message.refresh_from_db()
        assert message.state == MessageState.SENT


def test_a_slow_provider_is_given_up_in_time(channel: Channel, wecom: WeCom) -> None:
    set_rule(code="channels.vendor_seconds", value=1, by=SYSTEM)
    wecom.delay = 1.5
    (finding,) = adapter_for(ChannelKind.WECOM).check(channel)
    assert not finding.ok


def test_the_test_of_the_connection_says_what_is_wrong(channel: Channel, wecom: WeCom) -> None:
    adapter = adapter_for(ChannelKind.WECOM)
    assert [finding.ok for finding in adapter.check(channel)] == [True, True]
    channel.settings["open_kfid"] = "wkZZZZ"
    assert ACCOUNT in adapter.check(channel)[-1].text
    channel.sealed = seal({"secret": "wrong"})
    (finding,) = adapter.check(channel)
    assert not finding.ok and "40001" in finding.text


def test_nobody_at_that_address_is_said_so(channel: Channel) -> None:
    channel.settings["api_url"] = "http://127.0.0.1:9"
    (finding,) = adapter_for(ChannelKind.WECOM).check(channel)
    assert "127.0.0.1:9" in finding.text


def test_customers_of_wechat_are_fetched_only_where_that_is_set(channel: Channel) -> None:
    assert adapter_for(ChannelKind.WECOM).listens(channel)
    channel.settings["takes_kf"] = False
    assert not adapter_for(ChannelKind.WECOM).listens(channel)
