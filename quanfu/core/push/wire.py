"""Between processes: PostgreSQL's NOTIFY, Unix sockets in the data folder beside SQLite, or Redis where it is configured.

Every process that tells has one thread that sends, every hub one that listens, each with a connection of its own, so that
whoever acts waits for nothing. What waits to be sent while the thread is busy goes together. A message that cannot be sent is
dropped with a line in the log: hubs look into the journal as well.
"""

import atexit
import json
import logging
import os
import queue
import secrets
import socket
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

log = logging.getLogger("quanfu.push")

CHANNEL = "quanfu_push"
LONGEST = 7500  # bytes: PostgreSQL's NOTIFY takes less than 8,000
WAITING = 10_000  # sendings not yet on their way; beyond it they are dropped
PAUSE = 2.0  # seconds before a lost connection is tried again
Hear = Callable[[list[Any]], None]


class Ready(str):
    """A message that is JSON already. ``size``: its bytes."""

    size: int

    @classmethod
    def of(cls, box: str, name: str, text: str) -> "Ready":
        """{"box", "event", "data"}, of data that is JSON."""
        made = cls(f'{{"box":"{box}","event":"{name}","data":{text}}}')
        made.size = len(made) if made.isascii() else len(made.encode())
        return made


class Wire(ABC):
    """Sends to and hears from the other processes of this installation."""

    def __init__(self) -> None:
        self.me = secrets.token_hex(6)
        self.waiting: queue.Queue[Any] = queue.Queue(WAITING)
        self.started = threading.Lock()
        self.thread: threading.Thread | None = None
        self.stopping = threading.Event()

    def send(self, *messages: Any) -> None:
        """Soon, in order. Never waits, never fails."""
        if self.thread is None or not self.thread.is_alive():
            self._start()
        try:
            self.waiting.put_nowait(messages)
        except queue.Full:
            log.warning("live updates: too many wait to be sent, %d are dropped", len(messages))

    def listen(self, hear: Hear) -> threading.Thread:
        """Hand each packet of the others to ``hear``, in a thread of its own, until ``stop``."""
        thread = threading.Thread(target=self._listen, args=(hear,), name="push-ears", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """No more listening and sending; the threads give their connections back."""
        self.stopping.set()
        if self.thread is not None:
            self.waiting.put(None)
            self.thread.join(5)

    def flush(self, seconds: float = 2.0) -> None:
        """Wait until all is sent, for a process that is about to end."""
        end = time.monotonic() + seconds
        while (
            self.waiting.unfinished_tasks
            and self.thread
            and self.thread.is_alive()
            and time.monotonic() < end
        ):
            time.sleep(0.01)

    def _start(self) -> None:
        with self.started:
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._send, name="push-mouth", daemon=True)
                self.thread.start()
                atexit.unregister(self.flush)
                atexit.register(self.flush)

    def _send(self) -> None:
        while True:
            batch = [self.waiting.get()]
            while len(batch) < 200:
                try:
                    batch.append(self.waiting.get_nowait())
                except queue.Empty:
                    break
            last = None in batch
            try:
                for packet in self._packets([message for messages in batch for message in messages or ()]):
                    self.carry(packet)
            except Exception as error:  # whatever the carrier may throw; the thread goes on
                log.warning("live updates: not told to other processes: %s", error)
            for _ in batch:
                self.waiting.task_done()
            if last:
                connection.close()
                return

    def _packets(self, batch: list[Any]) -> Iterator[bytes]:
        parts, size = list[str](), 0
        for message in batch:
            text = message if isinstance(message, Ready) else json.dumps(message, separators=(",", ":"))
            more = text.size if isinstance(text, Ready) else len(text)
            if parts and size + more > LONGEST:
                yield f'["{self.me}",[{",".join(parts)}]]'.encode()
                parts, size = [], 0
            parts.append(text)
            size += more + 1
        if parts:
            yield f'["{self.me}",[{",".join(parts)}]]'.encode()

    def _listen(self, hear: Hear) -> None:
        while not self.stopping.is_set():
            try:
                for packet in self.packets():
                    sender, messages = json.loads(packet)
                    if sender != self.me and not self.stopping.is_set():
                        hear(messages)
            except Exception as error:  # lost connection, a packet that is none
                log.warning("live updates: not heard from other processes: %s", error)
                self.stopping.wait(PAUSE)

    # what each kind of wire does in its own way

    @abstractmethod
    def carry(self, packet: bytes) -> None:
        """To all processes that listen."""

    @abstractmethod
    def packets(self) -> Iterator[bytes]:
        """Until ``stopping``; raises when the connection is lost."""


class Postgres(Wire):
    """Outside of transactions: one that notifies would commit after all others that do."""

    def carry(self, packet: bytes) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, packet.decode()])
        except DatabaseError:
            connection.close()
            raise

    def packets(self) -> Iterator[bytes]:
        try:
            connection.ensure_connection()
            with connection.cursor() as cursor:
                cursor.execute(f"LISTEN {CHANNEL}")
            listening: Any = connection.connection
            while not self.stopping.is_set():
                for note in listening.notifies(timeout=0.5, stop_after=100):
                    yield note.payload.encode()
        finally:
            connection.close()


class Sockets(Wire):
    """Each hub has a datagram socket in QUANFU_DATA/push; who tells sends to all of them. One machine only, as SQLite is."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(settings.DATA) / "push"
        self.mouth = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.mouth.setblocking(False)

    def carry(self, packet: bytes) -> None:
        if not self.folder.is_dir():
            return
        with _Place(self.folder) as place:
            for name in [path.name for path in self.folder.iterdir()]:
                if name != f"{self.me}.sock":
                    self._to(name, place.of(name), packet)

    def _to(self, name: str, path: str, packet: bytes) -> None:
        for _attempt in range(25):  # the kernel holds ten packets for a reader that is busy
            try:
                self.mouth.sendto(packet, path)
                return
            except BlockingIOError:
                time.sleep(0.02)
            except (ConnectionRefusedError, FileNotFoundError):  # its process is gone
                (self.folder / name).unlink(missing_ok=True)
                return
        log.warning("live updates: %s is behind", name)

    def stop(self) -> None:
        super().stop()
        self.mouth.close()

    def packets(self) -> Iterator[bytes]:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{self.me}.sock"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ears:
            with _Place(self.folder) as place:
                ears.bind(place.of(name))
            ears.settimeout(0.5)
            try:
                while not self.stopping.is_set():
                    try:
                        yield ears.recv(1 << 16)
                    except TimeoutError:
                        continue
            finally:
                (self.folder / name).unlink(missing_ok=True)


class _Place:
    """A folder by its number: the path of a socket may have 107 letters only, that of the data folder may be longer."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> "_Place":
        self.number = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        return self

    def __exit__(self, *_error: object) -> None:
        os.close(self.number)

    def of(self, name: str) -> str:
        return f"/proc/self/fd/{self.number}/{name}"


class Redis(Wire):
    """Publish and subscribe; nothing is stored there."""

    def __init__(self, url: str) -> None:
        super().__init__()
        import redis

        self.server = redis.Redis.from_url(
            url, socket_connect_timeout=3, socket_timeout=10, health_check_interval=20
        )

    def carry(self, packet: bytes) -> None:
        self.server.publish(CHANNEL, packet)

    def packets(self) -> Iterator[bytes]:
        with self.server.pubsub(ignore_subscribe_messages=True) as listening:  # type: ignore[no-untyped-call]
            listening.subscribe(CHANNEL)
            while not self.stopping.is_set():
                message = listening.get_message(timeout=0.5)
                if message and isinstance(message["data"], bytes):
                    yield message["data"]


@cache
def wire() -> Wire:
    """The one of this process. After a fork the child makes its own."""
    if url := settings.CONFIG.redis_url:
        return Redis(url)
    return Postgres() if connection.vendor == "postgresql" else Sockets()


os.register_at_fork(after_in_child=wire.cache_clear)
