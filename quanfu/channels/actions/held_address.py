"""Addresses that get no mails for now, because mails came back or their owner wants none."""

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quanfu.channels import events
from quanfu.channels.adapters.mail.guards import normal_address
from quanfu.channels.enums import HoldKind, IncomingKind, MessageState, Way
from quanfu.channels.models import HeldAddress, Incoming, Message
from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit

if TYPE_CHECKING:
    from quanfu.org.models import Person

LOOKED_BACK = 50  # mails to one address among which the one that came back is looked for


def hold_address(
    *, company_id: int, address: str, reason: str, by: Actor, kind: str = HoldKind.BOUNCED
) -> HeldAddress:
    """Send nothing more to an address (UNSUBSCRIBED: nothing that goes to many). Held already: nothing changes.

    Refused for what is no address.
    """
    plain = normal_address(address)
    if not plain:
        raise Refused(_("This is no mail address."), field="address")
    held = HeldAddress.objects.filter(company=company_id, address=plain, kind=kind, released_at=None)
    if found := held.first():
        return found
    try:
        with transaction.atomic():
            new = HeldAddress.objects.create(
                company_id=company_id, address=plain, kind=kind, reason=reason[:300], at=now()
            )
            emit(events.HELD_ADDRESS_CREATED, new, by=by, data={"kind": str(kind)})
    except IntegrityError:  # two mails came back at the same moment
        return held.get()
    return new


@transaction.atomic
def release_address(*, instance: HeldAddress, by: "Person") -> None:
    """Mails may go there again. What was not sent meanwhile stays as it is and can be sent from the message log."""
    waiting = HeldAddress.objects.filter(pk=instance.pk, released_at=None)
    if not waiting.update(released_at=now(), released_by=by):
        raise AlreadyDone(_("This address has been released."))
    emit(events.HELD_ADDRESS_RELEASED, instance, by=by)


@transaction.atomic
def take_bounce(*, incoming: Incoming, by: Actor) -> Message | None:
    """A mail of ours came back: it is marked failed with what the server said, and its address gets no more.

    The mail is known by our Message-ID in the report, else by its recipient and request. None, and nothing is held, where
    we never sent one to any address in it: a stranger cannot stop our mails to others by inventing a report.
    """
    if incoming.kind != IncomingKind.BOUNCE:
        return None
    message = _bounced(incoming)
    if message is None:
        return None
    failed = {normal_address(each) for each in incoming.facts.get("failed", [])}
    if failed and normal_address(message.to) not in failed:
        return None
    said = _reason(incoming)
    hold_address(company_id=incoming.company_id, address=message.to, reason=said, by=by)
    told = Message.objects.filter(pk=message.pk, state=MessageState.SENT)
    if told.update(state=MessageState.FAILED, error=said):
        message.refresh_from_db()
        changes = {"state": [MessageState.SENT, MessageState.FAILED]}
        emit(events.MESSAGE_FAILED, message, by=by, changes=changes, data={"reported": True})
    if message.request_number and not incoming.request_number:
        Incoming.objects.filter(pk=incoming.pk).update(request_number=message.request_number)
    return message


def _bounced(incoming: Incoming) -> Message | None:
    mails = Message.objects.filter(company=incoming.company_id, way=Way.MAIL)
    message_id = incoming.facts.get("bounced")
    if message_id and (found := mails.filter(message_id=message_id).first()):
        return found
    if not incoming.thread:  # neither named nor signed
        return None
    failed = {normal_address(each) for each in incoming.facts.get("failed", [])}
    sent = mails.filter(request_number=incoming.thread, state=MessageState.SENT).order_by("-pk")[:LOOKED_BACK]
    return next((each for each in sent if normal_address(each.to) in failed), None)


def _reason(incoming: Incoming) -> str:
    said = str(incoming.facts.get("said", "")) or " ".join((incoming.reply_text or incoming.text).split())
    return (said or incoming.subject or _("The mail came back."))[:300]
