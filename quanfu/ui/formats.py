"""How values look: times in the zone of the reader, money, spans of time, plain text."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup, escape

NONE = Markup('<span class="none">—</span>')
_LINK = re.compile(r"https?://[^\s<>\"'（），。；！？、》】」]+")


def _local(value: datetime) -> datetime:
    return value.astimezone(timezone.get_current_timezone()) if value.tzinfo else value


def when_text(value: datetime | None) -> str:
    """2026-11-21 15:04 as plain text, for attributes and exports; '' for None."""
    if value is None:
        return ""
    at = _local(value)
    return f"{at.year:04}-{at.month:02}-{at.day:02} {at.hour:02}:{at.minute:02}"


def _element(value: datetime, shown: str) -> Markup:
    """Plain string building: this runs a hundred times a page, and its parts hold digits and our own words only."""
    at = _local(value)
    exact = at.isoformat(" ", "seconds")[:19]
    title = f"{exact} {at.tzname() or ''}".strip()
    return Markup(f'<time datetime="{at.isoformat(timespec="seconds")}" title="{title}">{shown}</time>')


def when(value: datetime | date | None) -> Markup:
    """2026-11-21 15:04 in the reader's zone as a <time> whose title has seconds and zone; a date without its time."""
    if value is None:
        return NONE
    return _element(value, when_text(value)) if isinstance(value, datetime) else Markup(day(value))


def day(value: datetime | date | None) -> str:
    """2026-11-21 in the reader's zone; '' for None."""
    if value is None:
        return ""
    at = _local(value) if isinstance(value, datetime) else value
    return f"{at.year:04}-{at.month:02}-{at.day:02}"


def clock(value: datetime | time | None) -> str:
    """15:04 in the reader's zone; '' for None."""
    if value is None:
        return ""
    at = _local(value) if isinstance(value, datetime) else value
    return f"{at.hour:02}:{at.minute:02}"


def ago_text(value: datetime, *, now: datetime | None = None) -> str:
    """just now, 5 minutes ago, 3 hours ago, yesterday 15:04, 11-20 15:04, 2025-11-20; 'in 5 minutes' for the future."""
    present = _local(now or timezone.now())
    at = _local(value)
    seconds = int((present - at).total_seconds())
    minutes, hours, past = abs(seconds) // 60, abs(seconds) // 3600, seconds >= 0
    if minutes < 1:
        return _("just now") if past else _("in a moment")
    if hours < 1:
        text = (
            ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes)
            if past
            else ngettext("in %(n)d minute", "in %(n)d minutes", minutes)
        )
        return text % {"n": minutes}
    days = (present.date() - at.date()).days
    if days == 0 or hours < 6:
        text = (
            ngettext("%(n)d hour ago", "%(n)d hours ago", hours)
            if past
            else ngettext("in %(n)d hour", "in %(n)d hours", hours)
        )
        return text % {"n": hours}
    if days == 1:
        return _("yesterday %(clock)s") % {"clock": clock(at)}
    if days == -1:
        return _("tomorrow %(clock)s") % {"clock": clock(at)}
    return f"{at.month:02}-{at.day:02} {clock(at)}" if at.year == present.year else day(at)


def ago(value: datetime | None) -> Markup:
    """ago_text as a <time> whose title is the full instant."""
    return NONE if value is None else _element(value, ago_text(value))


def money(value: Any) -> Markup | str:
    """¥1,234.56 from Money or a whole number of fen."""
    if value is None:
        return NONE
    fen = int(getattr(value, "fen", value))
    yuan, rest = divmod(abs(fen), 100)
    return f"{'−' if fen < 0 else ''}¥{yuan:,}.{rest:02}"


def minutes(value: int | float | None) -> Markup | str:
    """3小时20分, 3 h 20 min, from a number of minutes. Never days: a working day is not 24 hours."""
    if value is None:
        return NONE
    sign, whole = ("−" if value < 0 else ""), round(abs(value))
    hours, rest = divmod(whole, 60)
    if not hours:
        text = _("%(minutes)d min") % {"minutes": rest}
    elif not rest:
        text = _("%(hours)d h") % {"hours": hours}
    else:
        text = _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    return sign + text


@dataclass(frozen=True)
class Left:
    """Time to a deadline: state ok | soon | late, and its words."""

    state: str
    text: str


def left(due_at: datetime, soon: int = 60, *, now: datetime | None = None) -> Left:
    """`soon`: minutes before the deadline from which the state is soon. The scripts count on from here (countdown.js)."""
    seconds = (due_at - (now or timezone.now())).total_seconds()
    state = "late" if seconds < 0 else "soon" if seconds <= soon * 60 else "ok"
    return Left(state, _left_text(int(abs(seconds) // 60), seconds < 0, translation.get_language()))


@lru_cache(maxsize=10_000)  # four texts a deadline, fifty deadlines a list
def _left_text(minutes: int, late: bool, _language: str | None) -> str:
    return (_("%s late") if late else _("%s left")) % span(minutes * 60)


def span(seconds: float) -> str:
    """The two largest units of a span, whole minutes rounded down: 3d 4h, 2h 5min, 12min."""
    whole = int(seconds // 60)
    days, hours, rest = whole // 1440, whole // 60 % 24, whole % 60
    if days:
        parts = [_("%sd") % days] + ([_("%sh") % hours] if hours else [])
    elif hours:
        parts = [_("%sh") % hours] + ([_("%smin") % rest] if rest else [])
    else:
        parts = [_("%smin") % rest]
    return (" " if translation.get_language() == "en" else "").join(parts)


def _linked(paragraph: str) -> str:
    parts, end = [], 0
    for match in _LINK.finditer(paragraph):
        address = match.group().rstrip(".,;:!?)")
        parts.append(str(escape(paragraph[end : match.start()])))
        shown = escape(address)
        parts.append(f'<a href="{shown}" rel="nofollow noopener noreferrer" target="_blank">{shown}</a>')
        end = match.start() + len(address)
    parts.append(str(escape(paragraph[end:])))
    return "".join(parts)


def text(value: object) -> Markup:
    """What people wrote, safe to show: paragraphs, line breaks and http(s) links; nothing else is markup."""
    cleaned = str(value or "").replace("\r\n", "\n").replace("\r", "\n").strip()
    paragraphs = re.split(r"\n\s*\n", cleaned) if cleaned else []
    return Markup("".join(f"<p>{_linked(p).replace(chr(10), '<br>')}</p>" for p in paragraphs))


def dash(value: object) -> object:
    """A quiet dash for what is empty."""
    return NONE if value is None or value == "" else value


def capfirst(value: object) -> str:
    """The first letter large, the rest as it is; Chinese stays as it is."""
    words = str(value)
    return words[:1].upper() + words[1:]


def shown(value: object) -> object:
    """A value of any kind as a table shows it: times, days, yes and no, a dash for nothing."""
    if isinstance(value, bool):
        return _("yes") if value else Markup('<span class="none">{}</span>').format(_("no"))
    if isinstance(value, datetime | date):
        return when(value)
    return dash(value)


FILTERS: dict[str, Callable[..., Any]] = {
    "when": when, "when_text": when_text, "day": day, "clock": clock, "ago": ago, "ago_text": ago_text,
    "money": money, "minutes": minutes, "text": text, "dash": dash, "left": left, "capfirst": capfirst, "shown": shown,
}  # fmt: skip
