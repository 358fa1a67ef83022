"""The worker: one process, a thread for each queue, and a keeper that holds leases, watches the clock and wakes them.

It stands database outages, and `kill -9` at any moment: what it held is run again by whoever is there when the lease ends.
"""

import logging
import os
import secrets
import socket
import threading
import time
import traceback
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection, reset_queries, transaction
from django.utils import translation

from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone
from quanfu.core.jobs import lease
from quanfu.core.jobs.backend import QUEUES, task_at
from quanfu.core.jobs.schedule import Line, Scheduler
from quanfu.core.jobs.wake import EVERY, Ears, tell_away, tell_back
from quanfu.core.middleware import set_request_id
from quanfu.core.models.job import Worker as WorkerRow

log = logging.getLogger("quanfu.jobs")

TICK = 1.0  # seconds between two looks at the clock: deferred jobs, the schedule, lost leases
SEEN = 10.0  # seconds between two updates of the worker's own row
UNMARKED = 0.5  # seconds a finished job may wait to be marked as such together with others


def run(
    stop: threading.Event,
    *,
    queues: dict[str, int] = QUEUES,
    hold: timedelta = lease.LEASE,
    schedule: list[Line] | None = None,
) -> None:
    """Work until ``stop`` is set; then finish the jobs in hand, give back what was not begun, and return."""
    Worker(stop, queues, hold, schedule).run()


class Worker:
    def __init__(
        self,
        stop: threading.Event,
        queues: dict[str, int],
        hold: timedelta,
        schedule: list[Line] | None = None,
    ) -> None:
        self.stop, self.queues, self.hold = stop, queues, hold
        self.name = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(3)}"
        self.scheduler = Scheduler(schedule)
        self.wake = {queue: threading.Event() for queue in queues}
        self.held: dict[
            str, tuple[lease.Claim, ...]
        ] = {}  # by queue: what the lanes have in hand, so what to renew
        self.done = 0
        self.last_seen = self.last_renewed = 0.0

    def run(self) -> None:
        log.info("worker %s begins: %s", self.name, ", ".join(self.queues))
        lanes = [
            threading.Thread(target=self._lane, args=(queue, most), name=f"jobs-{queue}")
            for queue, most in self.queues.items()
        ]
        for thread in lanes:
            thread.start()
        ears = Ears()
        while any(thread.is_alive() for thread in lanes):
            if self._safely(self._keep):
                tell_back()
            if self.stop.is_set():
                self._wake_all()
                time.sleep(0.05)
            else:
                ears.wait(TICK, self.stop, self._wake_all)
        self._safely(lambda: WorkerRow.objects.filter(pk=self.name).delete())
        connection.close()
        log.info("worker %s ends", self.name)

    def _wake_all(self) -> None:
        for event in self.wake.values():
            event.set()

    def _safely(self, act: Callable[[], object]) -> bool:
        """Whether it went well. A database that is away is waited for; nothing else may end the worker either."""
        try:
            act()
            return True
        except DatabaseError as error:
            tell_away(error)
        except Exception:
            log.exception("worker")
        connection.close()
        return False

    # The keeper, in the main thread.
    def _keep(self) -> None:
        present = time.monotonic()
        if present - self.last_renewed >= self.hold.total_seconds() / 4:
            lease.renew([claim for held in self.held.values() for claim in held], self.name, self.hold)
            self.last_renewed = present
        if not self.last_seen or present - self.last_seen >= SEEN:
            at = now()
            WorkerRow.objects.update_or_create(
                name=self.name, defaults={"seen_at": at, "jobs_done": self.done},
                create_defaults={"started_at": at, "seen_at": at, "jobs_done": self.done},
            )  # fmt: skip
            self.last_seen = present
        if self.stop.is_set():
            return
        self.scheduler.run_due()
        sight = lease.look()
        if sight.lost:
            lease.release_lost()
        if sight.due:
            lease.promote_due()
        if sight.waiting or sight.due or sight.lost:
            self._wake_all()
        if settings.DEBUG:
            reset_queries()

    # A lane, in a thread of its own.
    def _lane(self, queue: str, most: int) -> None:
        translation.activate(settings.LANGUAGE_CODE)
        while not self.stop.is_set():
            self.wake[queue].clear()
            worked = False

            def work() -> None:
                nonlocal worked
                worked = self._work(queue, most)

            if not self._safely(work):
                self.stop.wait(1.0)
            elif not self.stop.is_set():
                # Who has just worked looks again soon: notifications are sparse when there are many.
                self.wake[queue].wait(1.5 * EVERY if worked else 10 * TICK)
        connection.close()

    def _work(self, queue: str, most: int) -> bool:
        """Claim and run until nothing is waiting; whether there was anything."""
        worked, finished = False, list[lease.Claim]()
        try:
            while waiting := self._next(queue, most, finished):
                worked, marked = True, time.monotonic()
                self.held[queue] = tuple(waiting)
                while waiting and not self.stop.is_set():
                    claim = waiting.pop(0)
                    if self._run(claim):
                        finished.append(claim)
                    if time.monotonic() - marked > UNMARKED:
                        self._mark(finished)
                        marked = time.monotonic()
                lease.give_back(waiting, self.name)
                if settings.DEBUG:
                    reset_queries()
        finally:
            self.held[queue] = ()  # what could not be marked is not renewed, so its lease ends
        return worked

    def _next(self, queue: str, most: int, finished: list[lease.Claim]) -> list[lease.Claim]:
        """The next jobs; those finished are marked in the same transaction, because a commit is what costs."""
        if not finished:
            return [] if self.stop.is_set() else lease.claim(queue, self.name, most, self.hold)
        with transaction.atomic():
            self._mark(finished)
            return [] if self.stop.is_set() else lease.claim(queue, self.name, most, self.hold)

    def _mark(self, finished: list[lease.Claim]) -> None:
        marked = lease.finish(finished, self.name)
        if marked != len(finished):
            log.warning(
                "%d jobs took longer than their lease and will have run twice", len(finished) - marked
            )
        self.done += marked
        finished.clear()

    def _run(self, claim: lease.Claim) -> bool:
        """Whether the job went well; one that did not is deferred or parked with its reason."""
        problem = call(claim)
        if problem is None:
            return True
        if not connection.is_usable():
            connection.close()
        state = lease.fail(claim, self.name, problem)
        log.warning("job %s %s: attempt %d failed, now %s: %s", claim.id, claim.path, claim.attempts, state,
                    problem.rstrip().rpartition("\n")[2])  # fmt: skip
        return False


def call(claim: lease.Claim) -> str | None:
    """Run the job's function; None, or the traceback. That somebody was faster is no failure of a job."""
    set_request_id(claim.request_id)
    try:
        task_at(claim.path).call(*claim.args, **claim.kwargs)
    except AlreadyDone:
        return None
    except BaseException:  # SystemExit too: it would end the thread and nobody would notice
        return traceback.format_exc()
    finally:
        set_request_id("")
    return None
