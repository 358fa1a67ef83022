"""When a task of the desk falls due."""

from datetime import datetime

from quanfu.core.clock import now
from quanfu.core.queries.calendar import calendar_for
from quanfu.core.rules import rule
from quanfu.desk.models import Request


def working_due(request: Request, code: str) -> datetime:
    """Now plus the rule's working minutes on the calendar of the request's unit."""
    return calendar_for(request.unit).add(now(), int(rule(code)) * 60)
