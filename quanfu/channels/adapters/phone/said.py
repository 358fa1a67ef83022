"""What a telephone system says of a call, whatever it speaks."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from quanfu.channels.adapters.callback import dict_of, text_of
from quanfu.channels.enums import CallDirection, CallState


@dataclass(frozen=True)
class Said:
    """``call``: the telephone system's id of the call, the same in all that it says of it. ``caller`` and ``to``: numbers
    as they were dialled. ``extension``: where it rings or who answered. ``rings``: where the system counts them itself.
    ``answered``: told with the end, for systems that report only ended calls."""

    call: str
    event: str
    at: datetime
    direction: str = CallDirection.IN
    caller: str = ""
    to: str = ""
    extension: str = ""
    rings: int | None = None
    answered: bool = False
    answered_at: datetime | None = None
    recording: str = ""

    def packed(self) -> bytes:
        """As it is kept: the documented JSON of the web hook."""
        told = {name: value for name, value in asdict(self).items() if value not in ("", None, False)}
        told |= {name: told[name].isoformat() for name in ("at", "answered_at") if name in told}
        return json.dumps({"from": told.pop("caller", ""), **told}, ensure_ascii=False).encode()


def read_said(raw: bytes) -> Said:
    """The documented JSON; ValueError says what is wrong with it."""
    told = dict_of(json.loads(raw))
    call, event = text_of(told.get("call"), 60), text_of(told.get("event"), 20)
    if not call:
        raise ValueError("call: the id of the call is missing")
    if event not in CallState.values:
        raise ValueError(f"event: one of {', '.join(CallState.values)}")
    direction = text_of(told.get("direction"), 3) or CallDirection.IN
    if direction not in CallDirection.values:
        raise ValueError(f"direction: one of {', '.join(CallDirection.values)}")
    at = _moment(told, "at")
    if at is None:
        raise ValueError("at: when, as 2026-11-22T10:05:00+08:00")
    rings = told.get("rings")
    return Said(
        call=call, event=event, at=at, direction=direction, caller=text_of(told.get("from"), 40), to=text_of(told.get("to"), 40),
        extension=text_of(told.get("extension"), 24), rings=rings if isinstance(rings, int) and 0 <= rings < 1000 else None,
        answered=told.get("answered") is True, answered_at=_moment(told, "answered_at"), recording=_link(told.get("recording")),
    )  # fmt: skip


def _moment(told: dict[str, Any], name: str) -> datetime | None:
    text = text_of(told.get(name), 40)
    if not text:
        return None
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or not 2000 < found.year < 2200:
        raise ValueError(f"{name}: no date and time")
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _link(value: object) -> str:
    """Only what a browser may follow: somebody clicks on it."""
    link = text_of(value, 500)
    return link if link.startswith(("https://", "http://")) else ""
