"""The outbox: a message is a row of the act that causes it, and is delivered after commit by its channel's adapter."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from quanfu.channels import events
from quanfu.channels.adapters import adapter_for
from quanfu.channels.adapters.contract import NotSent
from quanfu.channels.adapters.mail.thread import new_message_id
from quanfu.channels.enums import ChannelKind, HeldReason, MessageState, Way
from quanfu.channels.models import Channel, Message
from quanfu.channels.queries.channel import sending_channel
from quanfu.channels.queries.held_address import hold_of, why_held
from quanfu.channels.queries.message import held_reason_of
from quanfu.channels.queries.reach import objection_to
from quanfu.core.actions.job import drop_job
from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.graph import add, one_write
from quanfu.core.rules import rule

if TYPE_CHECKING:
    from quanfu.core.models import StoredFile
    from quanfu.core.models.job import Job
    from quanfu.org.models import Person, Unit

PACE = timedelta(minutes=1)  # over which Channel.per_minute counts


@one_write()
def send_message(
    *, company: "Unit", way: str, to: str, subject: str, text: str, by: Actor, request_number: str = "", channel: Channel | None = None,
    html: str = "", files: Sequence["StoredFile"] = (), fallback_of: Message | None = None, is_automatic: bool | None = None,
    is_bulk: bool = False,
) -> Message:  # fmt: skip
    """Put a message into the outbox, in the transaction of the act that causes it.

    It goes out by ``channel``, else by the company's first channel that can send by this way. Where none can, and by
    phone or visit, it is held for a person with the reason. System: sent at once, as the customer's own page shows it. A
    message without an address is held, never lost. ``is_automatic``: no person wrote it (by default: no person acts).
    ``is_bulk``: one of many alike, which its reader may stop.
    """
    if is_automatic is None:
        is_automatic = fallback_of.is_automatic if fallback_of else by.person is None
    channel = channel or sending_channel(company.pk, way)
    held = held_reason_of(way, to, channel)
    at = now()
    state = MessageState.HELD if held else MessageState.SENT if way == Way.SYSTEM else MessageState.QUEUED
    message = add(Message(
        company=company, way=way, to=to.strip()[:200], subject=" ".join(subject.split())[:200], text=text, html=html, state=state,
        held_reason=held, message_id=_new_message_id(company.pk, request_number) if way == Way.MAIL else "", request_number=request_number,
        channel=channel, fallback_of=fallback_of, is_automatic=is_automatic, is_bulk=is_bulk, at=at, sent_at=at if state == MessageState.SENT else None,
    ))  # fmt: skip
    if files:
        message.files.set(files)
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
    return send_message(
        company=company, way=Way.MAIL, to=person.email, subject=text, text=body, by=by, is_automatic=True
    )


def deliver(*, message_id: int, by: Actor) -> None:
    """Hand a queued message to its channel. Run again after a failure, or after a crash, with the same Message-ID.

    Nothing happens unless the message is queued. What the other side refuses for good, and what has failed
    ``channels.mail_attempts`` times, is marked failed; any other failure is raised, so that the job is tried again. A
    channel that has sent its share of this minute lets the message wait.
    """
    message = (
        Message.objects.filter(pk=message_id, state=MessageState.QUEUED).select_related("channel").first()
    )
    if message is None:
        return
    if held := held_reason_of(
        message.way, message.to, message.channel
    ):  # was taken out of the settings meanwhile
        _finish(message, MessageState.HELD, events.MESSAGE_HELD, by, held_reason=held)
        return
    if later := _take_turn(message):
        _enqueue(message, at=later)
        return
    try:
        sent = adapter_for(_kind(message)).send(message.channel, message)
    except NotSent as problem:
        last = message.attempts + 1 >= int(rule("channels.mail_attempts"))
        if not (problem.final or last):
            Message.objects.filter(pk=message.pk).update(error=problem.text)
            raise
        _finish(message, MessageState.FAILED, events.MESSAGE_FAILED, by, error=problem.text)
        return
    _finish(
        message,
        MessageState.SENT,
        events.MESSAGE_SENT,
        by,
        sent_at=now(),
        error="",
        provider_id=sent.provider_id[:190],
    )


@transaction.atomic
def give_up_sending(*, job: "Job", by: Actor) -> None:
    """The job that was to deliver it is parked, as its worker was ended each time or by an error nobody foresaw: the message
    is marked failed, whereupon another way is tried. Whether it arrived is not known."""
    drop_job(job=job, by=by)
    if message := Message.objects.filter(pk=job.kwargs["message_id"], state=MessageState.QUEUED).first():
        error = _("Sending it was cut off each time: %(error)s") % {"error": job.last_error}
        _finish(message, MessageState.FAILED, events.MESSAGE_FAILED, by, error=error[:300])


@transaction.atomic
def report_delivery(*, channel: Channel, provider_id: str, ok: bool, error: str, by: Actor) -> Message | None:
    """What the provider says became of a message: None where it is none of ours.

    A message that did not arrive is marked failed, whereupon another way is tried (TEC-12). Told twice, or late, nothing
    changes: what arrived stays so.
    """
    mine = Message.objects.filter(channel=channel, provider_id=provider_id).exclude(provider_id="")
    message = mine.order_by("-pk").first()
    if message is None:
        return None
    told = Message.objects.filter(pk=message.pk, state=MessageState.SENT, delivered_at=None)
    if ok and told.update(delivered_at=now()):
        emit(events.MESSAGE_REPORTED, message, by=by, data={"ok": True})
    if not ok and told.update(state=MessageState.FAILED, error=error[:300]):
        message.refresh_from_db()
        changes = {"state": [MessageState.SENT, MessageState.FAILED]}
        emit(events.MESSAGE_FAILED, message, by=by, changes=changes, data={"reported": True})
    return message


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
    """Queue a held or failed message once more, with the same Message-ID. Refused, with the reason, while it could only be
    held again, its address is held back, or its channel would not take it."""
    channel = message.channel or sending_channel(message.company_id, message.way)
    if held := held_reason_of(message.way, message.to, channel):
        raise Refused(HeldReason(held).label)
    if hold := hold_of(message):
        raise Refused(why_held(hold))
    if why := objection_to(message.company_id, message.way, message.to, message.text, channel):
        raise Refused(why)
    waiting = Message.objects.filter(pk=message.pk, state__in=[MessageState.HELD, MessageState.FAILED])
    if not waiting.update(state=MessageState.QUEUED, held_reason="", error="", attempts=0, channel=channel):
        raise AlreadyDone(_("This message is no longer waiting."))
    emit(events.MESSAGE_RETRIED, message, by=by, changes={"state": [message.state, MessageState.QUEUED]})
    _enqueue(message)
    message.refresh_from_db()


def _kind(message: Message) -> str:
    if message.channel is not None:
        return message.channel.kind
    return ChannelKind.SMS if message.way == Way.SMS else ChannelKind.MAIL


def _new_message_id(company_id: int, request_number: str) -> str:
    return new_message_id(settings.DEFAULT_FROM_EMAIL, company_id, request_number)


def _enqueue(message: Message, *, at: datetime | None = None) -> None:
    from quanfu.channels.jobs import deliver_message  # jobs call actions, so they import this module

    (deliver_message.using(run_after=at) if at else deliver_message).enqueue(message_id=message.pk)


@transaction.atomic
def _take_turn(message: Message) -> datetime | None:
    """Count this attempt; or, when the channel has had its share of the last minute, the instant to come again."""
    at = now()
    channel = message.channel
    if channel and channel.per_minute:
        Channel.objects.select_for_update().get(pk=channel.pk)  # of several workers one counts at a time
        tried = Message.objects.filter(channel=channel, tried_at__gt=at - PACE).order_by("-tried_at")
        share = list(tried.values_list("tried_at", flat=True)[: channel.per_minute])
        if len(share) == channel.per_minute and share[-1]:
            return share[-1] + PACE
    Message.objects.filter(pk=message.pk).update(attempts=F("attempts") + 1, tried_at=at)
    return None


@transaction.atomic
def _finish(message: Message, state: str, event: str, by: Actor, **values: object) -> None:
    """Compare and set: of two workers with the same message one writes the result."""
    if Message.objects.filter(pk=message.pk, state=MessageState.QUEUED).update(state=state, **values):
        message.refresh_from_db()
        emit(event, message, by=by, changes={"state": [MessageState.QUEUED, state]})
