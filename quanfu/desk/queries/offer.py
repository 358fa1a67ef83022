"""What is offered to whom."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from quanfu.core.errors import Http404
from quanfu.desk.enums import OfferState
from quanfu.desk.models import Offer

if TYPE_CHECKING:
    from quanfu.org.models import Person

DETAIL = ("request__service_type__parent", "request__customer", "request__site__unit", "request__unit", "request__field")  # fmt: skip


def offers_to(person: "Person", *, at: datetime) -> QuerySet[Offer]:
    """What the person can claim now, urgent ones first, then those whose time ends first."""
    mine = Offer.objects.filter(person=person.pk, state=OfferState.OPEN, expires_at__gt=at)
    return mine.select_related(*DETAIL).order_by("request__priority", "expires_at", "pk")


def access_offer(pk: int, *, by: "Person") -> Offer:
    """An offer made to oneself, open or not (answering too late is AlreadyDone); Http404 otherwise."""
    found = Offer.objects.filter(pk=pk, person=by.pk).select_related(*DETAIL).first()
    if found is None:
        raise Http404
    return found
