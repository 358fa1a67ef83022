"""The process that reads mails for another: lengths and bytes in at stdin, mails out at stdout, limits on all it may use.

Ends by itself when its stdin closes, when it idles, or after so many mails (what a library leaks, goes). For each mail
the CPU limit moves on; who passes it is ended by the kernel, which the parent sees.
"""

from __future__ import annotations

import json
import os
import resource
import select
import struct
import sys

from quanfu.channels.reading.parse import parse_mail
from quanfu.channels.reading.wire import pack

MEMORY = 1_200_000_000  # bytes of address space
IDLE = 60  # seconds without a mail
MOST = 5_000  # mails
LENGTHS = struct.Struct("!IQ")  # of the options as JSON, of the mail
LENGTH = struct.Struct("!Q")  # of the answer


def limit() -> None:
    """No files written, few opened, no core, bounded memory."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 32),
    ):
        _soft, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def limit_cpu(seconds: int) -> None:
    """End the process if it computes for longer than this from now on."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))


def _take(stream: int, size: int) -> bytes | None:
    taken = bytearray()
    while len(taken) < size:
        piece = os.read(stream, min(1_000_000, size - len(taken)))
        if not piece:
            return None
        taken += piece
    return bytes(taken)


def _answer(stream: int, answer: bytes) -> None:
    left = memoryview(LENGTH.pack(len(answer)) + answer)
    while left:
        left = left[os.write(stream, left) :]


def main() -> None:
    """Read mails until there are no more."""
    import charset_normalizer  # noqa: F401  # loaded before the limits, not while a mail waits
    import tnefparse  # noqa: F401

    source, sink = sys.stdin.fileno(), sys.stdout.fileno()
    limit()
    for _ in range(MOST):
        if not select.select([source], [], [], IDLE)[0]:
            return
        lengths = _take(source, LENGTHS.size)
        if lengths is None:
            return
        size, length = LENGTHS.unpack(lengths)
        options, raw = _take(source, size), _take(source, length)
        if options is None or raw is None:
            return
        wanted = json.loads(options)
        limit_cpu(wanted["seconds"])
        _answer(sink, pack(parse_mail(raw, own_addresses=frozenset(wanted["own"]))))


if __name__ == "__main__":
    main()
