"""`parse_mail` in a process of its own: a mail that eats time or memory takes that process, and nothing else, with it."""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
import sys
import threading
import time
from pathlib import Path

from quanfu.channels.reading.child import LENGTH, LENGTHS
from quanfu.channels.reading.mail import Mail
from quanfu.channels.reading.parse import LONGEST, quarantined
from quanfu.channels.reading.wire import unpack

SECONDS = 10  # of computing
PATIENCE = 3  # times as long may pass on the clock, on a machine that is busy with other things
STARTING = 30  # more seconds for the first mail of a new process, on a machine that is busy
BYTES_A_SECOND = 5_000_000  # a second more for each, so that a mail is not judged by its attachments
ROOT = Path(__file__).parents[3]


class Gone(Exception):
    """The child ended; ``idle`` says that it had not begun on the mail."""

    def __init__(self, reason: str, *, idle: bool = False) -> None:
        super().__init__(reason)
        self.idle = idle


class Child:
    """One process that reads mails one after another, started when first needed and again after it ended.

    Safe for threads: they take turns. Close it, or use it in a ``with``.
    """

    def __init__(self, *, seconds: int = SECONDS) -> None:
        self.seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._lock = threading.Lock()

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def read(self, raw: bytes, *, own_addresses: frozenset[str] = frozenset()) -> Mail:
        """The mail; kind quarantine with the warning "reader-killed" where it took more than it may."""
        if len(raw) > LONGEST:
            return quarantined(f"too-big {len(raw)}")
        seconds = self.seconds + len(raw) // BYTES_A_SECOND
        options = json.dumps({"seconds": seconds, "own": sorted(own_addresses)}).encode()
        with self._lock:
            for _ in range(3):
                fresh = self._ensure()
                try:
                    return unpack(
                        self._exchange(options, raw, seconds * PATIENCE + (STARTING if fresh else 0))
                    )
                except Gone as gone:
                    self._end()
                    if not gone.idle:
                        return quarantined(f"reader-killed {gone}")
                except (ValueError, KeyError, TypeError):
                    self._end()
                    break
        return quarantined("reader-killed unreadable answer")

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _ensure(self) -> bool:
        """Have a living child of this very process; True if it had to be started."""
        if self._process is not None and self._owner != os.getpid():
            self._process = None  # we are a fork: the child is our parent's
        if self._process is not None and self._process.poll() is None:
            return False
        self._end()
        environment = {
            name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "VIRTUAL_ENV") if name in os.environ
        }
        path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "quanfu.channels.reading.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment | {"PYTHONPATH": path},
            bufsize=0,
            start_new_session=True,  # Ctrl+C is for the parent, which closes us
        )
        self._owner = os.getpid()
        return True

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        process.kill()
        process.wait()

    def _exchange(self, options: bytes, raw: bytes, seconds: float) -> bytes:
        process = self._process
        assert process is not None and process.stdin is not None and process.stdout is not None
        sink, source = process.stdin.fileno(), process.stdout.fileno()
        os.set_blocking(sink, False)
        until = time.monotonic() + seconds
        self._send(sink, LENGTHS.pack(len(options), len(raw)) + options + raw, until)
        size = LENGTH.unpack(self._receive(source, LENGTH.size, until, first=True))[0]
        return self._receive(source, size, until)

    def _send(self, sink: int, data: bytes, until: float) -> None:
        left = memoryview(data)
        while left:
            if not select.select([], [sink], [], max(0.0, until - time.monotonic()))[1]:
                raise Gone("time")
            try:
                left = left[os.write(sink, left[:1_000_000]) :]
            except BlockingIOError:
                continue
            except (BrokenPipeError, OSError) as error:
                raise Gone(str(error), idle=True) from error

    def _receive(self, source: int, size: int, until: float, *, first: bool = False) -> bytes:
        taken = bytearray()
        while len(taken) < size:
            if not select.select([source], [], [], max(0.0, until - time.monotonic()))[0]:
                raise Gone("time")
            piece = os.read(source, min(1_000_000, size - len(taken)))
            if not piece:
                assert self._process is not None
                code = self._process.wait()
                raise Gone(f"signal {-code}" if code < 0 else f"exit {code}", idle=first and code == 0)
            taken += piece
        return bytes(taken)


_child = Child()
atexit.register(_child.close)


def understand_bounded(raw: bytes, *, own_addresses: frozenset[str] = frozenset()) -> Mail:
    """`parse_mail` with bounded time and memory, in a child that this process keeps; it ends when nothing comes for a minute."""
    return _child.read(raw, own_addresses=own_addresses)
