"""What waits, what failed, and who works."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from quanfu.core.clock import now
from quanfu.core.enums import JobState
from quanfu.core.errors import Http404
from quanfu.core.jobs.schedule import Line, lines
from quanfu.core.models.job import Job, ScheduledRun, Worker

AT_ONCE = 500
SILENT = timedelta(seconds=45)  # a worker not seen for so long is gone; it tells every ten seconds


def parked_jobs() -> "QuerySet[Job]":
    """Jobs that failed too often, newest first."""
    return Job.objects.filter(state=JobState.PARKED).order_by("-finished_at", "-id")


def parked_jobs_of(path: str) -> list[Job]:
    """Those of one task (its module_path), the oldest first, at most AT_ONCE: for whoever knows what they were about."""
    return list(parked_jobs().filter(path=path).order_by("id")[:AT_ONCE])


def failing_jobs() -> "QuerySet[Job]":
    """Jobs that failed and will be tried again, the next one first."""
    return Job.objects.filter(state=JobState.DEFERRED, attempts__gt=0).order_by("due_at")


def access_job(pk: int) -> Job:
    """The permission of the page is all it takes: jobs belong to no unit."""
    try:
        return Job.objects.get(pk=pk)
    except Job.DoesNotExist:
        raise Http404 from None


def jobs_of_request(request_id: str) -> "QuerySet[Job]":
    """What one click caused."""
    return Job.objects.filter(request_id=request_id).order_by("id")


def backlog() -> dict[str, Any]:
    """waiting, running, deferred, parked: counts; oldest: since when the longest waiting job waits, or None."""
    states = Q(state__in=[JobState.WAITING, JobState.RUNNING, JobState.DEFERRED, JobState.PARKED])
    of = {
        row["state"]: row["n"] for row in Job.objects.filter(states).values("state").annotate(n=Count("id"))
    }
    oldest = Job.objects.filter(state=JobState.WAITING).aggregate(oldest=Min("enqueued_at"))["oldest"]
    return {state.value: of.get(state.value, 0) for state in JobState if state.value in
            ("waiting", "running", "deferred", "parked")} | {"oldest": oldest}  # fmt: skip


def schedule_lines() -> list[tuple[Line, datetime | None, datetime]]:
    """The lines of the schedule: (line, when it last came due, when it will next), the next one first."""
    last = dict(ScheduledRun.objects.values("name").annotate(last=Max("due_at")).values_list("name", "last"))
    at = now()
    found = [(line, last.get(line.name), line.next_due(at)) for line in lines()]
    return sorted(found, key=lambda row: row[2])


def workers() -> list[Worker]:
    """Worker processes that are alive."""
    return list(Worker.objects.filter(seen_at__gte=now() - SILENT).order_by("name"))
