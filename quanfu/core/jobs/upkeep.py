"""Keeping the kernel's own tables small, and the journal sealed."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db.models import Max

from quanfu.core.actions.journal import seal_journal as seal
from quanfu.core.clock import now
from quanfu.core.enums import JobState
from quanfu.core.jobs.backend import job
from quanfu.core.models.job import Job, ScheduledRun, Worker

KEPT = timedelta(days=2)  # finished jobs: long enough to follow yesterday's click
DROPPED_KEPT = timedelta(days=90)
AT_ONCE = 5000


@job(priority=10)
def seal_journal() -> None:
    seal()


@job(queue="slow")
def prune_jobs() -> None:
    """Delete finished jobs, due times that were passed, workers not seen for a day, and sessions that have ended."""
    at = now()
    for state, kept in ((JobState.DONE, KEPT), (JobState.DROPPED, DROPPED_KEPT)):
        while ids := list(
            Job.objects.filter(state=state, finished_at__lt=at - kept).values_list("pk", flat=True)[:AT_ONCE]
        ):
            ScheduledRun.objects.filter(job__in=ids).update(job=None)
            Job.objects.filter(pk__in=ids)._raw_delete(Job.objects.db)
    newest = ScheduledRun.objects.values("name").annotate(newest=Max("due_at"))
    for line in newest:
        before = min(line["newest"], at - KEPT)
        ScheduledRun.objects.filter(name=line["name"], due_at__lt=before).delete()
    Worker.objects.filter(seen_at__lt=at - timedelta(days=1)).delete()
    Session.objects.filter(expire_date__lt=at).delete()
