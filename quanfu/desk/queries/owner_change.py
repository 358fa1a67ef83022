"""Wishes that somebody else owns a complaint: those that wait, one of them, and how often owners changed."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.http import Http404

from quanfu.desk.models import Complaint, OwnerChange
from quanfu.desk.permissions import OWNER_CHANGE_UPDATE
from quanfu.desk.queries.complaint import CASE, complaints_for

if TYPE_CHECKING:
    from quanfu.org.models import Person


def waiting_owner_changes(by: "Person", permission: str) -> QuerySet[OwnerChange]:
    """Those of cases in reach that are not decided."""
    return OwnerChange.objects.filter(
        decided_at=None, complaint__in=complaints_for(by, permission)
    ).select_related("complaint__request", "giver", "taker", "asked_by")


def access_owner_change(pk: int, *, by: "Person") -> OwnerChange:
    """One of a case in reach, decided or not (deciding twice is AlreadyDone); Http404 otherwise."""
    found = (
        OwnerChange.objects.filter(pk=pk, complaint__in=complaints_for(by, OWNER_CHANGE_UPDATE))
        .select_related("giver", "taker", "asked_by", *(f"complaint__{name}" for name in CASE))
        .first()
    )
    if found is None:
        raise Http404
    return found


def changes_of(case: Complaint) -> list[OwnerChange]:
    """Every wish for this case, oldest first."""
    return list(
        case.owner_changes.select_related("giver", "taker", "asked_by", "decided_by").order_by("asked_at")
    )


def changed_owners(reach: Q, start: datetime, end: datetime) -> int:
    """How many complaints of the period, and in ``reach`` (a condition on them), were given to another owner; one query."""
    cases = Complaint.objects.filter(reach, opened_at__gte=start, opened_at__lt=end)
    given = OwnerChange.objects.filter(approved=True, complaint__in=cases)
    return given.values("complaint").distinct().count()
