"""Jobs to run after commit, the times at which the schedule enqueued them, and the workers that run them."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from quanfu.core.enums import JobState


class Job(models.Model):
    """One call of a task function, run at least once.

    A running job belongs to ``worker`` until ``lease_until``; the worker renews the lease while it lives. Only the
    holder may finish the job, and a job whose lease has run out is given to the next worker.
    """

    path = models.CharField(max_length=200)
    args = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    kwargs = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    queue = models.CharField(max_length=32, default="default")
    priority = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=JobState, default=JobState.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    enqueued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # the claim: the next job of a queue; deferred ones are kept out, so that they cost an idle worker nothing
            models.Index(fields=["queue", "-priority", "id"], name="core_job_waiting", condition=Q(state="waiting")),
            # deferred jobs that have come due
            models.Index(fields=["due_at"], name="core_job_deferred", condition=Q(state="deferred")),
            # leases that have run out; a worker's heartbeat
            models.Index(fields=["worker", "lease_until"], name="core_job_running", condition=Q(state="running")),
            # the jobs page: parked ones; pruning: finished ones
            models.Index(fields=["state", "finished_at"], name="core_job_finished", condition=Q(finished_at__isnull=False)),
            # following one click
            models.Index(fields=["request_id"], name="core_job_request"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.path.rpartition('.')[2]} {self.pk}"

    @property
    def last_error(self) -> str:
        """The last line of the traceback: what went wrong."""
        return self.error.rstrip().rpartition("\n")[2][:300]


class ScheduledRun(models.Model):
    """A time at which a line of the schedule came due. Its uniqueness is what makes N workers run it once."""

    name = models.CharField(max_length=80)
    due_at = models.DateTimeField()
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "due_at"], name="core_scheduledrun_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.due_at:%F %R}"


class Worker(models.Model):
    """A worker process, alive while ``seen_at`` moves."""

    name = models.CharField(max_length=80, primary_key=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    jobs_done = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return self.name
