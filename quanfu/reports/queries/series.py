"""The four figures month by month, as the charts draw them."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from django.core.cache import cache

from quanfu.core.clock import today
from quanfu.desk.queries.figures import Slice
from quanfu.performance.queries.period import Period
from quanfu.reports.queries.figures import Figures, figures_by_time

# Months that have ended hardly change: their figures are read again after ten minutes. The running month is always live.
KEPT_SECONDS = 600


@dataclass(frozen=True)
class Point:
    """One month: percents, minutes, counts."""

    month: str
    satisfaction: Decimal | None = None
    ratings: int = 0
    median: int | None = None
    p90: int | None = None
    completion: Decimal | None = None
    due: int = 0
    complaint_rate: Decimal | None = None
    complaints: int = 0
    requests: int = 0

    @property
    def label(self) -> str:
        return Period.parse(self.month).label

    @classmethod
    def of(cls, month: Period, figures: Figures) -> "Point":
        return cls(
            month.key, figures.satisfaction, figures.ratings.count, figures.median, figures.p90, figures.completion,
            figures.on_time.due, figures.complaint_rate, figures.volume.complaints, figures.volume.requests,
        )  # fmt: skip


def months_series(
    part: Slice, months: list[Period], *, at: datetime, basis: str = "registered"
) -> list[Point]:
    """A point for each of the months, which follow each other. Eight statements, four with the past in the cache."""
    past = [month for month in months if month.ends_on < today()]
    running = months[len(past) :]
    found: list[Point] = []
    if past:
        key = "reports.series." + sha256(repr((part.reach, past[0], past[-1], basis)).encode()).hexdigest()
        found = cache.get(key) or []
        if not found:
            found = _points(part, past, at, basis)
            cache.set(key, found, KEPT_SECONDS)
    return [*found, *(_points(part, running, at, basis) if running else [])]


def borders_of(months: list[Period]) -> list[datetime]:
    """Where the months begin, and where the last one ends."""
    return [month.starts_at for month in months] + [months[-1].ends_at]


def points_of(months: list[Period], figures: list[Figures]) -> list[Point]:
    return [Point.of(month, found) for month, found in zip(months, figures, strict=True)]


def _points(part: Slice, months: list[Period], at: datetime, basis: str) -> list[Point]:
    borders = borders_of(months)
    part = replace(part, start=borders[0], end=borders[-1])
    return points_of(months, figures_by_time(part, borders, at=at, basis=basis))
