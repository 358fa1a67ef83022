"""Real worker processes and threads: stopped, killed, many at once."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
import time_machine
from django.conf import settings
from django.db import OperationalError, connection, transaction

from quanfu.core.enums import JobState
from quanfu.core.jobs import wake
from quanfu.core.jobs.schedule import Line, Scheduler
from quanfu.core.jobs.worker import run
from quanfu.core.models.job import Job, ScheduledRun
from quanfu.core.models.job import Worker as WorkerRow
from quanfu.core.models.number import NumberSeries
from quanfu.core.tests import jobs_for_tests as jobs

pytestmark = pytest.mark.django_db(transaction=True)

WORKER = """
import signal, sys, threading, django
from datetime import timedelta
django.setup()
from quanfu.core.jobs.worker import run
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
run(stop, hold=timedelta(seconds=float(sys.argv[1])), schedule=[])
"""


def database_url() -> str:
    database = settings.DATABASES["default"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    host, port = quote(str(database["HOST"]), safe=""), f":{database['PORT']}" if database["PORT"] else ""
    login = quote(str(database["USER"])) + (
        f":{quote(str(database['PASSWORD']))}" if database["PASSWORD"] else ""
    )
    return f"postgres://{login}@{host}{port}/{database['NAME']}"


@pytest.fixture
def start() -> Iterator[Callable[..., "subprocess.Popen[bytes]"]]:
    processes = []

    def start_worker(lease_seconds: float = 2) -> "subprocess.Popen[bytes]":
        environment = os.environ | {
            "QUANFU_DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
            "PYTHONPATH": os.pathsep.join(sys.path),
        }  # fmt: skip
        processes.append(
            subprocess.Popen([sys.executable, "-c", WORKER, str(lease_seconds)], env=environment)
        )
        return processes[-1]

    yield start_worker
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.wait(10)


def wait_for(condition: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def test_a_job_whose_worker_was_killed_runs_again_when_the_lease_ends(
    start: Callable[..., "subprocess.Popen[bytes]"], tmp_path: Path
) -> None:
    told = tmp_path / "told"
    jobs.linger.enqueue(path=str(told), seconds=1.0)
    first = start(lease_seconds=2)
    wait_for(lambda: lines(told))
    first.kill()
    first.wait(10)
    killed = time.monotonic()
    second = start(lease_seconds=2)
    wait_for(lambda: len(lines(told)) >= 2)
    assert (
        time.monotonic() - killed < 2 + 3 + 5
    )  # the lease, a look at the clock, and this machine starting Python
    assert lines(told)[:2] == [f"begun {first.pid}", f"begun {second.pid}"]
    wait_for(lambda: Job.objects.get().state == JobState.DONE)
    assert lines(told)[2:] == [f"done {second.pid}"] and Job.objects.get().attempts == 2


def test_a_worker_told_to_stop_finishes_the_job_in_hand_and_begins_no_other(
    start: Callable[..., "subprocess.Popen[bytes]"], tmp_path: Path
) -> None:
    told = tmp_path / "told"
    jobs.linger.enqueue(path=str(told), seconds=1.0)
    jobs.linger.enqueue(path=str(told), seconds=0)
    worker = start()
    wait_for(lambda: lines(told))
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(10) == 0
    assert lines(told) == [f"begun {worker.pid}", f"done {worker.pid}"]
    assert list(Job.objects.order_by("id").values_list("state", "attempts")) == [("done", 1), ("waiting", 0)]
    assert not WorkerRow.objects.exists()


def in_thread(**options: object) -> tuple[threading.Event, threading.Thread]:
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(stop,), kwargs={"schedule": [], **options})
    thread.start()
    return stop, thread


def test_two_workers_run_each_of_many_jobs_once() -> None:
    NumberSeries.objects.create(series="N", day="2026-11-21", last=0)
    with transaction.atomic():
        for _ in range(100):
            jobs.count.enqueue(series="N")
    running = [in_thread(), in_thread()]
    wait_for(lambda: Job.objects.filter(state=JobState.DONE).count() == 100)
    for stop, thread in running:
        stop.set()
        thread.join(20)
    assert NumberSeries.objects.get(series="N").last == 100
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


def test_an_idle_worker_hears_of_a_job_at_once() -> None:
    stop, thread = in_thread()
    wait_for(lambda: WorkerRow.objects.exists())
    time.sleep(0.5)
    with transaction.atomic():
        jobs.nothing.enqueue()
    began = time.monotonic()
    wait_for(lambda: Job.objects.get().state == JobState.DONE, 5)
    took = time.monotonic() - began
    stop.set()
    thread.join(20)
    assert took < 0.8


def test_a_failing_job_is_deferred_and_the_worker_goes_on() -> None:
    jobs.fail.enqueue(text="x")
    jobs.leave.enqueue()
    jobs.nothing.enqueue()
    stop, thread = in_thread()
    wait_for(lambda: Job.objects.filter(state=JobState.DONE).exists())
    stop.set()
    thread.join(20)
    assert sorted(Job.objects.values_list("state", flat=True)) == ["deferred", "deferred", "done"]


def test_a_worker_survives_a_database_that_goes_away() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server to lose")
    stop, thread = in_thread()
    wait_for(lambda: WorkerRow.objects.exists())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                       " AND datname = current_database()")  # fmt: skip
    jobs.nothing.enqueue()
    wait_for(lambda: Job.objects.get().state == JobState.DONE)
    stop.set()
    thread.join(20)
    assert not thread.is_alive()


# The schedule. Asia/Shanghai is UTC+8.
HOURLY = [Line("hourly", "0 * * * *", "quanfu.core.tests.jobs_for_tests.nothing")]
DAILY = [Line("daily", "0 3 * * *", "quanfu.core.tests.jobs_for_tests.nothing")]
NOON = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)


def test_a_line_runs_once_when_due_however_many_workers_there_are() -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        workers = [Scheduler(HOURLY), Scheduler(HOURLY)]
        assert [worker.run_due() for worker in workers] == [0, 0]  # a new line begins with its next time
        traveller.shift(timedelta(minutes=31))
        assert sum(worker.run_due() for worker in workers) == 1
        assert sum(worker.run_due() for worker in workers) == 0
    assert Job.objects.count() == 1


def test_times_missed_during_an_outage_are_made_up_for_once() -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        Scheduler(HOURLY).run_due()
        traveller.shift(timedelta(hours=30))
        assert (Scheduler(HOURLY).run_due(), Scheduler(HOURLY).run_due()) == (1, 0)


def test_a_clock_that_is_set_back_runs_nothing_twice_and_goes_on_after() -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        worker = Scheduler(HOURLY)
        worker.run_due()
        traveller.shift(timedelta(hours=1))
        assert worker.run_due() == 1
        traveller.shift(timedelta(hours=-3))
        assert worker.run_due() == 0
        traveller.shift(timedelta(hours=1))
        assert worker.run_due() == 0  # 10:00 was run as 13:00 was
        traveller.shift(timedelta(hours=3))
        assert worker.run_due() == 1


def test_cron_lines_are_in_the_companys_time_zone() -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        worker = Scheduler(DAILY)
        worker.run_due()
        traveller.move_to(datetime(2026, 11, 21, 18, 59, tzinfo=UTC))
        assert worker.run_due() == 0
        traveller.move_to(datetime(2026, 11, 21, 19, 0, tzinfo=UTC))
        assert worker.run_due() == 1
    assert ScheduledRun.objects.order_by("due_at").last().due_at == datetime(2026, 11, 21, 19, 0, tzinfo=UTC)  # type: ignore[union-attr]


def test_the_schedule_of_the_house_is_sound() -> None:
    from quanfu.core.jobs.schedule import lines as schedule_lines

    assert {line.name for line in schedule_lines()} >= {"seal the journal", "prune finished jobs"}


def test_a_database_that_is_away_is_told_of_once_and_that_it_is_back_too(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wake, "CALM", 0.0)
    with caplog.at_level(logging.WARNING, "quanfu.jobs"):
        for _second in range(20):
            wake.tell_away(OperationalError("connection refused"))
        wake.tell_back()
        wake.tell_back()
        wake.tell_away(OperationalError("connection refused"))
        wake.tell_back()
    assert [record.message for record in caplog.records] == [
        "database: connection refused", "database: it answers again",
    ] * 2  # fmt: skip
