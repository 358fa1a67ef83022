"""The outbox: a message is a row of the act that causes it, and is delivered after commit."""

import secrets
import smtplib
from email.utils import parseaddr
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from quanfu.channels import events
from quanfu.channels.enums import HeldReason, MessageState, Way
from quanfu.channels.models import Message
from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.graph import add, one_write
from quanfu.core.rules import rule

if TYPE_CHECKING:
    from quanfu.org.models import Person, Unit


@one_write()
def send_message(
    *, company: "Unit", way: str, to: str, subject: str, text: str, by: Actor, request_number: str = ""
) -> Message:
    """Put a message into the outbox, in the transaction of the act that causes it.

    Mail: queued, a job delivers it; held when no mail server is set up. SMS, phone, visit: held for a person. System:
    sent at once, as the customer's own page shows it. A message without an address is held, never lost.
    """
    held = _held_reason(way, to)
    at = now()
    state = MessageState.HELD if held else MessageState.SENT if way == Way.SYSTEM else MessageState.QUEUED
    message = add(Message(
        company=company, way=way, to=to.strip()[:200], subject=" ".join(subject.split())[:200], text=text, state=state,
        held_reason=held, message_id=_new_message_id() if way == Way.MAIL else "", request_number=request_number,
        at=at, sent_at=at if state == MessageState.SENT else None,
    ))  # fmt: skip
    event = {MessageState.HELD: events.MESSAGE_HELD, MessageState.SENT: events.MESSAGE_SENT}.get(
        state, events.MESSAGE_QUEUED
    )
    emit(event, message, by=by, data={"way": way, "request": request_number})
    if state == MessageState.QUEUED:
        _enqueue(message)
    return message


def mail_to_person(*, person: "Person", text: str, url: str, by: Actor) -> Message | None:
    """A mail to a colleague with a link back, in their language; None when they have no address."""
    if not person.email:
        return None
    with override(person.locale or settings.LANGUAGE_CODE):
        body = _("%(name)s, hello,\n\n%(text)s\n\n%(link)s\n") % {
            "name": person.name, "text": text, "link": f"{settings.PUBLIC_URL}{url}" if url else settings.PUBLIC_URL,
        }  # fmt: skip
    company = person.unit.company or person.unit
    return send_message(company=company, way=Way.MAIL, to=person.email, subject=text, text=body, by=by)


def deliver(*, message_id: int, by: Actor) -> None:
    """Send a queued mail by SMTP. Run again after a failure, or after a crash, with the same Message-ID header.

    Nothing happens unless the message is queued. What the server refuses for good, and what has failed
    ``channels.mail_attempts`` times, is marked failed; any other failure is raised, so that the job is tried again.
    """
    message = Message.objects.filter(pk=message_id, state=MessageState.QUEUED).first()
    if message is None:
        return
    if held := _held_reason(
        message.way, message.to
    ):  # the mail server was taken out of the settings meanwhile
        _finish(message, MessageState.HELD, events.MESSAGE_HELD, by, held_reason=held)
        return
    Message.objects.filter(pk=message.pk).update(attempts=F("attempts") + 1)
    mail = EmailMessage(
        message.subject, message.text, to=[message.to],
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    try:
        mail.send()
    except (OSError, smtplib.SMTPException, ValueError) as problem:
        for_good = _is_final(problem)
        if for_good or message.attempts + 1 >= rule("channels.mail_attempts", company=message.company_id):
            _finish(message, MessageState.FAILED, events.MESSAGE_FAILED, by, error=_said(problem))
            return
        Message.objects.filter(pk=message.pk).update(error=_said(problem))
        raise
    _finish(message, MessageState.SENT, events.MESSAGE_SENT, by, sent_at=now(), error="")


@transaction.atomic
def mark_sent_by_hand(*, message: Message, by: "Person") -> None:
    """A person has told it: only what is held or has failed can be marked so."""
    waiting = Message.objects.filter(pk=message.pk, state__in=[MessageState.HELD, MessageState.FAILED])
    if not waiting.update(state=MessageState.SENT, sent_at=now(), sent_by=by):
        raise AlreadyDone(_("This message is no longer waiting."))
    emit(
        events.MESSAGE_SENT,
        message,
        by=by,
        changes={"state": [message.state, MessageState.SENT]},
        data={"by_hand": True},
    )
    message.refresh_from_db()


@transaction.atomic
def retry_message(*, message: Message, by: Actor) -> None:
    """Queue a held or failed mail once more, with the same Message-ID. Refused while it could only be held again."""
    if held := _held_reason(message.way, message.to):
        raise Refused(HeldReason(held).label)
    waiting = Message.objects.filter(pk=message.pk, state__in=[MessageState.HELD, MessageState.FAILED])
    if not waiting.update(state=MessageState.QUEUED, held_reason="", error="", attempts=0):
        raise AlreadyDone(_("This message is no longer waiting."))
    emit(events.MESSAGE_RETRIED, message, by=by, changes={"state": [message.state, MessageState.QUEUED]})
    _enqueue(message)
    message.refresh_from_db()


def _held_reason(way: str, to: str) -> str:
    if way == Way.SYSTEM:
        return ""
    if not to.strip():
        return HeldReason.NO_ADDRESS
    if way == Way.MAIL:
        return "" if settings.MAIL_ENABLED else HeldReason.NO_MAIL_SERVER
    return HeldReason.NO_SMS_GATEWAY if way == Way.SMS else HeldReason.BY_PERSON


def _new_message_id() -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{secrets.token_hex(16)}@{domain}>"


def _enqueue(message: Message) -> None:
    from quanfu.channels.jobs import deliver_message  # jobs call actions, so they import this module

    deliver_message.enqueue(message_id=message.pk)


@transaction.atomic
def _finish(message: Message, state: str, event: str, by: Actor, **values: object) -> None:
    """Compare and set: of two workers with the same message one writes the result."""
    if Message.objects.filter(pk=message.pk, state=MessageState.QUEUED).update(state=state, **values):
        emit(event, message, by=by, changes={"state": [MessageState.QUEUED, state]})


def _is_final(problem: Exception) -> bool:
    """Whether the server (or the form of the address) says that trying again is no use."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in problem.recipients.values())
    if isinstance(problem, smtplib.SMTPResponseException):
        return problem.smtp_code >= 500 and not isinstance(problem, smtplib.SMTPAuthenticationError)
    return isinstance(problem, ValueError)


def _said(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_text(text)}" for code, text in problem.recipients.values())[:300]
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"{problem.smtp_code} {_text(problem.smtp_error)}"[:300]
    return f"{type(problem).__name__}: {problem}"[:300]


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
