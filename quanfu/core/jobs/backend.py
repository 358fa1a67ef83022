"""Enqueueing: one row in the caller's transaction, behind the standard interface of django-tasks."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from django.utils.module_loading import import_string
from django_tasks import TaskResult, TaskResultStatus, task
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError
from django_tasks.exceptions import TaskResultDoesNotExist

from quanfu.core.clock import now
from quanfu.core.enums import JobState
from quanfu.core.graph import add
from quanfu.core.jobs.wake import wake_workers
from quanfu.core.middleware import current_request_id
from quanfu.core.models.job import Job

P = ParamSpec("P")
T = TypeVar("T")

# How many jobs of a queue a worker claims at once. A job waits for those claimed before it, so what may take more than
# a second belongs in "slow", which has a thread of its own; so has "talk", where somebody waits at a window for the answer.
QUEUES = {"default": 10, "slow": 1, "talk": 1}

_STATUS = {
    JobState.DEFERRED: TaskResultStatus.READY,
    JobState.WAITING: TaskResultStatus.READY,
    JobState.RUNNING: TaskResultStatus.RUNNING,
    JobState.DONE: TaskResultStatus.SUCCESSFUL,
    JobState.PARKED: TaskResultStatus.FAILED,
    JobState.DROPPED: TaskResultStatus.FAILED,
}


def job(*, queue: str = "default", priority: int = 0) -> Callable[[Callable[P, T]], Task[P, T]]:
    """Make a module-level function a job.

    ``f.enqueue(request_id=1)`` in the transaction of the act: the job exists if and only if the act is committed.
    ``f.using(run_after=instant, priority=10).enqueue(…)`` for later or sooner. Arguments are ids and plain JSON.
    The function runs at least once: running it twice must change nothing. Its result is not kept.
    """
    return task(queue_name=queue, priority=priority)


class LeaseBackend(BaseTaskBackend):
    """Rows of core.Job. Supports run_after and priority; keeps no return values."""

    supports_defer = True
    supports_priority = True
    supports_get_result = True
    supports_async_task = False

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, params)
        self.queues = self.queues or set(QUEUES)

    def enqueue(self, task: Task[P, T], args: Any, kwargs: Any) -> TaskResult[T]:
        at = now()
        deferred = task.run_after is not None and task.run_after > at
        row = add(Job(
            path=task.module_path, args=list(args), kwargs=kwargs, queue=task.queue_name, priority=task.priority,
            state=JobState.DEFERRED if deferred else JobState.WAITING, due_at=task.run_after or at,
            request_id=current_request_id(), enqueued_at=at,
        ))  # fmt: skip
        if not deferred:
            wake_workers()
        return self._result(row, task)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        row = Job.objects.filter(pk=result_id).first() if result_id.isdecimal() else None
        if row is None:
            raise TaskResultDoesNotExist(result_id)
        return self._result(row, task_at(row.path))

    def _result(self, row: Job, task: Task[Any, Any]) -> TaskResult[Any]:
        last: datetime | None = row.started_at
        return TaskResult(
            task=task, id=str(row.pk), status=_STATUS[JobState(row.state)], enqueued_at=row.enqueued_at,
            started_at=last, finished_at=row.finished_at, last_attempted_at=last, args=row.args, kwargs=row.kwargs,
            backend=self.alias, worker_ids=[row.worker] * row.attempts,
            errors=[TaskError(exception_class_path="builtins.Exception", traceback=row.error)] if row.error else [],
        )  # fmt: skip


def task_at(path: str) -> Task[Any, Any]:
    """The job of a dotted path. Only what is declared with @job can be run, whatever a row says."""
    found = import_string(path)
    if not isinstance(found, Task):
        raise ImportError(f"{path} is not a job")
    return found
