"""How many web chats does one process hold, and how soon does a message arrive when many speak?

    python bench/chat.py [--chats 5000] [--rate 500] [--seconds 20] [--database URL]

`quanfu web` in one process on a fresh database, each chat with the stream of its visitor open. Then visitors say things at the
given rate over all (each an HTTP call that is answered once it is committed), and each message comes back on its own stream.
`p50_ms`, `p99_ms`: from sending to the event on the stream; `acknowledged_p99_ms`: to the answer of the call. `times_bare_p99`:
divided by the same for a bare ASGI application that keeps as many streams and echoes what is posted, keeping nothing, in the
same run. `kb_per_chat`: growth of the process for each idle chat, `times_bare_kb` beside the bare one's. `cpu`: cores of the web
process while they speak, `clients_cpu` those of the clients, which run in this process and share its machine with the server: the
one at 1.00 is the limit.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import resource
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import _house as house

BARE = """
import asyncio, json
streams = {}
async def application(scope, receive, send):
    if scope["type"] != "http":
        return
    key = dict(scope["headers"]).get(b"authorization")
    if scope["method"] == "POST":
        body = (await receive())["body"]
        if key in streams:
            streams[key].put_nowait(b"event: turn\\ndata: " + body + b"\\n\\n")
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"{}"})
        return
    queue = streams[key] = asyncio.Queue()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
    await send({"type": "http.response.body", "body": b"event: hello\\ndata: {}\\n\\n", "more_body": True})
    while True:
        await send({"type": "http.response.body", "body": await queue.get(), "more_body": True})
"""
SPEAKERS = 400  # of all who listen, so that connections of speakers do not decide
TEXT = "暖气不热，已经两天了，请问什么时候能来人看看？"


class Visitor:
    """One chat: its stream, and a second connection by which it speaks."""

    def __init__(self, port: int, token: str, load: "Load") -> None:
        self.port, self.token, self.load = port, token, load
        self.speaking: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.sent: dict[str, float] = {}
        self.busy = asyncio.Lock()

    def head(self, method: str, length: int = 0) -> bytes:
        body = f"Content-Length: {length}\r\n" if length else ""
        return f"{method} /chat/live/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.token}\r\n{body}\r\n".encode()

    async def listen(self) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 18)
        self.writer.write(self.head("GET"))
        head = await self.reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n", 1)[0]:
            raise SystemExit(head.decode())
        await self.reader.readuntil(b"\n\n")
        self.task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                block = await self.reader.readuntil(b"\n\n")
                at = time.perf_counter()
                for nonce in [name for name in self.sent if name.encode() in block]:
                    self.load.delivered.append(at - self.sent.pop(nonce))

    async def say(self) -> None:
        nonce = secrets.token_hex(6)
        body = json.dumps({"text": f"{TEXT} {nonce}", "nonce": nonce}, ensure_ascii=False).encode()
        async with self.busy:
            if self.speaking is None:
                self.speaking = await asyncio.open_connection("127.0.0.1", self.port)
            reader, writer = self.speaking
            self.sent[nonce] = begun = time.perf_counter()
            writer.write(self.head("POST", len(body)) + body)
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                int(line.split(b":")[1])
                for line in head.lower().split(b"\r\n")
                if line.startswith(b"content-length")
            )
            await reader.readexactly(length)
            if b" 200 " not in head.split(b"\r\n", 1)[0]:
                self.load.refused += 1
                self.sent.pop(nonce, None)
            self.load.answered.append(time.perf_counter() - begun)


class Load:
    def __init__(self) -> None:
        self.delivered: list[float] = []
        self.answered: list[float] = []
        self.refused = 0

    async def run(
        self, port: int, pid: int, tokens: list[str], rate: float, seconds: float
    ) -> dict[str, Any]:
        before = memory(pid)
        visitors = [Visitor(port, token, self) for token in tokens]
        for start in range(0, len(visitors), 50):
            await asyncio.gather(*(visitor.listen() for visitor in visitors[start : start + 50]))
        await asyncio.sleep(1)
        idle = memory(pid)
        speakers = random.sample(visitors, min(len(visitors), SPEAKERS))
        await asyncio.gather(*(visitor.say() for visitor in speakers[:50]))
        await asyncio.sleep(1)
        self.delivered.clear()
        self.answered.clear()
        spent, own = house.cpu([pid]), time.process_time()
        begun, tasks = time.perf_counter(), set[asyncio.Task[None]]()
        for n in range(int(rate * seconds)):
            wait = begun + n / rate - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            task = asyncio.create_task(speakers[n % len(speakers)].say())
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        if tasks:
            await asyncio.wait(tasks, timeout=30)
        took = time.perf_counter() - begun
        for _ in range(100):
            if len(self.delivered) + self.refused >= int(rate * seconds):
                break
            await asyncio.sleep(0.05)
        cores, clients = (house.cpu([pid]) - spent) / took, (time.process_time() - own) / took
        for visitor in visitors:
            visitor.task.cancel()
            visitor.writer.close()
        return {
            "kb": (idle - before) / 1024 / len(visitors), "rate": len(self.answered) / took, "refused": self.refused, "cpu": cores, "clients": clients,
            "lost": int(rate * seconds) - len(self.delivered) - self.refused,
            **{f"p{p}": quantile(self.delivered, p) for p in (50, 99)}, "acknowledged": quantile(self.answered, 99),
        }  # fmt: skip


def quantile(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1] * 1000 if len(values) > 1 else float("nan")


def require_files(wanted: int) -> None:
    """Each stream is an open file on both sides; both processes get the limit from here."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        if hard != resource.RLIM_INFINITY and hard < wanted:
            raise SystemExit(f"{wanted} open files are needed, {hard} are allowed: ulimit -Hn {wanted}")
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def memory(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return float(next(line for line in lines if line.startswith("Pss:")).split()[1]) * 1024


def make_chats(count: int) -> list[str]:
    """Talks with an agent, as many as that, with their tokens."""
    company = house.company()

    from django.db import transaction

    from quanfu.channels.actions.channel import save_channel
    from quanfu.channels.enums import ChannelKind, TalkState
    from quanfu.channels.models import Talk
    from quanfu.channels.queries.talk import digest
    from quanfu.core.actor import SYSTEM
    from quanfu.core.clock import now
    from quanfu.core.models import Rule
    from quanfu.core.rules import TABLE

    tokens, at = [secrets.token_urlsafe(24) for _ in range(count)], now()
    with transaction.atomic():
        channel = save_channel(
            instance=None, company=company.unit, code="bench", kind=ChannelKind.CHAT, name="chat", by=SYSTEM
        )
        agent = company.people["agent"]
        Rule.objects.create(code="channels.talk_per_minute", since=at.date(), value=600)
        TABLE.changed()
        Talk.objects.bulk_create(
            [Talk(company=company.unit, channel=channel, key=digest(token), state=TalkState.WITH_AGENT, agent=agent, given_at=at,
                  started_at=at, seen_at=at) for token in tokens], batch_size=500,
        )  # fmt: skip
    return tokens


@contextlib.contextmanager
def bare(port: int, folder: str) -> Any:
    (Path(folder) / "bare.py").write_text(BARE)
    options = [
        "--port",
        str(port),
        "--log-level",
        "critical",
        "--app-dir",
        folder,
        "--timeout-graceful-shutdown",
        "1",
    ]
    process = subprocess.Popen([sys.executable, "-m", "uvicorn", "bare:application", *options])
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), house.socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--chats", type=int, default=5000)
    parser.add_argument("--rate", type=float, default=500)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--database", default="", help="a PostgreSQL to use; SQLite without")
    asked = parser.parse_args()
    require_files(asked.chats + SPEAKERS + 200)
    with tempfile.TemporaryDirectory() as folder:
        house.environment(folder, asked.database, QUANFU_WEB_WORKERS="1")
        tokens = make_chats(asked.chats)
        with bare(port := house.free_port(), folder) as pid:
            plain = asyncio.run(Load().run(port, pid, tokens, asked.rate, asked.seconds))
        with house.web(port := house.free_port(port + 1)) as parent:
            asyncio.run(asyncio.sleep(1))
            pid = max(house.tree(parent), key=memory)
            ours = asyncio.run(Load().run(port, pid, tokens, asked.rate, asked.seconds))
    print(json.dumps({
        "times_bare_p99": round(ours["p99"] / plain["p99"], 2), "times_bare_kb": round(ours["kb"] / max(plain["kb"], 0.1), 2),
        "p50_ms": round(ours["p50"], 1), "p99_ms": round(ours["p99"], 1), "acknowledged_p99_ms": round(ours["acknowledged"], 1),
        "bare_p50_ms": round(plain["p50"], 1), "bare_p99_ms": round(plain["p99"], 1), "kb_per_chat": round(ours["kb"], 1),
        "bare_kb": round(plain["kb"], 1), "messages_per_second": round(ours["rate"]), "cpu": round(ours["cpu"], 2),
        "bare_cpu": round(plain["cpu"], 2), "clients_cpu": round(ours["clients"], 2), "refused": ours["refused"], "lost": ours["lost"], "chats": asked.chats, "cores": os.cpu_count(),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
