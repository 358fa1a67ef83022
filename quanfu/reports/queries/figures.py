"""The four figures of service (KPI-1 to KPI-4) for a slice of the records, whole and cut.

satisfaction      satisfied ratings / ratings given in the period
response          working time from sending a task to the first contact, for contacts made in the period
completion        limits kept / completion limits that fell due in the period
complaints        complaints / requests, both by the day they came in (or both by the day they were done)
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from quanfu.core.rules import rule
from quanfu.desk.queries.figures import Cut, Slice, Volume, volumes
from quanfu.sla.queries.figures import Durations, OnTime, on_time, response
from quanfu.surveys.queries.figures import Ratings, satisfaction_cut


@dataclass(frozen=True)
class Figures:
    """All counts behind the four figures; `total` of several sets is the set of all (KPI-12)."""

    ratings: Ratings = field(default_factory=Ratings)
    response: Durations = field(default_factory=Durations)
    on_time: OnTime = field(default_factory=OnTime)
    volume: Volume = field(default_factory=Volume)

    @property
    def satisfaction(self) -> Decimal | None:
        """Percent, one decimal (KPI-1)."""
        return self.ratings.satisfied_share

    @property
    def median(self) -> int | None:
        """Working minutes to first contact (KPI-2)."""
        return self.response.percentile(50)

    @property
    def p90(self) -> int | None:
        return self.response.percentile(90)

    @property
    def completion(self) -> Decimal | None:
        """Percent, one decimal (KPI-3)."""
        return percent(self.on_time.kept, self.on_time.due, "0.1")

    @property
    def complaint_rate(self) -> Decimal | None:
        """Percent, two decimals (KPI-4)."""
        return percent(self.volume.complaints, self.volume.requests, "0.01")


def percent(part: int, whole: int, step: str) -> Decimal | None:
    """Rounded half up; None of nothing."""
    return (Decimal(100 * part) / whole).quantize(Decimal(step), ROUND_HALF_UP) if whole else None


def figures_by(part: Slice, cut: Cut, *, at: datetime, basis: str = "registered") -> dict[Any, Figures]:
    """Key of the cut → its figures; four statements. Records without a value of the cut stand under None."""
    found = figures_by_both(part, cut, (), at=at, basis=basis)
    return {key: figures for (key, _stretch), figures in found.items()}


def figures_by_time(
    part: Slice, borders: Sequence[datetime], *, at: datetime, basis: str = "registered"
) -> list[Figures]:
    """One set for each stretch between the borders; four statements."""
    return along(figures_by_both(part, Cut.WHOLE, borders, at=at, basis=basis), borders)


def figures_by_both(
    part: Slice, cut: Cut, borders: Sequence[datetime], *, at: datetime, basis: str = "registered"
) -> dict[tuple[Any, int], Figures]:
    """(key of the cut, number of the stretch between the borders) → its figures; four statements."""
    ratings, durations = satisfaction_cut(part, cut, borders), response(part, cut, borders)
    kept, served = on_time(part, cut, borders, at=at), volumes(part, cut, borders, basis=basis)
    return {
        key: Figures(
            ratings.get(key, Ratings()),
            durations.get(key, Durations()),
            kept.get(key, OnTime()),
            served.get(key, Volume()),
        )
        for key in {**ratings, **durations, **kept, **served}
    }


def along(found: dict[tuple[Any, int], Figures], borders: Sequence[datetime]) -> list[Figures]:
    """The figures of each stretch, all keys together."""
    return [
        total(figures for (_key, stretch), figures in found.items() if stretch == number)
        for number in range(len(borders) - 1)
    ]


def across(found: dict[tuple[Any, int], Figures]) -> dict[Any, Figures]:
    """The figures of each key, all stretches together."""
    parts: dict[Any, list[Figures]] = {}
    for (key, _stretch), figures in found.items():
        parts.setdefault(key, []).append(figures)
    return {key: total(members) for key, members in parts.items()}


def whole(part: Slice, *, at: datetime, basis: str = "registered") -> Figures:
    return total(figures_by(part, Cut.WHOLE, at=at, basis=basis).values())


def since_acceptance(part: Slice) -> Durations:
    """Response time from acceptance instead of sending, for the contacts that came after one (AMB-31)."""
    return response(part, since="accepted").get((0, 0), Durations())


def total(parts: Iterable[Figures]) -> Figures:
    """All of them together. Percentiles need every minute of every part, so those are counted up in one place."""
    parts = list(parts)
    minutes: Counter[int] = Counter()
    for part in parts:
        minutes.update(part.response.minutes)
    return Figures(
        sum((p.ratings for p in parts), Ratings()),
        Durations(sum(p.response.count for p in parts), sum(p.response.seconds for p in parts), minutes),
        sum((p.on_time for p in parts), OnTime()),
        sum((p.volume for p in parts), Volume()),
    )


@dataclass(frozen=True)
class Target:
    """A value held against what was wanted. ``gap``: how far beyond the target, positive is better."""

    wanted: Decimal
    value: Decimal | None
    at_most: bool = False

    @property
    def gap(self) -> Decimal | None:
        if self.value is None:
            return None
        return self.wanted - self.value if self.at_most else self.value - self.wanted

    @property
    def is_reached(self) -> bool | None:
        return None if self.gap is None else self.gap >= 0


def targets(figures: Figures, on: date) -> dict[str, Target]:
    """The figures against the targets in force on that day."""

    def wanted(name: str) -> Decimal:
        return Decimal(rule(f"reports.target_{name}", on=on))

    median = None if figures.median is None else Decimal(figures.median)
    return {
        "satisfaction": Target(wanted("satisfaction"), figures.satisfaction),
        "response": Target(wanted("response"), median, at_most=True),
        "completion": Target(wanted("completion"), figures.completion),
        "complaints": Target(wanted("complaints"), figures.complaint_rate, at_most=True),
    }
