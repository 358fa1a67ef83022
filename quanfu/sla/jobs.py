"""Work of limits after commit and on schedule."""

from quanfu.core.jobs import job
from quanfu.sla.actions.breach import ring_clocks


@job()
def run_clocks() -> None:
    """Remind, record and escalate what has fallen due; running it again changes nothing."""
    ring_clocks()
