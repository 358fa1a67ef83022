"""Every write to a channel."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from quanfu.channels import events
from quanfu.channels.enums import READY_KINDS, ChannelKind
from quanfu.channels.models import Channel
from quanfu.channels.queries.channel import CHANNELS
from quanfu.core.actor import Actor
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit

if TYPE_CHECKING:
    from quanfu.org.models import Person, Unit

PUBLIC = {ChannelKind.PHONE, ChannelKind.WALK_IN, ChannelKind.LETTER, ChannelKind.PORTAL}


@transaction.atomic
def save_channel(
    *, instance: Channel | None, company: "Unit", code: str, kind: str, name: str, by: Actor, address: str = "",
    hours: str = "", greeting: str = "", script: str = "", is_public: bool = True, is_active: bool = True, owner: "Person | None" = None,
) -> Channel:  # fmt: skip
    """Add a channel (instance None) or overwrite one. Refused when the company has another of that code."""
    if Channel.objects.filter(company=company, code=code).exclude(pk=instance.pk if instance else 0).exists():
        raise Refused(_("There is already a channel with this code."), field="code")
    new = {
        "company_id": company.pk, "code": code, "kind": kind, "name": name, "address": address, "hours": hours, "greeting": greeting, "script": script,
        "is_public": is_public, "is_active": is_active, "owner_id": owner.pk if owner else None,
    }  # fmt: skip
    if instance is None:
        channel = Channel.objects.create(**new)
        CHANNELS.changed()
        emit(events.CHANNEL_CREATED, channel, by=by)
        return channel
    if changes := {
        field: [getattr(instance, field), value]
        for field, value in new.items()
        if getattr(instance, field) != value
    }:
        if not Channel.objects.filter(pk=instance.pk).update(**new):
            raise AlreadyDone(_("This channel has been removed."))
        emit(events.CHANNEL_CHANGED, instance, by=by, changes=changes)
        CHANNELS.changed()
        instance.refresh_from_db()
    return instance


@transaction.atomic
def delete_channel(*, instance: Channel, by: Actor) -> None:
    """Remove a channel that was never used; one that was used can only be taken out of use."""
    emit(events.CHANNEL_DELETED, instance, by=by, changes={"code": [instance.code, ""]})
    try:
        removed = Channel.objects.filter(pk=instance.pk).delete()[0]
    except ProtectedError:
        raise Refused(_("Requests came in by this channel: take it out of use instead.")) from None
    if not removed:
        raise AlreadyDone(_("This channel has been removed."))
    CHANNELS.changed()


@transaction.atomic
def ensure_channels(*, company: "Unit", by: Actor) -> list[Channel]:
    """Make the channels that a new company lacks, one of each kind that works without being set up; returns the new ones."""
    present = set(Channel.objects.filter(company=company).values_list("kind", flat=True))
    return [
        save_channel(
            instance=None,
            company=company,
            code=kind.value,
            kind=kind,
            name=str(kind.label),
            is_public=kind in PUBLIC,
            by=by,
        )
        for kind in READY_KINDS
        if kind not in present
    ]
