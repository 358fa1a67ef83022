"""The background work of quality."""

from quanfu.core.jobs import job
from quanfu.quality.actions.improvement import propose_prevention


@job()
def seek_weak_links() -> None:
    """Failure points hit too often become prevention tasks."""
    propose_prevention()
