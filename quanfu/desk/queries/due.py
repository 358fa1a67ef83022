"""When a task of the desk falls due."""

from datetime import datetime, timedelta

from quanfu.core.clock import now
from quanfu.core.queries.calendar import calendar_for
from quanfu.core.rules import rule
from quanfu.desk.enums import Kind
from quanfu.desk.models import Request


def working_due(request: Request, code: str) -> datetime:
    """Now plus the rule's working minutes on the calendar of the request's unit."""
    return calendar_for(request.unit).add(now(), int(rule(code)) * 60)


def referral_due(request: Request) -> datetime:
    """By when a department answers: a complaint around the clock, an opinion in working time."""
    if request.kind == Kind.COMPLAINT:
        return now() + timedelta(minutes=int(rule("desk.referral_minutes", company=request.company_id)))
    return working_due(request, "desk.opinion_minutes")
