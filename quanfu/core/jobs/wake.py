"""Telling idle workers that there is something to do, and hearing it."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, connection, transaction

log = logging.getLogger("quanfu.jobs")

CHANNEL = "quanfu_jobs"
EVERY = 0.1  # seconds between two notifications of a process
LOOK = 0.1  # seconds between two looks at SQLite's change counter

AGAIN = 60.0  # seconds after which a database that is still away is told of again
CALM = 5.0  # seconds without a complaint after which it counts as back

_last = 0.0
_complained = 0.0
_away: dict[str, float] = {}


def tell_away(error: DatabaseError) -> None:
    """Once for all threads of the process, then once a minute: an outage at night must not fill the disk with words."""
    global _complained
    _complained, words = time.monotonic(), str(error).strip()
    if time.monotonic() - _away.get(words, float("-inf")) >= AGAIN:
        _away[words] = time.monotonic()
        log.warning("database: %s", words)


def tell_back() -> None:
    """It answers again, if it did not before."""
    if _away and time.monotonic() - _complained >= CALM:
        _away.clear()
        log.warning("database: it answers again")


def wake_workers() -> None:
    """After commit, on PostgreSQL: NOTIFY, at most ten times a second. SQLite's worker notices commits by itself.

    Sent after the commit, not in the transaction: PostgreSQL makes transactions that notify commit one after the
    other, disk write included. Should the process die in between, the worker's own look, once a second, finds the job.
    """
    if connection.vendor == "postgresql":
        transaction.on_commit(_notify, robust=True)


def _notify() -> None:
    global _last
    if time.monotonic() - _last < EVERY:
        return
    _last = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")


class Ears:
    """Hears that rows were committed. Only for the thread that made it; its connection listens."""

    def __init__(self) -> None:
        self.listening: Any = None
        self.version: int | None = None

    def wait(self, seconds: float, stop: threading.Event, heard: Callable[[], None]) -> None:
        """Until ``stop``, or until something was heard, at most so long."""
        try:
            if connection.vendor == "postgresql":
                self._listen(seconds, stop, heard)
            else:
                self._watch(seconds, stop, heard)
        except DatabaseError as error:
            tell_away(error)
            connection.close()
            stop.wait(seconds)

    def _listen(self, seconds: float, stop: threading.Event, heard: Callable[[], None]) -> None:
        connection.ensure_connection()
        if self.listening is not connection.connection:
            with connection.cursor() as cursor:
                cursor.execute(f"LISTEN {CHANNEL}")
            self.listening = connection.connection
        deadline = time.monotonic() + seconds
        while not stop.is_set() and (left := deadline - time.monotonic()) > 0:
            # In slices, because a signal to stop does not interrupt the wait for a notification.
            with connection.wrap_database_errors:
                for _ in self.listening.notifies(timeout=min(left, 0.5), stop_after=1):
                    heard()

    def _watch(self, seconds: float, stop: threading.Event, heard: Callable[[], None]) -> None:
        """SQLite counts the commits of other connections in the file's header: a look costs some microseconds."""
        connection.ensure_connection()
        deadline = time.monotonic() + seconds
        while not stop.wait(LOOK) and time.monotonic() < deadline:
            version = connection.connection.execute("PRAGMA data_version").fetchone()[0]
            if version != self.version:
                self.version = version
                heard()
