"""What came in by a channel becomes a request, or a line of one."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from quanfu.channels.actions.incoming import settle
from quanfu.channels.actions.message import send_message
from quanfu.channels.actions.turn import hear_elsewhere
from quanfu.channels.enums import ChannelKind, IncomingKind, MessageState, Way
from quanfu.channels.queries.held_address import wants_none
from quanfu.channels.queries.incoming import last_number_of, wrote_about
from quanfu.channels.queries.message import went_another_way
from quanfu.channels.queries.talk import live_talk_of
from quanfu.core.actor import SYSTEM, Actor, Outsider, visitor
from quanfu.core.rules import rule
from quanfu.customers.actions.customer import create_customer
from quanfu.desk.actions.link import link_requests
from quanfu.desk.actions.note import add_note
from quanfu.desk.actions.request import open_request
from quanfu.desk.enums import Kind, LinkKind, NoteKind, State
from quanfu.desk.models import Request
from quanfu.desk.queries.reply_way import other_ways
from quanfu.org.actions.notification import notify

if TYPE_CHECKING:
    from quanfu.channels.models import Incoming, Message
    from quanfu.customers.models import Customer

LONGEST_SUBJECT = 60


def take_incoming(*, incoming: "Incoming", by: Actor) -> Request | None:
    """Open a request, or add the customer's words to the right one; None for what is neither request nor reply.

    A reply that names a request is added to it as the customer's words when the sender is proven or known to belong to
    it; otherwise as a line that only colleagues see. A reply that names none goes to the sender's open request on that
    channel. What names a closed request opens a new one, linked to it.
    """
    if incoming.kind not in (IncomingKind.REQUEST, IncomingKind.REPLY):
        return None
    who = visitor(incoming.sender_name or incoming.sender)
    named = _named(incoming)
    doubted = bool(
        incoming.facts.get("doubts")
    )  # our own server says that the sender is forged, or it claims to be one of us
    mine = named is not None and not doubted and (incoming.is_verified or _belongs(incoming, named))
    if named is not None and not mine and named.state != State.CLOSED:
        return _add_unproven(incoming, named)
    before = named if mine else _current(incoming) if incoming.kind == IncomingKind.REPLY else None
    if before is not None and before.state != State.CLOSED:
        return _add(incoming, before, who)
    request = _open(incoming, before, who)
    if before is not None:
        link_requests(request=request, other=before, kind=LinkKind.RELATED, by=by)
    return request


def try_another_way(*, message: "Message", by: Actor) -> "Message | None":
    """A message about a request that could not be delivered goes out once more by the next way (TEC-12).

    None where nothing is left, where channels.tries_other_ways says no, for an invitation to who wants none, and where
    another way was taken before: the customer hears nothing twice. What a person wrote and no machine can deliver is told
    to whoever is responsible.
    """
    if not message.request_number:
        return None
    known = Request.objects.select_related("company", "responsible")
    request = known.filter(number=message.request_number).first()
    if request is None:
        return None
    other = _by_next_way(request, message, by)
    if not message.is_automatic and (other is None or other.state == MessageState.HELD):
        text = _("%(number)s: your answer did not arrive (%(reason)s)") % {
            "number": request.number, "reason": message.reason,
        }  # fmt: skip
        url = reverse("desk:request.show", args=[request.number])
        notify(people=[request.responsible], text=text[:200], url=url, by=SYSTEM)
    return other


def _by_next_way(request: Request, message: "Message", by: Actor) -> "Message | None":
    if not rule("channels.tries_other_ways", company=message.company_id):
        return None
    if wants_none(message) or went_another_way(message):
        return None
    tried, before = {message.way}, message.fallback_of
    while before is not None:
        tried.add(before.way)
        before = before.fallback_of
    way, to = other_ways(request, tried)
    if not way:
        return None
    return send_message(
        company=request.company, way=way, to=to, subject=message.subject, text=message.text, html=message.html, by=by,
        request_number=request.number, fallback_of=message, is_bulk=message.is_bulk, files=list(message.files.all()) if way == Way.MAIL else (),
    )  # fmt: skip


def _named(incoming: "Incoming") -> Request | None:
    if not incoming.thread:
        return None
    found = Request.objects.filter(company=incoming.company, number=incoming.thread)
    return found.select_related("company", "channel").first()


def _belongs(incoming: "Incoming", request: Request) -> bool:
    """Whether the sender is the request's contact, or wrote about it before."""
    phone, email = _reached_at(incoming)
    return bool(
        (email and email.casefold() == request.contact_email.casefold())
        or (phone and phone == request.contact_phone)
        or wrote_about(incoming.channel_id, incoming.sender, request.number)
    )


def _current(incoming: "Incoming") -> Request | None:
    """The request that this sender's conversation is about: the last one on the channel, or an open one of their phone."""
    open_ones = Request.objects.filter(company=incoming.company).exclude(state=State.CLOSED)
    found = None
    if number := last_number_of(incoming.channel_id, incoming.sender):
        found = open_ones.filter(number=number).first()
    if found is None and (phone := _reached_at(incoming)[0]):
        found = open_ones.filter(contact_phone=phone).order_by("-opened_at").first()
    return found


def _reached_at(incoming: "Incoming") -> tuple[str, str]:
    """(phone, mail) of the sender."""
    kind = incoming.channel.kind
    phone = incoming.phone or (incoming.sender if kind == ChannelKind.SMS else "")
    return phone, incoming.email or (incoming.sender if kind == ChannelKind.MAIL else "")


def _open(incoming: "Incoming", before: Request | None, who: Outsider) -> Request:
    phone, email = _reached_at(incoming)
    name = incoming.sender_name or incoming.sender or _("Unknown sender")
    words = incoming.text if incoming.kind == IncomingKind.REQUEST else incoming.words
    customer = before.customer if before else None
    if not (phone or email or customer):
        customer = _customer_of(incoming, name, who)
    kind = str(incoming.facts.get("kind", ""))
    request = open_request(
        company=incoming.company, channel=incoming.channel, subject=incoming.subject or _subject(words, incoming), body=words,
        contact_name=name[:60], contact_phone=phone, contact_email=email, customer=customer, kind=kind if kind in Kind.values else "",
        source=f"channel {incoming.channel_id}", source_key=str(incoming.pk), by=who,
    )  # fmt: skip
    if files := list(incoming.files.all()):
        add_note(request=request, kind=NoteKind.CUSTOMER, text=_("Files to my request"), files=files, by=who)
    settle(incoming=incoming, request_number=request.number, is_verified=True, by=who)
    return request


def _add(incoming: "Incoming", request: Request, who: Outsider) -> Request:
    text = incoming.words.strip() or incoming.text.strip() or incoming.subject or _("Files to my request")
    files = list(incoming.files.all())
    note = add_note(request=request, kind=NoteKind.CUSTOMER, text=text, files=files, by=who)
    if request.channel.kind == ChannelKind.CHAT and (talk := live_talk_of(request.number)):
        hear_elsewhere(talk=talk, text=text, files=files, note=note.pk, by=who)
    settle(incoming=incoming, request_number=request.number, is_verified=True, by=who)
    return request


def _add_unproven(incoming: "Incoming", request: Request) -> Request:
    who = visitor(f"{incoming.sender_name} <{incoming.sender}>")
    text = incoming.words.strip() or incoming.subject or _("Files to my request")
    add_note(request=request, kind=NoteKind.STRANGER, text=text, files=list(incoming.files.all()), by=who)
    settle(incoming=incoming, request_number=request.number, is_verified=False, by=who)
    return request


def _customer_of(incoming: "Incoming", name: str, who: Outsider) -> "Customer | None":
    """Whoever the sender was last time on this channel; else a new record with their name alone."""
    number = last_number_of(incoming.channel_id, incoming.sender)
    known = Request.objects.filter(number=number).select_related("customer").first() if number else None
    return known.customer if known else create_customer(company=incoming.company, name=name, by=who)


def _subject(words: str, incoming: "Incoming") -> str:
    first = (words.strip().splitlines() or [""])[0].strip() or str(incoming.channel)
    return first if len(first) <= LONGEST_SUBJECT else f"{first[: LONGEST_SUBJECT - 1]}…"
