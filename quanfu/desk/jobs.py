"""The desk's background work."""

from quanfu.core.jobs import job
from quanfu.desk.actions.closure import close_unrated_requests


@job()
def close_unrated() -> None:
    """Close what was fed back long enough ago; again at once while a batch came back full."""
    if close_unrated_requests() >= 500:
        close_unrated.enqueue()
