"""Channels as pages and other contexts read them."""

from copy import copy
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from quanfu.channels.adapters import adapter_for
from quanfu.channels.enums import ChannelKind, Way
from quanfu.channels.models import Channel
from quanfu.core.cached import Cached
from quanfu.core.errors import Http404, Refused

if TYPE_CHECKING:
    from quanfu.org.models import Person, Unit


def _load() -> dict[tuple[int, str], Channel]:
    """By (company, kind) the first channel in use; by (company, "by " + way) the first that can send by that way."""
    found: dict[tuple[int, str], Channel] = {}
    for each in Channel.objects.filter(is_active=True).order_by("pk"):
        found.setdefault((each.company_id, each.kind), each)
        adapter = adapter_for(each.kind)
        if adapter.way and adapter.way != Way.CHANNEL and not adapter.held_reason(each):
            found.setdefault((each.company_id, f"by {adapter.way}"), each)
    return found


# Asked at every intake and every message. Who writes a channel calls CHANNELS.changed().
CHANNELS = Cached("channels", _load)


def sending_channel(company_id: int | None, way: str) -> Channel | None:
    """The company's channel by which messages of that way go out; no statement while the table is in memory.

    None where it has none that is set up for it.
    """
    found = CHANNELS.get().get((company_id or 0, f"by {way}"))
    return copy(found) if found else None


def channel_for(company: "Unit", kind: str) -> Channel:
    """The company's first channel of that kind in use; no statement while the table is in memory.

    Refused when there is none: somebody must set one up.
    """
    found = CHANNELS.get().get((company.pk, str(kind)))
    if found is None:
        raise Refused(
            _("%(company)s has no channel of the kind “%(kind)s” in use.")
            % {"company": company, "kind": ChannelKind(kind).label}
        )
    return copy(found)  # the caller's own: what it sets or fetches stays out of the table


def channels_of(company: "Unit", kinds: tuple[str, ...] = ()) -> QuerySet[Channel]:
    """The company's channels in use, for choosing one; only of ``kinds`` if any are given."""
    found = Channel.objects.filter(company=company, is_active=True).order_by("pk")
    return found.filter(kind__in=kinds) if kinds else found


def public_channels(company: "Unit") -> QuerySet[Channel]:
    """What the company tells its customers about how to reach it (INT-2)."""
    return channels_of(company).filter(is_public=True)


def visible_to(by: "Person", permission: str) -> Q:
    """Channels of the companies in reach."""
    scope = by.scope(permission)
    return Q(company__in=scope.companies | scope.units)


def channels_for(by: "Person", permission: str) -> QuerySet[Channel]:
    """All channels in reach, those out of use too."""
    return Channel.objects.filter(visible_to(by, permission)).select_related("owner", "company")


def spoken_channel(company: "Unit", wanted: str = "") -> Channel | None:
    """The channel whose greeting and script stand beside the call form: the one asked for, else the first telephone in use."""
    found = channels_of(company)
    if wanted.isdecimal() and len(wanted) < 15 and (chosen := found.filter(pk=int(wanted)).first()):
        return chosen
    return found.filter(kind=ChannelKind.PHONE).first()


def access_channel(pk: int, *, by: "Person", permission: str) -> Channel:
    """The channel, or Http404 alike for absent and forbidden."""
    found = channels_for(by, permission).filter(pk=pk).first()
    if found is None:
        raise Http404("channel")
    return found


def channel_of_hook(key: str) -> Channel:
    """The channel whose call-backs come to this secret address; Http404 for none in use, and for a kind without any."""
    found = Channel.objects.filter(key=key, is_active=True).select_related("company").first()
    if found is None or not adapter_for(found.kind).has_hook:
        raise Http404("hook")
    return found


def way_of(channel: Channel) -> str:
    """The Way by which answers go out on this channel itself; '' where it cannot send."""
    adapter = adapter_for(channel.kind)
    return "" if adapter.held_reason(channel) else adapter.way


def channel_by_id(pk: int) -> Channel:
    """For jobs: nobody asks whether they may."""
    return Channel.objects.select_related("company__head", "owner").get(pk=pk)
