"""Changes of assignment that wait for a decision."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from quanfu.desk.models import Reassignment, Request
from quanfu.desk.permissions import REASSIGNMENT_INDEX, REASSIGNMENT_UPDATE
from quanfu.desk.queries.request import visible_to

if TYPE_CHECKING:
    from quanfu.org.models import Person

DETAIL = ("request__company", "request__unit", "request__service_type", "giver", "taker", "asked_by")


def open_reassignments(by: "Person", permission: str = REASSIGNMENT_INDEX) -> QuerySet[Reassignment]:
    """Those of requests in reach that are not decided."""
    requests = Request.objects.filter(visible_to(by, permission))
    return Reassignment.objects.filter(decided_at=None, request__in=requests).select_related(*DETAIL)


def access_reassignment(pk: int, *, by: "Person") -> Reassignment:
    """One that is in reach, decided or not (deciding twice is AlreadyDone); Http404 otherwise."""
    requests = Request.objects.filter(visible_to(by, REASSIGNMENT_UPDATE))
    found = Reassignment.objects.filter(pk=pk, request__in=requests).select_related(*DETAIL).first()
    if found is None:
        raise Http404
    return found
