"""What appraisal does by itself."""

from quanfu.core.actor import SYSTEM
from quanfu.core.clock import today
from quanfu.core.jobs import job
from quanfu.performance.actions.sheet import open_sheets
from quanfu.performance.queries.salary import paying_companies, paying_company
from quanfu.performance.queries.weights import ended_period


@job()
def open_ended_periods() -> None:
    """Each day: one job a company, so that a company with wrong weights keeps no other waiting."""
    for company_id in paying_companies():
        open_ended_period.enqueue(company_id=company_id)


@job()
def open_ended_period(company_id: int) -> None:
    """Open the missing sheets of the period that ended last (PER-7). Any number of runs end in the same."""
    company, period = paying_company(company_id), ended_period(company_id, today())
    if company and period:
        open_sheets(company=company, period=period, by=SYSTEM)
