"""How near does an intake by the API come to what PostgreSQL takes of the same rows?

    python bench/intake.py [--seconds 4] [--rounds 3]

POST /api/v1/requests with everything on: token, validation, custom fields, idempotency key, customer looked up (each fifth
one is new), number, journal, two clocks, auto-assignment enqueued. A temporary PostgreSQL, `quanfu web` with 2 processes, 8
keep-alive clients in a closed loop. Beside it, in turns, the very rows that those requests left, written by bare psycopg,
2 processes x 4 connections, one transaction each: a statement a table ("five"; six with a new customer) and all of them as
one CTE ("one"). The rows are read back from the product's tables, so both sides write the same.

`of_five` and `of_one`: our requests a second divided by the loop's (aims 1/3 and 1/4); `cpu_to_one`: CPU of web server and
PostgreSQL for a request, divided by the one-statement loop's CPU, its Python included (aim at most 4). Medians of rounds.
"""

import argparse
import itertools
import json
import multiprocessing
import random
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from typing import Any

import _house as house

CLIENTS, PROCESSES = 8, 2
KEPT = 200  # requests whose rows the loops write over and over
TABLES = (
    "customers_customer",
    "desk_request",
    "core_journalentry",
    "sla_clock",
    "core_job",
    "api_idempotencykey",
)
Graph = dict[str, tuple[list[str], list[list[Any]]]]  # table -> columns, rows


def requests(token: str, phones: list[str], seed: int) -> Iterator[bytes]:
    """Endless intakes; what a customer of a heating company writes when a radiator leaks."""
    chance = random.Random(seed)
    for number in itertools.count():
        phone = chance.choice(phones) if number % 5 else f"199{chance.randrange(10**8):08d}"
        body = json.dumps({
            "subject": f"暖气片接口漏水，地板泡了（{number % 97}号楼）",
            "body": "厨房暖气片下面的接口从昨天夜里开始漏水，地板已经泡了，用毛巾也堵不住，麻烦尽快派师傅上门。" * 2,
            "contact_name": "王晓明", "contact_phone": phone, "service_type": "fault.leak", "priority": "urgent",
            "facts": {"room_temperature": "18.5", "heating_kind": "floor"},
        }, ensure_ascii=False).encode()  # fmt: skip
        head = (
            "POST /api/v1/requests HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {token}\r\nIdempotency-Key: {uuid.UUID(int=chance.getrandbits(128))}\r\n"
            f"X-Request-ID: bench-{seed}-{number:07d}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        yield head.encode() + body


def furnish() -> tuple[str, list[str]]:
    """The company, with two fields to fill in on a leak: (token, customers' phones)."""
    built = house.company()
    from django.db import transaction

    from quanfu.api.actions.token import make_token
    from quanfu.core.actions.field import define_field
    from quanfu.core.actor import SYSTEM
    from quanfu.customers.models import Customer

    owner = built.types["fault.leak"].fields_owner
    with transaction.atomic():
        define_field(
            owner=owner, code="room_temperature", label="室内温度", label_en="", kind="decimal", by=SYSTEM
        )
        define_field(owner=owner, code="heating_kind", label="采暖方式", label_en="", kind="choice", by=SYSTEM,
                     choices=[{"code": "floor", "label": "地暖", "label_en": ""}])  # fmt: skip
        token = make_token(person=built.people["agent"], by=SYSTEM)
    return token, list(Customer.objects.exclude(phone="").values_list("phone", flat=True))


def graphs(dsn: str, seed: int) -> list[Graph]:
    """The rows of the last requests of a run, as the database has them, without their ids."""
    import psycopg

    found = []
    with psycopg.connect(dsn) as connection:
        connection.execute("SET timezone = 'UTC'")
        ids = connection.execute(
            "SELECT subject_id, request_id FROM core_journalentry WHERE event = 'desk.request.opened' AND request_id "
            "LIKE %s ORDER BY id DESC LIMIT %s", [f"bench-{seed}-%", KEPT]).fetchall()  # fmt: skip
        for pk, click in ids:
            where = {
                "customers_customer": ("id IN (SELECT subject_id FROM core_journalentry WHERE event = 'customers.customer.created' AND request_id = %s)", click),
                "desk_request": ("id = %s", pk),
                "core_journalentry": ("request_id = %s", click),
                "sla_clock": ("request_id = %s", pk),
                "core_job": ("request_id = %s", click),
                "api_idempotencykey": ("body->>'number' = (SELECT number FROM desk_request WHERE id = %s)", pk),
            }  # fmt: skip
            graph: Graph = {}
            for table in TABLES:
                condition, value = where[table]
                cursor = connection.execute(f"SELECT * FROM {table} WHERE {condition} ORDER BY id", [value])
                columns = [column.name for column in cursor.description or ()]
                rows = [[_plain(v) for v in row[1:]] for row in cursor.fetchall()]
                if rows:
                    graph[table] = (columns[1:], rows)
            found.append(graph)
    return found


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _fresh(table: str, columns: list[str], row: list[Any], links: dict[str, Any]) -> list[Any]:
    """A row with what must be new in it. links: column -> the id (or SQL) of a row of the same graph."""
    row = row.copy()
    for column, value in links.items():
        if column in columns:
            row[columns.index(column)] = value
    for column in {"desk_request": ["number"], "api_idempotencykey": ["key"]}.get(table, []):
        row[columns.index(column)] = uuid.uuid4().hex[:24]
    return row


def _links(table: str, known: dict[str, Any]) -> dict[str, Any]:
    request, customer = known.get("desk_request"), known.get("customers_customer")
    if table == "desk_request":
        return {"customer_id": customer} if customer else {}
    return {"sla_clock": {"request_id": request}, "core_journalentry": {"subject_id": request}}.get(table, {})


def five(connection: Any, graph: Graph) -> None:
    """BEGIN, a prepared INSERT for each table, COMMIT."""
    known: dict[str, int] = {}
    with connection.transaction():
        for table, (columns, rows) in graph.items():
            links = _links(table, known)
            given = [value for row in rows for value in _fresh(table, columns, row, links)]
            marks = ", ".join(["(" + ", ".join(["%s"] * len(columns)) + ")"] * len(rows))
            returning = " RETURNING id" if table in ("customers_customer", "desk_request") else ""
            done = connection.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES {marks}{returning}", given, prepare=True
            )
            if returning:
                known[table] = done.fetchone()[0]


class _Sql(str):
    """A value that is SQL, not a parameter."""

    __slots__ = ()


def one(connection: Any, graph: Graph) -> None:
    """All of it as one prepared statement."""
    parts, given, known = [], [], dict[str, Any]()
    for table, (columns, rows) in graph.items():
        lines = []
        for row in rows:
            values = _fresh(table, columns, row, _links(table, known))
            lines.append("(" + ", ".join(v if isinstance(v, _Sql) else "%s" for v in values) + ")")
            given += [v for v in values if not isinstance(v, _Sql)]
        parts.append(
            f"{table}_ AS (INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join(lines)} RETURNING id)"
        )
        known[table] = _Sql(f"(SELECT id FROM {table}_)")
    connection.execute(f"WITH {', '.join(parts)} SELECT id FROM desk_request_", given, prepare=True)


def loop(
    mode: str, dsn: str, found: list[Graph], seconds: float, number: int, ready: Any, results: Any
) -> None:
    """One process of the bare loop: four connections, a thread each."""
    import psycopg

    write = {"five": five, "one": one}[mode]
    connections = [psycopg.connect(dsn, autocommit=True) for _ in range(CLIENTS // PROCESSES)]
    times: list[float] = []

    def work(connection: Any, chance: random.Random) -> None:
        while (began := time.perf_counter()) < end:
            write(connection, chance.choice(found))
            times.append(time.perf_counter() - began)

    ready.wait()
    cpu, began = time.process_time(), time.perf_counter()
    end = began + seconds
    threads = [
        threading.Thread(target=work, args=(c, random.Random(number * 10 + i)))
        for i, c in enumerate(connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results.put((times, time.perf_counter() - began, time.process_time() - cpu))


def bare(mode: str, dsn: str, found: list[Graph], seconds: float, postmaster: int) -> dict[str, float]:
    context = multiprocessing.get_context("spawn")
    ready, results = context.Barrier(PROCESSES + 1), context.Queue()
    processes = [
        context.Process(target=loop, args=(mode, dsn, found, seconds, n, ready, results))
        for n in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    ready.wait()
    before = house.cpu([postmaster])
    got = [results.get() for _ in processes]
    for process in processes:
        process.join()
    spent = house.cpu([postmaster]) - before
    times = sorted(t for times, _took, _cpu in got for t in times)
    return {
        "per_second": sum(len(times) / took for times, took, _cpu in got),
        "p50_ms": times[len(times) // 2] * 1000, "p99_ms": times[int(len(times) * 0.99)] * 1000,
        "python_cpu_ms": sum(cpu for *_, cpu in got) / len(times) * 1000, "postgres_cpu_ms": spent / len(times) * 1000,
    }  # fmt: skip


def ours(
    port: int, server: int, postmaster: int, stream: Iterator[bytes], seconds: float
) -> dict[str, float]:
    before = house.cpu([server]), house.cpu([postmaster])
    found = house.load(port, stream, seconds=seconds, clients=CLIENTS, expect=201)
    after = house.cpu([server]), house.cpu([postmaster])
    return {
        "per_second": found["per_second"], "p50_ms": found["p50_ms"], "p99_ms": found["p99_ms"],
        "python_cpu_ms": (after[0] - before[0]) / found["done"] * 1000,
        "postgres_cpu_ms": (after[1] - before[1]) / found["done"] * 1000,
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--threads", type=int, default=0, help="of each web process; 0: as `quanfu web` decides"
    )
    given = parser.parse_args()
    from quanfu.core.testing_database import temporary_postgres

    runs: dict[str, list[dict[str, float]]] = {"ours": [], "five": [], "one": []}
    with tempfile.TemporaryDirectory(prefix="quanfu-bench-") as folder, temporary_postgres() as url:
        house.environment(
            folder, url, QUANFU_WEB_WORKERS=str(PROCESSES), QUANFU_WEB_THREADS=str(given.threads)
        )
        token, phones = furnish()
        dsn = url.replace("postgres://", "postgresql://")
        postmaster = house.postmaster(dsn)
        with house.web(port := house.free_port()) as server:
            house.load(port, requests(token, phones, 1), seconds=2, clients=CLIENTS, expect=201)  # warm
            found = graphs(dsn, 1)
            stream = requests(token, phones, 2)
            for _ in range(given.rounds):
                runs["ours"].append(ours(port, server, postmaster, stream, given.seconds))
                for mode in ("five", "one"):
                    runs[mode].append(bare(mode, dsn, found, given.seconds, postmaster))
    middle = {
        name: {key: statistics.median(run[key] for run in rows) for key in rows[0]}
        for name, rows in runs.items()
    }
    cpu = {name: row["python_cpu_ms"] + row["postgres_cpu_ms"] for name, row in middle.items()}
    rows_each = statistics.mean(sum(len(rows) for _columns, rows in graph.values()) for graph in found)
    json.dump({
        "of_five": round(middle["ours"]["per_second"] / middle["five"]["per_second"], 3),
        "of_one": round(middle["ours"]["per_second"] / middle["one"]["per_second"], 3),
        "cpu_to_one": round(cpu["ours"] / cpu["one"], 2),
        "cpu_to_five": round(cpu["ours"] / cpu["five"], 2),
        "rows_per_request": round(rows_each, 1),
        **{name: {key: round(value, 2) for key, value in row.items()} for name, row in middle.items()},
    }, sys.stdout, indent=1)  # fmt: skip
    print()


if __name__ == "__main__":
    main()
