"""How the channels are: what the board of channels shows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from quanfu.channels.adapters import ADAPTERS, adapter_for
from quanfu.channels.enums import ChannelState, HeldReason, IncomingState, MessageState
from quanfu.channels.models import Breach, Channel, Incoming, Message
from quanfu.channels.models.channel import BROKEN, LOST_AFTER
from quanfu.channels.queries.channel import channels_for
from quanfu.channels.queries.opening import Opening, opening_of
from quanfu.core.clock import now
from quanfu.core.queries.job import workers

if TYPE_CHECKING:
    from quanfu.org.models import Person

UNREAD_AFTER = timedelta(minutes=1)


@dataclass(frozen=True)
class Place:
    """One channel on the board. ``trouble``: why it is impaired, '' when it works; ``lack``: what is not set up."""

    channel: Channel
    trouble: str
    lack: str
    opening: Opening
    last_in: datetime | None
    taken: int  # today
    unread: int  # kept for more than a minute
    quarantined: int
    waiting: int
    failed: int
    breaches: int


def trouble_of(channel: Channel, *, at_work: bool = True) -> str:
    """Why the channel is impaired; '' when nothing is known against it. No statement. ``at_work``: whether a worker runs."""
    if not channel.is_active:
        return ""
    if channel.is_locked:
        return _("Its secrets cannot be read, as the key of the installation has changed: enter them again")
    silent = channel.alive_at is None or now() - channel.alive_at > LOST_AFTER
    if silent and adapter_for(channel.kind).listens(channel):
        if why := channel.memory.get(BROKEN):
            return _("Its connection cannot be held: %(why)s") % {"why": why}
        return _("Nothing listens to it any more") if channel.alive_at else _("Nothing listens to it yet")
    if not at_work and channel.kind in ADAPTERS:
        return _("No worker runs: what comes in is kept, but nothing is read or sent")
    return _("A fault is not mended yet") if channel.state == ChannelState.IMPAIRED else ""


def lack_of(channel: Channel) -> str:
    """What keeps the channel from sending by itself until it is set up; '' for nothing, and for what people tell. No statement."""
    adapter = adapter_for(channel.kind)
    reason = adapter.held_reason(channel) if adapter.way else ""
    return "" if reason in ("", HeldReason.BY_PERSON) else str(HeldReason(reason).label)


def board_for(by: "Person", permission: str) -> list[Place]:
    """The channels in use, those in trouble first; eight statements however many there are."""
    channels = list(channels_for(by, permission).filter(is_active=True).order_by("company_id", "pk"))
    companies, ids = {channel.company_id for channel in channels}, [channel.pk for channel in channels]
    at = now()
    day = at - timedelta(days=1)
    came = {
        row["channel"]: row
        for row in Incoming.objects.filter(channel__in=ids, received_at__gte=at - timedelta(days=30))
        .values("channel")
        .annotate(last=Max("received_at"), taken=Count("pk", filter=Q(received_at__gte=day)))
    }
    hangs = Incoming.objects.filter(company__in=companies)
    unread = _by_channel(hangs.filter(state=IncomingState.KEPT, received_at__lt=at - UNREAD_AFTER))
    held = _by_channel(hangs.filter(state=IncomingState.QUARANTINED))
    waiting = _by_channel(Message.objects.filter(company__in=companies, state=MessageState.QUEUED))
    failed = _by_channel(
        Message.objects.filter(channel__in=ids, tried_at__gte=day, state=MessageState.FAILED)
    )
    late = _by_channel(Breach.objects.filter(channel__in=ids, at__gte=at - timedelta(days=7)))
    places, at_work = [], bool(workers())
    for channel in channels:
        inward: dict[str, Any] = dict(came.get(channel.pk, {}))
        trouble, lack = trouble_of(channel, at_work=at_work), lack_of(channel)
        counts = (found.get(channel.pk, 0) for found in (unread, held, waiting, failed, late))
        places.append(
            Place(
                channel,
                trouble,
                lack,
                opening_of(channel),
                inward.get("last"),
                inward.get("taken", 0),
                *counts,
            )
        )
    return sorted(places, key=lambda place: not place.trouble)


def _by_channel(found: QuerySet[Any]) -> dict[int | None, int]:
    """How many of these rows each channel has."""
    return dict(found.order_by().values_list("channel").annotate(n=Count("pk")))
