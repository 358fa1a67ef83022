"""Calendar periods: day, week, month, quarter, year. Pure; the borders in time are those of the company's zone."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from quanfu.performance.enums import PeriodKind

_KEYS = {
    PeriodKind.DAY: re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII),
    PeriodKind.WEEK: re.compile(r"(\d{4})-W(\d{2})", re.ASCII),
    PeriodKind.MONTH: re.compile(r"(\d{4})-(\d{2})", re.ASCII),
    PeriodKind.QUARTER: re.compile(r"(\d{4})-Q([1-4])", re.ASCII),
    PeriodKind.YEAR: re.compile(r"(\d{4})", re.ASCII),
}
_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}


def start_of(day: date) -> datetime:
    """Midnight at which the day begins where the company works."""
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())


def _add_months(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


@dataclass(frozen=True, order=True)
class Period:
    """Both days belong to it. ``starts_at <= instant < ends_at`` are the instants that lie in it."""

    starts_on: date
    ends_on: date
    kind: PeriodKind

    @classmethod
    def of(cls, kind: PeriodKind | str, day: date) -> "Period":
        """The period of that kind in which the day lies. Weeks begin on Monday."""
        kind = PeriodKind(kind)
        if kind == PeriodKind.DAY:
            return cls(day, day, kind)
        if kind == PeriodKind.WEEK:
            monday = day - timedelta(days=day.weekday())
            return cls(monday, monday + timedelta(days=6), kind)
        months = _MONTHS[kind]
        first = date(day.year, (day.month - 1) // months * months + 1, 1)
        return cls(first, _add_months(first, months) - timedelta(days=1), kind)

    @classmethod
    def parse(cls, key: str) -> "Period":
        """From a key: 2026-05-01, 2026-W21, 2026-05, 2026-Q2, 2026. ValueError for anything else, or a year before 1970."""
        for kind, form in _KEYS.items():
            if found := form.fullmatch(key):
                year, *rest = (int(part) for part in found.groups())
                if not 1970 <= year <= 9000:
                    break
                if kind == PeriodKind.WEEK:
                    return cls.of(kind, date.fromisocalendar(year, rest[0], 1))
                if kind == PeriodKind.QUARTER:
                    return cls.of(kind, date(year, rest[0] * 3, 1))
                return cls.of(kind, date(*(year, *rest, 1, 1)[:3]))
        raise ValueError(f"{key!r} is not a period")

    @property
    def key(self) -> str:
        first = self.starts_on
        match self.kind:
            case PeriodKind.DAY:
                return first.isoformat()
            case PeriodKind.WEEK:
                year, week, _day = first.isocalendar()
                return f"{year}-W{week:02}"
            case PeriodKind.MONTH:
                return f"{first.year:04}-{first.month:02}"
            case PeriodKind.QUARTER:
                return f"{first.year:04}-Q{first.month // 3 + 1}"
        return f"{first.year:04}"

    @property
    def label(self) -> str:
        """As people say it, in the reader's language."""
        first = self.starts_on
        match self.kind:
            case PeriodKind.WEEK:
                year, week, _day = first.isocalendar()
                return _("Week %(week)d of %(year)d") % {"week": week, "year": year}
            case PeriodKind.MONTH:
                return date_format(first, "YEAR_MONTH_FORMAT")
            case PeriodKind.QUARTER:
                return _("Quarter %(quarter)d of %(year)d") % {
                    "quarter": first.month // 3 + 1,
                    "year": first.year,
                }
            case PeriodKind.YEAR:
                return _("Year %(year)d") % {"year": first.year}
        return first.isoformat()

    def __str__(self) -> str:
        return self.key

    @property
    def starts_at(self) -> datetime:
        return start_of(self.starts_on)

    @property
    def ends_at(self) -> datetime:
        """The first instant after it."""
        return start_of(self.ends_on + timedelta(days=1))

    def previous(self) -> "Period":
        return Period.of(self.kind, self.starts_on - timedelta(days=1))

    def next(self) -> "Period":
        return Period.of(self.kind, self.ends_on + timedelta(days=1))

    def last(self, count: int) -> list["Period"]:
        """``count`` periods of its kind, oldest first, itself the last."""
        found = [self]
        while len(found) < count:
            found.append(found[-1].previous())
        return found[::-1]

    def covers(self, other: "Period") -> bool:
        return self.starts_on <= other.starts_on and other.ends_on <= self.ends_on
