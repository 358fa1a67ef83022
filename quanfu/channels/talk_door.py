"""The visitors' door of the web server: /chat/live/. One stream a window, and messages that are kept many at a time.

    GET   the stream of the talk whose token stands in Authorization; ?since=N begins with what came after turn N.
          With ?once=1 only that, as JSON, for networks that let no stream through.
    POST  {"text": …, "nonce": …} → {"seq": …} once it is committed; {"typing": true}; {"read": N}

Beside Django's pages because these are the many: a message is checked here, waits for the transaction that is open at most,
and is kept with all others that came meanwhile; an idle window costs a coroutine and a place in the table of boxes.
Everything else a window asks for (to begin, files, the end) is a page of the portal.
"""

import asyncio
import json
import logging
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from django.db import close_old_connections
from django.utils import translation

from quanfu.channels.actions.talk import note_seen
from quanfu.channels.actions.turn import Said, hear_visitors, mark_read, require_sayable, tell_typing
from quanfu.channels.adapters.chat.origin import cors, is_allowed
from quanfu.channels.models import Talk
from quanfu.channels.queries.talk import box, talk_by_token
from quanfu.channels.queries.turn import shown, turns_of
from quanfu.core.actor import SYSTEM
from quanfu.core.errors import Refused
from quanfu.core.push.endpoint import BEAT, HEADERS, PATIENCE
from quanfu.core.push.hub import Hub, give_back
from quanfu.core.push.topics import event
from quanfu.core.rules import rule

log = logging.getLogger("quanfu.chat")

MOST_TOGETHER = 200  # messages in one transaction
LINGER = 0.006  # seconds in which messages gather for it: a commit to disk takes as long, and costs as much for one as for many
MOST_WAITING = 5000  # messages that wait for it; further ones are asked to come again
MOST_BODY = 128 * 1024
MOST_STREAMS = 4  # windows one visitor may have open
SEEN_EVERY = 30.0  # seconds between two notes that the open windows are still open
KNOWN_FOR = 30.0  # seconds that what a token opens is remembered
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


@dataclass(eq=False, slots=True)
class Ear:
    """One window's stream."""

    talk_id: int
    waiting: deque[bytes] = field(default_factory=deque)
    size: int = 0
    gone: bool = False
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, data: bytes) -> None:
        self.waiting.append(data)
        self.size += len(data)
        if (
            self.size > 256 * 1024
        ):  # who reads nothing is cut off, and asks for what it lacks when it comes back
            self.gone = True
        self.ready.set()

    def end(self) -> None:
        self.gone = True
        self.ready.set()


@dataclass(slots=True)
class Known:
    """What a token opens. ``left`` messages of this minute, counted from ``minute`` on."""

    talk_id: int
    origins: tuple[str, ...]
    locale: str
    per_minute: int
    longest: int
    until: float
    minute: float = 0.0
    left: int = 0
    typed: float = 0.0


class Door:
    """Belongs to the event loop; what asks the database goes to one thread. Named in wiring.py (DOORS)."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.work = ThreadPoolExecutor(1, "chat")
        self.known: OrderedDict[str, Known] = OrderedDict()
        self.ears: dict[int, list[Ear]] = {}
        self.said: deque[tuple[Said, asyncio.Future[Any]]] = deque()
        self.woken = asyncio.Event()
        self.tasks = [hub.loop.create_task(self._keep()), hub.loop.create_task(self._note_seen())]

    async def close(self) -> None:
        self.end_streams()
        for task in self.tasks:
            task.cancel()
        await asyncio.sleep(0)
        await give_back(self.hub.loop, self.work)

    def end_streams(self) -> None:
        for ears in list(self.ears.values()):
            for ear in ears:
                ear.end()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        if scope["method"] == "OPTIONS":  # whose site it is decides the call itself
            return await _answer(send, 204, None, cors(headers.get(b"origin", "")))
        token = headers.get(b"authorization", "").removeprefix("Bearer ")
        known = await self._open(token) if 20 < len(token) < 80 else None
        if known is None:
            return await _answer(send, 401, {"error": "token"}, cors(headers.get(b"origin", "")))
        origin = headers.get(b"origin", "")
        own = f"{scope.get('scheme', 'http')}://{headers.get(b'host', '')}"
        if not is_allowed(origin, own, known.origins):
            return await _answer(send, 403, {"error": "origin"}, [])
        allowed = cors(origin)
        if scope["method"] == "GET":
            query = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=10)
            since = next(iter(query.get("since", [])), "")
            number = int(since) if since.isascii() and since.isdecimal() and len(since) < 9 else 0
            if "once" in query:
                turns = await self._ask(_missed, known.talk_id, number)
                return await _answer(send, 200, {"turns": turns}, allowed)
            return await self._stream(known, number, receive, send, allowed)
        if scope["method"] == "POST":
            return await self._take(known, receive, send, allowed)
        return await _answer(send, 405, None, allowed)

    # what is said

    async def _take(self, known: Known, receive: Receive, send: Send, allowed: Any) -> None:
        body = await _body(receive)
        try:
            asked = json.loads(body) if body is not None else None
        except ValueError:
            asked = None
        if not isinstance(asked, dict):
            return await _answer(send, 400, {"error": "body"}, allowed)
        if asked.get("typing"):
            if time.monotonic() - known.typed > 1:
                known.typed = time.monotonic()
                tell_typing(talk_id=known.talk_id, visitor=True, name="", by=SYSTEM)
            return await _answer(send, 204, None, allowed)
        if "read" in asked:
            if (
                isinstance(asked["read"], int)
                and 0 < asked["read"] < 10**8
                and self._may_speak(known, of_reading=True)
            ):
                await self._ask(_read, known.talk_id, asked["read"])
            return await _answer(send, 204, None, allowed)
        text, nonce = asked.get("text"), asked.get("nonce")
        if (
            not isinstance(text, str)
            or not isinstance(nonce, str)
            or not 8 <= len(nonce) <= 40
            or not _storable(text + nonce)
        ):
            return await _answer(send, 400, {"error": "body"}, allowed)
        if not self._may_speak(known):
            return await _answer(send, 429, {"error": "often"}, allowed)
        try:
            with translation.override(known.locale or None):
                text = require_sayable(text=text, most=known.longest)
        except Refused as refused:
            return await _answer(send, 422, {"error": str(refused.message)}, allowed)
        if len(self.said) >= MOST_WAITING:
            return await _answer(send, 503, {"error": "busy"}, allowed)
        kept: asyncio.Future[Any] = self.hub.loop.create_future()
        self.said.append((Said(known.talk_id, text, nonce), kept))
        self.woken.set()
        try:
            turn = await kept
        except Exception:
            return await _answer(send, 503, {"error": "busy"}, allowed)
        if turn is None:
            return await _answer(send, 409, {"error": "ended"}, allowed)
        return await _answer(send, 200, {"seq": turn["seq"], "at": turn["at"]}, allowed)

    def _may_speak(self, known: Known, *, of_reading: bool = False) -> bool:
        """channels.talk_per_minute messages; marks of reading come more often and cost as much, so they count too."""
        at = time.monotonic()
        if at - known.minute > 60:
            known.minute, known.left = at, 5 * known.per_minute
        cost = 1 if of_reading else 5
        if known.left < cost:
            return False
        known.left -= cost
        return True

    async def _keep(self) -> None:
        """All that came while the last transaction was on its way is kept in the next."""
        while True:
            await self.woken.wait()
            await asyncio.sleep(LINGER)
            self.woken.clear()
            while self.said:
                together = [self.said.popleft() for _ in range(min(len(self.said), MOST_TOGETHER))]
                try:
                    turns = await self._ask(_hear, [each for each, _kept in together])
                except Exception as error:
                    log.exception("chat: %d messages could not be kept", len(together))
                    for _each, kept in together:
                        if not kept.done():
                            kept.set_exception(error)
                    continue
                for (_each, kept), turn in zip(together, turns, strict=True):
                    if not kept.done():
                        kept.set_result(turn)

    # who listens

    async def _stream(self, known: Known, since: int, receive: Receive, send: Send, allowed: Any) -> None:
        ear = Ear(known.talk_id)
        mine = self.ears.setdefault(known.talk_id, [])
        mine.append(ear)
        for other in mine[:-MOST_STREAMS]:
            other.end()
        self.hub.join(box(known.talk_id), ear)
        leaving = asyncio.ensure_future(_until_gone(receive, ear))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": [*HEADERS, *allowed]})
            missed = await self._ask(_come, known.talk_id, since)
            await _write(
                send,
                b"".join(
                    [event("hello", {"beat": self.hub.beat}), *(event("turn", turn) for turn in missed)]
                ),
            )
            while not ear.gone:
                try:
                    await asyncio.wait_for(ear.ready.wait(), self.hub.beat)
                except TimeoutError:
                    await _write(send, BEAT)
                    continue
                ear.ready.clear()
                data = b"".join(ear.waiting)
                ear.waiting.clear()
                ear.size = 0
                if data:
                    await _write(send, data)
            await send({"type": "http.response.body", "body": b""})
        except (TimeoutError, OSError):
            pass  # it does not read, or has gone
        finally:
            leaving.cancel()
            self.hub.part(box(known.talk_id), ear)
            mine.remove(ear)
            if not mine:
                self.ears.pop(known.talk_id, None)

    async def _note_seen(self) -> None:
        while True:
            await asyncio.sleep(SEEN_EVERY)
            if self.ears:
                try:
                    await self._ask(_seen, list(self.ears))
                except Exception as error:
                    log.warning("chat: open windows could not be noted: %s", error)

    async def _open(self, token: str) -> Known | None:
        found = self.known.get(token)
        if found is None or found.until < time.monotonic():
            opened = await self._ask(_opened, token)
            if opened is None:
                return None
            if found:  # what was counted goes on counting
                opened.minute, opened.left = found.minute, found.left
            found = self.known[token] = opened
            while len(self.known) > 20_000:
                self.known.popitem(last=False)
        self.known.move_to_end(token)
        return found

    async def _ask(self, act: Callable[..., Any], *args: Any) -> Any:
        return await self.hub.loop.run_in_executor(self.work, _fresh, act, *args)


def _fresh(act: Callable[..., Any], *args: Any) -> Any:
    close_old_connections()
    return act(*args)


def _opened(token: str) -> Known | None:
    talk = talk_by_token(token)
    if talk is None:
        return None
    origins = tuple(talk.channel.settings.get("origins", ()))
    per_minute, longest = (
        rule(f"channels.{name}", company=talk.company_id) for name in ("talk_per_minute", "talk_longest")
    )
    return Known(talk.pk, origins, talk.locale, per_minute, longest, time.monotonic() + KNOWN_FOR)


def _hear(said: list[Said]) -> list[Any]:
    return hear_visitors(said=said, by=SYSTEM)


def _missed(talk_id: int, since: int) -> list[dict[str, Any]]:
    return [shown(turn) for turn in turns_of(Talk(pk=talk_id), since=since)]


def _come(talk_id: int, since: int) -> list[dict[str, Any]]:
    note_seen(talk_ids=[talk_id], by=SYSTEM)
    return _missed(talk_id, since)


def _read(talk_id: int, seq: int) -> None:
    mark_read(talk_id=talk_id, seq=seq, visitor=True, by=SYSTEM)


def _seen(ids: list[int]) -> None:
    note_seen(talk_ids=ids, by=SYSTEM)


def _storable(text: str) -> bool:
    """Whether it can be written as UTF-8: JSON can name halves of characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


async def _body(receive: Receive) -> bytes | None:
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > MOST_BODY:
            return None
        if not message.get("more_body"):
            return body


async def _answer(send: Send, status: int, data: Any, headers: list[tuple[bytes, bytes]]) -> None:
    body = b"" if data is None else json.dumps(data, ensure_ascii=False).encode()
    head = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"), *headers]  # fmt: skip
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})


async def _write(send: Send, data: bytes) -> None:
    async with asyncio.timeout(PATIENCE):
        await send({"type": "http.response.body", "body": data, "more_body": True})


async def _until_gone(receive: Receive, ear: Ear) -> None:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            ear.end()
            return
