"""What came in, as pages and the desk read it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Left

from quanfu.channels.models import Incoming
from quanfu.core.errors import Http404

if TYPE_CHECKING:
    from quanfu.org.models import Person

BEGINNING = 60  # letters of the text that stand in the list where there is no subject


def visible_to(by: "Person", permission: str) -> Q:
    """What came in for the companies in reach."""
    scope = by.scope(permission)
    return Q(company__in=scope.companies | scope.units)


def incoming_for(
    by: "Person", permission: str, *, state: str = "", kind: str = "", channel: str = ""
) -> QuerySet[Incoming]:
    """Newest first, without the long texts."""
    found = Incoming.objects.filter(visible_to(by, permission)).order_by("-received_at", "-id")
    if state:
        found = found.filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    if channel.isdecimal() and len(channel) < 15:
        found = found.filter(channel=int(channel))
    beginning = Left(F("text"), BEGINNING)
    return found.annotate(beginning=beginning).select_related("channel").defer("text", "reply_text", "html")


def access_incoming(pk: int, *, by: "Person", permission: str) -> Incoming:
    """What came in, or Http404 alike for absent and forbidden."""
    found = (
        Incoming.objects.filter(visible_to(by, permission), pk=pk)
        .select_related("company", "channel", "raw")
        .first()
    )
    if found is None:
        raise Http404("incoming")
    return found


def last_number_of(channel_id: int, sender: str) -> str:
    """Number of the request to which this sender last wrote on the channel, proven theirs; '' for none."""
    mine = Incoming.objects.filter(channel=channel_id, sender=sender, is_verified=True)
    number = mine.exclude(request_number="").order_by("-pk").values_list("request_number", flat=True).first()
    return number or ""


def wrote_about(channel_id: int, sender: str, number: str) -> bool:
    """Whether the sender's words on the channel are in this request already, proven theirs."""
    return Incoming.objects.filter(
        channel=channel_id, sender=sender, request_number=number, is_verified=True
    ).exists()


def last_sender(channel_id: int, number: str) -> str:
    """Who wrote last about the request on the channel, proven; '' for nobody. Where answers go on a messenger."""
    said = Incoming.objects.filter(request_number=number, channel=channel_id, is_verified=True)
    return said.order_by("-pk").values_list("sender", flat=True).first() or ""


def last_heard(channel_id: int, sender: str) -> datetime | None:
    """When the sender last wrote on the channel: providers let us answer for so long only."""
    heard = Incoming.objects.filter(channel=channel_id, sender=sender).order_by("-pk")
    return heard.values_list("received_at", flat=True).first()
