"""Channels as pages and other contexts read them."""

from copy import copy
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from quanfu.channels.enums import ChannelKind
from quanfu.channels.models import Channel
from quanfu.core.cached import Cached
from quanfu.core.errors import Refused

if TYPE_CHECKING:
    from quanfu.org.models import Person, Unit


def _load() -> dict[tuple[int, str], Channel]:
    return {
        (each.company_id, each.kind): each for each in Channel.objects.filter(is_active=True).order_by("-pk")
    }


# By (company, kind) the first channel in use, asked at every intake. Who writes a channel calls CHANNELS.changed().
CHANNELS = Cached("channels", _load)


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
