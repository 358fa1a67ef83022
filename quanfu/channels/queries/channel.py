"""Channels as pages and other contexts read them."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from quanfu.channels.enums import ChannelKind
from quanfu.channels.models import Channel
from quanfu.core.errors import Refused
from quanfu.core.prepared import Prepared

if TYPE_CHECKING:
    from quanfu.org.models import Person, Unit


_FIRST_OF_KIND = Prepared(
    lambda company, kind: Channel.objects.filter(company=company, kind=kind, is_active=True).order_by("pk")[
        :1
    ]
)


def channel_for(company: "Unit", kind: str) -> Channel:
    """The company's first channel of that kind in use. Refused when there is none: somebody must set one up."""
    found = _FIRST_OF_KIND.first(company=company.pk, kind=str(kind))
    if found is None:
        raise Refused(
            _("%(company)s has no channel of the kind “%(kind)s” in use.")
            % {"company": company, "kind": ChannelKind(kind).label}
        )
    return found


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
