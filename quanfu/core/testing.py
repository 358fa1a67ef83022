"""What tests of every context share: corpora, jobs run in the test, counting queries. The cast is in quanfu/conftest.py."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from quanfu.core import journal_guard
from quanfu.core.errors import AlreadyDone
from quanfu.core.middleware import set_request_id

ROOT = Path(__file__).parents[2]


def corpus(name: str) -> Path:
    """The folder of a test corpus: QUANFU_CORPORA or ../shared/corpora beside the repository. Skips where it is absent."""
    for place in (os.environ.get("QUANFU_CORPORA"), ROOT.parent / "shared" / "corpora"):
        if place and (Path(place) / name).exists():
            return Path(place) / name
    pytest.skip(f"corpus {name} is not here (QUANFU_CORPORA)")


def naughty_strings() -> list[str]:
    """The Big List of Naughty Strings, from its corpus."""
    lines = (corpus("payload-blns") / "blns.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """The SQL of every query inside, filled in when the block ends."""
    seen: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield seen
    seen.extend(query["sql"] for query in captured.captured_queries)


def assert_query_count_constant(fetch: Callable[[], Any], grow: Callable[[], Any]) -> None:
    """A page takes as many queries for the rows that are there as after ``grow`` has made more of them.

    ``fetch`` is called once before each count, so that caches of settings and permissions are warm.
    """
    fetch()
    with counted_queries() as before:
        fetch()
    grow()
    fetch()
    with counted_queries() as after:
        fetch()
    assert len(before) == len(after), "\n".join([f"{len(before)} queries grew to {len(after)}:", *after])


def steady_caches() -> None:
    """Between tests nothing is remembered, nor the language of the last reader; within one, no look for other processes'
    changes disturbs a count of queries."""
    from quanfu.core import cached

    translation.activate(settings.LANGUAGE_CODE)
    cached.CHECK_EVERY = float("inf")
    cached.forget_all()


def let_tests_empty_the_journal() -> None:
    """Tests that commit end by emptying every table, which the journal's triggers would refuse."""
    empty = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        journal_guard.remove(connection)
        empty(self)
        journal_guard.install(connection)

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]


def run_jobs(*, most: int = 1000) -> int:
    """Run the jobs that are due, and those they enqueue, in the test's own thread and transaction; returns how many ran.

    What a job raises, the test gets. Jobs for later wait for time to be moved on.
    """
    from quanfu.core.jobs import lease
    from quanfu.core.jobs.backend import QUEUES, task_at

    ran = 0
    while ran < most:
        lease.promote_due()
        claims = next((found for queue in QUEUES if (found := lease.claim(queue, "test", 1))), [])
        if not claims:
            return ran
        (claim,) = claims
        set_request_id(claim.request_id)
        try:
            task_at(claim.path).call(*claim.args, **claim.kwargs)
        except AlreadyDone:
            pass
        finally:
            set_request_id("")
        lease.finish(claims, "test")
        ran += 1
    raise AssertionError(f"more than {most} jobs: do they enqueue each other for ever?")
