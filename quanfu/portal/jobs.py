"""Work of the portal on the schedule."""

from quanfu.core.actor import SYSTEM
from quanfu.core.jobs import job
from quanfu.portal.actions.allowance import forget_allowances


@job()
def forget_addresses() -> None:
    forget_allowances(by=SYSTEM)
