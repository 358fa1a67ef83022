"""The open streams of visitors: what is put into one is written at once, and nothing of it runs while nothing is said."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from quanfu.core.push.endpoint import BEAT, PATIENCE
from quanfu.core.push.topics import event

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]

MOST_WAITING = (
    256 * 1024
)  # bytes for one that reads nothing; it is cut off, and asks for what it lacks when it comes back
MANY = event("bye", {"why": "many"})  # the window asks now and then from now on
BEATS_TOGETHER = 100  # signs of life sent before others have their turn


@dataclass(eq=False, slots=True)
class Ear:
    """One window's stream. ``busy_since``: something is being written; what comes meanwhile waits."""

    talk_id: int
    send: Send
    task: "asyncio.Task[Any]"
    waiting: list[bytes] = field(default_factory=list)
    size: int = 0
    busy_since: float = field(default_factory=time.monotonic)
    quiet_since: float = 0.0
    writing: "asyncio.Task[None] | None" = None
    gone: bool = False
    last_word: bytes = b""

    def put(self, data: bytes) -> None:
        if self.gone:
            return
        self.waiting.append(data)
        self.size += len(data)
        if self.size > MOST_WAITING:
            self.end()
        elif not self.busy_since:
            self.busy_since = time.monotonic()
            self.writing = self.task.get_loop().create_task(self._write())

    def end(self, last_word: bytes = b"") -> None:
        if not self.gone:
            self.gone, self.last_word = True, last_word
            self.task.cancel()

    async def live(self, receive: Receive, head: dict[str, Any], first: "Awaitable[bytes]") -> None:
        """Until the window goes, or ``end``. ``first``: what it is told before all that is put meanwhile."""
        try:
            await self.send(head)
            self.waiting.insert(0, await first)
            await self._write()
            while (await receive())["type"] != "http.disconnect":
                pass
        except asyncio.CancelledError:
            if not self.gone:
                raise
            self.task.uncancel()
            with suppress(TimeoutError, OSError):
                async with asyncio.timeout(1):
                    await self.send({"type": "http.response.body", "body": self.last_word})
        finally:
            self.gone = True
            if self.writing is not None:
                self.writing.cancel()

    async def _write(self) -> None:
        try:
            while self.waiting and not self.gone:
                data = b"".join(self.waiting)
                self.waiting.clear()
                self.size = 0
                await self.send({"type": "http.response.body", "body": data, "more_body": True})
        except OSError:
            self.end()
        finally:
            self.busy_since, self.quiet_since, self.writing = 0.0, time.monotonic(), None


class Ears:
    """All of them, by talk. One task gives the quiet ones their signs of life and lets go who does not read."""

    def __init__(self, most: int) -> None:
        self.most = most  # streams that one visitor may have; the oldest makes room
        self.by_talk: dict[int, list[Ear]] = {}

    def add(self, ear: Ear) -> None:
        mine = self.by_talk.setdefault(ear.talk_id, [])
        mine.append(ear)
        for other in mine[: -self.most]:
            other.end(MANY)

    def remove(self, ear: Ear) -> None:
        mine = self.by_talk[ear.talk_id]
        mine.remove(ear)
        if not mine:
            del self.by_talk[ear.talk_id]

    def all(self) -> list[Ear]:
        return [ear for ears in self.by_talk.values() for ear in ears]

    async def beat(self, seconds: Callable[[], float]) -> None:
        """A sign of life after so many quiet seconds, those of many windows not all at once."""
        while True:
            every = seconds()
            await asyncio.sleep(min(1.0, every / 4))
            at, sent = time.monotonic(), 0
            for ear in self.all():
                if ear.busy_since:
                    if at - ear.busy_since > PATIENCE:
                        ear.end()
                elif at - ear.quiet_since > every * random.uniform(0.9, 1):  # noqa: S311 - no secret
                    ear.put(BEAT)
                    sent += 1
                    if sent % BEATS_TOGETHER == 0:
                        await asyncio.sleep(0)
