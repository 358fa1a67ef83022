"""What the yardsticks share: a company on a fresh database, CPU time out of /proc, closed-loop HTTP clients."""

import os
import random
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

CUSTOMERS = 3000
TICK = os.sysconf("SC_CLK_TCK")


def environment(data: str, url: str = "", **more: str) -> None:
    """The product's settings for this process and all it starts; what the caller's shell says does not count."""
    for name in [name for name in os.environ if name.startswith("QUANFU_")]:
        del os.environ[name]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "quanfu.settings",
        "QUANFU_DATA": data,
        "QUANFU_LOG_LEVEL": "WARNING",
    } | more
    if url:
        os.environ["QUANFU_DATABASE_URL"] = url


def company() -> Any:
    """The demo's heating company with its 3,000 customers, without requests (migrated first)."""
    subprocess.run([sys.executable, "-m", "quanfu", "migrate"], check=True, stdout=subprocess.DEVNULL)
    import django

    django.setup()
    from django.db import transaction

    from quanfu.core.clock import now
    from quanfu.packs.heating.company import build

    with transaction.atomic():
        return build(now().date(), random.Random(7), customers=CUSTOMERS)


@contextmanager
def web(port: int) -> Iterator[int]:
    """`quanfu web` on a port of the loopback; its pid once it answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "quanfu", "web"], env=os.environ | {"QUANFU_BIND": f"127.0.0.1:{port}"}
    )
    try:
        for _ in range(600):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def free_port(first: int = 8300) -> int:
    for port in range(first, first + 100):
        with suppress(OSError), socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise SystemExit("no free port")


def tree(root: int) -> list[int]:
    """A process and all below it."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):
                parents.setdefault(int(_stat(int(entry.name))[1]), []).append(int(entry.name))
    found = [root]
    for pid in found:
        found += parents.get(pid, [])
    return found


def cpu(roots: Iterable[int]) -> float:
    """CPU seconds of process trees so far, those of ended children with them."""
    spent = 0
    for pid in {pid for root in roots for pid in tree(root)}:
        with suppress(OSError):
            spent += sum(int(field) for field in _stat(pid)[11:15])  # utime, stime, cutime, cstime
    return spent / TICK


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


class Connection:
    """One keep-alive connection of the closed loop: the next request goes out when the answer is complete."""

    def __init__(self, port: int, requests: Iterator[bytes]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.requests, self.answer, self.since = requests, b"", 0.0

    def send(self) -> None:
        self.answer, self.since = b"", time.perf_counter()
        self.socket.sendall(next(self.requests))

    def receive(self) -> int:
        """The status once the answer is complete, else 0."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise ConnectionError(f"the server hung up after {self.answer[:200]!r}")
        self.answer += part
        head, found, body = self.answer.partition(b"\r\n\r\n")
        if not found:
            return 0
        low = head.lower()
        start = low.index(b"content-length:") + 15
        return int(head[9:12]) if len(body) >= int(low[start:].split(b"\r\n", 1)[0]) else 0


def load(
    port: int, requests: Iterator[bytes], *, seconds: float, clients: int, expect: int
) -> dict[str, Any]:
    """Keep `clients` connections busy. {"done", "seconds", "p50_ms", "p99_ms"}; any other status ends the run."""
    connections = [Connection(port, requests) for _ in range(clients)]
    times = []
    with selectors.DefaultSelector() as ready:
        began = time.perf_counter()
        for each in connections:
            ready.register(each.socket, selectors.EVENT_READ, each)
            each.send()
        open_ = clients
        while open_:
            for key, _mask in ready.select():
                each = key.data
                status = each.receive()
                if not status:
                    continue
                if status != expect:
                    raise SystemExit(f"answered {status}: {each.answer[:2000].decode(errors='replace')}")
                at = time.perf_counter()
                times.append(at - each.since)
                if at - began < seconds:
                    each.send()
                else:
                    open_ -= 1
                    ready.unregister(each.socket)
                    each.socket.close()
        took = time.perf_counter() - began
    times.sort()
    return {
        "done": len(times), "seconds": took, "per_second": len(times) / took,
        "p50_ms": times[len(times) // 2] * 1000, "p99_ms": times[int(len(times) * 0.99)] * 1000,
    }  # fmt: skip


def postmaster(dsn: str) -> int:
    """The pid of the server behind a connection on this machine: its backend's parent."""
    import psycopg

    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
        assert row
        return int(_stat(row[0])[1])
