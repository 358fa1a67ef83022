"""The chain report: where requests stay long, miss limits or come back (SLA-7)."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from quanfu.reports.permissions import CHAIN_SHOW
from quanfu.sla.queries.chain import StepFigures, figures_of_steps

if TYPE_CHECKING:
    from quanfu.org.models import Person


def month_of(text: str, today: date) -> date:
    """The first day of the month "2026-10"; of the present one where it is no month."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


def chain_figures(by: "Person", first: date) -> list[StepFigures]:
    """The steps entered in that month, of the units in reach, in the order of the chain; two statements."""
    following = (first + timedelta(days=32)).replace(day=1)
    return figures_of_steps(by.scope(CHAIN_SHOW), start=_midnight(first), end=_midnight(following))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
