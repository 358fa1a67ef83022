"""The life of a job row: claimed, renewed, finished, failed, given back. Each is one statement.

A claim is UPDATE … RETURNING over the first waiting rows: on PostgreSQL with SKIP LOCKED, so that workers do not wait for
each other; on SQLite the statement itself is the compare-and-set, because only one writes at a time. Leases are measured
by PostgreSQL's clock, which all machines share; on SQLite all workers are on one machine.
Every later statement carries worker and attempt: who has lost the lease changes nothing any more.
"""

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Case, F, Q, TextField, Value, When
from django.db.models.functions import Concat, Now

from quanfu.core.clock import now
from quanfu.core.enums import JobState
from quanfu.core.models.job import Job

LEASE = timedelta(seconds=15)
MOST_ATTEMPTS = 5
FIRST_PAUSE, LONGEST_PAUSE = (
    5.0,
    3600.0,
)  # seconds; each pause is four times the one before: 5 s, 20 s, 80 s, 5 min
LONGEST_ERROR = 20_000  # characters kept of a traceback, from its end


@dataclass(frozen=True)
class Claim:
    id: int
    attempts: int
    path: str
    args: list[Any]
    kwargs: dict[str, Any]
    request_id: str


def claim(queue: str, worker: str, most: int, lease: timedelta = LEASE) -> list[Claim]:
    """Up to ``most`` waiting jobs of the queue, most urgent first, now running and held until the lease ends."""
    postgres = connection.vendor == "postgresql"
    first = (
        "SELECT id FROM core_job WHERE state = 'waiting' AND queue = %s ORDER BY priority DESC, id LIMIT %s"
    )
    with connection.cursor() as cursor:
        if not postgres:  # an UPDATE waits for the writer even when it has nothing to do
            cursor.execute(first, [queue, 1])
            if cursor.fetchone() is None:
                return []
        # ARRAY(…): evaluated once. As IN (…) the planner may run the subquery again and lock more than it returns.
        chosen = f"= ANY(ARRAY({first} FOR UPDATE SKIP LOCKED))" if postgres else f"IN ({first})"
        until = _in(lease)
        cursor.execute(
            "UPDATE core_job SET state = 'running', worker = %s, attempts = attempts + 1, started_at = %s, lease_until = "
            f"{until.sql} WHERE id {chosen} RETURNING priority, id, attempts, path, args, kwargs, request_id",
            [worker, _adapt(now()), *until.params, queue, most],
        )
        rows = sorted(cursor.fetchall(), key=lambda row: (-row[0], row[1]))
    return [Claim(pk, n, path, _json(args), _json(kwargs), rid) for _, pk, n, path, args, kwargs, rid in rows]


def finish(claims: Sequence[Claim], worker: str) -> int:
    """Mark as done what is still ours; returns how many were."""
    if not claims:
        return 0
    mine = ", ".join(["(%s, %s)"] * len(claims))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_job SET state = 'done', finished_at = %s, lease_until = NULL, error = '' WHERE worker = %s AND "
            f"state = 'running' AND (id, attempts) IN (VALUES {mine})",
            [_adapt(now()), worker, *(value for c in claims for value in (c.id, c.attempts))],
        )
        return int(cursor.rowcount)


def fail(claim: Claim, worker: str, error: str) -> JobState | None:
    """Defer the job for another attempt, or park it after the last; None when it is no longer ours."""
    parked = claim.attempts >= MOST_ATTEMPTS
    at = now()
    mine = Job.objects.filter(pk=claim.id, worker=worker, attempts=claim.attempts, state=JobState.RUNNING)
    changed = mine.update(
        state=JobState.PARKED if parked else JobState.DEFERRED, due_at=at + pause_after(claim.attempts),
        finished_at=at if parked else None, lease_until=None, error=error[-LONGEST_ERROR:].replace("\x00", ""),
    )  # fmt: skip
    return (JobState.PARKED if parked else JobState.DEFERRED) if changed else None


def pause_after(attempts: int) -> timedelta:
    """How long until the next attempt: exponential, ±20 % so that what failed together does not come back together."""
    seconds = min(FIRST_PAUSE * 4 ** (attempts - 1), LONGEST_PAUSE)
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 - spread, not secrecy


def give_back(claims: Iterable[Claim], worker: str) -> None:
    """Claimed and not begun when the worker was told to stop: as if never claimed."""
    ids = [claim.id for claim in claims]
    if ids:
        Job.objects.filter(pk__in=ids, worker=worker, state=JobState.RUNNING).update(
            state=JobState.WAITING, attempts=F("attempts") - 1, worker="", lease_until=None
        )


def renew(claims: Iterable[Claim], worker: str, lease: timedelta = LEASE) -> None:
    """The heartbeat: these jobs are held for another lease."""
    ids = [claim.id for claim in claims]
    if not ids:
        return
    until = _in(lease)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE core_job SET lease_until = {until.sql} WHERE state = 'running' AND worker = %s "
            f"AND id IN ({', '.join(['%s'] * len(ids))})",
            [*until.params, worker, *ids],
        )


@dataclass(frozen=True)
class Sight:
    """What there is to do: jobs ``waiting``, deferred ones ``due``, leases ``lost``."""

    waiting: bool
    due: bool
    lost: bool


def look() -> Sight:
    """One query over three small partial indexes: all that an idle worker asks, once a second."""
    postgres = connection.vendor == "postgresql"
    present = _adapt(now())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS(SELECT 1 FROM core_job WHERE state = 'waiting'),"
            " EXISTS(SELECT 1 FROM core_job WHERE state = 'deferred' AND due_at <= %s),"
            " EXISTS(SELECT 1 FROM core_job WHERE state = 'running' AND lease_until < "
            + ("statement_timestamp())" if postgres else "%s)"),
            [present] if postgres else [present, present],
        )
        return Sight(*map(bool, cursor.fetchone()))


def release_lost() -> int:
    """Jobs whose worker let the lease run out (killed, cut off) wait again, or are parked after the last attempt."""
    expired = Q(state=JobState.RUNNING, lease_until__lt=Now() if connection.vendor == "postgresql" else now())
    spent = Q(attempts__gte=MOST_ATTEMPTS)
    return Job.objects.filter(expired).update(
        state=Case(When(spent, then=Value(JobState.PARKED.value)), default=Value(JobState.WAITING.value)),
        finished_at=Case(When(spent, then=Value(now()))),
        error=Concat(
            F("error"),
            Value("\nIts worker "),
            F("worker"),
            Value(" stopped without a word."),
            output_field=TextField(),
        ),
        worker="",
        lease_until=None,
    )


def promote_due() -> int:
    """Deferred jobs that have come due wait for a worker."""
    return Job.objects.filter(state=JobState.DEFERRED, due_at__lte=now()).update(state=JobState.WAITING)


@dataclass(frozen=True)
class _Instant:
    sql: str
    params: tuple[Any, ...]


def _in(delay: timedelta) -> _Instant:
    if connection.vendor == "postgresql":
        return _Instant("statement_timestamp() + %s", (delay,))
    return _Instant("%s", (_adapt(now() + delay),))


def _adapt(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
