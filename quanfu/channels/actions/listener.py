"""Who holds a channel's connection, and its signs of life. Written past CHANNELS: nothing that is cached depends on it."""

from typing import Any

from django.db import transaction
from django.db.models import Q

from quanfu.channels.models import Channel
from quanfu.channels.models.channel import LOST_AFTER
from quanfu.core.actor import Actor
from quanfu.core.clock import now


def claim_channel(*, channel_id: int, listener: str, by: Actor) -> bool:
    """Whether ``listener`` holds the channel from now on: nobody else does, or has not been heard of for LOST_AFTER."""
    free = Q(listener="") | Q(listener=listener) | Q(alive_at=None) | Q(alive_at__lt=now() - LOST_AFTER)
    return bool(Channel.objects.filter(free, pk=channel_id).update(listener=listener))


def release_channel(*, channel_id: int, listener: str, by: Actor) -> None:
    """The listener has ended; another may begin at once."""
    Channel.objects.filter(pk=channel_id, listener=listener).update(listener="")


def release_listener(*, listener: str, by: Actor) -> None:
    """This listener is known to be dead: all its channels are free."""
    Channel.objects.filter(listener=listener).update(listener="")


def beat_channel(*, channel_id: int, listener: str, by: Actor) -> bool:
    """The connection is sound; False when the channel is another's by now."""
    return bool(Channel.objects.filter(pk=channel_id, listener=listener).update(alive_at=now()))


@transaction.atomic
def remember_for_channel(*, channel_id: int, memory: dict[str, Any], by: Actor) -> dict[str, Any]:
    """Add to what the adapter remembers (a cursor); all of it is returned."""
    channel = Channel.objects.select_for_update().get(pk=channel_id)
    merged = {**channel.memory, **memory}
    Channel.objects.filter(pk=channel_id).update(memory=merged)
    return merged
