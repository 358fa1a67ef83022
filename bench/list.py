"""What does a page of the inbox cost over a million requests, beside the bare SQL of the same page?

    python bench/list.py [--requests 1000000] [--sqlite 100000]

A temporary PostgreSQL filled by COPY: 20 units, 180 people, 94.6 % of the requests closed, the rest in all open states. Two
readers: one who sees the whole company and one who sees a unit and what is their own. Lists: all open, mine, closed; first
page and, by the keyset's cursor, the 50th. For each: the list query of the product (desk/queries/inbox.py through
ui/paging.py) beside the same statement by bare psycopg with prepared binding (`times_bare`, aim at most 2), the whole page
through the WSGI application (CPU and statements, aim at most 20 ms), the drawing of its template alone (aim at most 6 ms),
and the index that PostgreSQL took. Then TEC-8: the same on SQLite with 100,000 requests, first page over HTTP (aim < 1 s).
"""

import argparse
import io
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import _house as house

UNITS, PEOPLE = 20, 180
OPEN = ("registered", "in_review", "approved", "ordered", "ordered", "ordered", "done", "fed_back", "rated")
SUBJECTS = (
    "客厅暖气片不热",
    "卧室地暖不热，其他屋正常",
    "暖气片接口漏水，地板泡了",
    "室温只有 16 度，要求测温",
    "半夜暖气管咚咚响",
    "房子空置，申请今年报停",
)
COLUMNS = (
    "id", "number", "company_id", "unit_id", "kind", "state", "priority", "service_type_id", "charge", "subject", "body", "special_wish",
    "contact_name", "contact_phone", "contact_email", "contact_company", "channel_id", "facts", "owner_id", "responsible_id",
    "opened_at", "done_at", "closed_at", "due_at", "due_for", "result", "last_line", "updated_at", "source", "source_key", "waits_for",
)  # fmt: skip
LISTS = ("open", "mine", "closed")
PAGE = 50


def people() -> tuple[dict[str, Any], list[tuple[int, list[int]]]]:
    """A company of 20 units and 180 people: (what rows need, [(unit id, its people's ids)])."""
    subprocess.run([sys.executable, "-m", "quanfu", "migrate"], check=True, stdout=subprocess.DEVNULL)
    import django

    django.setup()
    from django.contrib.auth.hashers import make_password
    from django.db import transaction

    from quanfu.channels.models import Channel
    from quanfu.core.actor import SYSTEM
    from quanfu.desk.models import ServiceType
    from quanfu.org.actions.grant import grant_role
    from quanfu.org.actions.unit import create_unit
    from quanfu.org.enums import Reach, UnitKind
    from quanfu.org.models import Person
    from quanfu.packs.roles import install_roles

    with transaction.atomic():
        roles = install_roles()
        roles = {role.code: role for role in roles.values()}
        group = create_unit(parent=None, code="group", name="集团", kind=UnitKind.GROUP, by=SYSTEM)
        company = create_unit(parent=group, code="company", name="松河热力", kind=UnitKind.COMPANY, by=SYSTEM)
        password, crews = make_password("correct horse 9"), []
        for n in range(UNITS):
            unit = create_unit(
                parent=company, code=f"u{n}", name=f"第 {n + 1} 供热站", kind=UnitKind.STATION, by=SYSTEM
            )
            crew = Person.objects.bulk_create(
                Person(login=f"p{n}-{i}", name=f"王晓{n}{i}", unit=unit, password=password)
                for i in range(PEOPLE // UNITS)
            )
            crews.append((unit.pk, [person.pk for person in crew]))
        wide, narrow = Person.objects.get(login="p0-0"), Person.objects.get(login="p1-0")
        grant_role(person=wide, role=roles["agent"], unit=company, reach=Reach.ALL, by=SYSTEM)
        grant_role(person=narrow, role=roles["agent"], unit=narrow.unit, reach=Reach.TEAM, by=SYSTEM)
        parent = ServiceType.objects.create(company=company, code="fault", name="供热报修")
        types = [
            ServiceType.objects.create(company=company, parent=parent, code=f"t{i}", name=f"类型 {i}").pk
            for i in range(12)
        ]
        channels = [
            Channel.objects.get_or_create(company=company, code=k, defaults={"kind": k, "name": k})[0].pk
            for k in ("phone", "portal", "api", "walk_in")
        ]
    return {
        "company": company.pk,
        "types": types,
        "channels": channels,
        "readers": {"company": wide, "unit": narrow},
    }, crews


def rows(count: int, given: dict[str, Any], crews: list[tuple[int, list[int]]]) -> Iterator[tuple[Any, ...]]:
    """Requests of two years, oldest first; the open ones are among the newest tenth."""
    chance, at = random.Random(5), datetime.now(UTC)
    start, step = at - timedelta(days=730), timedelta(days=730) / count
    share = 0.054 / 0.1
    for n in range(1, count + 1):
        opened = start + step * n
        state = chance.choice(OPEN) if n > count * 0.9 and chance.random() < share else "closed"
        unit, crew = crews[chance.randrange(UNITS)]
        priority, subject = chance.choices((0, 1, 2), (1, 9, 90))[0], chance.choice(SUBJECTS)
        done = (
            opened + timedelta(hours=chance.randint(1, 48))
            if state in ("done", "fed_back", "rated", "closed")
            else None
        )
        yield (
            n, f"FW-{opened:%Y%m%d}-{n:07d}", given["company"], unit, "repair", state, priority, chance.choice(given["types"]), "free", subject,
            subject * 4, "", f"王{chance.randrange(1000)}", f"139{chance.randrange(10**8):08d}", "", "", chance.choice(given["channels"]), "{}",
            chance.choice(crew), chance.choice(crew), opened, done, done if state == "closed" else None,
            opened + timedelta(hours=chance.randint(1, 72)), "completion", "", subject, opened, "", "", "",
        )  # fmt: skip


def fill_postgres(dsn: str, lines: Iterator[tuple[Any, ...]]) -> None:
    """By COPY into the bare table; its indexes are made afterwards, as the product declares them."""
    import psycopg

    with psycopg.connect(dsn, autocommit=True) as connection:
        made = connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'desk_request' AND indexname NOT IN "
            "(SELECT conname FROM pg_constraint WHERE conrelid = 'desk_request'::regclass)").fetchall()  # fmt: skip
        for name, _definition in made:
            connection.execute(f'DROP INDEX "{name}"')
        with connection.cursor().copy(f"COPY desk_request ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for line in lines:
                copy.write_row(line)
        for _name, definition in made:
            connection.execute(definition)
        connection.execute("VACUUM ANALYZE")


def fill_sqlite(lines: Iterator[tuple[Any, ...]]) -> None:
    from django.db import connection, transaction

    marks = ", ".join(["%s"] * len(COLUMNS))
    with transaction.atomic(), connection.cursor() as cursor:
        batch = [
            [f"{v:%Y-%m-%d %H:%M:%S.%f}" if isinstance(v, datetime) else v for v in line] for line in lines
        ]
        cursor.executemany(f"INSERT INTO desk_request ({', '.join(COLUMNS)}) VALUES ({marks})", batch)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def timed(call: Callable[[], Any], times: int) -> tuple[float, float]:
    """Median of (wall, CPU) in ms."""
    found = []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        call()
        found.append((time.perf_counter() - wall, time.process_time() - cpu))
    return statistics.median(w for w, _ in found) * 1000, statistics.median(c for _, c in found) * 1000


def in_turns(
    ours: Callable[[], Any], bare: Callable[[], Any], times: int
) -> tuple[float, float, float, float]:
    """(wall ratio, our wall, our CPU, bare wall), medians in ms; the two take turns so that noise meets both."""
    ours(), bare()
    pairs = [(timed(ours, 1), timed(bare, 1)) for _ in range(times)]
    mine, theirs = (statistics.median(pair[i][0] for pair in pairs) for i in (0, 1))
    return mine / theirs, mine, statistics.median(pair[0][1] for pair in pairs), theirs


def list_query(person: Any, code: str, cursor: str | None) -> Any:
    from quanfu.desk.queries.inbox import BY_CODE, inbox_rows, inbox_ways
    from quanfu.ui.paging import paginate

    found, order = inbox_rows(person, BY_CODE[code], {})
    return paginate(found, order=order, cursor=cursor, per=PAGE, ways=inbox_ways(person, order))


def statement(person: Any, code: str, cursor: str | None) -> tuple[str, list[Any]]:
    """The list query as it goes to the database."""
    from django.db import connection

    seen: list[tuple[str, list[Any]]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append((sql, list(params or ())))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        list_query(person, code, cursor)
    return next((sql, params) for sql, params in seen if "desk_request" in sql)


def deep(person: Any, code: str) -> str | None:
    """The cursor of the 50th page, or of the last before it."""
    cursor = None
    for _ in range(49):
        page = list_query(person, code, cursor)
        if not page.next:
            break
        cursor = page.next
    return cursor


def asked(person: Any, code: str, cursor: str | None) -> Callable[[], tuple[str, bytes]]:
    """One GET of the page through the WSGI application by a signed-in person."""
    from urllib.parse import urlencode

    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from quanfu.wsgi import application

    session = SessionStore()
    session.update(
        {
            SESSION_KEY: str(person.pk),
            BACKEND_SESSION_KEY: "quanfu.org.account.Backend",
            HASH_SESSION_KEY: person.get_session_auth_hash(),
        }
    )
    session.create()
    query = urlencode({"view": code} | ({"cursor": cursor} if cursor else {}))

    def get() -> tuple[str, bytes]:
        status: list[str] = []
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": "/desk/requests/", "QUERY_STRING": query, "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1", "HTTP_COOKIE": f"sessionid={session.session_key}",
            "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "wsgi.url_scheme": "http", "wsgi.version": (1, 0),
        }  # fmt: skip
        response = application(environ, lambda s, h, e=None: status.append(s))
        body = b"".join(response)
        response.close()
        if not status[0].startswith("200"):
            raise SystemExit(f"{status[0]} {body[:500]!r}")
        return session.session_key or "", body

    return get


def statements(get: Callable[[], Any]) -> int:
    from django.db import connection

    seen = []
    with connection.execute_wrapper(
        lambda execute, sql, params, many, context: (seen.append(sql), execute(sql, params, many, context))[1]
    ):
        get()
    return len(seen)


def drawn(get: Callable[[], Any]) -> Callable[[], Any]:
    """The drawing of the page's template alone, with what the view gave it."""
    from quanfu.ui import page as door

    kept: list[tuple[Any, ...]] = []
    render = door.render
    door.render = lambda *args, **named: (kept.append((args, named)), render(*args, **named))[1]  # type: ignore[assignment]
    try:
        get()
    finally:
        door.render = render
    (args, named), *_ = kept
    return lambda: render(*args, **named)


def on_postgres(dsn: str, readers: dict[str, Any], repeat: int) -> dict[str, Any]:
    import psycopg
    from django.db import connection

    found: dict[str, Any] = {}
    bare = psycopg.connect(dsn, autocommit=True)
    bare.execute("SET timezone = 'UTC'")
    for reach, person in readers.items():
        for code in LISTS:
            for page, cursor in (("page 1", None), ("page 50", deep(person, code))):
                if page == "page 50" and cursor is None:
                    continue
                sql, params = statement(person, code, cursor)
                ratio, wall, cpu, plain = in_turns(
                    lambda p=person, v=code, c=cursor: list_query(p, v, c),
                    lambda s=sql, v=params: bare.execute(s, v, prepare=True).fetchall(), repeat)  # fmt: skip
                get = asked(person, code, cursor)
                get()
                with connection.cursor() as asking:
                    asking.execute("EXPLAIN (FORMAT JSON) " + sql, params)
                    (plan,) = asking.fetchone()
                found[f"{reach}, {code}, {page}"] = {
                    "times_bare": round(ratio, 2), "query_ms": round(wall, 2), "query_cpu_ms": round(cpu, 2), "bare_ms": round(plain, 2),
                    "page_cpu_ms": round(timed(get, repeat)[1], 2), "draw_cpu_ms": round(timed(drawn(get), repeat)[1], 2),
                    "statements": statements(get), "index": sorted(indexes(plan)),
                }  # fmt: skip
    return found


def indexes(plan: Any) -> set[str]:
    """The indexes (or 'scan') by which a plan reads requests."""
    if isinstance(plan, list):
        return set().union(*map(indexes, plan))
    if not isinstance(plan, dict):
        return set()
    own = (
        {plan["Index Name"]}
        if "Index Name" in plan and plan.get("Relation Name", "desk_request") == "desk_request"
        else set()
    )
    if plan.get("Node Type") == "Seq Scan" and plan.get("Relation Name") == "desk_request":
        own.add("scan")
    return own.union(*map(indexes, plan.values()))


def postgres(count: int, repeat: int) -> dict[str, Any]:
    from quanfu.core.testing_database import temporary_postgres

    with tempfile.TemporaryDirectory(prefix="quanfu-bench-") as folder, temporary_postgres() as url:
        house.environment(folder, url)
        given, crews = people()
        dsn = url.replace("postgres://", "postgresql://")
        fill_postgres(dsn, rows(count, given, crews))
        return on_postgres(dsn, given["readers"], repeat)


def sqlite(count: int, repeat: int) -> dict[str, Any]:
    """TEC-8: seconds to the first page of the inbox over real HTTP."""
    with tempfile.TemporaryDirectory(prefix="quanfu-bench-") as folder:
        house.environment(folder)
        given, crews = people()
        fill_sqlite(rows(count, given, crews))
        found: dict[str, Any] = {}
        with house.web(port := house.free_port()) as server:
            for reach, person in given["readers"].items():
                for code in LISTS:
                    key, _body = asked(person, code, None)()
                    request = f"GET /desk/requests/?view={code} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={key}\r\n\r\n".encode()
                    before = house.cpu([server])
                    seconds = [
                        house.load(port, iter([request] * 2), seconds=0, clients=1, expect=200)["seconds"]
                        for _ in range(repeat)
                    ]
                    found[f"{reach}, {code}"] = {
                        "first_s": round(seconds[0], 3),
                        "median_s": round(statistics.median(seconds), 3),
                        "page_cpu_ms": round((house.cpu([server]) - before) / repeat * 1000, 1),
                    }
        return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--requests", type=int, default=1_000_000)
    parser.add_argument("--sqlite", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=40)
    parser.add_argument("--only", choices=["postgres", "sqlite"])
    given = parser.parse_args()
    if given.only:  # one settings module a process: each engine has its own
        json.dump(
            postgres(given.requests, given.repeat) if given.only == "postgres" else sqlite(given.sqlite, 10),
            sys.stdout,
        )
        return
    more = ["--requests", str(given.requests), "--sqlite", str(given.sqlite), "--repeat", str(given.repeat)]
    found = {}
    for engine in ("postgres", "sqlite"):
        done = subprocess.run(
            [sys.executable, __file__, *more, "--only", engine],
            stdout=subprocess.PIPE,
            check=True,
            env=os.environ,
        )
        found[engine] = json.loads(done.stdout)
    lists = found["postgres"].values()
    json.dump({
        "worst_times_bare": max(row["times_bare"] for row in lists),
        "worst_page_cpu_to_aim": round(max(row["page_cpu_ms"] for row in lists) / 20, 2),
        "worst_draw_cpu_to_aim": round(max(row["draw_cpu_ms"] for row in lists) / 6, 2),
        "worst_sqlite_to_aim": max(row["first_s"] for row in found["sqlite"].values()),
        f"postgres_{given.requests}": found["postgres"], f"sqlite_{given.sqlite}": found["sqlite"],
    }, sys.stdout, indent=1, ensure_ascii=False)  # fmt: skip
    print()


if __name__ == "__main__":
    main()
