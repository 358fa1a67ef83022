"""From channels of an Asterisk to calls: what AMI and ARI tell in their own words becomes what we keep."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from quanfu.channels.adapters.phone.said import Said
from quanfu.channels.enums import CallDirection, CallState

MOST = 5000  # calls remembered at once; the oldest make room


@dataclass
class _Line:
    direction: str = (
        ""  # unknown until a trunk takes part: calls between two extensions are nobody else's business
    )
    caller: str = ""
    to: str = ""
    extension: str = ""
    answered: bool = False


class Switchboard:
    """Calls under way, by their id. ``trunks``: how the names of channels from and to the outside begin."""

    def __init__(self, trunks: str) -> None:
        self.trunks = tuple(trunks.split())
        self.lines: dict[str, _Line] = {}

    def began(
        self, call: str, at: datetime, *, name: str, number: str = "", exten: str = ""
    ) -> Iterator[Said]:
        """The first channel of a call is there."""
        line = self._line(call)
        if line.direction or not name:
            return
        line.to = _number(exten)
        if name.startswith(self.trunks):
            line.direction, line.caller = CallDirection.IN, _number(number)
            yield self._said(call, line, CallState.RINGING, at)
        else:
            line.extension = extension_of(name)

    def dialled(
        self, call: str, at: datetime, *, name: str, by_name: str = "", number: str = "", exten: str = ""
    ) -> Iterator[Said]:
        """The channel ``name`` rings for the call."""
        line = self._line(call)
        if not line.direction and by_name.startswith(self.trunks):
            line.direction, line.caller = CallDirection.IN, _number(number)
        if not line.direction and name.startswith(self.trunks):
            line.direction, line.extension = CallDirection.OUT, line.extension or extension_of(by_name)
            line.to = _number(exten) or line.to
        if line.direction == CallDirection.IN and not line.answered:
            line.extension = extension_of(name) or line.extension
        if line.direction:
            yield self._said(call, line, CallState.RINGING, at)

    def answered(self, call: str, at: datetime, *, name: str) -> Iterator[Said]:
        """The channel ``name`` has taken the call."""
        line = self.lines.get(call)
        if line is None or not line.direction:
            return
        if line.direction == CallDirection.IN:
            line.extension = extension_of(name) or line.extension
        line.answered = True
        yield self._said(call, line, CallState.TALKING, at)

    def ended(self, call: str, at: datetime) -> Iterator[Said]:
        line = self.lines.pop(call, None)
        if line is not None and line.direction:
            yield self._said(call, line, CallState.ENDED, at)

    def recorded(self, call: str, at: datetime, link: str) -> Iterator[Said]:
        line = self.lines.get(call)
        if line is not None and line.direction and link:
            state = CallState.TALKING if line.answered else CallState.RINGING
            yield self._said(call, line, state, at, recording=link)

    def _line(self, call: str) -> _Line:
        line = self.lines.setdefault(call, _Line())
        if len(self.lines) > MOST:
            self.lines.pop(next(iter(self.lines)))
        return line

    @staticmethod
    def _said(call: str, line: _Line, event: str, at: datetime, recording: str = "") -> Said:
        return Said(
            call=call, event=event, at=at, direction=line.direction, caller=line.caller, to=line.to, extension=line.extension,
            recording=recording,
        )  # fmt: skip


def extension_of(name: str) -> str:
    """8001 of PJSIP/8001-0000002a and of Local/8001@from-queue-00000003;1; '' for what has no number there."""
    found = re.match(r"[A-Za-z0-9]+/(\d{1,15})(?=[-@;/]|$)", name)
    return found[1] if found else ""


def _number(text: str) -> str:
    return text if re.fullmatch(r"\+?[\d*#]{1,24}", text) else ""
