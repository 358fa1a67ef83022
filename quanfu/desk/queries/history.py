"""One history per customer, whatever the channel (INT-18): requests, what was said about them, messages, results told."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from quanfu.channels.enums import Author, ChannelKind
from quanfu.channels.queries.message import messages_of_requests
from quanfu.channels.queries.turn import turns_of_requests, who
from quanfu.desk import permissions
from quanfu.desk.enums import NoteKind, State
from quanfu.desk.models import Feedback, Note, Request
from quanfu.desk.queries.request import requests_for
from quanfu.desk.queries.words import ICONS

if TYPE_CHECKING:
    from quanfu.org.models import Person

MOST_REQUESTS, MOST_LINES = 40, 120


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the history. icon: the way it came or went; kind: request | customer | reply | call | note | message | feedback."""

    at: datetime
    kind: str
    icon: str
    title: str
    text: str
    number: str
    by: str = ""


def history_of_customer(request: Request, by: "Person") -> list[Moment]:
    """Everything with this customer in the reader's reach, newest first; four queries. Of the oldest requests and lines beyond the limits
    nothing is shown. A request without a customer has the history of its phone or mail."""
    requests = {r["pk"]: r for r in _requests(request, by)}
    numbers = {r["number"]: r for r in requests.values()}
    found = [
        Moment(r["opened_at"], "request", ICONS.get(r["channel__kind"], "message-square"), r["subject"],
               str(State(r["state"]).label), r["number"], r["channel__name"])
        for r in requests.values()
    ]  # fmt: skip
    notes = Note.objects.filter(request__in=list(requests)).exclude(kind=NoteKind.NOTE).order_by("-at")
    icons = {
        NoteKind.CUSTOMER: "message-square",
        NoteKind.REPLY: "reply",
        NoteKind.CALL: "phone",
        NoteKind.STRANGER: "shield-alert",
    }
    found += [
        Moment(n.at, n.kind, icons[NoteKind(n.kind)], str(NoteKind(n.kind).label), n.text, requests[n.request_id]["number"], n.author)  # type: ignore[attr-defined]
        for n in notes[:MOST_LINES]
    ]  # fmt: skip
    told = Feedback.objects.filter(request__in=list(requests)).select_related("by").order_by("-at")
    found += [
        Moment(f.at, "feedback", "phone-outgoing", _("The customer was told the result"), f.opinions or f.text, requests[f.request_id]["number"], f.by.name)  # type: ignore[attr-defined]
        for f in told[:MOST_LINES]
    ]  # fmt: skip
    if any(r["channel__kind"] == ChannelKind.CHAT for r in requests.values()):
        found += _talked(list(numbers))
    return sorted(found + _messages(numbers, found), key=lambda m: m.at, reverse=True)


def _requests(request: Request, by: "Person") -> Any:
    reach = requests_for(by, permissions.HISTORY_PANEL).filter(company=request.company_id)
    if request.customer_id:
        same = reach.filter(customer=request.customer_id)
    elif request.contact_phone:
        same = reach.filter(contact_phone=request.contact_phone)
    else:
        same = reach.filter(pk=request.pk)
    columns = ("pk", "number", "subject", "state", "opened_at", "channel__kind", "channel__name")
    return same.order_by("-opened_at").values(*columns)[:MOST_REQUESTS]


def _talked(numbers: list[str]) -> list[Moment]:
    """What the customer said in chats; the answers, and what came by mail, stand among the notes."""
    said = turns_of_requests(numbers, [Author.VISITOR]).order_by("-at", "-pk")[:MOST_LINES]
    return [
        Moment(turn.at, NoteKind.CUSTOMER.value, "messages-square", str(NoteKind.CUSTOMER.label),
               turn.text or (turn.file.name if turn.file else ""), turn.talk.request_number, who(turn))
        for turn in said
    ]  # fmt: skip


def _messages(numbers: dict[str, Any], known: list[Moment]) -> list[Moment]:
    """Mails and text messages that the house sent of itself; those that carried a reply are told by the reply."""
    said = {(m.number, m.text) for m in known if m.kind == NoteKind.REPLY}
    sent = messages_of_requests(list(numbers)).order_by("-id")[:MOST_LINES]
    ways = {"mail": "mail", "sms": "message-square-text"}
    return [
        Moment(m.at, "message", ways.get(m.way, "send"), str(m.get_way_display()), m.subject or m.text, m.request_number)  # type: ignore[attr-defined]
        for m in sent
        if (m.request_number, m.text) not in said
    ]  # fmt: skip
