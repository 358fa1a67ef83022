"""Satisfaction cut as reports need it, and the ratings of several people at once. One grouped statement each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Expression, F, IntegerField, Q, QuerySet, Sum
from django.db.models.functions import Cast, Round

from quanfu.core.rules import rule
from quanfu.desk.queries.figures import Cut, Slice, bucket_of, key_of
from quanfu.surveys.models import Answer
from quanfu.surveys.queries.answer import CENT


@dataclass(frozen=True)
class Ratings:
    """Figures over some answers. ``hundredths`` is the sum of the scores in hundredths of a point, an exact integer."""

    count: int = 0
    hundredths: int = 0
    satisfied: int = 0
    dissatisfied: int = 0

    @property
    def average(self) -> Decimal | None:
        """Two decimals, half up; None without answers."""
        if not self.count:
            return None
        return (Decimal(self.hundredths) / 100 / self.count).quantize(CENT, ROUND_HALF_UP)

    @property
    def satisfied_share(self) -> Decimal | None:
        """Percent, one decimal, half up; None without answers (EVA-13)."""
        return self._share(self.satisfied)

    @property
    def dissatisfied_share(self) -> Decimal | None:
        return self._share(self.dissatisfied)

    def _share(self, part: int) -> Decimal | None:
        return (
            (Decimal(part * 100) / self.count).quantize(Decimal("0.1"), ROUND_HALF_UP) if self.count else None
        )

    def __add__(self, other: "Ratings") -> "Ratings":
        return Ratings(
            self.count + other.count, self.hundredths + other.hundredths, self.satisfied + other.satisfied,
            self.dissatisfied + other.dissatisfied,
        )  # fmt: skip


def ratings_of_people(person_ids: Collection[int], start: datetime, end: datetime) -> dict[int, Ratings]:
    """Person id → their ratings with start ≤ at < end. People without ratings are absent."""
    found = Answer.objects.filter(person__in=person_ids, at__gte=start, at__lt=end)
    return {key: ratings for (key, _stretch), ratings in _grouped(found, F("person_id"), (), end).items()}


def satisfaction_cut(
    part: Slice, cut: Cut = Cut.WHOLE, borders: Sequence[datetime] = ()
) -> dict[tuple[Any, int], Ratings]:
    """(key of the cut, number of the stretch between the borders) → ratings given in the slice."""
    found = Answer.objects.filter(part.where("at", "request__"))
    return _grouped(found, key_of(cut, "person_id", "request__"), borders, part.end)


def _grouped(
    found: QuerySet[Answer], key: Expression | F, borders: Sequence[datetime], on: datetime
) -> dict[tuple[Any, int], Ratings]:
    """One statement. Scores are summed as integers: sums of decimals drift on SQLite."""
    satisfied, dissatisfied = (
        rule(f"surveys.{name}", on=on) for name in ("satisfied_from", "dissatisfied_to")
    )
    rows: Any = (
        found.order_by()
        .annotate(key=key, stretch=bucket_of("at", borders))
        .values("key", "stretch")
        .annotate(
            count=Count("pk"),
            hundredths=Sum(Cast(Round(F("score") * 100), IntegerField()), default=0),
            satisfied=Count("pk", filter=Q(score__gte=satisfied)),
            dissatisfied=Count("pk", filter=Q(score__lte=dissatisfied)),
        )
    )
    names = ("count", "hundredths", "satisfied", "dissatisfied")
    return {(row["key"], row["stretch"]): Ratings(*(row[name] for name in names)) for row in rows}
