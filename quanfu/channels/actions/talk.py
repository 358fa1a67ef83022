"""The life of a talk: it begins, a person is wanted, somebody has it, it ends. Each step is a compare-and-set."""

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from quanfu.channels import events
from quanfu.channels.actions.turn import hold_first_answer, say
from quanfu.channels.adapters.chat.forms import CONTACT
from quanfu.channels.enums import Author, TalkState
from quanfu.channels.models import Channel, Talk
from quanfu.channels.queries.talk import digest, is_open, shown_greeting
from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.rules import rule
from quanfu.customers.queries.phone import normal_phone

if TYPE_CHECKING:
    from quanfu.org.models import Person


@transaction.atomic
def start_talk(
    *, channel: Channel, name: str, phone: str, email: str, locale: str, page: str, by: Actor
) -> tuple[Talk, str]:
    """Begin a talk; returns it with the visitor's token. The robot first where it is switched on, else the queue.

    Refused without what the channel asks for; where no robot answers, also when no person would (field "closed").
    """
    contact = _contact(name, phone, email)
    for field in CONTACT:
        if channel.settings.get(f"ask_{field}") == "required" and not contact[field]:
            raise Refused(_("Please fill this in."), field=field)
    robot = bool(channel.settings.get("robot"))
    if not robot and not is_open(channel):
        raise Refused(_("Nobody is here just now. Leave us a message."), field="closed")
    talk, token = _new(channel, contact, locale, page, TalkState.ROBOT, by)
    with override(talk.locale or None):
        greeting = shown_greeting(channel)
        if greeting or robot:
            text = greeting or _("Hello! Ask me anything, or ask for a person at any time.")
            say(talk=talk, author=Author.ROBOT if robot else Author.HOUSE, text=text, by=by)
        if not robot:
            call_person(talk=talk, by=by)
    return talk, token


@transaction.atomic
def leave_message(
    *,
    channel: Channel,
    talk: Talk | None,
    name: str,
    phone: str,
    email: str,
    text: str,
    locale: str,
    page: str,
    by: Actor,
) -> tuple[Talk, str]:
    """What a visitor leaves when nobody is there: a request like any other, answered by mail or phone. The talk with the
    robot that went before (``talk``) goes with it; who waited until nobody was there any more has a request already. Refused without words, or a way to answer. The token is "" for a talk
    that has one."""
    contact, token = _contact(name, phone, email), ""
    if not text.strip():
        raise Refused(_("Write something first."), field="text")
    reached = [contact["phone"], contact["email"], *((talk.phone, talk.email) if talk else ())]
    if not any(reached):
        raise Refused(_("Give a phone number or a mail address."), field="phone")
    if talk is None:
        talk, token = _new(channel, contact, locale, page, TalkState.ROBOT, by)
    elif talk.state not in (TalkState.ROBOT, TalkState.WAITING):
        raise AlreadyDone(_("This chat has ended."))
    else:
        given = {field: value for field, value in contact.items() if value}
        Talk.objects.filter(pk=talk.pk).update(**given)
        talk.refresh_from_db()
    say(
        talk=talk,
        author=Author.VISITOR,
        text=text.strip()[: rule("channels.talk_longest", company=talk.company_id)],
        by=by,
    )
    if talk.state == TalkState.WAITING:
        hold_first_answer(talk=talk, by=by)
    _end(talk, Author.VISITOR)
    emit(events.TALK_LEFT, talk, by=by, data={"text": text.strip()[:500]})
    talk.refresh_from_db()
    with override(talk.locale or None):
        told = _("Thank you. Your number is %(number)s; we will answer you soon.") % {
            "number": talk.request_number
        }
        say(talk=talk, author=Author.HOUSE, text=told, data={"end": True}, by=by)
    return talk, token


@transaction.atomic
def call_person(*, talk: Talk, by: Actor) -> bool:
    """A person is wanted: the talk becomes a request and waits its turn. False, with a word to the visitor, when nobody is
    there. Once it waits or somebody has it, nothing changes."""
    if talk.state != TalkState.ROBOT:
        return True
    if not is_open(talk.channel):
        with override(talk.locale or None):
            told = _("Nobody is here just now. Leave us a message.")
            say(talk=talk, author=Author.HOUSE, text=told, data={"leave": True}, by=by)
        return False
    at = now()
    if not Talk.objects.filter(pk=talk.pk, state=TalkState.ROBOT).update(
        state=TalkState.WAITING, waiting_since=at, seen_at=at
    ):
        return True
    emit(events.TALK_CALLED, talk, by=by, changes={"state": [TalkState.ROBOT, TalkState.WAITING]})
    with override(talk.locale or None):
        say(
            talk=talk,
            author=Author.HOUSE,
            text=_("One moment please, somebody will be with you soon."),
            data={"state": True},
            by=by,
        )
    talk.refresh_from_db()
    from quanfu.channels.actions.talk_queue import give_waiting  # the queue gives talks by this module

    give_waiting(company_id=talk.company_id, by=by)
    talk.refresh_from_db()
    return True


@transaction.atomic
def take_talk(*, talk: Talk, person: "Person", by: Actor) -> None:
    """The person has the talk from now on: out of the queue, from the robot, or from a colleague. AlreadyDone when it has
    ended or somebody was faster."""
    from quanfu.channels.jobs import return_unanswered

    at = now()
    same = Talk.objects.filter(pk=talk.pk, state=talk.state, agent=talk.agent_id)
    given = {
        "state": TalkState.WITH_AGENT,
        "agent": person,
        "given_at": at,
        "waiting_since": talk.waiting_since or at,
    }
    if talk.state == TalkState.ENDED or not same.update(**given):
        raise AlreadyDone(_("Somebody else has this chat, or it has ended."))
    changes: dict[str, list[Any]] = {
        "state": [talk.state, TalkState.WITH_AGENT],
        "agent": [talk.agent_id, person.pk],
    }
    emit(
        events.TALK_GIVEN,
        talk,
        by=by,
        changes=changes,
        data={"person": person.pk, "request": talk.request_number},
    )
    talk.refresh_from_db()
    with override(talk.locale or None):
        told = _("You are talking with %(name)s.") % {"name": person.name}
        say(talk=talk, author=Author.HOUSE, text=told, data={"state": True}, by=by)
    seconds = rule("channels.talk_return_seconds", company=talk.company_id)
    return_unanswered.using(run_after=at + timedelta(seconds=seconds)).enqueue(
        talk_id=talk.pk, given_at=at.isoformat()
    )


@transaction.atomic
def end_talk(*, talk: Talk, author: str, by: Actor) -> None:
    """No more is said here; the request goes on as any other. AlreadyDone when it has ended."""
    before = talk.state
    if not _end(talk, author):
        raise AlreadyDone(_("This chat has ended."))
    if talk.answered_at is None:
        hold_first_answer(talk=talk, by=by)
    emit(
        events.TALK_ENDED,
        talk,
        by=by,
        changes={"state": [before, TalkState.ENDED]},
        data={"request": talk.request_number},
    )
    with override(talk.locale or None):
        say(talk=talk, author=Author.HOUSE, text=_("This chat has ended."), data={"end": True}, by=by)
    talk.refresh_from_db()
    from quanfu.channels.actions.talk_queue import give_waiting

    give_waiting(company_id=talk.company_id, by=by)


@transaction.atomic
def settle_talk(*, talk: Talk, number: str, by: Actor) -> None:
    """The request that the talk has become, as the desk numbered it. Once."""
    Talk.objects.filter(pk=talk.pk, request_number="").update(request_number=number)
    talk.request_number = number


def note_seen(*, talk_ids: list[int], by: Actor) -> None:
    """Their windows are open now; one statement for each 500. No journal row."""
    for start in range(0, len(talk_ids), 500):
        Talk.objects.filter(pk__in=talk_ids[start : start + 500]).update(seen_at=now())


def _new(
    channel: Channel, contact: dict[str, str], locale: str, page: str, state: str, by: Actor
) -> tuple[Talk, str]:
    token, at = secrets.token_urlsafe(24), now()
    talk = Talk.objects.create(
        company=channel.company, channel=channel, key=digest(token), state=state, locale="en" if locale[:2] == "en" else "zh-hans",
        page=page if page.startswith(("http://", "https://")) and len(page) <= 300 else "", started_at=at, seen_at=at, **contact,
    )  # fmt: skip
    emit(events.TALK_STARTED, talk, by=by)
    return talk, token


def _contact(name: str, phone: str, email: str) -> dict[str, str]:
    """Refused for a phone that cannot be dialled or an address that is none."""
    number = normal_phone(phone) if phone.strip() else ""
    if phone.strip() and not number:
        raise Refused(_("This is not a phone number that can be dialled."), field="phone")
    email = email.strip().lower()
    try:
        if email:
            validate_email(email)
    except ValidationError:
        raise Refused(_("This is no mail address."), field="email") from None
    return {"name": " ".join(name.replace("\0", "").split())[:80], "phone": number[:24], "email": email}


def _end(talk: Talk, author: str) -> bool:
    open_ = Talk.objects.filter(pk=talk.pk).exclude(state=TalkState.ENDED)
    return bool(open_.update(state=TalkState.ENDED, ended_at=now(), ended_by=author))
