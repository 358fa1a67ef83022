"""Limits for answering (INT-6): rings of a call, seconds of a chat, hours of a mail."""

from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from quanfu.channels import events
from quanfu.channels.enums import ChannelKind, LimitKind
from quanfu.channels.models import Breach, Incoming
from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.events import emit

if TYPE_CHECKING:
    from quanfu.channels.models import Channel

MOST_AT_ONCE = 500


@transaction.atomic
def hold_limit(
    *, channel: "Channel", kind: str, took: int | None, source_key: str, by: Actor, request_number: str = ""
) -> Breach | None:
    """Compare how long an answer took with the channel's limit of that kind; the breach, or None when it was kept.

    ``took`` in the limit's unit, None for not answered at all. ``source_key`` names what was to be answered: told twice,
    it counts once.
    """
    most = _limit_of(channel, kind)
    if took is not None and took <= most:
        return None
    breach, made = Breach.objects.get_or_create(
        channel=channel, kind=kind, source_key=source_key[:80],
        defaults={"company_id": channel.company_id, "most": most, "took": took, "request_number": request_number, "at": now()},
    )  # fmt: skip
    if made:
        emit(events.BREACH_FOUND, breach, by=by, data={"kind": kind, "most": most, "took": took})
    return breach


def _limit_of(channel: "Channel", kind: str) -> int:
    return {
        LimitKind.RINGS: channel.max_rings,
        LimitKind.SECONDS: channel.max_seconds,
        LimitKind.HOURS: channel.max_hours,
    }[LimitKind(kind)]


def start_reply_limit(*, incoming: Incoming, by: Actor) -> None:
    """A mail of a customer is to be answered within the hours of its channel."""
    if incoming.channel.kind == ChannelKind.MAIL and incoming.reply_due_at is None:
        incoming.reply_due_at = incoming.received_at + timedelta(hours=incoming.channel.max_hours)
        incoming.save(update_fields=["reply_due_at"])


@transaction.atomic
def note_answer(*, request_number: str, by: Actor) -> None:
    """The customer of the request was answered: their mails wait no longer; what is late by now is a breach."""
    at = now()
    waiting = Incoming.objects.filter(
        request_number=request_number, reply_due_at__isnull=False, answered_at=None
    )
    late = list(waiting.filter(reply_due_at__lt=at).select_related("channel"))
    waiting.update(answered_at=at)
    for one in late:
        hours = ceil((at - one.received_at).total_seconds() / 3600)
        known = Breach.objects.filter(channel=one.channel, kind=LimitKind.HOURS, source_key=str(one.pk))
        if not known.update(took=hours):
            _breach(one, hours, by)


def find_unanswered(*, by: Actor) -> int:
    """Mails whose limit has passed without an answer are marked; how many there were."""
    key = Cast(OuterRef("pk"), CharField())
    known = Breach.objects.filter(channel=OuterRef("channel"), kind=LimitKind.HOURS, source_key=key)
    late = Incoming.objects.filter(~Exists(known), reply_due_at__lt=now(), answered_at=None)
    found = list(late.select_related("channel").order_by("reply_due_at")[:MOST_AT_ONCE])
    for one in found:
        _breach(one, None, by)
    return len(found)


def _breach(incoming: Incoming, took: int | None, by: Actor) -> None:
    hold_limit(
        channel=incoming.channel, kind=LimitKind.HOURS, took=took, source_key=str(incoming.pk), request_number=incoming.request_number, by=by
    )  # fmt: skip
