"""Every write to a channel."""

from typing import TYPE_CHECKING, Any

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
from quanfu.core.sealed import seal

if TYPE_CHECKING:
    from quanfu.org.models import Unit

PUBLIC = {ChannelKind.PHONE, ChannelKind.WALK_IN, ChannelKind.LETTER, ChannelKind.PORTAL}


COLUMNS = frozenset({
    "code", "kind", "name", "address", "hours", "calendar", "greeting", "script", "is_public", "is_active", "owner", "confirms",
    "per_minute", "max_rings", "max_seconds", "max_hours", "check_every_days", "settings",
})  # fmt: skip


@transaction.atomic
def save_channel(
    *, instance: Channel | None, company: "Unit", code: str, kind: str, name: str, by: Actor, secrets: dict[str, str] | None = None,
    **columns: Any,
) -> Channel:  # fmt: skip
    """Add a channel (instance None) or overwrite what is given. Refused when the company has another of that code.

    ``secrets`` are added to those it has. The journal keeps which settings changed, never what they are: they hold
    addresses and names of accounts.
    """
    if unknown := set(columns) - COLUMNS:
        raise TypeError(f"a channel has no {sorted(unknown)}")
    if Channel.objects.filter(company=company, code=code).exclude(pk=instance.pk if instance else 0).exists():
        raise Refused(_("There is already a channel with this code."), field="code")
    new = {"company": company, "code": code, "kind": kind, "name": name, **columns}
    if secrets:
        new["sealed"] = seal({**(instance.secrets if instance else {}), **secrets})
    if instance is None:
        channel = Channel.objects.create(**new)
        CHANNELS.changed()
        emit(events.CHANNEL_CREATED, channel, by=by)
        return channel
    changed = [column for column, value in new.items() if getattr(instance, column) != value]
    if changed:
        if not Channel.objects.filter(pk=instance.pk).update(**{column: new[column] for column in changed}):
            raise AlreadyDone(_("This channel has been removed."))
        emit(events.CHANNEL_CHANGED, instance, by=by, changes=_told(instance, new, changed))
        CHANNELS.changed()
        instance.refresh_from_db()
    return instance


def _told(instance: Channel, new: dict[str, Any], changed: list[str]) -> dict[str, list[Any]]:
    """What the journal keeps of a change: plain values, and of settings only their names."""
    changes: dict[str, list[Any]] = {}
    for column in changed:
        before, after = getattr(instance, column), new[column]
        if column == "settings":
            names = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
            changes[column] = ["", ", ".join(names)]
        elif column == "sealed":
            changes["secrets"] = ["", "•••"]
        else:
            changes[column] = [getattr(before, "pk", before), getattr(after, "pk", after)]
    return changes


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
