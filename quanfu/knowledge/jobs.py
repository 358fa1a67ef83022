"""The background work of the library."""

from quanfu.core.actor import SYSTEM
from quanfu.core.clock import today
from quanfu.core.jobs import job
from quanfu.knowledge.actions.article import remind_owners
from quanfu.knowledge.actions.gap import forget_gaps


@job()
def remind_of_reviews() -> None:
    """Owners of articles that are to be looked at again are told."""
    remind_owners(on=today(), by=SYSTEM)


@job()
def forget_old_gaps() -> None:
    forget_gaps(by=SYSTEM)
