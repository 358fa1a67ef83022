"""Work of limits after commit and on schedule."""

from quanfu.core.jobs import job
from quanfu.sla.actions.breach import ring_clocks
from quanfu.sla.actions.gap import tell_gaps
from quanfu.sla.actions.recomputation import go_on_recomputing


@job()
def run_clocks() -> None:
    """Remind, record and escalate what has fallen due; running it again changes nothing."""
    ring_clocks()


@job(queue="slow")
def recompute_clocks(run_id: int) -> None:
    """A batch; the next one is a job of its own, so that a killed worker repeats a batch at the most."""
    if go_on_recomputing(run_id=run_id):
        recompute_clocks.enqueue(run_id=run_id)


@job(queue="slow")
def check_gaps() -> None:
    """Tell the heads of companies where open requests have no owner, deadline or department."""
    tell_gaps()
