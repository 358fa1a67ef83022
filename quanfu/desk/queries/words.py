"""What the desk's templates say of states, channels and reasons; every page of the desk gets it."""

from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import get_language

from quanfu.channels.enums import ChannelKind
from quanfu.customers.enums import Grade
from quanfu.desk.enums import STAGE_OF, Stage, State, WaitsFor
from quanfu.desk.models import Request
from quanfu.desk.queries.assignment import reason_text

TONES = {
    State.REGISTERED: "accent", State.IN_REVIEW: "accent", State.REFUSED: "negative", State.APPROVED: "warning",
    State.ORDERED: "accent", State.DONE: "note", State.FED_BACK: "positive", State.RATED: "positive", State.CLOSED: "neutral",
}  # fmt: skip
ICONS = {
    ChannelKind.PHONE: "phone", ChannelKind.WALK_IN: "door-open", ChannelKind.LETTER: "mailbox", ChannelKind.PORTAL: "globe",
    ChannelKind.API: "plug", ChannelKind.IMPORT: "file-down", ChannelKind.MAIL: "mail", ChannelKind.STAFF: "eye",
}  # fmt: skip


def words(request: Request | None = None) -> dict[str, Any]:
    """Labels, tones and icons by code; with a request also its six stages."""
    shown: dict[str, Any] = {
        "state_labels": {s.value: s.label for s in State}, "state_tones": TONES, "channel_icons": ICONS,
        "reason_text": reason_text, "english": get_language() == "en",
    }  # fmt: skip
    return shown | {"stages": stages_of(request)} if request else shown


def stages_of(request: Request) -> list[tuple[Any, str, Any]]:
    """The six stages as (label, done | current | open | wrong, when it was reached)."""
    order = list(Stage)
    at = order.index(STAGE_OF[State(request.state)])
    reached = [
        request.opened_at,
        request.opened_at,
        request.approved_at,
        request.assigned_at,
        request.done_at,
        request.fed_back_at,
    ]
    stages = []
    for i, stage in enumerate(order):
        state = "done" if i < at or request.state == State.CLOSED else "current" if i == at else "open"
        if request.state == State.REFUSED and i == at:
            state = "wrong"
        when = reached[i]
        stages.append(
            (stage.label, state, f"{localtime(when):%m-%d %H:%M}" if when and state != "open" else None)
        )
    return stages


def cell_text(row: Any, code: str) -> str:
    """A column of a saved list (queries/view.py VIEW_COLUMNS) for a row of the inbox, as text."""
    value = getattr(row, {
        "customer": "contact_name", "responsible": "responsible__name", "unit": "unit__name", "type": "service_type__name",
        "channel": "channel__name", "state": "state", "opened": "opened_at", "due": "due_at", "last_line": "last_line",
        "class": "customer__grade", "waits": "waits_for", "phone": "contact_phone",
    }[code])  # fmt: skip
    if code == "state":
        return str(State(value).label)
    if code in ("waits", "class"):
        return str((WaitsFor if code == "waits" else Grade)(value).label) if value else ""
    if code == "type" and get_language() == "en":
        value = row.service_type__name_en or value
    return f"{localtime(value):%Y-%m-%d %H:%M}" if code in ("opened", "due") and value else str(value or "")
