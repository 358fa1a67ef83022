"""How long from a commit to the screens that show it, with 200 open inboxes and 20 changes a second over a million requests?

    python bench/inbox.py [--requests 1000000] [--inboxes 200] [--rate 20] [--seconds 20]

A temporary PostgreSQL filled as for bench/list.py, `quanfu web` in one process, and as many streams as inboxes: of people who see
the whole company (one in nine) and of people who see their unit, over six lists, each with the rows of its first page. Another
process (this one) adds private notes and changes who is responsible, half of the time for a request that some screen shows.
`p50_ms` and `p99_ms`: from the commit to the last byte of a row's event at a client. `times_bare_p50`, `times_bare_p99`: divided by
the same for a bare ASGI application that holds as many streams and is told, by a POST, to write as many bytes to as many of
them, in turns with ours. `hub_*`: from the hint to the last screen's queue, without a network, in this process (aim: p99 of at
most 10 ms). `statements_per_change`: of the web process; `added_to_the_act`: statements that telling adds to the act itself.
"""

import argparse
import asyncio
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import _house as house
import list as seeding

LISTS = ("open", "mine", "new", "unassigned", "urgent", "late")
BARE = """
import asyncio
streams = []
async def application(scope, receive, send):
    if scope["type"] != "http":
        return
    if scope["method"] == "POST":
        body = (await receive())["body"]
        count = int(scope["query_string"])
        for queue in streams[:count]:
            queue.put_nowait(body)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        return
    queue = asyncio.Queue()
    streams.append(queue)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
    await send({"type": "http.response.body", "body": b": hello\\n\\n", "more_body": True})
    while True:
        await send({"type": "http.response.body", "body": await queue.get(), "more_body": True})
"""


class Screens:
    """Open streams, read in the loop: calls ``came(block)`` for each event."""

    def __init__(self, port: int, came: Callable[[bytes], None]) -> None:
        self.port, self.came = port, came
        self.tasks: list[asyncio.Task[None]] = []
        self.writers: list[asyncio.StreamWriter] = []
        self.open = 0

    async def add(self, path: str, cookie: str = "") -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 20)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={cookie}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n", 1)[0]:
            raise SystemExit(head.decode())
        self.writers.append(writer)  # which closes the connection when it is forgotten
        self.tasks.append(asyncio.create_task(self._read(reader)))

    async def _read(self, reader: asyncio.StreamReader) -> None:
        first = True
        while True:
            try:
                block = await reader.readuntil(b"\n\n")
            except asyncio.IncompleteReadError as ended:
                if ended.partial:
                    print(f"a stream ended with {ended.partial[-200:]!r}", file=sys.stderr)
                return
            if first:
                self.open, first = self.open + 1, False
            self.came(block)

    async def ready(self, count: int) -> None:
        while self.open < count:
            if any(task.done() for task in self.tasks):
                raise SystemExit(f"a stream ended: {self.open} of {count} were open")
            await asyncio.sleep(0.05)

    def close(self) -> None:
        for task in self.tasks:
            task.cancel()


def agents(given: dict[str, Any], inboxes: int) -> list[tuple[Any, str, str, list[str]]]:
    """(person, session key, topic as the page would ask it, numbers shown) of each inbox."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from quanfu.core.actor import SYSTEM
    from quanfu.desk.queries.inbox import BY_CODE
    from quanfu.desk.queries.rows import sort_key
    from quanfu.org.actions.grant import grant_role
    from quanfu.org.enums import Reach
    from quanfu.org.models import Person, Role, Unit

    agent, company = Role.objects.get(code="agent"), Unit.objects.get(pk=given["company"])
    people = list(Person.objects.filter(login__startswith="p").order_by("pk"))
    for n, person in enumerate(people):
        if not person.grants.exists():
            wide = n % 9 == 0
            grant_role(person=person, role=agent, unit=company if wide else person.unit, reach=Reach.ALL if wide else Reach.TEAM, by=SYSTEM)  # fmt: skip
    found, keys = [], {}
    for n in range(inboxes):
        person = Person.objects.get(pk=people[n % len(people)].pk)
        if person.pk not in keys:
            session = SessionStore()
            session.update({SESSION_KEY: str(person.pk), BACKEND_SESSION_KEY: "quanfu.org.account.Backend", HASH_SESSION_KEY: person.get_session_auth_hash()})  # fmt: skip
            session.create()
            keys[person.pk] = session.session_key or ""
        code = LISTS[n % len(LISTS)]
        page = seeding.list_query(person, code, None)
        numbers = [row.number for row in page.rows]
        topic = f"inbox:{code};rows={','.join(numbers)}"
        if page.next:
            topic += f";until={sort_key(page.rows[-1], BY_CODE[code].order)}"
        found.append((person, keys[person.pk], topic, numbers))
    return found


def change(number: str, chance: random.Random, people: list[Any], committed: Callable[[], None]) -> None:
    """A private note, or somebody else responsible."""
    from django.db import transaction

    from quanfu.desk.actions.note import add_note
    from quanfu.desk.actions.request import move
    from quanfu.desk.enums import State
    from quanfu.desk.models import Request

    request = Request.objects.select_related("company", "responsible").get(number=number)
    with transaction.atomic():
        transaction.on_commit(committed)
        if chance.random() < 0.5:
            add_note(request=request, kind="note", text="客户改约明天上午", by=chance.choice(people))
        else:
            person = chance.choice(people)
            move(
                request=request,
                to=State(request.state),
                by=person,
                event="desk.request.noted",
                responsible=person,
            )


def told_statements(number: str, people: list[Any], push: bool) -> int:
    """Statements of one note, with live screens switched on or off."""
    from django.conf import settings
    from django.db import connection

    seen: list[str] = []
    settings.PUSH = push
    for _ in range(2):  # the first one loads what is loaded once
        seen.clear()
        with connection.execute_wrapper(
            lambda run, sql, params, many, context: (seen.append(sql), run(sql, params, many, context))[1]
        ):
            change(number, random.Random(3), people, lambda: None)
    return len(seen)


async def measured(
    port: int, opened: list[Any], rate: float, seconds: float, targets: list[str], people: list[Any]
) -> dict[str, Any]:
    """Ours: {"p50_ms", "p99_ms", "rows", "changes", "recipients", "bytes"}."""
    commits: dict[str, float] = {}
    latencies: list[float] = []
    sizes: list[int] = []

    def came(block: bytes) -> None:
        at = time.perf_counter()
        if b"event: row" in block:
            number = block.partition(b'"number":"')[2].partition(b'"')[0].decode()
            if number in commits:
                latencies.append(at - commits[number])
                sizes.append(len(block))

    screens = Screens(port, came)
    for _person, key, topic, _numbers in opened:
        await screens.add(f"/live/?t={quote(topic)}", key)
    await screens.ready(len(opened))
    chance, loop = random.Random(11), asyncio.get_running_loop()
    for number in targets[-5:]:  # the first change loads what is loaded once
        await loop.run_in_executor(None, change, number, chance, people, lambda: None)
        await asyncio.sleep(1)
    changes = int(rate * seconds)
    began = time.perf_counter()
    for n in range(changes):
        await asyncio.sleep(max(0.0, began + n / rate - time.perf_counter()))
        number = targets[n]
        await loop.run_in_executor(
            None, change, number, chance, people, lambda n=number: commits.__setitem__(n, time.perf_counter())
        )
    took = time.perf_counter() - began
    await asyncio.sleep(1)
    screens.close()
    latencies.sort()
    return {
        "p50_ms": statistics.median(latencies) * 1000, "p99_ms": latencies[int(len(latencies) * 0.99)] * 1000,
        "rows": len(latencies), "changes": changes, "recipients": len(latencies) / changes, "bytes": int(statistics.median(sizes)), "took": took,
    }  # fmt: skip


async def bare(
    port: int, inboxes: int, rate: float, seconds: float, recipients: float, size: int
) -> dict[str, Any]:
    """A bare application that writes as many bytes to as many streams, told by a POST."""
    sent = [0.0]
    latencies: list[float] = []

    def came(block: bytes) -> None:
        if b"data: x" in block:  # behind the length of its chunk
            latencies.append(time.perf_counter() - sent[0])

    screens = Screens(port, came)
    for _ in range(inboxes):
        await screens.add("/")
    await screens.ready(inboxes)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = b"data: " + b"x" * (size - 8) + b"\n\n"
    began, changes = time.perf_counter(), int(rate * seconds)
    for n in range(changes):
        await asyncio.sleep(max(0.0, began + n / rate - time.perf_counter()))
        count = int(recipients) + (random.random() < recipients % 1)
        sent[0] = time.perf_counter()
        writer.write(
            f"POST /?{count} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        )
        await reader.readuntil(b"\r\n\r\n")
    await asyncio.sleep(0.5)
    screens.close()
    latencies.sort()
    return {
        "p50_ms": statistics.median(latencies) * 1000,
        "p99_ms": latencies[int(len(latencies) * 0.99)] * 1000,
    }


async def in_the_hub(opened: list[Any], targets: list[str]) -> dict[str, Any]:
    """From the hint to the last queue, in this process; and the statements of one change."""
    from django.db import connection

    from quanfu.core.clock import now
    from quanfu.core.push.endpoint import take_seat
    from quanfu.core.push.hub import Hub, read_facts
    from quanfu.core.push.topics import Asked, Change, Hint
    from quanfu.desk.models import Request

    hub = Hub(streams=1000, beat=20)
    await hub.start()
    for _person, key, topic, _numbers in opened:
        seat = await hub.loop.run_in_executor(hub.door, take_seat, key, [Asked.of(topic)])
        if seat is None:
            raise SystemExit("no seat")
        hub.enter(seat)

    def count() -> tuple[int, dict[str, int]]:
        seen: list[str] = []
        subject = Request.objects.get(number=targets[0])
        with connection.execute_wrapper(
            lambda run, sql, params, many, context: (seen.append(sql), run(sql, params, many, context))[1]
        ):
            read_facts([Change(1, "desk.Request", subject.pk, now())])
        return len(seen), dict(Request.objects.filter(number__in=targets).values_list("number", "pk"))

    statements, ids = await hub.loop.run_in_executor(hub.work, count)
    times = []
    for n, number in enumerate(targets):
        told, began = hub.told, time.perf_counter()
        hub.hear([Hint(10**12 + n, "desk.Request", ids[number], "desk.request.noted", None, {})])
        while hub.told == told and time.perf_counter() - began < 5:
            await asyncio.sleep(0)
        times.append((time.perf_counter() - began) * 1000)
        for seat in hub.seats:
            seat.take()
        await asyncio.sleep(0.01)
    await hub.stop()
    times.sort()
    return {
        "hub_p50_ms": round(statistics.median(times), 2),
        "hub_p99_ms": round(times[int(len(times) * 0.99)], 2),
        "statements_per_change": statements,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--requests", type=int, default=1_000_000)
    parser.add_argument("--inboxes", type=int, default=200)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--seconds", type=float, default=20)
    given = parser.parse_args()
    from quanfu.core.testing_database import temporary_postgres

    with tempfile.TemporaryDirectory(prefix="quanfu-bench-") as folder, temporary_postgres() as url:
        house.environment(folder, url, QUANFU_WEB_WORKERS="1")
        made, crews = seeding.people()
        seeding.fill_postgres(
            url.replace("postgres://", "postgresql://"), seeding.rows(given.requests, made, crews)
        )
        from quanfu.desk.models import Request
        from quanfu.desk.queries.inbox import BY_CODE

        opened = agents(made, given.inboxes)
        chance = random.Random(3)
        shown = sorted({number for *_rest, numbers in opened for number in numbers})
        somewhere = list(
            Request.objects.filter(BY_CODE["open"].condition(0, None)).values_list("number", flat=True)[
                :20_000
            ]
        )
        wanted = int(given.rate * given.seconds)
        targets = chance.sample(
            [*chance.sample(shown, min(len(shown), wanted)), *chance.sample(somewhere, wanted)], wanted
        )
        targets = list(dict.fromkeys(targets))
        targets += [number for number in somewhere if number not in set(targets)][: wanted - len(targets)]
        people = [person for person, *_rest in opened]
        with house.web(port := house.free_port()) as server:
            time.sleep(3)
            idle = house.cpu([server])
            time.sleep(3)
            idle = (house.cpu([server]) - idle) / 3
            before = house.cpu([server])
            ours = asyncio.run(measured(port, opened, given.rate, given.seconds, targets, people))
            spent = house.cpu([server]) - before
        hub = asyncio.run(in_the_hub(opened, targets[:200]))
        added = told_statements(targets[0], people, True) - told_statements(targets[0], people, False)
        Path(folder, "bare_streams.py").write_text(BARE)
        port = house.free_port()
        command = [sys.executable, "-m", "uvicorn", "bare_streams:application", "--app-dir", folder, "--port", str(port), "--log-level", "warning", "--no-access-log"]  # fmt: skip
        process = subprocess.Popen(command)
        try:
            time.sleep(2)
            seconds, told = min(given.seconds, 10), ours["recipients"]
            plain = asyncio.run(bare(port, given.inboxes, given.rate, seconds, told, ours["bytes"]))
        finally:
            process.kill()  # it would wait for its streams
    json.dump({
        "times_bare_p50": round(ours["p50_ms"] / plain["p50_ms"], 1), "times_bare_p99": round(ours["p99_ms"] / plain["p99_ms"], 1),
        "p50_ms": round(ours["p50_ms"], 2), "p99_ms": round(ours["p99_ms"], 2), "bare_p50_ms": round(plain["p50_ms"], 2), "bare_p99_ms": round(plain["p99_ms"], 2),
        **hub, "added_to_the_act": added, "inboxes": given.inboxes, "changes": ours["changes"], "changes_per_second": round(ours["changes"] / ours["took"], 1),
        "rows_told": ours["rows"], "screens_per_change": round(ours["recipients"], 2), "bytes_a_row": ours["bytes"],
        "web_cpu_percent_of_a_core": round(spent / (ours["took"] + 2) * 100, 1), "web_cpu_ms_per_change": round(spent / ours["changes"] * 1000, 2),
        "web_idle_percent": round(idle * 100, 1), "requests": given.requests,
    }, sys.stdout, indent=1)  # fmt: skip
    print()


if __name__ == "__main__":
    main()
