"""Blind spots: open requests that nobody owns, that nothing drives, or that belong to no working department (SLA-6)."""

from typing import TYPE_CHECKING, Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from quanfu.core.clock import today
from quanfu.desk.queries.request import requests_for, unsettled
from quanfu.sla.enums import LIVE
from quanfu.sla.models import Clock
from quanfu.sla.permissions import GAP_INDEX

if TYPE_CHECKING:
    from quanfu.org.models import Person


def _with_gap(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of open requests those with a gap; ``gap`` names the first: owner, department or deadline."""
    driven = Exists(Clock.objects.filter(request=OuterRef("pk"), state__in=LIVE))
    nobody = Q(responsible=None) | Q(responsible__is_active=False) | Q(owner=None) | Q(owner__is_active=False)
    closed = Q(unit__closed_on__lte=today())
    found = rows.annotate(driven=driven).filter(nobody | closed | Q(driven=False))
    return found.annotate(
        gap=Case(When(nobody, then=Value("owner")), When(closed, then=Value("department")), default=Value("deadline"))
    )  # fmt: skip


def gaps_for(by: "Person") -> QuerySet[Any]:
    """The blind spots in reach, the oldest first."""
    rows = _with_gap(unsettled(requests_for(by, GAP_INDEX)))
    return rows.select_related("unit", "responsible", "owner").order_by("opened_at", "pk")


def gaps_by_company() -> dict[int, int]:
    """Company id → how many blind spots it has; one query."""
    rows = _with_gap(unsettled()).order_by().values_list("company", F("pk"))
    found: dict[int, int] = {}
    for company, _pk in rows:
        found[company] = found.get(company, 0) + 1
    return found
