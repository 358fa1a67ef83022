"""Every instant of a request's limits in words, for its page and for `quanfu sla explain`."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from quanfu.core.clock import now
from quanfu.core.queries.calendar import calendar_for, calendar_row_for
from quanfu.core.queries.journal import history_of
from quanfu.desk.enums import WaitsFor
from quanfu.sla import events
from quanfu.sla.enums import ClockState
from quanfu.sla.models import Clock
from quanfu.sla.queries.clock import clocks_of_request
from quanfu.sla.queries.limit import level_at, levels_for, limit_of, reason_of, stops_of, used

if TYPE_CHECKING:
    from quanfu.desk.models import Request


@dataclass(frozen=True)
class Instant:
    """Something that happened to a clock, or will (``ahead``)."""

    at: datetime
    said: str
    icon: str
    tone: str = "neutral"
    ahead: bool = False


@dataclass
class Explained:
    """A clock with the policy or rule that set its limit, the calendar it is counted on, and its instants in order."""

    clock: Clock
    reason: str
    calendar: str
    late: bool
    left: int | None  # seconds of its own time, while it lives
    instants: list[Instant] = field(default_factory=list)


def explain(request: "Request") -> list[Explained]:
    """All clocks of the request in the order they began; a handful of queries whatever their number."""
    at, changes = now(), _changes_of(request)
    return [_explained(request, clock, changes, at) for clock in clocks_of_request(request.pk)]


def _changes_of(request: "Request") -> dict[str, list[tuple[datetime, str, str, str, str]]]:
    """Target → (when, by whom, old, new, why) of every recomputed deadline, from the journal."""
    found: defaultdict[str, list[tuple[datetime, str, str, str, str]]] = defaultdict(list)
    for entry in history_of(request):
        if entry.event == events.CLOCK_CHANGED:
            for name, (old, new) in entry.changes.items():
                why = str(entry.data.get("reason", ""))
                found[name.removesuffix("_due_at")].append((entry.at, entry.actor_label, old, new, why))
    return found


def _explained(request: "Request", clock: Clock, changes: dict[str, Any], at: datetime) -> Explained:
    unit = clock.unit
    calendar, row = calendar_for(unit), calendar_row_for(unit)
    shown = _("around the clock") if clock.around_the_clock else row.label if row else _("standard hours")
    said = Explained(clock, reason_of(clock), shown, clock.is_late(at), None)
    kinds = limit_of(request, clock, calendar).pauses
    stops = [] if clock.fixed else stops_of(clock.pauses, kinds)
    if clock.is_live:
        total = clock.minutes * 60 + clock.extra_seconds
        closed = [[begin, end or max(begin or at, at)] for begin, end in stops]
        spent = used(clock.started_at, at, calendar, around_the_clock=clock.around_the_clock, pauses=closed)
        said.left = total - spent
    said.instants = [Instant(clock.started_at, _("started; %(reason)s") % {"reason": said.reason}, "play")]
    said.instants += _waiting(clock, kinds)
    for when, who, old, new, why in changes.get(clock.target, ()):
        if clock.started_at <= when and (clock.stopped_at is None or when <= clock.stopped_at):
            values = {"old": _time(old), "new": _time(new), "who": who, "why": f"（{why}）" if why else ""}
            text = _("recomputed: %(old)s → %(new)s, by %(who)s%(why)s") % values
            said.instants.append(Instant(when, text, "clock", "warning"))
    said.instants += _granted(clock) + _missed(clock)
    if clock.stopped_at:
        text = _("stopped") if clock.state == ClockState.STOPPED else _("cancelled")
        tone = "negative" if said.late else "positive" if clock.state == ClockState.STOPPED else "neutral"
        said.instants.append(Instant(clock.stopped_at, text, "check", tone))
    said.instants += _ahead(clock, calendar, stops)
    said.instants.sort(key=lambda instant: (instant.ahead, instant.at))
    return said


def _waiting(clock: Clock, kinds: frozenset[str]) -> list[Instant]:
    found = []
    for kind, begin, end in clock.pauses or ():
        counts = kind in kinds and not clock.fixed
        values = {"what": str(WaitsFor(kind).label) if kind in WaitsFor.values else kind}
        text = _("paused: %(what)s") % values if counts else _("%(what)s; this limit runs on") % values
        found.append(Instant(datetime.fromisoformat(begin), text, "circle-pause", "note"))
        if end:
            text = _("goes on") if counts else _("no longer waits")
            found.append(Instant(datetime.fromisoformat(end), text, "circle-play", "note"))
    return found


def _granted(clock: Clock) -> list[Instant]:
    return [
        Instant(wish.decided_at, _("extended: %(old)s → %(new)s, by %(who)s: %(why)s") % {
            "old": _time(wish.old_due_at), "new": _time(wish.new_due_at), "who": wish.decided_by or "—", "why": wish.reason,
        }, "calendar-plus", "warning")
        for wish in clock.extensions.all() if wish.approved and wish.decided_at
    ]  # fmt: skip


def _missed(clock: Clock) -> list[Instant]:
    found = []
    if clock.reminded_at:
        found.append(Instant(clock.reminded_at, _("reminded"), "bell", "warning"))
    if clock.breached_at:
        found.append(Instant(clock.breached_at, _("limit missed"), "alarm-clock", "negative"))
    for step in clock.escalations.all():
        values = {
            "level": step.level, "to": step.to.name if step.to else _("nobody above"), "action": step.get_action_display(),
        }  # fmt: skip
        text = _("level %(level)s: %(to)s · %(action)s") % values
        found.append(Instant(step.at, text, "arrow-up", "negative"))
    return found


def _ahead(clock: Clock, calendar: Any, stops: Any) -> list[Instant]:
    """What is still to come if nothing happens."""
    if not clock.is_running:
        return [Instant(clock.due_at, _("would be due"), "flag", ahead=True)] if clock.is_live else []
    found = []
    if clock.next_at and not clock.reminded_at and not clock.breached_at and clock.next_at < clock.due_at:
        found.append(Instant(clock.next_at, _("reminder"), "bell", ahead=True))
    if not clock.breached_at:
        found.append(Instant(clock.due_at, _("due"), "flag", "warning", ahead=True))
    levels = levels_for(clock.policy_id, clock.company_id)
    for reached in range(clock.level, len(levels)):
        when = level_at(
            levels, reached, clock.due_at, calendar, around_the_clock=clock.around_the_clock, pauses=stops
        )
        if when:
            text = _("level %(level)s would be reached") % {"level": reached + 1}
            found.append(Instant(when, text, "arrow-up", ahead=True))
    return found


def _time(value: Any) -> str:
    at = value if isinstance(value, datetime) else parse_datetime(str(value or ""))
    return f"{localtime(at):%Y-%m-%d %H:%M}" if at else "—"
