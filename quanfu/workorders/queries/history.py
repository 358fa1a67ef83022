"""What happened to an order, in words (SLA-11)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from quanfu.core.queries.journal import history_of
from quanfu.workorders import events
from quanfu.workorders.enums import OrderState

if TYPE_CHECKING:
    from quanfu.workorders.models import Order

# event: (what was done, icon, tone)
TITLES = {
    events.ORDER_SENT: (gettext_noop("sent the order"), "send", "neutral"),
    events.ORDER_RECEIVED: (gettext_noop("received it"), "eye", "neutral"),
    events.ORDER_ACCEPTED: (gettext_noop("accepted it"), "check", "positive"),
    events.ORDER_PLANNED: (gettext_noop("made a plan"), "calendar-days", "neutral"),
    events.ORDER_STARTED: (gettext_noop("began the work"), "play", "accent"),
    events.ORDER_PROGRESSED: (gettext_noop("noted progress"), "pencil", "neutral"),
    events.ORDER_FINISHED: (gettext_noop("finished the work"), "circle-check", "positive"),
    events.ORDER_HANDED_OVER: (gettext_noop("handed it over"), "arrow-right-left", "warning"),
    events.ORDER_CANCELLED: (gettext_noop("cancelled it"), "ban", "warning"),
    events.ORDER_CLOSED: (gettext_noop("closed it"), "archive", "neutral"),
    events.ORDER_RESCHEDULED: (gettext_noop("changed the required time"), "clock", "warning"),
    events.STEP_DONE: (gettext_noop("did the step"), "check", "neutral"),
    events.STEP_SKIPPED: (gettext_noop("skipped the step"), "minus", "warning"),
    events.PROBLEM_REPORTED: (gettext_noop("reported a problem"), "triangle-alert", "warning"),
    events.PROBLEM_SOLVED: (gettext_noop("solved a problem"), "wrench", "positive"),
}


@dataclass
class Line:
    """One act: who, when, what, and the values before and after."""

    at: datetime
    by: str
    title: str
    icon: str
    tone: str
    text: str = ""
    changes: list[tuple[str, str, str]] = field(default_factory=list)


def history_lines(order: "Order") -> list[Line]:
    """Newest first; one query."""
    return [_line(entry) for entry in reversed(history_of(order))]


def _line(entry: Any) -> Line:
    title, icon, tone = TITLES.get(entry.event, (entry.event, "dot", "neutral"))
    said = [str(entry.data[key]) for key in ("step", "reason", "text", "solution") if entry.data.get(key)]
    if "from" in entry.data:
        said.append(f"{entry.data['from']} → {entry.data['to']}")
    if entry.event in (events.ORDER_PROGRESSED, events.ORDER_FINISHED):
        said += [
            str(new)
            for name, (_old, new) in entry.changes.items()
            if name in ("progress", "result", "no_signature_reason") and new
        ]
    step = entry.event in (
        events.STEP_DONE,
        events.STEP_SKIPPED,
    )  # the state is the step's, and the title says it
    changes = (
        []
        if step
        else [
            _change(name, *pair) for name, pair in entry.changes.items() if name in ("state", "required_by")
        ]
    )
    return Line(entry.at, entry.actor_label, _(title), icon, tone, " · ".join(said), changes)


def _change(name: str, old: Any, new: Any) -> tuple[str, str, str]:
    if name == "state":
        return _("State"), str(OrderState(old).label) if old else "—", str(OrderState(new).label)
    return _("Required by"), _time(old), _time(new)


def _time(value: Any) -> str:
    at = parse_datetime(str(value or ""))
    return f"{localtime(at):%Y-%m-%d %H:%M}" if at else "—"
