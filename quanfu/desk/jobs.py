"""The desk's background work."""

from quanfu.core.jobs import job
from quanfu.desk.actions.callback import CHUNK, plan_regular_calls, report_late_calls
from quanfu.desk.actions.closure import close_unrated_requests
from quanfu.desk.actions.referral import climb_referrals


@job()
def close_unrated() -> None:
    """Close what was fed back long enough ago; again at once while a batch came back full."""
    if close_unrated_requests() >= 500:
        close_unrated.enqueue()


@job()
def climb() -> None:
    """What departments did not answer in time climbs; again at once while a batch came back full."""
    if climb_referrals() >= 200:
        climb.enqueue()


@job()
def watch_callbacks() -> None:
    """Tell who is late with return calls; again at once while a batch came back full."""
    if report_late_calls() >= CHUNK:
        watch_callbacks.enqueue()


@job(queue="slow")
def plan_callbacks() -> None:
    """Regular return calls of the month, quarter or year that has begun, and for customers who came meanwhile."""
    plan_regular_calls()
