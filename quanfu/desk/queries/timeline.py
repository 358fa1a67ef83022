"""Everything that happened to a request, oldest first: what was said, and what was done."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from quanfu.channels.enums import Author, ChannelKind
from quanfu.channels.queries.message import undelivered_messages
from quanfu.channels.queries.turn import turns_of_requests, who
from quanfu.core.queries.journal import history_of
from quanfu.desk import events
from quanfu.desk.enums import NoteKind, Priority, State
from quanfu.desk.models import Note, Request
from quanfu.org.queries.person import names_of

TITLES = {
    events.REQUEST_OPENED: gettext_noop("registered the request"),
    events.REQUEST_REVIEWED: gettext_noop("reviewed it"),
    events.REQUEST_EXPLAINED: gettext_noop("explained the refusal to the customer"),
    events.REQUEST_CLASSIFIED: gettext_noop("classified it"),
    events.REQUEST_APPROVED: gettext_noop("approved it"),
    events.REQUEST_ASSIGNED: gettext_noop("assigned it"),
    events.REQUEST_UNCLASSIFIED: gettext_noop("took the classification back"),
    events.REQUEST_UNASSIGNED: gettext_noop("took the assignment back"),
    events.TALK_TAKEN: gettext_noop("answers the chat"),
    events.TALK_ENDED: gettext_noop("ended the chat"),
    events.REQUEST_ACCEPTED: gettext_noop("accepted it"),
    events.REQUEST_CONTACTED: gettext_noop("first contact with the customer"),
    events.REQUEST_FINISHED: gettext_noop("finished the work"),
    events.REQUEST_FED_BACK: gettext_noop("told the customer the result"),
    events.REQUEST_RATED: gettext_noop("rated it"),
    events.REQUEST_CLOSED: gettext_noop("closed it"),
    events.REASSIGNMENT_ASKED: gettext_noop("asked for somebody else"),
    events.REASSIGNMENT_DECIDED: gettext_noop("decided about the change"),
    events.OWNER_CHANGE_ASKED: gettext_noop("asked for another owner"),
    events.OWNER_CHANGE_DECIDED: gettext_noop("decided about the owner"),
    events.OFFER_MADE: gettext_noop("offered it to the best"),
    events.OFFER_CLAIMED: gettext_noop("claimed it"),
    events.OFFER_DECLINED: gettext_noop("declined the offer"),
    events.OFFER_PASSED: gettext_noop("nobody claimed it"),
    events.HANDOVER_ASKED: gettext_noop("asked for a handover"),
    events.HANDOVER_ACCEPTED: gettext_noop("took it over"),
    events.HANDOVER_DECLINED: gettext_noop("did not take it over"),
    events.LEFTOVER_ANSWERED: gettext_noop("said why it stays open"),
    events.FOLLOWUP_OPENED: gettext_noop("opened a follow-up task"),
    events.FOLLOWUP_FINISHED: gettext_noop("finished a follow-up task"),
    events.INVESTIGATION_OPENED: gettext_noop("opened an investigation"),
    events.INVESTIGATION_CLOSED: gettext_noop("closed the investigation"),
    events.REQUEST_PRIORITISED: gettext_noop("changed the priority"),
    events.REQUEST_MERGED: gettext_noop("merged it"),
    events.REQUEST_UNMERGED: gettext_noop("took the merging back"),
    events.SNOOZE_BEGUN: gettext_noop("put it aside"),
    events.SNOOZE_ENDED: gettext_noop("brought it back"),
    events.LINK_MADE: gettext_noop("linked it"),
    events.LINK_DELETED: gettext_noop("took a link away"),
    events.MACRO_RUN: gettext_noop("ran a macro"),
    events.REQUEST_RAISED: gettext_noop("made it more urgent"),
    events.REQUEST_TAKEN_OVER: gettext_noop("brought it to a higher authority"),
    events.HOLD_BEGUN: gettext_noop("put it on hold"),
    events.HOLD_ENDED: gettext_noop("took it up again"),
    events.HOLD_REMINDED: gettext_noop("asked the customer again"),
}
SHOWN_CHANGES = ("state", "priority", "result", "responsible", "owner")


@dataclass
class Line:
    """One entry of the timeline. kind: event | customer | reply | note | call | undelivered."""

    at: datetime
    by: str
    kind: str
    title: str = ""
    text: str = ""
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    files: list[Any] = field(default_factory=list)
    turn: int = 0  # its number in a chat
    message: int | None = None  # what did not reach the customer
    note: int | None = None  # the line's own id, where a request of its own can be made of it


def timeline_of(request: Request) -> list[Line]:
    """Notes and journal rows in order, with those of the duplicates merged into it. Five queries, and one for each duplicate."""
    merged = {
        one.pk: one
        for one in Request.objects.filter(merges__main=request, merges__undone_at=None).select_related(
            "channel"
        )
    }
    notes = (
        Note.objects.filter(request__in=[request.pk, *merged]).prefetch_related("files").order_by("at", "pk")
    )
    lines = [
        Line(n.at, n.author, n.kind, _in(merged.get(n.request_id)), text=n.text, files=list(n.files.all()),
             note=n.pk if n.request_id == request.pk else None) for n in notes
    ]  # fmt: skip
    lines += [
        Line(one.opened_at, one.contact_name, NoteKind.CUSTOMER.value, _in(one), text=one.body or one.subject)
        for one in merged.values()
    ]
    lines += [
        Line(m.at, m.to, "undelivered", m.get_way_display(), text=m.reason, message=m.pk)
        for m in undelivered_messages([one.number for one in (request, *merged.values())])
    ]
    lines += _talked([one for one in (request, *merged.values()) if one.channel.kind == ChannelKind.CHAT])
    entries = [
        e for e in history_of(request, *merged.values()) if e.event in TITLES
    ]  # what other contexts did, their panels tell
    names = names_of(
        {
            int(v)
            for e in entries
            for name in ("responsible", "owner")
            for v in e.changes.get(name, [])
            if str(v or "").isdigit()
        }
    )
    lines += [_event(entry, names) for entry in entries]
    return sorted(lines, key=lambda line: line.at)


def _talked(requests: list[Request]) -> list[Line]:
    """What visitors and the robot said in the chats of these requests, one query; agents' answers, and what came
    by mail, stand among the notes."""
    by_number = {one.number: one for one in requests}
    kinds = {Author.VISITOR: NoteKind.CUSTOMER.value, Author.ROBOT: "robot"}
    return [
        Line(
            turn.at,
            who(turn),
            kinds[Author(turn.author)],
            text="" if turn.file else turn.text,
            files=[turn.file] if turn.file else [],
            turn=turn.seq,
        )
        for turn in (turns_of_requests(list(by_number), list(kinds)) if by_number else ())
    ]


def _in(duplicate: Request | None) -> str:
    return _("in %(number)s") % {"number": duplicate.number} if duplicate else ""


def outward_lines(request: Request) -> list[Line]:
    """What a customer may see: their own words and our replies. Never notes, calls or names of reviewers."""
    shown = [NoteKind.REPLY, NoteKind.CUSTOMER]
    notes = (
        Note.objects.filter(request=request, kind__in=shown).prefetch_related("files").order_by("at", "pk")
    )
    lines = [Line(n.at, n.author, n.kind, text=n.text, files=list(n.files.all())) for n in notes]
    if request.channel.kind == ChannelKind.CHAT:
        lines = sorted([*lines, *_talked([request])], key=lambda line: line.at)
    return lines


def _event(entry: Any, names: dict[int, str]) -> Line:
    title = TITLES.get(entry.event)
    text = " · ".join(
        str(entry.data[k])
        for k in ("reason", "text", "remark", "result", "progress", "overruled")
        if entry.data.get(k)
    )
    changes = [
        c
        for name in SHOWN_CHANGES
        if name in entry.changes and (c := _change(name, entry.changes[name], names))
    ]
    return Line(entry.at, entry.actor_label, "event", _(title) if title else entry.event, text, changes)


def _change(name: str, pair: list[Any], names: dict[int, str]) -> tuple[str, str, str]:
    def shown(value: Any) -> str:
        if value in (None, ""):
            return "—"
        if name == "state":
            return str(State(value).label)
        if name == "priority":
            return str(Priority(value).label)
        return names.get(int(value), str(value)) if str(value).isdigit() else str(value)

    labels = {
        "state": _("State"),
        "priority": _("Priority"),
        "result": _("Result"),
        "responsible": _("Responsible"),
        "owner": _("Contact owner"),
    }
    return labels[name], shown(pair[0]), shown(pair[-1])
