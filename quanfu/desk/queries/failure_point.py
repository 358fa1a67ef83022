"""Where service fails: the catalogue of failure points, and how often each was found."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from quanfu.desk.models import FailurePoint, Finding

if TYPE_CHECKING:
    from quanfu.org.models import Person


def points_of(company_id: int) -> QuerySet[FailurePoint]:
    """Those in use, for choosing."""
    return FailurePoint.objects.filter(company=company_id, is_active=True)


def points_for(by: "Person") -> QuerySet[FailurePoint]:
    """The catalogue of the viewer's own company, for the settings page."""
    return FailurePoint.objects.filter(company=by.company_id)


@dataclass(frozen=True)
class WeakLink:
    point: FailurePoint
    hits: int


def weak_links(*, since: datetime, least: int, companies: Collection[int] | None = None) -> list[WeakLink]:
    """Failure points that complaints hit at least so often since then, most hit first; two queries. A complaint counts once
    for a point, however many findings name it. companies: None for all."""
    found = Finding.objects.filter(at__gte=since, failure_point__isnull=False)
    if companies is not None:
        found = found.filter(failure_point__company__in=companies)
    counted = (
        found.values_list("failure_point")
        .annotate(hits=Count("complaint", distinct=True))
        .filter(hits__gte=least)
    )
    hits = dict(counted.order_by("-hits", "failure_point"))
    points = FailurePoint.objects.select_related("company").in_bulk(list(hits))
    return [WeakLink(points[pk], number) for pk, number in hits.items()]
