"""Calls as pages and figures read them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.db.models import Avg, Count, Q, QuerySet

from quanfu.channels.models import Call

if TYPE_CHECKING:
    from quanfu.org.models import Person


@dataclass(frozen=True)
class Answered:
    """Calls that came in during working hours, and those of them that were answered (KPI-9)."""

    calls: int = 0
    answered: int = 0
    quality: Decimal | None = None

    @property
    def rate(self) -> Decimal | None:
        """Percent, one decimal; None without calls."""
        return (
            (Decimal(100 * self.answered) / self.calls).quantize(Decimal("0.1"), ROUND_HALF_UP)
            if self.calls
            else None
        )


def answered(companies: Collection[int], start: datetime, end: datetime) -> Answered:
    """Of the companies' calls with start ≤ at < end; one statement. Calls belong to companies, so units count none."""
    rows = Call.objects.filter(company__in=companies, at__gte=start, at__lt=end, in_hours=True)
    found = rows.aggregate(
        calls=Count("pk"), answered=Count("pk", filter=Q(is_answered=True)), quality=Avg("quality")
    )
    quality = (
        None
        if found["quality"] is None
        else Decimal(str(found["quality"])).quantize(Decimal("0.1"), ROUND_HALF_UP)
    )
    return Answered(found["calls"], found["answered"], quality)


def calls_for(by: "Person", permission: str) -> QuerySet[Call]:
    """Calls of the companies in reach, and those one answered oneself, newest first."""
    scope = by.scope(permission)
    reach = Q(company__in=scope.companies | scope.units)
    if scope.own:
        reach |= Q(person=by)
    return Call.objects.filter(reach).select_related("channel", "person").order_by("-at", "-id")
