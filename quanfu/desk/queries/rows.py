"""What one row of the inbox shows, made ready before it is drawn: drawing fifty of them must stay cheap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.html import format_html
from django.utils.translation import get_language

from quanfu.core.clock import now
from quanfu.desk.enums import State, WaitsFor
from quanfu.desk.queries.words import ICONS, TONES, cell_text
from quanfu.ui.formats import ago_text, left, when_text
from quanfu.ui.icons import icon
from quanfu.ui.markup import initial, tint

SETTLED = (
    State.CLOSED,
    State.RATED,
    State.FED_BACK,
    State.REFUSED,
)  # nothing runs against the clock any more


@dataclass(frozen=True, slots=True)
class Row:
    """One request as the inbox draws it. `sort`: where it stands in the list, as a text that compares."""

    number: str
    subject: str
    line: str
    who: str
    grade: str
    channel: str
    priority: int
    service: str
    wish: str
    owner: str
    initial: str
    tint: int
    state: str
    tone: str
    at: str
    ago: str
    due: str
    due_title: str
    due_state: str
    due_text: str
    sort: str
    people: str  # ids of those whose request it is
    sign: str  # waits for somebody, is put aside
    unread: bool = False


def prepare_rows(
    found: Iterable[Any],
    order: Sequence[str],
    unread: "frozenset[int] | set[int]" = frozenset(),
    line: Sequence[str] = (),
) -> list[Row]:
    """The named tuples of inbox_rows as rows to draw, in their order. `unread`: ids with something new for the reader;
    `line`: the columns of its second line (see view.line_of)."""
    at, english = now(), get_language() == "en"
    states = {s.value: str(s.label) for s in State}
    icons: dict[tuple[str, str], str] = {}
    people: dict[str, tuple[str, int]] = {"": ("", 0)}
    rows = []
    for each in found:
        channel = (each.channel__kind, each.channel__name)
        if channel not in icons:
            icons[channel] = icon(ICONS.get(each.channel__kind, "message-square"), 14, each.channel__name)
        owner = each.responsible__name or ""
        if owner not in people:
            people[owner] = (initial(owner), tint(owner))
        service = (english and each.service_type__name_en) or each.service_type__name or ""
        due = None if each.state in SETTLED else left(each.due_at, now=at)
        rows.append(Row(
            each.number, each.subject, _line(each, line), each.contact_name, each.customer__grade or "",
            icons[channel], each.priority, service, each.special_wish, owner, *people[owner], states[each.state], TONES.get(State(each.state), "neutral"),
            each.updated_at.isoformat(timespec="seconds"), ago_text(each.updated_at, now=at),
            each.due_at.isoformat(timespec="seconds") if due else "", when_text(each.due_at) if due else "",
            due.state if due else "", due.text if due else "", sort_key(each, order), f"{each.responsible_id or 0} {each.owner_id or 0}", _sign(each, "waits" in line), each.pk in unread,
        ))  # fmt: skip
    return rows


def _line(row: Any, columns: Sequence[str]) -> str:
    last = row.last_line.removeprefix(row.subject).lstrip(
        " ，。,.;；:：!！?？、…"
    )  # what the subject says already
    if not columns:
        return last
    return " · ".join(
        text for code in columns if (text := last if code == "last_line" else cell_text(row, code))
    )


def _sign(row: Any, told: bool) -> str:
    """What lies still: put aside until then (an icon), or waiting, with the word for whom or what unless the line has it."""
    if row.snoozed_until:
        return icon("alarm-clock", 13, when_text(row.snoozed_until))
    if not row.waits_for:
        return ""
    label = WaitsFor(row.waits_for).label
    if told:
        return icon("pause", 13, str(label))
    return icon("pause", 13) + format_html(
        '<span title="{0}">{0}</span>', label
    )  # a narrow row cuts it short


def sort_key(row: Any, order: Sequence[str]) -> str:
    """A text by which rows of one list compare as the list orders them; '' where its columns go different ways."""
    if len({name.startswith("-") for name in order}) > 1:
        return ""
    return "|".join(_comparable(getattr(row, name.lstrip("-"))) for name in (*order, "pk"))


def _comparable(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return f"{value:012d}" if isinstance(value, int) else str(value or "")
