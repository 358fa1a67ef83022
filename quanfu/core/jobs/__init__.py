"""Work after commit: `@job` functions, run at least once by a worker. See backend.py for enqueueing, worker.py for running."""

from quanfu.core.jobs.backend import LeaseBackend, job
from quanfu.core.jobs.reaction import react

__all__ = ["LeaseBackend", "job", "react"]
