"""How many jobs a second does one worker drain, what does enqueueing cost an act, and how soon is a killed job run again?

    python bench/jobs.py [--db postgres]

On a fresh database in a temporary folder (PostgreSQL: a temporary server without fsync). Aims: 1,000 empty jobs a second,
1.2 ms more for an act that enqueues, killed job re-run within its lease + 3 s, an idle worker under 0.5 % of a core.
Prints JSON; `*_to_aim` above 1 means better than the aim.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

JOBS = 3000
PAIRS = 300
LEASE = 6.0
IDLE = 20.0

WORKER = """
import sys, signal, threading, django
from datetime import timedelta
django.setup()
from quanfu.core.jobs.worker import run
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
run(stop, hold=timedelta(seconds=float(sys.argv[1])))
"""


def start_worker() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", WORKER, str(LEASE)], stderr=subprocess.DEVNULL)


def wait_for(condition: Any, seconds: float = 120) -> float:
    began = time.perf_counter()
    while not condition():
        if time.perf_counter() - began > seconds:
            raise TimeoutError
        time.sleep(0.02)
    return time.perf_counter() - began


def drained() -> dict[str, float]:
    from django.db import transaction

    from quanfu.core.jobs.worker import run
    from quanfu.core.models.job import Job
    from quanfu.core.tests.jobs_for_tests import nothing

    with transaction.atomic():
        for _ in range(JOBS):
            nothing.enqueue()
    stop, cpu, began = threading.Event(), time.process_time(), time.perf_counter()
    thread = threading.Thread(target=run, args=(stop,), kwargs={"schedule": []})
    thread.start()
    while Job.objects.filter(state__in=["waiting", "running"]).exists():
        time.sleep(0.05)
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    stop.set()
    thread.join()
    return {"drained_per_second": round(JOBS / took), "cpu_ms_per_job": round(cpu / JOBS * 1000, 3)}


def enqueued() -> dict[str, float]:
    """Median difference between an act of one row with and without a job."""
    from django.db import transaction

    from quanfu.core.clock import now
    from quanfu.core.models.job import Worker
    from quanfu.core.tests.jobs_for_tests import nothing

    def act(name: str, with_job: bool) -> float:
        began = time.perf_counter()
        with transaction.atomic():
            Worker.objects.create(name=name, started_at=now(), seen_at=now())
            if with_job:
                nothing.enqueue()
        return (time.perf_counter() - began) * 1000

    plain = [act(f"a{i}", False) for i in range(PAIRS)]
    times = [(act(f"b{i}", False), act(f"c{i}", True)) for i in range(PAIRS)]
    return {
        "enqueue_ms": round(statistics.median(b - a for a, b in times), 2),
        "act_ms": round(statistics.median(plain), 2),
    }


def recovered(folder: Path) -> dict[str, float]:
    from quanfu.core.tests.jobs_for_tests import linger

    told = folder / "told"
    linger.enqueue(path=str(told), seconds=60.0)
    first = start_worker()
    wait_for(told.exists)
    second = start_worker()  # is there already, as in a house with two
    time.sleep(3)
    first.kill()
    first.wait()
    seconds = wait_for(lambda: len(told.read_text().splitlines()) > 1)
    second.kill()
    second.wait()
    return {"rerun_seconds": round(seconds, 1), "lease_seconds": LEASE}


def idle() -> dict[str, float]:
    import psutil

    from quanfu.core.models.job import Job

    Job.objects.update(state="done")
    worker = start_worker()
    process = psutil.Process(worker.pid)
    time.sleep(6)
    before = sum(process.cpu_times()[:2])
    time.sleep(IDLE)
    used = sum(process.cpu_times()[:2]) - before
    memory = process.memory_info().rss
    worker.terminate()
    worker.wait()
    return {"idle_cpu_percent": round(used / IDLE * 100, 2), "worker_mb": round(memory / 1e6)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--db", choices=["sqlite", "postgres"], default="sqlite")
    database = parser.parse_args().db
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "quanfu.settings",
            "QUANFU_DATA": str(folder),
            "QUANFU_LOG_LEVEL": "WARNING",
        }
        if database == "postgres":
            from quanfu.core.testing_database import temporary_postgres

            os.environ["QUANFU_DATABASE_URL"] = stack.enter_context(temporary_postgres())
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        found: dict[str, Any] = {"database": database} | drained() | enqueued() | recovered(folder) | idle()
        found |= {
            "drained_to_aim": round(found["drained_per_second"] / 1000, 2),
            "enqueue_to_aim": round(1.2 / max(found["enqueue_ms"], 0.01), 2),
            "rerun_to_aim": round((LEASE + 3) / found["rerun_seconds"], 2),
            "idle_to_aim": round(0.5 / max(found["idle_cpu_percent"], 0.01), 2),
        }
        print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
