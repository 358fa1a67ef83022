"""The visitors' door: who may listen, what is taken, and that it arrives."""

import json
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any

import pytest

from quanfu.channels.actions.turn import answer_visitor
from quanfu.channels.models import Channel, Talk, Turn
from quanfu.channels.queries.talk import is_away
from quanfu.channels.tests.talks import came, chat, seated
from quanfu.core.clock import now
from quanfu.core.models import Rule
from quanfu.core.rules import TABLE
from quanfu.core.testing_push import served
from quanfu.org.models import Person

__all__ = ["chat", "seated"]
pytestmark = pytest.mark.django_db(transaction=True)
SITE = "https://shop.example"


@pytest.fixture
def base(settings: Any, transactional_db: None) -> Iterator[str]:
    settings.PUSH = True
    with served() as (address, _hub):
        yield address.removeprefix("http://")


def call(
    base: str, method: str, token: str, given: Any = None, *, origin: str = SITE, query: str = ""
) -> tuple[int, Any, Any]:
    connection = HTTPConnection(base, timeout=10)
    body = given if isinstance(given, bytes) else json.dumps(given).encode() if given is not None else None
    headers = {"Authorization": f"Bearer {token}", **({"Origin": origin} if origin else {})}
    connection.request(method, f"/chat/live/{query}", body, headers)
    answer = connection.getresponse()
    raw = answer.read()
    connection.close()
    return answer.status, json.loads(raw) if raw else None, answer.headers


class Stream:
    def __init__(self, base: str, token: str, since: int = 0) -> None:
        self.connection = HTTPConnection(base, timeout=5)
        self.connection.request(
            "GET", f"/chat/live/?since={since}", headers={"Authorization": f"Bearer {token}", "Origin": SITE}
        )
        self.answer = self.connection.getresponse()

    def next(self, wanted: str = "turn") -> dict[str, Any]:
        name = ""
        while True:
            line = self.answer.readline().decode().rstrip("\n")
            if line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: ") and name == wanted:
                return json.loads(line[6:])  # type: ignore[no-any-return]

    def close(self) -> None:
        self.connection.close()


def test_what_is_said_comes_on_the_stream_of_this_talk_only(base: str, chat: Channel, seated: Person) -> None:
    (talk, token), (_other, other_token) = came(chat), came(chat)
    mine, others = Stream(base, token, since=99), Stream(base, other_token, since=99)
    mine.next("hello")
    others.next("hello")
    status, kept, _headers = call(base, "POST", token, {"text": "暖气不热 <b>", "nonce": "nonce-0001"})
    assert status == 200
    heard = mine.next()
    assert (heard["text"], heard["seq"], heard["author"]) == ("暖气不热 <b>", kept["seq"], "visitor")
    talk = Talk.objects.select_related("company", "channel", "agent").get(pk=talk.pk)
    answer_visitor(talk=talk, text="马上来", person=seated, files=[], note=None, by=seated)
    assert mine.next()["text"] == "马上来"
    assert call(base, "POST", other_token, {"text": "别人的", "nonce": "nonce-0002"})[0] == 200
    assert others.next()["text"] == "别人的"  # the first it hears
    mine.close()
    others.close()


def test_a_stream_that_comes_back_gets_what_it_missed(base: str, chat: Channel, seated: Person) -> None:
    talk, token = came(chat)
    for n in range(5):
        assert call(base, "POST", token, {"text": f"第 {n} 句", "nonce": f"nonce-{n:04}"})[0] == 200
    last = Turn.objects.filter(talk=talk).count()
    stream = Stream(base, token, since=last - 2)
    assert [stream.next()["text"] for _ in range(2)] == ["第 3 句", "第 4 句"]
    stream.close()
    status, found, _headers = call(base, "GET", token, query=f"?once=1&since={last - 1}")
    assert (status, [turn["text"] for turn in found["turns"]]) == (200, ["第 4 句"])


def test_a_window_without_a_stream_counts_as_here(base: str, chat: Channel, seated: Person) -> None:
    talk, token = came(chat)
    Talk.objects.filter(pk=talk.pk).update(seen_at=now() - timedelta(minutes=5))
    assert call(base, "GET", token, query="?once=1&since=0")[0] == 200
    talk.refresh_from_db()
    assert not is_away(talk)


def test_a_nonce_is_said_once(base: str, chat: Channel, seated: Person) -> None:
    talk, token = came(chat)
    answers = [call(base, "POST", token, {"text": "你好", "nonce": "nonce-same"})[1]["seq"] for _ in range(3)]
    assert len(set(answers)) == 1
    assert Turn.objects.filter(talk=talk, author="visitor").count() == 1


def test_without_a_token_or_from_another_site_nothing_opens(base: str, chat: Channel, seated: Person) -> None:
    _talk, token = came(chat)
    assert call(base, "GET", "x" * 32)[0] == 401
    assert call(base, "GET", "")[0] == 401
    status, _data, headers = call(
        base, "POST", token, {"text": "x", "nonce": "nonce-0001"}, origin="https://evil.example"
    )
    assert status == 403
    assert "Access-Control-Allow-Origin" not in headers
    status, _data, headers = call(base, "OPTIONS", token)
    assert (status, headers["Access-Control-Allow-Origin"], headers["Access-Control-Allow-Credentials"]) == (
        204,
        SITE,
        None,
    )


def test_a_host_that_is_not_ours_is_no_site_of_ours(base: str, chat: Channel, seated: Person) -> None:
    """A name of somebody else that leads to this server."""
    _talk, token = came(chat)
    for host, status in (("evil.example", 403), (base, 204)):
        connection = HTTPConnection(base, timeout=10)
        headers = {"Host": host, "Origin": f"http://{host}", "Authorization": f"Bearer {token}"}
        connection.request("POST", "/chat/live/", b'{"typing": true}', headers)
        assert connection.getresponse().status == status
        connection.close()


def test_our_own_address_is_a_site_of_ours_behind_a_proxy(
    base: str, chat: Channel, seated: Person, settings: Any
) -> None:
    """The proxy ends TLS: a call comes by http, its page by https."""
    settings.PUBLIC_URL = "https://service.example.com"
    _talk, token = came(chat)
    for origin, status in (("https://service.example.com", 204), ("http://service.example.com", 403)):
        assert call(base, "POST", token, {"typing": True}, origin=origin)[0] == status


@pytest.mark.parametrize(
    "given",
    [b"", b"[]", b"{", b'{"text": 7, "nonce": "nonce-0001"}', b'{"text": "x"}', b'{"text": "x", "nonce": "n"}', b'{"text":"\\ud800","nonce":"nonce-0001"}', b'{"text": "' + b"x" * 200_000 + b'"}'],
)  # fmt: skip
def test_what_is_no_message_is_refused(base: str, chat: Channel, seated: Person, given: bytes) -> None:
    talk, token = came(chat)
    before = Turn.objects.filter(talk=talk).count()
    assert call(base, "POST", token, given)[0] in (400, 413)
    assert Turn.objects.filter(talk=talk).count() == before


def test_a_message_may_be_so_long(base: str, chat: Channel, seated: Person) -> None:
    """channels.talk_longest"""
    Rule.objects.create(code="channels.talk_longest", since=now().date(), value=100)
    TABLE.changed()
    _talk, token = came(chat)
    assert call(base, "POST", token, {"text": "长" * 101, "nonce": "nonce-0001"})[0] == 422
    assert call(base, "POST", token, {"text": "长" * 100, "nonce": "nonce-0002"})[0] == 200


def test_so_many_messages_a_minute(base: str, chat: Channel, seated: Person) -> None:
    """channels.talk_per_minute"""
    Rule.objects.create(code="channels.talk_per_minute", since=now().date(), value=5)
    TABLE.changed()
    _talk, token = came(chat)
    statuses = [call(base, "POST", token, {"text": "在吗", "nonce": f"nonce-{n:04}"})[0] for n in range(7)]
    assert statuses == [200] * 5 + [429] * 2


def test_typing_and_reading_are_told_and_not_kept_as_turns(base: str, chat: Channel, seated: Person) -> None:
    talk, token = came(chat)
    stream = Stream(base, token)
    stream.next("hello")
    assert call(base, "POST", token, {"typing": True})[0] == 204
    assert stream.next("typing")["by"] == "visitor"
    last = Turn.objects.filter(talk=talk).count()
    assert call(base, "POST", token, {"read": 10_000})[0] == 204
    assert stream.next("read") == {"by": "visitor", "seq": last}
    talk.refresh_from_db()
    assert talk.read_by_visitor == last
    stream.close()


def test_a_name_that_no_database_takes_is_refused_and_hinders_nobody(
    base: str, chat: Channel, seated: Person
) -> None:
    _talk, token = came(chat)
    for nonce in ("nonce\0001", "nonce-\u4e00\u4e00", "nonce-\n\n\n"):
        assert call(base, "POST", token, {"text": "x", "nonce": nonce})[0] == 400
    assert call(base, "POST", token, {"text": "你\0好", "nonce": "nonce-0001"})[0] == 200
    assert call(base, "POST", token, b"[" * 100_000)[0] == 400


def test_many_windows_that_come_back_at_once_each_get_what_they_missed(
    base: str, chat: Channel, seated: Person
) -> None:
    tokens = [came(chat)[1] for _ in range(4)]
    for n, token in enumerate(tokens):
        assert call(base, "POST", token, {"text": f"第 {n} 位", "nonce": f"nonce-{n:04}"})[0] == 200
    streams = [Stream(base, token) for token in tokens]
    for n, stream in enumerate(streams):
        while stream.next()["text"] != f"第 {n} 位":
            pass
        stream.close()


def test_the_oldest_of_a_visitors_windows_makes_room(base: str, chat: Channel, seated: Person) -> None:
    _talk, token = came(chat)
    streams = []
    for _ in range(5):
        streams.append(Stream(base, token, since=99))
        streams[-1].next("hello")
    assert streams[0].next("bye") == {"why": "many"}
    assert streams[0].answer.read().strip() == b""
    assert call(base, "POST", token, {"text": "在吗", "nonce": "nonce-0001"})[0] == 200
    assert [stream.next()["text"] for stream in streams[1:]] == ["在吗"] * 4
    for stream in streams:
        stream.close()


def test_a_quiet_window_is_shown_signs_of_life(settings: Any, chat: Channel, seated: Person) -> None:
    settings.PUSH = True
    with served(beat=0.4) as (address, _hub):
        _talk, token = came(chat)
        stream = Stream(address.removeprefix("http://"), token)
        assert stream.next("beat") == stream.next("beat") == {}
        stream.close()


def test_an_ended_talk_takes_nothing_more(base: str, chat: Channel, seated: Person) -> None:
    talk, token = came(chat)
    Talk.objects.filter(pk=talk.pk).update(state="ended")
    assert call(base, "POST", token, {"text": "还在吗", "nonce": "nonce-0001"})[0] == 409
