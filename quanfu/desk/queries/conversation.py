"""The conversation as the request's page shows it: what was said in full, what was done folded quietly between."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.timezone import localtime

from quanfu.desk.enums import NoteKind
from quanfu.desk.models import Request
from quanfu.desk.queries.timeline import Line, timeline_of

SHOWN_EVENTS = 2  # of several acts in a row the last ones stand open, those before them are folded


@dataclass
class Turn:
    """kind: day (a new day begins) | said (one line) | done (acts in a row: `folded` ones, then `lines`)."""

    kind: str
    day: date | None = None
    lines: list[Line] = field(default_factory=list)
    folded: list[Line] = field(default_factory=list)


def conversation_of(request: Request) -> list[Turn]:
    """The customer's first words, then all lines of the timeline in turns. As many queries as timeline_of."""
    lines = timeline_of(request)
    first = Line(
        request.opened_at, request.contact_name, NoteKind.CUSTOMER.value, text=request.body or request.subject
    )
    told = any(line.turn for line in lines)  # in a chat the first words stand among the others
    return turns_of(lines if told else [first, *lines])


def turns_of(lines: Iterable[Line]) -> list[Turn]:
    turns: list[Turn] = []
    day: date | None = None
    for line in lines:
        own = localtime(line.at).date()
        if own != day:
            day = own
            turns.append(Turn("day", day=own))
        if line.kind != "event":
            turns.append(Turn("said", lines=[line]))
        elif turns[-1].kind == "done":
            turns[-1].lines.append(line)
        else:
            turns.append(Turn("done", lines=[line]))
    for turn in turns:
        if turn.kind == "done" and len(turn.lines) > SHOWN_EVENTS + 1:
            turn.folded, turn.lines = turn.lines[:-SHOWN_EVENTS], turn.lines[-SHOWN_EVENTS:]
    return turns
