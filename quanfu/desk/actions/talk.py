"""A talk of the web chat becomes a request, and what is said there moves it."""

from typing import TYPE_CHECKING, Any

from django.db import transaction

from quanfu.channels.actions.talk import end_talk, settle_talk
from quanfu.channels.actions.turn import mark_read, tell_typing
from quanfu.channels.enums import Author
from quanfu.channels.queries.turn import turns_of
from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.events import emit
from quanfu.customers.actions.customer import create_customer
from quanfu.desk import events
from quanfu.desk.actions.incoming import LONGEST_SUBJECT
from quanfu.desk.actions.request import open_request
from quanfu.desk.enums import NoteKind, State
from quanfu.desk.models import Request

if TYPE_CHECKING:
    from quanfu.channels.models import Talk
    from quanfu.org.models import Person

LONGEST_BODY = 5000


def open_from_talk(*, talk: "Talk", by: Actor) -> Request:
    """The request of a visitor who wants a person, or left a message: what they said so far is its text. A visitor who gave
    neither phone nor mail gets a record with their name alone; they are answered in the chat while they are there. Whoever
    waited until nobody was there any more has a request: what they left completes it."""
    words = [turn.text for turn in turns_of(talk) if turn.author == Author.VISITOR and turn.text]
    if talk.request_number:
        return _complete(talk, words[-1], by)
    name = talk.name or f"{Author.VISITOR.label} {talk.pk}"
    customer = None
    if not (talk.phone or talk.email):
        customer = create_customer(company=talk.company, name=name, by=by)
    first = (words[0] if words else str(talk.channel)).strip().splitlines()[0]
    request = open_request(
        company=talk.company, channel=talk.channel, subject=first if len(first) <= LONGEST_SUBJECT else f"{first[: LONGEST_SUBJECT - 1]}…",
        body="\n".join(words)[:LONGEST_BODY], contact_name=name[:60], contact_phone=talk.phone, contact_email=talk.email, customer=customer,
        source="talk", source_key=str(talk.pk), by=by,
    )  # fmt: skip
    settle_talk(talk=talk, number=request.number, by=by)
    return request


def _complete(talk: "Talk", text: str, by: Actor) -> Request:
    """The request with the ways to answer that its visitor gave in leaving."""
    request = Request.objects.get(number=talk.request_number)
    known = {"contact_phone": talk.phone, "contact_email": talk.email, "contact_name": talk.name[:60]}
    given = {name: value for name, value in known.items() if value and value != getattr(request, name)}
    changes: dict[str, list[Any]] = {name: [getattr(request, name), value] for name, value in given.items()}
    Request.objects.filter(pk=request.pk).update(**given, last_line=text[:120], updated_at=now())
    emit(
        events.REQUEST_NOTED, request, by=by, changes=changes, data={"kind": NoteKind.CUSTOMER, "talk": True}
    )
    return request


@transaction.atomic
def give_to_talker(*, number: str, person: "Person", by: Actor) -> None:
    """Who has the talk is responsible for its request, until it is assigned to somebody."""
    request = Request.objects.filter(number=number).first()
    if request is None or request.responsible_id == person.pk:
        return
    same = Request.objects.filter(
        pk=request.pk, state__in=[State.REGISTERED, State.IN_REVIEW, State.APPROVED]
    )
    if same.update(responsible=person, owner=person, updated_at=now()):
        emit(events.TALK_TAKEN, request, by=by, changes={"responsible": [request.responsible_id, person.pk]})


@transaction.atomic
def note_words(*, number: str, text: str, by: Actor) -> None:
    """The customer has said something in the talk: the request is new again for whoever has it. The words stay in the talk."""
    request = Request.objects.filter(number=number).exclude(state=State.CLOSED).first()
    if request is not None:
        Request.objects.filter(pk=request.pk).update(last_line=text[:120], updated_at=now())
        emit(events.REQUEST_NOTED, request, by=by, data={"kind": NoteKind.CUSTOMER, "talk": True})


@transaction.atomic
def note_end(*, number: str, by: Actor) -> None:
    """Who has the request sees that the talk is over, and by whom; what they write now goes by mail or SMS."""
    request = Request.objects.filter(number=number).first()
    if request is not None:
        emit(events.TALK_ENDED, request, by=by)


def finish_talk(*, talk: "Talk", by: Actor) -> None:
    """The agent ends the talk; its request stays as it is. AlreadyDone when it has ended."""
    end_talk(talk=talk, author=Author.AGENT, by=by)


def note_mark(*, talk: "Talk", seq: int, typing: bool, by: "Person") -> None:
    """What the agent has read of the talk, and that they are writing, told to the visitor."""
    if seq:
        mark_read(talk_id=talk.pk, seq=seq, visitor=False, by=by)
    if typing and talk.is_live:
        tell_typing(talk_id=talk.pk, visitor=False, name=by.name, by=by)
