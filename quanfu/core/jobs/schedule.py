"""Enqueueing what quanfu/schedule.py lists, when it is due: each time once, whatever the number of workers.

A due time is a row (name, due time), unique; who inserts it enqueues the job, in the same transaction. After an outage
only the newest time that was missed is made up for: a job that looks at what is there needs no second run.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

from cronsim import CronSim
from django.conf import settings
from django.db import connection, transaction

from quanfu.core.clock import now
from quanfu.core.jobs.backend import task_at
from quanfu.core.models.job import ScheduledRun


@dataclass(frozen=True)
class Line:
    name: str
    cron: str
    path: str

    def last_due(self, at: datetime) -> datetime:
        """The newest due time that is not after ``at``."""
        local = at.astimezone(ZoneInfo(settings.TIME_ZONE)).replace(second=0, microsecond=0) + timedelta(
            minutes=1
        )
        return next(CronSim(self.cron, local, reverse=True))

    def next_due(self, at: datetime) -> datetime:
        return next(CronSim(self.cron, at.astimezone(ZoneInfo(settings.TIME_ZONE))))


def lines() -> list[Line]:
    """quanfu/schedule.py, checked: a wrong cron line or path fails here, not at three in the morning."""
    found = [Line(*line) for line in import_module("quanfu.schedule").SCHEDULE]
    for line in found:
        CronSim(line.cron, now())
        task_at(line.path)
    if len({line.name for line in found}) != len(found):
        raise ValueError("two lines of the schedule have the same name")
    return found


class Scheduler:
    """Asks the database only when a line has come due since it last asked."""

    def __init__(self, schedule: list[Line] | None = None) -> None:
        self.lines = lines() if schedule is None else schedule
        self.next: dict[str, datetime] = {}

    def run_due(self) -> int:
        """Enqueue what has come due; returns how many jobs."""
        at, begun = now(), 0
        for line in self.lines:
            # The second condition: the clock was set back, so the time noted is too far away.
            if (known := self.next.get(line.name)) and at < known <= line.next_due(at):
                continue
            begun += self._run(line, line.last_due(at))
            self.next[line.name] = line.next_due(at)
        return begun

    def _run(self, line: Line, due: datetime) -> bool:
        newest = (
            ScheduledRun.objects.filter(name=line.name)
            .order_by("-due_at")
            .values_list("due_at", flat=True)
            .first()
        )
        if newest is not None and newest >= due:
            return False
        with transaction.atomic():
            if not _insert(line.name, due):
                return False
            if newest is None:
                return False  # a new line begins with its next time, not with the one before it existed
            job = task_at(line.path).enqueue()
            ScheduledRun.objects.filter(name=line.name, due_at=due).update(job_id=int(job.id))
        return True


def _insert(name: str, due: datetime) -> bool:
    """Whether it was this worker who noted the due time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_scheduledrun (name, due_at) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [name, connection.ops.adapt_datetimefield_value(due)],
        )
        return bool(cursor.rowcount == 1)
