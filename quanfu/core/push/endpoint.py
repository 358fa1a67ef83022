"""GET /live/?t=inbox:mine;rows=3,5&t=bell&since=1234: the stream of a page that is open. For signed-in people only."""

import asyncio
import http.cookies
import logging
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections
from django.utils import translation

from quanfu.core.push.hub import Hub, Seat
from quanfu.core.push.topics import Asked, event, wired

log = logging.getLogger("quanfu.push")

PATH = "/live/"
MOST_TOPICS = 12
PATIENCE = 30.0  # seconds that a reader may leave a full buffer unread
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx passes each event on at once
    (b"x-content-type-options", b"nosniff"),
]
BEAT = b": beat\nevent: beat\ndata: {}\n\n"


async def stream(hub: Hub, scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Until the page goes, the person may no longer, or the server ends."""
    headers = dict(scope["headers"])
    if scope["method"] != "GET" or headers.get(b"sec-fetch-site", b"same-origin") not in (
        b"same-origin",
        b"none",
    ):
        return await _refuse(send, 403)
    query = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=100)
    cookies = http.cookies.SimpleCookie()
    try:
        cookies.load(headers.get(b"cookie", b"").decode("latin-1"))
    except http.cookies.CookieError:
        return await _refuse(send, 401)
    found = cookies.get(settings.SESSION_COOKIE_NAME)
    asked = [Asked.of(text) for text in query.get("t", [])[:MOST_TOPICS]]
    seat = await hub.loop.run_in_executor(hub.door, take_seat, found.value if found else "", asked)
    if seat is None:
        return await _refuse(send, 401)
    since = next(iter(query.get("since", [])), "")
    await _serve(hub, seat, int(since) if since.isdecimal() and len(since) < 19 else 0, receive, send)
    return None


def take_seat(session: str, asked: list[Asked]) -> Seat | None:
    """Whoever the session is of, with what they may listen to; None when it is nobody's. Topics they may not have are left out."""
    close_old_connections()
    person: Any = get_user(SimpleNamespace(session=SessionStore(session))) if session else None  # type: ignore[arg-type]
    if person is None or not person.is_authenticated:
        return None
    rights = wired().people([person.pk])
    if person.pk not in rights:
        return None
    locale = getattr(person, "locale", "") or settings.LANGUAGE_CODE
    found = []
    with translation.override(locale):
        for each in asked:
            opened = wired().topics.get(each.topic)
            subscription = opened(person, each, locale) if opened else None
            if subscription is not None:
                found.append(subscription)
    return Seat(person, session, locale, found, rights[person.pk])


async def _refuse(send: Send, status: int) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-length", b"0"), (b"cache-control", b"no-store")],
        }
    )
    await send({"type": "http.response.body", "body": b""})


async def _serve(hub: Hub, seat: Seat, since: int, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    seat.held = [] if since else None
    hub.enter(seat)
    gone = asyncio.ensure_future(_until_gone(receive, seat))
    try:
        hello = {
            "me": seat.person.pk, "beat": hub.beat, "topics": [subscription.name for subscription in seat.subscriptions],
        }  # fmt: skip
        await _write(send, event("hello", hello, None if since else hub.position or None))
        if since:
            await hub.replay(seat, since)
        while True:
            try:
                await asyncio.wait_for(seat.ready.wait(), hub.beat)
            except TimeoutError:
                await _write(send, BEAT)
                continue
            seat.ready.clear()
            if data := seat.take():
                await _write(send, data)
            if seat.ending:
                break
        if seat.ending != "gone":
            await send({"type": "http.response.body", "body": event("bye", {"why": seat.ending})})
    except TimeoutError:
        log.info("live updates: %s does not read, stream ended", seat.person)
    finally:
        gone.cancel()
        hub.leave(seat)


async def _write(send: Send, data: bytes) -> None:
    """uvicorn waits here while the reader's buffer is full; what comes meanwhile waits in the seat, up to its limit."""
    async with asyncio.timeout(PATIENCE):
        await send({"type": "http.response.body", "body": data, "more_body": True})


async def _until_gone(receive: Receive, seat: Seat) -> None:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            seat.end("gone")
            return
