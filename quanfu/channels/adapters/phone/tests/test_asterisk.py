"""Asterisk by AMI and ARI: listening, dialling, the test of the connection."""

import ssl
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from quanfu.channels.actions.call import record_call
from quanfu.channels.actions.extension import save_extension
from quanfu.channels.adapters.phone import ADAPTER
from quanfu.channels.adapters.phone.tests.asterisk import SECRET, USER, Ami, Ari, ari_events
from quanfu.channels.adapters.phone.tests.test_phone import MONDAY, set_up
from quanfu.channels.adapters.phone.tests.test_switchboard import A_CALL
from quanfu.channels.models import Channel
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at
from quanfu.org.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ami() -> Iterator[Ami]:
    made = Ami()
    yield made
    made.close()


@pytest.fixture
def ari() -> Iterator[Ari]:
    made = Ari()
    yield made
    made.close()


class Kept:
    """What a listening adapter is given, as `quanfu listen` would."""

    def __init__(self, channel: Channel, enough: int) -> None:
        self.memory: dict[str, Any] = {}
        self.pieces: dict[str, bytes] = {}
        self.enough, self.full, self.beats = enough, threading.Event(), 0

    def __call__(self, key: str, raw: bytes) -> bool:
        fresh = key not in self.pieces
        self.pieces[key] = raw
        if len(self.pieces) >= self.enough:
            self.full.set()
        return fresh

    def beat(self) -> None:
        self.beats += 1

    def remember(self, **memory: Any) -> None:
        self.memory |= memory


def listens(
    channel: Channel, keep: Kept, stop: threading.Event
) -> tuple[threading.Thread, list[BaseException]]:
    failed: list[BaseException] = []

    def run() -> None:
        try:
            ADAPTER.listen(channel, stop, keep)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, failed


def test_asterisk_is_listened_to_by_ami(phone_channel: Channel, ami: Ami) -> None:
    channel = set_up(
        phone_channel, system="ami", host="127.0.0.1", port=ami.port, user=USER, trunks="PJSIP/telecom"
    )
    assert ADAPTER.listens(channel)
    keep, stop = Kept(channel, 4), threading.Event()
    thread, failed = listens(channel, keep, stop)
    assert ami.logged_in.wait(5)
    ami.tell(*A_CALL)
    assert keep.full.wait(5) and keep.beats
    stop.set()
    thread.join(5)
    assert not failed and not thread.is_alive()
    events = [ADAPTER.understand(channel, raw) for raw in keep.pieces.values()]
    assert {one.phone for one in events if not isinstance(one, list)} == {"13800000001"}


def test_where_the_recordings_lie_is_set(phone_channel: Channel, ami: Ami) -> None:
    channel = set_up(
        phone_channel, system="ami", host="127.0.0.1", port=ami.port, user=USER, trunks="PJSIP/telecom",
        recordings="https://pbx.example.com/rec/",
    )  # fmt: skip
    keep, stop = Kept(channel, 5), threading.Event()
    thread, _failed = listens(channel, keep, stop)
    assert ami.logged_in.wait(30)
    ami.tell(*A_CALL)
    assert keep.full.wait(30)
    stop.set()
    thread.join(30)
    assert any(b"https://pbx.example.com/rec/17.1.wav" in raw for raw in keep.pieces.values())


def test_an_encrypted_connection_is_not_made_to_an_open_port(phone_channel: Channel, ami: Ami) -> None:
    channel = set_up(
        phone_channel,
        system="ami",
        host="127.0.0.1",
        port=ami.port,
        user=USER,
        trunks="PJSIP/telecom",
        tls=True,
    )
    thread, failed = listens(channel, Kept(channel, 1), threading.Event())
    thread.join(30)
    assert isinstance(failed[0], ssl.SSLError) and not ami.logged_in.is_set()


def test_a_lost_line_to_asterisk_is_an_error_that_is_tried_again(phone_channel: Channel, ami: Ami) -> None:
    channel = set_up(
        phone_channel, system="ami", host="127.0.0.1", port=ami.port, user=USER, trunks="PJSIP/telecom"
    )
    thread, failed = listens(channel, Kept(channel, 1), threading.Event())
    assert ami.logged_in.wait(5)
    ami.hang_up()
    thread.join(5)
    assert [type(error) for error in failed] == [ConnectionError] or isinstance(failed[0], OSError)


def test_asterisk_is_listened_to_by_ari(phone_channel: Channel) -> None:
    trunk = {
        "id": "17.1",
        "name": "PJSIP/telecom-1",
        "caller": {"number": "13800000001"},
        "dialplan": {"exten": "4008000"},
    }
    stamp = "2026-11-22T10:00:00.000+0800"
    events = [
        {"type": "ChannelCreated", "timestamp": stamp, "channel": trunk},
        {"type": "ChannelDestroyed", "timestamp": stamp, "channel": trunk, "cause": 16},
    ]
    with ari_events(events) as (port, opened):
        channel = set_up(
            phone_channel, system="ari", host="127.0.0.1", port=port, user=USER, trunks="PJSIP/telecom"
        )
        keep, stop = Kept(channel, 2), threading.Event()
        thread, failed = listens(channel, keep, stop)
        assert keep.full.wait(5)
        stop.set()
        thread.join(5)
    assert not failed
    assert "subscribeAll=true" in opened[0] and f"api_key={USER}%3A{SECRET}" in opened[0]


def test_without_a_telephone_system_the_button_hands_the_number_to_the_computer(
    phone_channel: Channel, ari: Ari, li: Person, client_of: Callable[[Person], Client]
) -> None:
    with at(MONDAY):
        record_call(company=li.company, is_answered=False, phone="13800000001", by=li)
    save_extension(instance=None, channel=phone_channel, number="8001", person=li, by=SYSTEM)
    missed = client_of(li).get("/channels/missed-calls/").content.decode()
    assert 'href="tel:13800000001"' in missed
    assert 'action="/channels/dial/"' not in missed
    set_up(phone_channel, system="hook", dial_url=f"http://127.0.0.1:{ari.port}/dial")
    missed = client_of(li).get("/channels/missed-calls/").content.decode()
    assert 'href="tel:' not in missed
    assert 'action="/channels/dial/"' in missed


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("system", ["ami", "ari", "hook"])
def test_dialling_from_a_page_rings_ones_own_telephone(
    system: str, phone_channel: Channel, ami: Ami, ari: Ari, li: Person, client_of: Callable[[Person], Client]
) -> None:
    port = ami.port if system == "ami" else ari.port
    channel = set_up(
        phone_channel, system=system, host="127.0.0.1", port=port, user=USER, trunks="PJSIP/t", context="agents", technology="SIP",
        dial_url=f"http://127.0.0.1:{ari.port}/dial",
    )  # fmt: skip
    client = client_of(li)
    assert client.post("/channels/dial/", {"phone": "13800000001"}).status_code == 422  # no extension yet
    save_extension(instance=None, channel=channel, number="8001", person=li, by=SYSTEM)
    answer = client.post("/channels/dial/", {"phone": "138-0000 0001"})
    if system == "ami":
        assert answer.status_code == 303
        asked = ami.asked[-1]
        assert (asked["Action"], asked["Channel"], asked["Exten"], asked["Context"]) == (
            "Originate",
            "SIP/8001",
            "13800000001",
            "agents",
        )
    elif system == "ari":
        assert answer.status_code == 303
        assert ari.asked[-1][:2] == ("POST", "/ari/channels")
        assert ari.asked[-1][2]["endpoint"] == ["SIP/8001"] and ari.asked[-1][2]["extension"] == [
            "13800000001"
        ]
    else:  # the stand-in wants a password that a hook does not know: what it says stands beside the field
        assert answer.status_code == 422
        assert "Authentication required" in answer.content.decode()
        assert ari.asked[-1][:2] == ("POST", "/dial")


def test_connection_test_says_what_is_wrong(phone_channel: Channel, ami: Ami, ari: Ari) -> None:
    def found(**settings: Any) -> tuple[bool, str]:
        finding = ADAPTER.check(set_up(phone_channel, host="127.0.0.1", user=USER, **settings))[0]
        return finding.ok, finding.text

    assert found(system="ami", port=ami.port)[0]
    assert found(system="ari", port=ari.port)[0]
    assert found(system="hook")[0]
    wrong = found(system="ami", port=ami.port, secret="wrong")
    assert not wrong[0] and "Authentication failed" in wrong[1]
    assert not found(system="ari", port=ari.port, secret="wrong")[0]
    assert not found(system="ami", port=1)[0]
    assert not found(system="ari", port=1)[0]
    assert not found(system="hook", secret="")[0]
