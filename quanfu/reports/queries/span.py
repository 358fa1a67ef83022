"""The stretch of days that a page of figures is about: a calendar period, or any two days. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from quanfu.performance.enums import PeriodKind
from quanfu.performance.queries.period import Period, start_of

LONGEST = timedelta(days=5 * 366)


@dataclass(frozen=True)
class Span:
    """Both days belong to it."""

    starts_on: date
    ends_on: date
    period: Period | None = None

    @classmethod
    def of(cls, period: Period) -> "Span":
        return cls(period.starts_on, period.ends_on, period)

    @classmethod
    def between(cls, first: date, last: date) -> "Span":
        """Turned round where the days are, and never longer than five years."""
        first, last = min(first, last), max(first, last)
        return cls(max(first, last - LONGEST), last)

    @property
    def label(self) -> str:
        return self.period.label if self.period else f"{self.starts_on} – {self.ends_on}"

    @property
    def starts_at(self) -> datetime:
        return start_of(self.starts_on)

    @property
    def ends_at(self) -> datetime:
        return start_of(self.ends_on + timedelta(days=1))

    def previous(self) -> "Span":
        """The period before, or as many days before."""
        if self.period:
            return Span.of(self.period.previous())
        days = self.ends_on - self.starts_on + timedelta(days=1)
        return Span(self.starts_on - days, self.starts_on - timedelta(days=1))

    def months(self, count: int = 12) -> list[Period]:
        """The months up to the one in which it ends, oldest first."""
        return Period.of(PeriodKind.MONTH, self.ends_on).last(count)
