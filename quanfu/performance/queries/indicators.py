"""The figures that stand beside a sheet: customers' ratings and work done on time (EVA-7, PER-9)."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from quanfu.core.clock import now
from quanfu.desk.queries.solving import ReturnVisits, return_visits_of_people
from quanfu.performance.queries.period import Period
from quanfu.sla.queries.figures import on_time_of_people
from quanfu.surveys.enums import POINTS
from quanfu.surveys.queries.answer import answers_of
from quanfu.surveys.queries.figures import ratings_of_people

if TYPE_CHECKING:
    from quanfu.performance.models import Sheet
    from quanfu.surveys.models import Answer


@dataclass(frozen=True)
class Indicators:
    """rating: average with two decimals on a scale from 1 to ``scale``; None without ratings."""

    rating: Decimal | None = None
    ratings: int = 0
    satisfied: int = 0
    dissatisfied: int = 0
    scale: int = POINTS[-1]
    due: int = 0
    on_time: int = 0
    finished: int = 0
    called: int = 0

    @property
    def on_time_share(self) -> Decimal | None:
        """Percent, one decimal; None when nothing fell due."""
        return (
            (Decimal(100 * self.on_time) / self.due).quantize(Decimal("0.1"), ROUND_HALF_UP)
            if self.due
            else None
        )

    @property
    def return_visit_rate(self) -> Decimal | None:
        """Percent of the finished orders whose customers were called afterwards; None without any (FBK-14)."""
        return ReturnVisits(self.finished, self.called).rate

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "rating": None if self.rating is None else str(self.rating)}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Indicators":
        return cls(**{**kept, "rating": Decimal(kept["rating"]) if kept.get("rating") else None})


def indicators_for(person_ids: Collection[int], period: Period) -> dict[int, Indicators]:
    """By person, for everybody asked about. Three queries."""
    start, end = period.starts_at, period.ends_at
    ratings = ratings_of_people(person_ids, start, end)
    kept = on_time_of_people(person_ids, start, end, at=now())
    visits = return_visits_of_people(person_ids, start, end)
    found = {}
    for pk in person_ids:
        facts: dict[str, Any] = {}
        if rated := ratings.get(pk):
            facts |= {
                "rating": rated.average,
                "ratings": rated.count,
                "satisfied": rated.satisfied,
                "dissatisfied": rated.dissatisfied,
            }
        if done := kept.get(pk):
            facts |= {"due": done.due, "on_time": done.kept}
        if made := visits.get(pk):
            facts |= {"finished": made.finished, "called": made.called}
        found[pk] = Indicators(**facts)
    return found


def indicators_of(sheet: "Sheet") -> Indicators:
    """As they stood when the sheet was computed; before that as they stand now."""
    if sheet.indicators:
        return Indicators.from_json(sheet.indicators)
    return indicators_for([sheet.person_id], Period.parse(sheet.period))[sheet.person_id]


def answers_behind(sheet: "Sheet") -> "QuerySet[Answer]":
    """The customers' ratings of the sheet's person in its period, with their requests."""
    period = Period.parse(sheet.period)
    return answers_of(sheet.person, period.starts_at, period.ends_at)
