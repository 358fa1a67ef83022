"""Trying policies out: which one would a request get, and why (or why not)."""

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from quanfu.core.queries.calendar import calendar_for
from quanfu.desk.enums import Kind, Priority
from quanfu.desk.queries.service_type import types_of
from quanfu.org.queries.unit import units_of_company
from quanfu.sla.enums import Target
from quanfu.sla.models import Clock
from quanfu.sla.queries.limit import limit_of, reason_of, terms_of
from quanfu.sla.queries.policy import POLICIES, Line

if TYPE_CHECKING:
    from quanfu.org.models import Unit


@dataclass(frozen=True)
class Outcome:
    """The limit a target would get, who set it, and when it would be due if it began now."""

    target: Target
    reason: str
    due_at: datetime
    line: Line | None


@dataclass(frozen=True)
class Judged:
    """A line of the list: whether it fits, by what; else the conditions that are not met."""

    line: Line
    fits: bool
    missing: list[str]


def imagined(company: "Unit", wishes: dict[str, Any]) -> Any:
    """Something that answers like a request, with the properties chosen; the rest as for any new one."""
    type_id, unit_id = wishes.get("service_type"), wishes.get("unit")
    chosen = types_of(company.pk).filter(pk=type_id).first() if type_id else None
    unit = units_of_company(company.pk).filter(pk=unit_id).first() if unit_id else None
    priority = wishes.get("priority")
    return SimpleNamespace(
        pk=None, company_id=company.pk, unit=unit or company, unit_id=(unit or company).pk, responsible_id=None,
        kind=wishes.get("kind") or (chosen.kind if chosen else Kind.ENQUIRY.value), service_type=chosen,
        service_type_id=chosen.pk if chosen else None, charge=wishes.get("charge") or (chosen.charge if chosen else ""),
        channel_id=wishes.get("channel"), priority=Priority.NORMAL.value if priority is None else priority,
        customer_id=0 if wishes.get("grade") else None, customer=SimpleNamespace(grade=wishes.get("grade") or ""), waits_for="",
    )  # fmt: skip


def outcomes(request: Any, at: datetime) -> list[Outcome]:
    """For every target that has a limit: what it would be."""
    calendar, found = calendar_for(request.unit), []
    for target in Target:
        clock = Clock(target=target, company_id=request.company_id, started_at=at, judged_at=at)
        limit = limit_of(request, clock, calendar)
        if not limit.minutes and not limit.days:
            continue
        for name, value in terms_of(request, clock, calendar).items():
            setattr(clock, name, value)
        line = POLICIES.get().by_pk.get(limit.policy) if limit.policy else None
        found.append(Outcome(target, reason_of(clock), clock.due_at, line))
    return found


def judged(request: Any, at: datetime) -> list[Judged]:
    """Every line in force, in order, with what speaks against it."""
    lines = POLICIES.get().lines(request.company_id, at)
    return [_judged(line, request) for line in lines]


def _judged(line: Line, request: Any) -> Judged:
    missing = [name for name in line.wanted if not line.meets(request, name)]
    return Judged(line, not missing, missing)
