"""Asterisk's REST interface: events by a websocket, commands by HTTP."""

import json
import threading
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.dateparse import parse_datetime

from quanfu.channels.adapters.callback import dict_of, text_of
from quanfu.channels.adapters.phone.said import Said
from quanfu.channels.adapters.phone.switchboard import Switchboard
from quanfu.core.clock import now

if TYPE_CHECKING:
    from quanfu.channels.adapters.contract import Keep
    from quanfu.channels.models import Channel

PORT = 8088
PATIENCE = 8.0
LONGEST = 1024 * 1024  # bytes of one event
APP = "quanfu"


def address(channel: "Channel", scheme: str) -> str:
    """http://host:port or ws://host:port; with TLS https and wss."""
    safe = "s" if channel.setting("tls") else ""
    return f"{scheme}{safe}://{channel.setting('host')}:{int(channel.setting('port') or PORT)}"


def listen(channel: "Channel", stop: threading.Event, keep: "Keep") -> None:
    """Until ``stop``; an exception where the connection is lost. The websocket's own pings show that it is sound."""
    from websockets.sync.client import connect

    board = Switchboard(channel.setting("trunks"))
    query = {
        "app": APP,
        "subscribeAll": "true",
        "api_key": f"{channel.setting('user')}:{channel.setting('secret')}",
    }
    url = f"{address(channel, 'ws')}/ari/events?{urlencode(query)}"
    with connect(
        url, open_timeout=PATIENCE, max_size=LONGEST, ping_interval=10, ping_timeout=20, proxy=None
    ) as line:
        while not stop.is_set():
            try:
                raw = line.recv(timeout=1.0)
            except TimeoutError:
                keep.beat()
                continue
            for said in translate(board, dict_of(json.loads(raw))):
                keep(f"{said.call} {said.event} {said.extension} {bool(said.recording)}", said.packed())
            keep.beat()


def translate(board: Switchboard, told: dict[str, Any]) -> Iterator[Said]:
    """One event of ARI, as far as it is about calls of the outside."""
    event, at = text_of(told.get("type"), 60), _moment(told)
    if event == "Dial":
        caller, peer = dict_of(told.get("caller")), dict_of(told.get("peer"))
        call, name = text_of(caller.get("id"), 60), text_of(peer.get("name"), 200)
        if not call:
            return
        if told.get("dialstatus") == "ANSWER":
            yield from board.answered(call, at, name=name)
        elif told.get("dialstatus") in ("", "RINGING", None):
            yield from board.dialled(
                call, at, name=name, by_name=text_of(caller.get("name"), 200), number=text_of(dict_of(caller.get("caller")).get("number"), 40),
                exten=text_of(dict_of(caller.get("dialplan")).get("exten"), 40),
            )  # fmt: skip
        return
    channel = dict_of(told.get("channel"))
    call = text_of(channel.get("id"), 60)
    if call and event == "ChannelCreated":
        exten = text_of(dict_of(channel.get("dialplan")).get("exten"), 40)
        number = text_of(dict_of(channel.get("caller")).get("number"), 40)
        yield from board.began(call, at, name=text_of(channel.get("name"), 200), number=number, exten=exten)
    elif call and event == "ChannelDestroyed":
        yield from board.ended(call, at)


def _moment(told: dict[str, Any]) -> datetime:
    try:
        found = parse_datetime(text_of(told.get("timestamp"), 40))
    except ValueError:
        found = None
    return found if found and found.tzinfo else now()
