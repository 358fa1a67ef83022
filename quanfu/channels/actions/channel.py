"""Every write to a channel."""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from quanfu.channels import events
from quanfu.channels.enums import ChannelKind
from quanfu.channels.models import Channel
from quanfu.core.actor import Actor
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit

if TYPE_CHECKING:
    from quanfu.org.models import Unit

PUBLIC = {ChannelKind.PHONE, ChannelKind.WALK_IN, ChannelKind.LETTER, ChannelKind.PORTAL}


@transaction.atomic
def save_channel(*, channel: Channel, by: Actor) -> Channel:
    """Insert or overwrite; ``channel`` holds the new values. Refused when the company has another of that code."""
    if Channel.objects.filter(company=channel.company, code=channel.code).exclude(pk=channel.pk).exists():
        raise Refused(_("There is already a channel with this code."), field="code")
    old = Channel.objects.filter(pk=channel.pk).first() if channel.pk else None
    channel.save()
    if old is None:
        emit(events.CHANNEL_CREATED, channel, by=by)
    elif changes := _differences(old, channel):
        emit(events.CHANNEL_CHANGED, channel, by=by, changes=changes)
    return channel


@transaction.atomic
def delete_channel(*, channel: Channel, by: Actor) -> None:
    """Remove a channel that was never used; one that was used can only be taken out of use."""
    emit(events.CHANNEL_DELETED, channel, by=by, changes={"code": [channel.code, ""]})
    try:
        removed = Channel.objects.filter(pk=channel.pk).delete()[0]
    except ProtectedError:
        raise Refused(_("Requests came in by this channel: take it out of use instead.")) from None
    if not removed:
        raise AlreadyDone(_("This channel has been removed."))


@transaction.atomic
def ensure_channels(*, company: "Unit", by: Actor) -> list[Channel]:
    """Make the channels that a new company lacks, one of each kind."""
    present = set(Channel.objects.filter(company=company).values_list("kind", flat=True))
    made = []
    for kind in ChannelKind:
        if kind not in present:
            channel = Channel(company=company, code=kind.value, kind=kind, name=str(kind.label), is_public=kind in PUBLIC)
            made.append(save_channel(channel=channel, by=by))
    return made


def _differences(old: Channel, new: Channel) -> dict[str, list[Any]]:
    fields = ("code", "kind", "name", "address", "hours", "is_public", "is_active", "owner_id")
    return {f: [getattr(old, f), getattr(new, f)] for f in fields if getattr(old, f) != getattr(new, f)}
