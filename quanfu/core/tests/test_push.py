"""Live streams: who may hold one, what comes through it, and what happens when it is cut."""

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client

from quanfu.core.actor import SYSTEM
from quanfu.core.config import config
from quanfu.core.events import emit
from quanfu.core.models.journal import JournalEntry
from quanfu.core.push import hub as hub_module
from quanfu.core.push.hub import MOST_REPLAYED, Hub, Seat
from quanfu.core.push.topics import Asked, Change, Hint, event
from quanfu.core.push.wire import Sockets, Wire
from quanfu.core.testing_push import Listener, served
from quanfu.org.actions.notification import notify
from quanfu.org.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def base(settings: Any, transactional_db: None) -> Iterator[tuple[str, Hub]]:
    settings.PUSH = True
    with served() as found:
        yield found


@pytest.fixture
def listens(base: tuple[str, Hub]) -> Iterator[Callable[..., Listener]]:
    opened = []

    def listen(person: Person | None, *topics: str, **more: Any) -> Listener:
        opened.append(Listener(base[0], person, *topics, **more))
        return opened[-1]

    yield listen
    for each in opened:
        each.close()


def told(person: Person, text: str) -> int:
    """The journal id of a message to somebody."""
    notify(people=[person], text=text, by=SYSTEM)
    return JournalEntry.objects.filter(event="org.notification.sent").latest("pk").pk


def until(true: Callable[[], Any], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def test_nobody_listens_without_a_session(listens: Callable[..., Listener]) -> None:
    assert listens(None, "bell").status == 401
    assert listens(None, "bell", cookie="nonsense").status == 401


def test_pages_come_through_the_same_port(base: tuple[str, Hub], li: Person) -> None:
    from http.client import HTTPConnection

    connection = HTTPConnection(base[0].removeprefix("http://"))
    connection.request(
        "POST",
        "/login/",
        body="login=x&password=" + "y" * 300_000,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert connection.getresponse().status == 403  # no token: Django has read it and says no
    connection.close()


def test_a_message_to_me_comes_at_once_and_only_to_me(
    listens: Callable[..., Listener], li: Person, qian: Person
) -> None:
    mine, hers = listens(li, "bell"), listens(qian, "bell")
    assert mine.next()[0] == "hello" and hers.next()[0] == "hello"
    started = time.monotonic()
    id_ = told(li, "看一下")
    name, data, got = mine.next()
    assert time.monotonic() - started < 1
    assert (name, data["unread"], got) == ("bell", 1, id_)
    assert hers.quiet()


def test_what_is_rolled_back_is_never_told(listens: Callable[..., Listener], li: Person) -> None:
    mine = listens(li, "bell")
    mine.next()
    with transaction.atomic():
        notify(people=[li], text="没有发生", by=SYSTEM)
        transaction.set_rollback(True)
    assert mine.quiet()


def test_what_was_missed_comes_in_order_and_once(listens: Callable[..., Listener], li: Person) -> None:
    mine = listens(li, "bell")
    mine.next()
    first = told(li, "1")
    assert mine.next()[2] == first
    mine.close()
    missed = [told(li, f"{n}") for n in range(2, 32)]
    again = listens(li, "bell", since=first)
    assert again.next()[0] == "hello"
    assert [again.next()[2] for _ in missed] == missed
    last = told(li, "33")
    assert again.next()[2] == last
    assert again.quiet()


def test_who_missed_too_much_is_told_to_load_anew(listens: Callable[..., Listener], li: Person) -> None:
    first = told(li, "1")
    message = notify(people=[li], text="2", by=SYSTEM)[0]
    with transaction.atomic():
        for _ in range(MOST_REPLAYED + 1):
            emit("org.notification.sent", message, by=SYSTEM)
    again = listens(li, "bell", since=first)
    assert [again.next()[0], again.next()[0]] == ["hello", "reload"]


def test_a_hint_that_no_wire_brought_is_found_in_the_journal(
    base: tuple[str, Hub], listens: Callable[..., Listener], li: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "LOOK", 0.2)
    mine = listens(li, "bell")
    mine.next()
    monkeypatch.setattr("quanfu.core.push.tell", lambda hint: None)
    id_ = told(li, "verloren")
    assert mine.next()[2] == id_
    assert mine.quiet(1)


def test_a_commit_out_of_turn_is_not_forgotten(
    base: tuple[str, Hub], listens: Callable[..., Listener], li: Person
) -> None:
    early = told(li, "1")
    hub = base[1]
    late = told(li, "2")
    hub.heard.pop(early, None)
    hub.loop.call_soon_threadsafe(
        hub.late.append, (early, late)
    )  # early was committed after late had been told
    again = listens(li, "bell", since=late)
    again.next()
    assert again.next()[2] == early


def test_a_session_that_ends_ends_the_stream(
    base: tuple[str, Hub], listens: Callable[..., Listener], li: Person
) -> None:
    mine = listens(li, "bell")
    mine.next()
    Session.objects.filter(pk=mine.cookie).delete()
    base[1].loop.call_soon_threadsafe(base[1].rights_moved.set)
    assert mine.next("bye")[1] == {"why": "over"}
    assert listens(None, "bell", cookie=mine.cookie).status == 401


def test_signing_out_ends_the_stream_by_itself(
    base: tuple[str, Hub], listens: Callable[..., Listener], li: Person
) -> None:
    mine = listens(li, "bell")
    mine.next()
    client = Client()
    client.cookies["sessionid"] = mine.cookie
    client.post("/logout/")
    assert mine.next("bye")[1] == {"why": "over"}


def test_a_quiet_stream_shows_signs_of_life(settings: Any, li: Person) -> None:
    settings.PUSH = True
    with served(beat=0.2) as (address, _hub):
        mine = Listener(address, li, "bell")
        assert mine.next("beat")[0] == "beat"
        mine.close()


def test_the_oldest_of_too_many_streams_makes_room(settings: Any, li: Person) -> None:
    settings.PUSH = True
    with served(streams=2) as (address, hub):
        first, *others = (Listener(address, li, "bell") for _ in range(3))
        assert first.next("bye")[1] == {"why": "many"}
        assert all(other.next()[0] == "hello" for other in others)
        assert until(lambda: len(hub.seats) == 2)
        for each in (first, *others):
            each.close()
        assert until(lambda: not hub.seats)


def test_a_reader_who_does_not_read_is_cut_off(li: Person) -> None:
    async def fill() -> Seat:
        seat = Seat(li, "", "en", [], None)
        for _ in range(100):
            seat.put(b"x" * 10_000)
        return seat

    seat = asyncio.run(fill())
    assert seat.ending == "slow"
    assert not seat.waiting


def test_the_server_ends_though_streams_are_open(settings: Any, li: Person) -> None:
    settings.PUSH = True
    with served() as (address, _hub):
        mine = Listener(address, li, "bell")
        mine.next()
        started = time.monotonic()
    assert time.monotonic() - started < 5
    assert mine.next("bye")[1] == {"why": "restart"}


def test_another_process_is_heard(
    base: tuple[str, Hub], listens: Callable[..., Listener], li: Person
) -> None:
    """A worker tells of what it did: by NOTIFY on PostgreSQL, by a socket in the data folder on SQLite."""
    mine = listens(li, "bell")
    mine.next()
    code = (
        "import django; from django.conf import settings; django.setup()\n"
        f"settings.DATABASES['default']['NAME'] = {str(connection.settings_dict['NAME'])!r}\n"
        "from quanfu.core.actor import SYSTEM\nfrom quanfu.org.models import Person\n"
        "from quanfu.org.actions.notification import notify\n"
        f"notify(people=[Person.objects.get(pk={li.pk})], text='从另一进程', by=SYSTEM)\n"
    )
    import os

    environment = os.environ | {"QUANFU_PUSH": "yes", "DJANGO_SETTINGS_MODULE": "quanfu.settings"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    started = time.monotonic()
    assert mine.next()[1]["text"] == "从另一进程"
    assert time.monotonic() - started < hub_module.LOOK / 2  # the wire, not the look into the journal


class Lines(Wire):
    """A wire that only remembers."""

    def __init__(self) -> None:
        super().__init__()
        self.packets_sent: list[bytes] = []

    def carry(self, packet: bytes) -> None:
        self.packets_sent.append(packet)

    def packets(self) -> Iterator[bytes]:
        return iter(())


def test_a_wire_sends_all_in_order_in_packets_that_fit() -> None:
    wire = Lines()
    for n in range(500):
        wire.send([n, "desk.Request", n, "desk.request.noted", None, {}])
    wire.flush()
    sent = [json.loads(packet) for packet in wire.packets_sent]
    assert [hint[0] for _me, hints in sent for hint in hints] == list(range(500))
    assert all(len(packet) < 8000 for packet in wire.packets_sent)
    wire.stop()


def test_a_socket_left_behind_is_swept(settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path / ("long" * 40)
    (settings.DATA / "push").mkdir(parents=True)
    heard: list[Any] = []
    ears, mouth = Sockets(), Sockets()
    dead = settings.DATA / "push" / "dead.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as other:
        import os

        folder = os.open(dead.parent, os.O_RDONLY)
        other.bind(f"/proc/self/fd/{folder}/dead.sock")
        os.close(folder)
    ears.listen(heard.extend)
    assert until(lambda: len(list(dead.parent.iterdir())) == 2)
    mouth.send(["hello"])
    assert until(lambda: heard == [["hello"]])
    assert not dead.exists()
    ears.stop(), mouth.stop()


def test_acts_on_one_thing_become_one_change() -> None:
    gathered: dict[tuple[str, int], Change] = {}
    for id_, state in ((5, "a"), (6, "b"), (7, "c")):
        Hub._gather(
            gathered,
            Hint(id_, "desk.Request", 1, f"desk.request.{state}", 9 if id_ == 5 else None, {"state": state}),
        )
    (change,) = gathered.values()
    assert (change.id, change.by, change.before) == (7, 9, {"state": "a"})
    assert len(change.events) == 3


def test_a_topic_is_asked_with_its_options() -> None:
    asked = Asked.of("inbox:mine;rows=FW-1,FW-2;until=2|x")
    assert (asked.topic, asked.argument, asked.name) == ("inbox", "mine", "inbox:mine")
    assert asked.options == {"rows": "FW-1,FW-2", "until": "2|x"}
    assert event("row", {"a": "行"}, 3) == 'id: 3\nevent: row\ndata: {"a":"行"}\n\n'.encode()


def test_tests_hold_no_stream_open_unless_they_ask_for_it() -> None:
    assert config().push is False
