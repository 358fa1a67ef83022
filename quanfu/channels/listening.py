"""`quanfu listen`: holds the connections of all channels in use that need one, a thread each.

A process of its own, so that a server without such channels spends no memory on them. A thread whose connection breaks
begins anew after a pause; channels that are changed, taken out of use or added are followed within LOOK seconds.
"""

import fcntl
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from typing import IO, Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from quanfu.channels.actions.incoming import keep_incoming
from quanfu.channels.actions.listener import (
    beat_channel,
    claim_channel,
    release_channel,
    release_listener,
    remember_for_channel,
)
from quanfu.channels.adapters import adapter_for
from quanfu.channels.adapters.reach import reason_of
from quanfu.channels.models import Channel
from quanfu.channels.models.channel import BROKEN
from quanfu.core.actor import SYSTEM

log = logging.getLogger("quanfu.listen")

LOOK = 5.0  # seconds between two looks at which channels there are
BEAT = 15.0  # seconds between two signs of life in the database
PAUSE, LONGEST_PAUSE = 2.0, 60.0


def listening_channels() -> list[Channel]:
    """Channels in use that need a listener, as they are set up now; none whose secrets cannot be read."""
    in_use = Channel.objects.filter(is_active=True).select_related("company").order_by("pk")
    return [
        channel for channel in in_use if not channel.is_locked and adapter_for(channel.kind).listens(channel)
    ]


def run(stop: threading.Event) -> None:
    """Until ``stop`` is set; then every connection is let go within a few seconds."""
    me = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(3)}"
    held: dict[int, _Line] = {}
    lock = _succeed(me)
    while not stop.is_set():
        try:
            _follow(held, me)
        except DatabaseError as error:
            log.warning("database: %s", error)
            connection.close()
        stop.wait(LOOK)
    for line in held.values():
        line.end()
    for line in held.values():
        line.thread.join(5)
    connection.close()
    lock.close()


def _succeed(me: str) -> IO[str]:
    """Take over at once from a listener with the same data folder that was killed, instead of waiting until it is missed.

    Whoever has the lock of the folder is the only one there, so whoever stands in its file is dead.
    """
    settings.DATA.mkdir(parents=True, exist_ok=True)
    file = (settings.DATA / "listener").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return file  # another one is at work here; channels are shared out by claim_channel
    file.seek(0)
    if before := file.read().strip():
        release_listener(listener=before, by=SYSTEM)
    file.truncate(0)
    file.write(me)
    file.flush()
    return file


def _follow(held: "dict[int, _Line]", me: str) -> None:
    wanted = {channel.pk: channel for channel in listening_channels()}
    for pk, line in list(held.items()):
        if pk not in wanted or line.form != _form(wanted[pk]) or not line.thread.is_alive():
            line.end()
            if not line.thread.is_alive():
                del held[pk]
    for pk, channel in wanted.items():
        if pk not in held and claim_channel(channel_id=pk, listener=me, by=SYSTEM):
            held[pk] = _Line(channel, me)


def _form(channel: Channel) -> tuple[Any, ...]:
    """What, when it changes, means a new connection."""
    return channel.kind, channel.address, str(channel.settings), channel.sealed


class Keeper:
    """What an adapter is given to listen with; see contract.Keep."""

    def __init__(self, channel: Channel, listener: str, lost: Callable[[], object]) -> None:
        self.channel, self.listener, self.lost = channel, listener, lost
        self.memory: dict[str, Any] = dict(channel.memory)
        self.beaten = float("-inf")

    def __call__(self, key: str, raw: bytes) -> bool:
        kept = keep_incoming(channel=self.channel, key=key, raw=raw, by=SYSTEM) is not None
        self.beat()
        return kept

    def beat(self) -> None:
        if time.monotonic() - self.beaten < BEAT:
            return
        if self.memory.get(BROKEN):
            self.remember(**{BROKEN: ""})  # before it shows life, lest the board tell of it once more
        if not beat_channel(channel_id=self.channel.pk, listener=self.listener, by=SYSTEM):
            self.lost()
        self.beaten = time.monotonic()

    def remember(self, **memory: Any) -> None:
        self.memory = remember_for_channel(channel_id=self.channel.pk, memory=memory, by=SYSTEM)


class _Line:
    """One channel's thread."""

    def __init__(self, channel: Channel, listener: str) -> None:
        self.channel, self.listener, self.form = channel, listener, _form(channel)
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._run, name=f"listen-{channel.pk}", daemon=True)
        self.thread.start()

    def end(self) -> None:
        self.stop.set()

    def _note(self, words: str) -> None:
        """Why the connection cannot be held, for the board; forgotten at the next sign of life."""
        try:
            self.channel.refresh_from_db(fields=["memory"])
            if self.channel.memory.get(BROKEN) != words:
                remember_for_channel(channel_id=self.channel.pk, memory={BROKEN: words}, by=SYSTEM)
        except DatabaseError as error:
            log.warning("database: %s", error)

    def _run(self) -> None:
        pause = PAUSE
        while not self.stop.is_set():
            began = time.monotonic()
            try:
                self.channel.refresh_from_db(fields=["memory"])
                keeper = Keeper(self.channel, self.listener, self.stop.set)
                adapter_for(self.channel.kind).listen(self.channel, self.stop, keeper)
            except Exception as error:
                log.warning("channel %s: %s: %s", self.channel, type(error).__name__, error)
                self._note(reason_of(error)[:300])
            close_old_connections()
            pause = PAUSE if time.monotonic() - began > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
            self.stop.wait(pause)
        try:
            release_channel(channel_id=self.channel.pk, listener=self.listener, by=SYSTEM)
        except DatabaseError as error:
            log.warning("database: %s", error)
        connection.close()
