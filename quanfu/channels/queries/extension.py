"""Who sits at which telephone."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from quanfu.channels.adapters.phone import ADAPTER
from quanfu.channels.models import Extension
from quanfu.channels.permissions import EXTENSION_INDEX
from quanfu.core.cached import Cached
from quanfu.org.queries.person import person_by_id
from quanfu.org.queries.unit import companies_for

if TYPE_CHECKING:
    from quanfu.channels.models import Channel
    from quanfu.org.models import Person


def _load() -> dict[tuple[int, str], int]:
    return {(c, n): p for c, n, p in Extension.objects.values_list("channel_id", "number", "person_id")}


# (channel, number) -> person, asked on every page of who may sit there. Who writes an extension calls changed().
EXTENSIONS = Cached("extensions", _load)


def person_at(channel_id: int, number: str) -> "Person | None":
    """Who sits at that extension, if anybody does."""
    found = EXTENSIONS.get().get((channel_id, number))
    return person_by_id(found) if found else None


def has_telephone(by: "Person") -> bool:
    """Whether calls can ring at this person's. No statement while the table is in memory."""
    return by.pk in EXTENSIONS.get().values()


def telephone_of(by: "Person") -> Extension | None:
    """The extension from which this person dials, with its channel; that of a channel in use."""
    found = Extension.objects.filter(person=by, channel__is_active=True).select_related(
        "channel", "channel__company"
    )
    return found.order_by("pk").first() if has_telephone(by) else None


def dials(by: "Person") -> bool:
    """Whether this person can begin calls from a page: they have a telephone, and its system is set up for dialling."""
    extension = telephone_of(by)
    return extension is not None and ADAPTER.dials(extension.channel)


def extensions_for(by: "Person") -> QuerySet[Extension]:
    """The extensions of the telephone systems of the companies in reach."""
    reach = companies_for(by, EXTENSION_INDEX)
    return Extension.objects.filter(channel__company__in=reach).select_related("channel", "person")


def phones_in_reach(by: "Person") -> "QuerySet[Channel]":
    """Telephone systems to which one may add extensions."""
    from quanfu.channels.enums import ChannelKind
    from quanfu.channels.models import Channel

    return Channel.objects.filter(
        company__in=companies_for(by, EXTENSION_INDEX), kind=ChannelKind.PHONE
    ).order_by("pk")
