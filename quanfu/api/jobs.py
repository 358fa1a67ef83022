"""The API's background work."""

from quanfu.api.actions.token import forget_old_keys
from quanfu.core.jobs import job


@job()
def prune_keys() -> None:
    forget_old_keys()
