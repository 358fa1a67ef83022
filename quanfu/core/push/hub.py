"""The hub of a process that serves pages: who listens here, and what they are told.

Its data belongs to the event loop; what asks the database or draws goes to one thread (``work``), so that the facts of a
change are read once and in order, and people who come in go through another (``door``).
"""

import asyncio
import logging
import random
import threading
import time
from collections import OrderedDict, defaultdict, deque
from collections.abc import Hashable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import close_old_connections, connection

from quanfu.core.clock import now
from quanfu.core.models.journal import JournalEntry
from quanfu.core.push.attendance import Attendance
from quanfu.core.push.topics import Change, Hint, Subscription, event, wired
from quanfu.core.push.wire import wire

log = logging.getLogger("quanfu.push")

LINGER = 0.002  # seconds in which acts on one thing become one change: an act seldom comes alone
LOOK = 5.0  # seconds between two looks into the journal for hints that no wire brought
LATEST = 15.0  # seconds a transaction may take from its journal row to its commit, for that look
RECHECK = 45.0  # seconds between two looks at everybody's session and rights, without any event about them
MOST_WAITING = 512 * 1024  # bytes that wait for one reader; one who is slower is cut off and catches up
MOST_REPLAYED = 500  # journal rows; who missed more loads the page anew


@dataclass(eq=False)
class Seat:
    """One open stream and its screens."""

    person: Any
    session: str
    locale: str
    subscriptions: list[Subscription]
    rights: Hashable
    waiting: deque[bytes] = field(default_factory=deque)
    size: int = 0
    ending: str = ""
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    held: list[bytes] | None = None  # what comes while the stream still gets what it missed

    def put(self, data: bytes) -> None:
        if self.ending:
            return
        if self.held is not None:
            self.held.append(data)
            return
        self.waiting.append(data)
        self.size += len(data)
        if self.size > MOST_WAITING:
            self.end("slow")
        self.ready.set()

    def end(self, reason: str) -> None:
        """What still waits goes, then the page is told why: slow and moved come back at once, others do not."""
        if not self.ending:
            self.ending = reason
            if reason == "slow":
                self.waiting.clear()
            self.ready.set()

    def take(self) -> bytes:
        data = b"".join(self.waiting)
        self.waiting.clear()
        self.size = 0
        return data


class Listener(Protocol):
    """Whoever hears what is posted to a box: a seat, or the stream of a visitor."""

    def put(self, data: bytes) -> None: ...


class Hub:
    """Made and used in the event loop, but for ``hear``, ``attend``, ``deliver`` and ``position``, which any thread may use."""

    def __init__(self, *, streams: int, beat: float) -> None:
        self.streams, self.beat = streams, beat
        self.loop = asyncio.get_running_loop()
        self.work = ThreadPoolExecutor(1, "push-work")
        self.door = ThreadPoolExecutor(2, "push-door")
        self.seats: dict[Seat, None] = {}  # in the order they came
        self.by_type: defaultdict[str, dict[Subscription, Seat]] = defaultdict(dict)
        self.by_key: defaultdict[Hashable, dict[Subscription, Seat]] = defaultdict(dict)
        self.boxes: defaultdict[str, dict[Listener, None]] = defaultdict(dict)
        self.pending: dict[tuple[str, int], Change] = {}
        self.woken = asyncio.Event()
        self.position = 0
        self.heard: OrderedDict[int, None] = OrderedDict()  # journal ids, so that none is told twice
        self.late: deque[tuple[int, int]] = deque(
            maxlen=2000
        )  # (id, position when it was heard): committed out of turn
        self.marks: deque[tuple[float, int]] = deque()
        self.rights_moved = asyncio.Event()
        self.attendance = Attendance(self)
        self.told = 0  # changes, for measuring
        self.tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        self.position = await self.loop.run_in_executor(self.work, _newest)
        self.marks.append((time.monotonic(), self.position))
        wire().listen(self._heard_by_wire)
        self.tasks = [
            self.loop.create_task(each)
            for each in (self._pump(), self._look(), self._guard(), self.attendance.tick())
        ]

    def end_streams(self) -> None:
        """Their pages come back in a moment, to whoever serves then."""
        for seat in list(self.seats):
            seat.end("restart")

    async def stop(self) -> None:
        """All streams end; nothing is heard any more."""
        wire().stop()
        self.end_streams()
        for task in self.tasks:
            task.cancel()
        await asyncio.sleep(0)
        await asyncio.gather(*(give_back(self.loop, pool) for pool in (self.work, self.door)))

    # hearing

    def hear(self, hints: list[Hint]) -> None:
        """From any thread: these acts were committed."""
        self.loop.call_soon_threadsafe(self._take, hints)

    def attend(self, message: dict[str, Any]) -> None:
        self.loop.call_soon_threadsafe(self.attendance.heard, message)

    def deliver(self, told: list[tuple[str, bytes]]) -> None:
        """From any thread: events, each for whoever listens to its box."""
        self.loop.call_soon_threadsafe(self._deliver, told)

    def _deliver(self, told: list[tuple[str, bytes]]) -> None:
        for box, data in told:
            for listener in list(self.boxes.get(box, ())):
                listener.put(data)

    def join(self, box: str, listener: Listener) -> None:
        self.boxes[box][listener] = None

    def part(self, box: str, listener: Listener) -> None:
        self.boxes[box].pop(listener, None)
        if not self.boxes[box]:
            del self.boxes[box]

    def _heard_by_wire(self, messages: list[Any]) -> None:
        hints = [Hint(*message) for message in messages if isinstance(message, list)]
        if hints:
            self.hear(hints)
        named = [message for message in messages if isinstance(message, dict)]
        if told := [(m["box"], event(m["event"], m["data"])) for m in named if "box" in m]:
            self.deliver(told)
        for message in named:
            if "box" not in message:
                self.attend(message)

    def _take(self, hints: Iterable[Hint]) -> None:
        facts = wired().facts
        for hint in hints:
            if hint.id in self.heard:
                continue
            self.heard[hint.id] = None
            if hint.id < self.position:
                self.late.append((hint.id, self.position))
            self.position = max(self.position, hint.id)
            if wired().moves_rights(hint.event):
                self.rights_moved.set()
            if hint.type in facts:
                self._gather(self.pending, hint)
        while len(self.heard) > 20_000:
            self.heard.popitem(last=False)
        if self.pending:
            self.woken.set()

    @staticmethod
    def _gather(into: dict[tuple[str, int], Change], hint: Hint) -> None:
        change = into.get((hint.type, hint.subject))
        if change is None:
            change = into[hint.type, hint.subject] = Change(hint.id, hint.type, hint.subject, now())
        change.id = max(change.id, hint.id)
        change.events.append(hint.event)
        change.by = hint.by if hint.by is not None else change.by
        change.before = {**hint.before, **change.before}

    # telling

    async def _pump(self) -> None:
        while True:
            await self.woken.wait()
            await asyncio.sleep(LINGER)
            self.woken.clear()
            changes, self.pending = list(self.pending.values()), {}
            if not self.seats:
                continue
            listening = {change.type: list(self.by_type[change.type].items()) for change in changes}
            try:
                told = await self.loop.run_in_executor(self.work, self._tell, changes, listening)
            except Exception:
                log.exception("live updates: %d changes could not be told", len(changes))
                continue
            self.told += len(changes)
            for seat, data in told:
                if data is None:
                    seat.end("moved")
                else:
                    seat.put(data)

    def _tell(
        self, changes: list[Change], listening: dict[str, list[tuple[Subscription, Seat]]]
    ) -> list[tuple[Seat, bytes | None]]:
        """In the work thread. One read of facts for each type of thing, however many changed and however many look.
        None: the seat ends, as one of its things has left its reader's reach."""
        read_facts(changes)
        told: list[tuple[Seat, bytes | None]] = []
        for change in sorted(changes, key=lambda change: change.id):
            keys = (change.facts or {}).get("keys", ())
            named = [pair for key in keys for pair in list(self.by_key.get(key, {}).items())]
            for subscription, seat in [*listening[change.type], *named]:
                told += [(seat, data) for data in subscription.tell(change)]
                told += [(seat, None)] if subscription.over else []
        return told

    async def replay(self, seat: Seat, since: int) -> None:
        """What the seat's screens missed after that journal id, or the word that it was too much."""
        before = [id_ for id_, position in self.late if position >= since]
        try:
            found = await self.loop.run_in_executor(self.work, self._missed, seat, since, before)
        finally:
            held, seat.held = seat.held or [], None
        for data in [*([event("reload", {}, self.position)] if found is None else found), *held]:
            seat.put(data)
        if any(subscription.over for subscription in seat.subscriptions):
            seat.end("moved")

    def _missed(self, seat: Seat, since: int, before: list[int]) -> list[bytes] | None:
        rows = _journal(since, before, MOST_REPLAYED + 1)
        if len(rows) > MOST_REPLAYED:
            return None
        gathered: dict[tuple[str, int], Change] = {}
        for hint in _hints(rows):
            if hint.type in wired().facts:
                self._gather(gathered, hint)
        changes = sorted(gathered.values(), key=lambda change: change.id)
        read_facts(changes)
        return [
            data
            for change in changes
            for subscription in seat.subscriptions
            if change.type in subscription.types
            or set(subscription.keys) & set((change.facts or {}).get("keys", ()))
            for data in subscription.tell(change)
        ]

    # who is here

    def enter(self, seat: Seat) -> None:
        """The person's oldest stream makes room when there are too many."""
        own = [other for other in self.seats if other.person.pk == seat.person.pk]
        self.seats[seat] = None
        for subscription in seat.subscriptions:
            for type_ in subscription.types:
                self.by_type[type_][subscription] = seat
            for key in subscription.keys:
                self.by_key[key][subscription] = seat
            for box in subscription.boxes:
                self.join(box, seat)
        for other in own[: max(0, len(own) + 1 - self.streams)]:
            other.end("many")
        self.attendance.came(seat)

    def leave(self, seat: Seat) -> None:
        self.seats.pop(seat, None)
        for subscription in seat.subscriptions:
            for type_ in subscription.types:
                self.by_type[type_].pop(subscription, None)
            for key in subscription.keys:
                self.by_key[key].pop(subscription, None)
                if not self.by_key[key]:
                    del self.by_key[key]
            for box in subscription.boxes:
                self.part(box, seat)
        self.attendance.went(seat)

    async def _guard(self) -> None:
        """Ends the streams of those whose session is over or whose rights are others now; they come back and are asked anew."""
        while True:
            try:
                await asyncio.wait_for(self.rights_moved.wait(), RECHECK)
                await asyncio.sleep(0.05)
            except TimeoutError:
                pass
            self.rights_moved.clear()
            seats = list(self.seats)
            if not seats:
                continue
            try:
                sessions, rights = await self.loop.run_in_executor(self.door, _valid, seats)
            except Exception:
                log.exception("live updates: rights could not be looked at")
                continue
            for seat in seats:
                if seat.session not in sessions or seat.person.pk not in rights:
                    seat.end("over")
                elif rights[seat.person.pk] != seat.rights:
                    seat.end("moved")

    async def _look(self) -> None:
        """What no wire has brought stands in the journal. Without anybody here it can wait for them."""
        while True:
            await asyncio.sleep(LOOK * random.uniform(0.9, 1.1))  # noqa: S311 - so that many hubs do not ask together
            self.marks.append((time.monotonic(), self.position))
            while len(self.marks) > 1 and self.marks[1][0] < time.monotonic() - LATEST:
                self.marks.popleft()
            if not self.seats:
                continue
            try:
                rows = await self.loop.run_in_executor(self.work, _journal, self.marks[0][1], (), 5000)
                self._take(_hints(rows))
            except Exception as error:
                log.warning("live updates: the journal could not be looked at: %s", error)


def read_facts(changes: list[Change]) -> None:
    close_old_connections()
    ids: defaultdict[str, list[int]] = defaultdict(list)
    for change in changes:
        ids[change.type].append(change.subject)
    for type_, wanted in ids.items():
        found = wired().facts[type_](wanted)
        for change in changes:
            if change.type == type_:
                change.facts = found.get(change.subject)


def _newest() -> int:
    close_old_connections()
    return JournalEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _journal(since: int, before: Iterable[int], most: int) -> list[JournalEntry]:
    """What was committed after that id, at most so many rows of it, and those few before it; oldest first."""
    close_old_connections()
    late = list(JournalEntry.objects.filter(pk__in=list(before)).order_by("pk")) if before else []
    return [*late, *JournalEntry.objects.filter(pk__gt=since).order_by("pk")[:most]]


def _hints(rows: Iterable[JournalEntry]) -> list[Hint]:
    return [Hint.of(row) for row in rows if wired().concerns(row.subject_type, row.event)]


def _valid(seats: list[Seat]) -> tuple[set[str], dict[int, Hashable]]:
    from django.contrib.sessions.models import Session

    close_old_connections()
    keys = {seat.session for seat in seats}
    sessions = set(Session.objects.filter(pk__in=keys, expire_date__gt=now()).values_list("pk", flat=True))
    return sessions, wired().people(list({seat.person.pk for seat in seats}))


async def give_back(loop: asyncio.AbstractEventLoop, pool: ThreadPoolExecutor) -> None:
    """End a pool; each of its threads closes its connection to the database first."""
    threads = pool._max_workers
    together = threading.Barrier(threads)

    def close() -> None:
        try:
            together.wait(2)  # so that each thread takes one
        except threading.BrokenBarrierError:
            pass
        connection.close()

    await asyncio.wait([loop.run_in_executor(pool, close) for _ in range(threads)], timeout=4)
    pool.shutdown(wait=False, cancel_futures=True)
