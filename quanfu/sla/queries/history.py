"""What happened to a request's limits, in words (SLA-11)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from quanfu.core.queries.journal import history_of
from quanfu.sla import events
from quanfu.sla.enums import Target

if TYPE_CHECKING:
    from quanfu.desk.models import Request

# event: (what happened, icon, tone)
TITLES = {
    events.CLOCK_STARTED: (gettext_noop("limit started"), "play", "neutral"),
    events.CLOCK_CHANGED: (gettext_noop("limit changed"), "clock", "warning"),
    events.CLOCK_STOPPED: (gettext_noop("limit stopped"), "check", "positive"),
    events.CLOCK_REMINDED: (gettext_noop("reminded"), "bell", "warning"),
    events.CLOCK_BREACHED: (gettext_noop("limit missed"), "alarm-clock", "negative"),
    events.ESCALATION_CLIMBED: (gettext_noop("escalated"), "arrow-up", "negative"),
}


@dataclass
class Line:
    """One entry: who, when, what, and the values before and after."""

    at: datetime
    by: str
    title: str
    icon: str
    tone: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)


def clock_lines(request: "Request") -> list[Line]:
    """Oldest first; one query."""
    return [_line(entry) for entry in history_of(request) if entry.event in TITLES]


def _line(entry: Any) -> Line:
    title, icon, tone = TITLES[entry.event]
    data, said = entry.data, _(title)
    if data.get("target"):
        said = f"{Target(data['target']).label}: {said}"
    if data.get("to"):
        said = f"{said} → {data['to']}"
    changes = [(str(Target(target).label), "—", _time(due)) for target, due in data.get("due", {}).items()]
    changes += [
        (str(Target(name.removesuffix("_due_at")).label), _time(old), _time(new))
        for name, (old, new) in entry.changes.items()
    ]
    return Line(entry.at, entry.actor_label, said, icon, tone, changes)


def _time(value: Any) -> str:
    at = parse_datetime(str(value or ""))
    return f"{localtime(at):%Y-%m-%d %H:%M}" if at else "—"
