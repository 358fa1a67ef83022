"""What a person does about a job that failed too often."""

from django.db import transaction

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.enums import JobState
from quanfu.core.errors import AlreadyDone
from quanfu.core.events import JOB_DROPPED, JOB_RERUN, emit
from quanfu.core.jobs.wake import wake_workers
from quanfu.core.models.job import Job


def rerun_job(*, job: Job, by: Actor) -> None:
    """Let a parked job have its five attempts again, beginning now."""
    _leave_parked(job, JobState.WAITING, JOB_RERUN, by)
    wake_workers()


def rerun_jobs(*, by: Actor) -> int:
    """Let every parked job have its attempts again; returns how many. One row in the journal for each."""
    count = 0
    for job in Job.objects.filter(state=JobState.PARKED).order_by("id"):
        try:
            rerun_job(job=job, by=by)
            count += 1
        except AlreadyDone:  # somebody else ran or dropped this one meanwhile
            continue
    return count


def drop_job(*, job: Job, by: Actor) -> None:
    """A parked job is never run again. Its row stays, with its reason, for three months."""
    _leave_parked(job, JobState.DROPPED, JOB_DROPPED, by)


def _leave_parked(job: Job, state: JobState, event: str, by: Actor) -> None:
    at = now()
    with transaction.atomic():
        changed = Job.objects.filter(pk=job.pk, state=JobState.PARKED).update(
            state=state, attempts=0, due_at=at, finished_at=at if state == JobState.DROPPED else None
        )
        if not changed:
            raise AlreadyDone
        emit(event, job, by=by, changes={"state": [JobState.PARKED, state]})
