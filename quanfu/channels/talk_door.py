"""The visitors' door of the web server: /chat/live/. One stream a window, and messages that are kept many at a time.

    GET   the stream of the talk whose token stands in Authorization; ?since=N begins with what came after turn N.
          With ?once=1 only that, as JSON, for networks that let no stream through.
    POST  {"text": …, "nonce": …} → {"seq": …} once it is committed; {"typing": true}; {"read": N}

Beside Django's pages because these are the many: a message is checked here, waits for the transaction that is open at most,
and is kept with all others that came meanwhile; so are windows that come back after a cut. An idle window costs a coroutine
and a place in the table of boxes.
Everything else a window asks for (to begin, files, the end) is a page of the portal.
"""

import asyncio
import json
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from django.db import transaction
from django.utils import translation

from quanfu.channels.actions.talk import note_seen
from quanfu.channels.actions.turn import Said, hear_visitors, mark_read, require_sayable, tell_typing
from quanfu.channels.adapters.chat.origin import cors, is_allowed
from quanfu.channels.queries.talk import box, talks_by_tokens
from quanfu.channels.queries.turn import missed_turns, shown
from quanfu.channels.talk_ear import Ear, Ears, Receive, Send
from quanfu.core.actor import SYSTEM
from quanfu.core.errors import Refused
from quanfu.core.push.endpoint import HEADERS
from quanfu.core.push.gather import Gather, fresh
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
SEEN_TOGETHER = 200  # of them noted at once: what is said does not wait for all
KNOWN_FOR = 30.0  # seconds that what a token opens is remembered
MOST_KNOWN = 20_000
_cors = lru_cache(256)(cors)


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

    def may_speak(self, *, of_reading: bool = False) -> bool:
        """channels.talk_per_minute messages; marks of reading come more often and cost as much, so they count too."""
        at = time.monotonic()
        if at - self.minute > 60:
            self.minute, self.left = at, 5 * self.per_minute
        cost = 1 if of_reading else 5
        if self.left < cost:
            return False
        self.left -= cost
        return True


class Since(NamedTuple):
    """A window that comes: it has all turns up to ``seq``."""

    talk_id: int
    seq: int


class Read(NamedTuple):
    talk_id: int
    seq: int


class Door:
    """Belongs to the event loop; what asks the database goes to one thread. Named in wiring.py (DOORS)."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.work = ThreadPoolExecutor(1, "chat")
        self.known: OrderedDict[str, Known] = OrderedDict()
        self.ears = Ears(MOST_STREAMS)
        self.said = self._gather(_hear, LINGER)
        self.read = self._gather(_read, LINGER)
        self.opened = self._gather(_opened, 0.001)
        self.came = self._gather(_come, 0.001)
        beats = self.ears.beat(lambda: self.hub.beat)
        self.tasks = [hub.loop.create_task(each) for each in (beats, self._note_seen())]

    def _gather(self, act: Callable[[list[Any]], Any], linger: float) -> Gather[Any, Any]:
        return Gather(act, self.work, most=MOST_TOGETHER, linger=linger)

    async def close(self) -> None:
        self.end_streams()
        for task in self.tasks:
            task.cancel()
        for each in (self.said, self.read, self.opened, self.came):
            each.close()
        await asyncio.sleep(0)
        await give_back(self.hub.loop, self.work)

    def end_streams(self) -> None:
        for ear in self.ears.all():
            ear.end()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        token, origin, own = _caller(scope)
        if scope["method"] == "OPTIONS":  # whose site it is decides the call itself
            return await _answer(send, 204, None, _cors(origin))
        known = await self._open(token) if 20 < len(token) < 80 else None
        if known is None:
            return await _answer(send, 401, {"error": "token"}, _cors(origin))
        if not is_allowed(origin, own, known.origins):
            return await _answer(send, 403, {"error": "origin"}, [])
        if scope["method"] == "GET":
            since, once = _asked(scope)
            if once:
                turns = await self.came.ask(Since(known.talk_id, since))
                return await _answer(send, 200, {"turns": turns}, _cors(origin))
            return await self._stream(Since(known.talk_id, since), receive, send, _cors(origin))
        if scope["method"] == "POST":
            return await self._take(known, receive, send, _cors(origin))
        return await _answer(send, 405, None, _cors(origin))

    # what is said

    async def _take(self, known: Known, receive: Receive, send: Send, allowed: Any) -> None:
        body = await _body(receive)
        try:
            asked = json.loads(body) if body is not None else None
        except (ValueError, RecursionError):
            asked = None
        if not isinstance(asked, dict):
            return await _answer(send, 400, {"error": "body"}, allowed)
        if asked.get("typing"):
            if time.monotonic() - known.typed > 1:
                known.typed = time.monotonic()
                tell_typing(talk_id=known.talk_id, visitor=True, name="", by=SYSTEM)
            return await _answer(send, 204, None, allowed)
        if "read" in asked:
            seq = asked["read"]
            if isinstance(seq, int) and 0 < seq < 10**8 and known.may_speak(of_reading=True):
                self.read.ask(Read(known.talk_id, seq)).add_done_callback(_forget)
            return await _answer(send, 204, None, allowed)
        return await self._keep(known, asked.get("text"), asked.get("nonce"), send, allowed)

    async def _keep(self, known: Known, text: Any, nonce: Any, send: Send, allowed: Any) -> None:
        if (
            not isinstance(text, str)
            or not isinstance(nonce, str)
            or not _is_name(nonce)
            or not _storable(text)
        ):
            return await _answer(send, 400, {"error": "body"}, allowed)
        if not known.may_speak():
            return await _answer(send, 429, {"error": "often"}, allowed)
        try:
            text = require_sayable(text=text, most=known.longest)
        except Refused:
            return await _answer(send, 422, {"error": _refusal(text, known)}, allowed)
        if len(self.said) >= MOST_WAITING:
            return await _answer(send, 503, {"error": "busy"}, allowed)
        try:
            turn = await self.said.ask(Said(known.talk_id, text, nonce))
        except Exception:
            return await _answer(send, 503, {"error": "busy"}, allowed)
        if turn is None:
            return await _answer(send, 409, {"error": "ended"}, allowed)
        return await _answer(send, 200, {"seq": turn["seq"], "at": turn["at"]}, allowed)

    # who listens

    async def _stream(self, since: Since, receive: Receive, send: Send, allowed: Any) -> None:
        me: Any = asyncio.current_task()
        ear = Ear(since.talk_id, send, me)
        self.ears.add(ear)
        self.hub.join(box(since.talk_id), ear)
        try:
            head = {"type": "http.response.start", "status": 200, "headers": [*HEADERS, *allowed]}
            await ear.live(receive, head, self._hello(since))
        finally:
            self.hub.part(box(since.talk_id), ear)
            self.ears.remove(ear)

    async def _hello(self, since: Since) -> bytes:
        turns = await self.came.ask(since)
        return b"".join([event("hello", {"beat": self.hub.beat}), *(event("turn", turn) for turn in turns)])

    async def _note_seen(self) -> None:
        while True:
            await asyncio.sleep(SEEN_EVERY)
            ids = list(self.ears.by_talk)
            for start in range(0, len(ids), SEEN_TOGETHER):
                some = ids[start : start + SEEN_TOGETHER]
                try:
                    await self.hub.loop.run_in_executor(self.work, fresh, _seen, some)
                except Exception as error:
                    log.warning("chat: open windows could not be noted: %s", error)

    async def _open(self, token: str) -> Known | None:
        found = self.known.get(token)
        if found is None or found.until < time.monotonic():
            opened = await self.opened.ask(token)
            if opened is None:
                return None
            found = self.known.get(token)
            if found:  # what was counted goes on counting
                opened.minute, opened.left, opened.typed = found.minute, found.left, found.typed
            found = self.known[token] = opened
            while len(self.known) > MOST_KNOWN:
                self.known.popitem(last=False)
        self.known.move_to_end(token)
        return found


def _caller(scope: dict[str, Any]) -> tuple[str, str, str]:
    """The token, the site it is sent from, and our own address as the caller names it."""
    token = origin = host = ""
    for name, value in scope["headers"]:
        if name == b"authorization":
            token = value.decode("latin-1").removeprefix("Bearer ")
        elif name == b"origin":
            origin = value.decode("latin-1")
        elif name == b"host":
            host = value.decode("latin-1")
    return token, origin, f"{scope.get('scheme', 'http')}://{host}"


def _asked(scope: dict[str, Any]) -> tuple[int, bool]:
    """(since, whether once) of the query."""
    try:
        query = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=10)
    except ValueError:
        return 0, False
    since = next(iter(query.get("since", [])), "")
    number = int(since) if since.isascii() and since.isdecimal() and len(since) < 9 else 0
    return number, "once" in query


# In the thread. Each answers a list of what was asked, in its order.


def _opened(tokens: list[str]) -> list[Known | None]:
    talks = talks_by_tokens(tokens)
    return [_known(talks[token]) if token in talks else None for token in tokens]


def _known(talk: Any) -> Known:
    per_minute, longest = (
        rule(f"channels.{name}", company=talk.company_id) for name in ("talk_per_minute", "talk_longest")
    )
    origins = tuple(talk.channel.settings.get("origins", ()))
    return Known(talk.pk, origins, talk.locale, per_minute, longest, time.monotonic() + KNOWN_FOR)


def _hear(said: list[Said]) -> list[Any]:
    return hear_visitors(said=said, by=SYSTEM)


def _come(windows: list[Since]) -> list[list[dict[str, Any]]]:
    _seen([window.talk_id for window in windows])
    return [[shown(turn) for turn in turns] for turns in missed_turns(windows)]


def _seen(talk_ids: list[int]) -> None:
    note_seen(talk_ids=talk_ids, by=SYSTEM)


@transaction.atomic
def _read(marks: list[Read]) -> list[None]:
    for talk_id, seq in {mark.talk_id: mark.seq for mark in sorted(marks)}.items():  # the last of each talk
        mark_read(talk_id=talk_id, seq=seq, visitor=True, by=SYSTEM)
    return [None] * len(marks)


def _refusal(text: str, known: Known) -> str:
    with translation.override(known.locale or None):
        try:
            require_sayable(text=text, most=known.longest)
        except Refused as refused:
            return str(refused.message)
    return ""


def _forget(answer: "asyncio.Future[Any]") -> None:
    """Nobody waits for it; what went wrong has been logged."""
    if not answer.cancelled():
        answer.exception()


def _is_name(nonce: str) -> bool:
    return 8 <= len(nonce) <= 40 and nonce.isascii() and nonce.isprintable()


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
