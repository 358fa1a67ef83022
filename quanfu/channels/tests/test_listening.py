"""`quanfu listen`: a thread a channel, signs of life, and no piece twice."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from quanfu.channels import listening
from quanfu.channels.actions.listener import beat_channel, claim_channel
from quanfu.channels.adapters import ADAPTERS
from quanfu.channels.enums import ChannelKind
from quanfu.channels.models import Channel, Incoming
from quanfu.channels.queries.board import trouble_of
from quanfu.channels.tests.talk import Talk
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at, now

pytestmark = pytest.mark.django_db(transaction=True)


def until(what: Callable[[], object], seconds: float = 20) -> bool:
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        if what():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def chat(company: Any, monkeypatch: pytest.MonkeyPatch) -> Channel:
    monkeypatch.setitem(ADAPTERS, ChannelKind.CHAT, Talk())
    lines = [json.dumps({"id": f"l{i}", "sender": "a", "text": "x"}) for i in range(3)]
    return Channel.objects.create(
        company=company, code="chat", kind=ChannelKind.CHAT, name="在线客服", settings={"lines": lines}
    )


@pytest.fixture
def listen(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], threading.Event]]:
    monkeypatch.setattr(listening, "LOOK", 0.1)
    monkeypatch.setattr(listening, "PAUSE", 0.1)
    running = []

    def start() -> threading.Event:
        stop = threading.Event()
        thread = threading.Thread(target=listening.run, args=(stop,))
        thread.start()
        running.append((stop, thread))
        return stop

    yield start
    for stop, thread in running:
        stop.set()
        thread.join(10)
        assert not thread.is_alive()


def test_a_channel_that_needs_it_is_listened_to_and_gives_signs_of_life(chat: Channel, listen: Any) -> None:
    listen()
    assert until(lambda: Incoming.objects.count() == 3)
    assert until(lambda: Channel.objects.get(pk=chat.pk).alive_at is not None)
    assert Channel.objects.get(pk=chat.pk).memory == {"at": 3}


def test_a_listener_that_ended_is_followed_by_another_without_taking_anything_twice(
    chat: Channel, listen: Any
) -> None:
    listen().set()
    assert until(lambda: Channel.objects.get(pk=chat.pk).listener == "")
    listen()
    assert until(lambda: Channel.objects.get(pk=chat.pk).listener != "")
    assert until(lambda: Incoming.objects.count() == 3)


def test_why_a_connection_cannot_be_held_stands_on_the_board_until_it_can(
    chat: Channel, listen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_given: Any) -> None:
        raise ConnectionResetError("the other side says no")

    adapter: Any = ADAPTERS[ChannelKind.CHAT]
    with monkeypatch.context() as patched:
        patched.setattr(adapter, "listen", refused)
        listen()
        assert until(lambda: "the other side says no" in trouble_of(Channel.objects.get(pk=chat.pk)))
    assert until(lambda: trouble_of(Channel.objects.get(pk=chat.pk)) == "")
    with at(now() + listening_lost()):
        assert "the other side says no" not in trouble_of(Channel.objects.get(pk=chat.pk))


def test_a_channel_taken_out_of_use_is_let_go(chat: Channel, listen: Any) -> None:
    listen()
    assert until(lambda: Channel.objects.get(pk=chat.pk).listener != "")
    Channel.objects.filter(pk=chat.pk).update(is_active=False)
    assert until(lambda: Channel.objects.get(pk=chat.pk).listener == "")


def test_one_process_holds_a_channel_until_it_is_silent(chat: Channel) -> None:
    assert claim_channel(channel_id=chat.pk, listener="one", by=SYSTEM)
    assert beat_channel(channel_id=chat.pk, listener="one", by=SYSTEM)
    assert not claim_channel(channel_id=chat.pk, listener="two", by=SYSTEM)
    with at(now() + listening_lost()):
        assert claim_channel(channel_id=chat.pk, listener="two", by=SYSTEM)
    assert not beat_channel(channel_id=chat.pk, listener="one", by=SYSTEM)


def listening_lost() -> Any:
    from quanfu.channels.models.channel import LOST_AFTER

    return LOST_AFTER * 1.1
