"""What falls due in a minute: lag and cost of the clock job, with 100,000 clocks running and with ten times as many.

`python bench/clocks.py [--clocks 100000 --clocks 1000000] [--due 1000]`. Prints JSON, its ratio first:
`cost_grows`, CPU of one ring (Python and PostgreSQL) with the most clocks divided by that with the fewest.
"""

import argparse
import json
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._house import company, cpu, environment, postmaster
from quanfu.core.testing_database import temporary_postgres


def fill(made: Any, clocks: int, have: int) -> None:
    """Requests with a completion clock each, due over the next thirty days, none within two hours: copies of one of each,
    made by the database itself."""
    from django.db import connection

    from quanfu.core.clock import now
    from quanfu.desk.models import Request
    from quanfu.sla.models import Clock

    at = now()
    people = [person for team in made.engineers.values() for person in team]
    if not have:
        first = Request.objects.create(
            number="BENCH-0", company=made.unit, unit=people[0].unit, kind="repair", state="ordered", subject="暖气不热", contact_name="王",
            channel=next(iter(made.channels.values())), responsible=people[0], owner=made.agents[0], opened_at=at, due_at=at, updated_at=at,
        )  # fmt: skip
        Clock.objects.create(
            request=first, company_id=first.company_id, unit_id=first.unit_id, person=people[0], target="completion", minutes=1440,
            started_at=at, judged_at=at, due_at=at + timedelta(days=9), next_at=at + timedelta(days=9),
        )  # fmt: skip
    last = Request.objects.order_by("-pk").values_list("pk", flat=True)[0]
    ids, units = [p.pk for p in people], [p.unit_id for p in people]
    who = f"(%s::bigint[])[1 + g %% {len(ids)}]"
    start = max(have, 1)
    with connection.cursor() as cursor:
        _copy(cursor, Request, "number = 'BENCH-0'", start, clocks, {
            "number": "'BENCH-' || g", "responsible_id": who, "unit_id": who,
        }, {"responsible_id": ids, "unit_id": units})  # fmt: skip
        due = "clock_timestamp() + interval '2 hours' + (g::bigint * 7919 % 43000) * interval '1 minute'"
        _copy(cursor, Clock, f"id = {Clock.objects.order_by('pk').values_list('pk', flat=True)[0]}", start, clocks, {
            "request_id": f"{last} + g - {start} + 1", "person_id": who, "unit_id": who, "due_at": due.replace("%", "%%"),
            "next_at": due.replace("%", "%%"), "breached_at": "NULL", "level": "0",
        }, {"person_id": ids, "unit_id": units})  # fmt: skip


def _copy(cursor: Any, model: Any, where: str, start: int, end: int, changed: dict[str, str], arrays: dict[str, list[int]]) -> None:  # fmt: skip
    columns = [f.column for f in model._meta.local_concrete_fields if not f.primary_key]
    chosen = ", ".join(changed.get(column, f't."{column}"') for column in columns)
    values = [arrays[column] for column in columns if column in arrays]
    names = ", ".join(f'"{column}"' for column in columns)
    table = model._meta.db_table
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {chosen} FROM {table} t, generate_series({start}, {end - 1}) g WHERE t.{where} ORDER BY g",
        values,
    )


def ring(due: int, pids: list[int]) -> dict[str, Any]:
    """Let that many fall due within one minute, and run the job as the scheduler does."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from quanfu.core.clock import now
    from quanfu.sla.actions.breach import ring_clocks
    from quanfu.sla.models import Clock

    warm = list(Clock.objects.filter(next_at__gt=now()).order_by("due_at").values_list("pk", flat=True)[:100])
    Clock.objects.filter(pk__in=warm).update(due_at=now(), next_at=now())
    ring_clocks()
    at = now()
    ids = list(Clock.objects.filter(next_at__gt=at).order_by("-pk").values_list("pk", flat=True)[:due])
    late = Clock.objects.filter(pk__in=ids)
    for place, clock in enumerate(clocks := list(late)):
        clock.due_at = clock.next_at = at - timedelta(seconds=60 * (due - place) / due)
    Clock.objects.bulk_update(clocks, ["due_at", "next_at"], batch_size=200)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    spent, python, began = cpu(pids), time.process_time(), time.perf_counter()
    rung = ring_clocks()
    seconds, python = time.perf_counter() - began, time.process_time() - python
    spent = cpu(pids) - spent + python
    assert rung == due, (rung, due)
    few = list(Clock.objects.filter(next_at__gt=at).order_by("pk").values_list("pk", flat=True)[:200])
    Clock.objects.filter(pk__in=few).update(due_at=at, next_at=at)
    with CaptureQueriesContext(connection) as seen:
        ring_clocks()
    began = time.perf_counter()
    ring_clocks()
    idle = time.perf_counter() - began
    return {
        "rung": rung, "seconds": round(seconds, 2), "cpu_ms_a_ring": round(1000 * spent / due, 2),
        "last_rang_after_s": round(seconds, 2), "statements_a_ring": round(len(seen) / 200, 2), "idle_run_ms": round(1000 * idle, 2),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clocks", type=int, action="append")
    parser.add_argument("--due", type=int, default=1000)
    wanted = parser.parse_args()
    sizes = sorted(wanted.clocks or [100_000, 1_000_000])
    with ExitStack() as stack:
        url = stack.enter_context(temporary_postgres())
        environment(stack.enter_context(tempfile.TemporaryDirectory()), url)
        made = company()
        from django.db import connection

        connection.force_debug_cursor = False
        pids = [postmaster(url)]
        found, have = {}, 0
        for size in sizes:
            fill(made, size, have)
            have = size
            found[str(size)] = ring(wanted.due, pids)
        connection.close()
    first, last = found[str(sizes[0])], found[str(sizes[-1])]
    ratio = round(last["cpu_ms_a_ring"] / first["cpu_ms_a_ring"], 2)
    print(json.dumps({"cost_grows": ratio, "due": wanted.due, "clocks": found}, indent=1))


if __name__ == "__main__":
    main()
