"""Work calendars: the one that counts for a unit, and what their pages show."""

import calendar as months
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any, NamedTuple, Protocol

from django.db.models import Count, Q, QuerySet

from quanfu.core.cached import Cached
from quanfu.core.clock import today
from quanfu.core.enums import DayKind
from quanfu.core.errors import Http404
from quanfu.core.models.calendar import CalendarDay, WorkCalendar
from quanfu.core.worktime import WEEKDAYS, Calendar, WorktimeError

DEFAULT_CODE = "default"
DEFAULT_TZ = "Asia/Shanghai"
DEFAULT_WEEK = {day: [["09:00", "12:00"], ["13:30", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
DAYS = tuple(day[:3] for day in WEEKDAYS)
Hours = Sequence[Sequence[str]]


class Place(Protocol):
    """A unit of the organisation, which stands on a higher floor: a node whose path begins with those above it."""

    calendar_id: int | None
    path: str
    steplen: int


class DayRow(NamedTuple):
    """A special day to be. ``intervals`` of a workday: None means the usual hours."""

    date: date
    kind: str
    name: str = ""
    intervals: Hours | None = None


@dataclass(frozen=True)
class _Compiled:
    by_id: dict[int, Calendar]
    default: Calendar


def compiled(row: WorkCalendar, days: Iterable[CalendarDay | DayRow]) -> Calendar:
    """The calendar that computes. WorktimeError when the hours make no sense, which the actions see to."""
    if row.around_the_clock:
        return Calendar.always(row.tz)
    special = list(days)
    holidays = [day.date for day in special if day.kind == DayKind.HOLIDAY]
    workdays = {day.date: day.intervals for day in special if day.kind == DayKind.WORKDAY}
    if not any(row.week.values()):  # nothing to take usual hours from: a workday without its own stays closed
        workdays = {day: hours or [] for day, hours in workdays.items()}
    return Calendar(row.tz, row.week, holidays, workdays)  # type: ignore[arg-type]


def _load() -> _Compiled:
    days: dict[int, list[CalendarDay]] = {}
    for day in CalendarDay.objects.all():
        days.setdefault(day.calendar_id, []).append(day)
    rows = list(WorkCalendar.objects.all())
    by_id = {row.pk: compiled(row, days.get(row.pk, ())) for row in rows}
    default = next((by_id[row.pk] for row in rows if row.code == DEFAULT_CODE), None)
    return _Compiled(by_id, default or Calendar(DEFAULT_TZ, DEFAULT_WEEK))  # type: ignore[arg-type]


CALENDARS = Cached("calendars", _load)


def calendar_for(unit: Place | None) -> Calendar:
    """The calendar of the unit, else of the nearest unit above it that has one, else the default one.

    No statement while the tables are in memory.
    """
    table = CALENDARS.get()
    if unit is None:
        return table.default
    found = _calendar_id(unit)
    if found is not None and found not in table.by_id:  # made a moment ago in another process
        CALENDARS.forget()
        table = CALENDARS.get()
    return table.default if found is None else table.by_id[found]


def _calendar_id(unit: Place) -> int | None:
    """Its own, else that of the nearest unit above that has one."""
    if unit.calendar_id is not None:
        return unit.calendar_id
    places = _places(type(unit)).get()
    above = (unit.path[:end] for end in range(len(unit.path) - unit.steplen, 0, -unit.steplen))
    return next((places[path] for path in above if path in places), None)


@cache
def _places(model: type[Any]) -> Cached[dict[str, int]]:
    """Path → calendar of the units that have one of their own; asked at every intake."""
    units = model._default_manager.filter(calendar__isnull=False)
    return Cached("calendar.places", lambda: dict(units.all().values_list("path", "calendar")))


def places_changed(model: type[Any]) -> None:
    """To be called by who gives a unit a calendar or moves units, in the same transaction."""
    _places(model).changed()  # type: ignore[arg-type]  # a class is hashable


def all_calendars() -> QuerySet[WorkCalendar]:
    """With ``ahead``, the number of special days from today on."""
    return WorkCalendar.objects.annotate(ahead=Count("days", filter=Q(days__date__gte=today())))


def access_calendar(code: str) -> WorkCalendar:
    row = WorkCalendar.objects.filter(code=code).first()
    if row is None:
        raise Http404(code)
    return row


def days_of(row: WorkCalendar) -> QuerySet[CalendarDay]:
    return CalendarDay.objects.filter(calendar=row).order_by("date")


def access_day(row: WorkCalendar, on: date) -> CalendarDay:
    day = days_of(row).filter(date=on).first()
    if day is None:
        raise Http404(str(on))
    return day


def day_on(row: WorkCalendar, on: date) -> CalendarDay | None:
    return days_of(row).filter(date=on).first()


def days_of_year(row: WorkCalendar, year: int) -> QuerySet[CalendarDay]:
    return days_of(row).filter(date__year=year)


def hours_text(intervals: Hours) -> str:
    """09:00–12:00, 13:30–18:00; '' for none."""
    return ", ".join(f"{start}–{end}" for start, end in intervals)


def trial(row: WorkCalendar, *, start: datetime, minutes: int) -> datetime | None:
    """When what comes in at ``start`` and takes so many working minutes is due, in the calendar's zone; None: never."""
    calendar = compiled(row, days_of(row))
    try:
        return calendar.add(start, minutes * 60).astimezone(calendar.zone)
    except (WorktimeError, OverflowError):
        return None


class Cell(NamedTuple):
    """A date of the year's sheet. state: open, closed, holiday or workday; hours: as text."""

    date: date
    state: str
    name: str
    hours: str


@dataclass(frozen=True)
class Sheet:
    """A year of a calendar as twelve months of weeks; None where a week reaches into the next month."""

    row: WorkCalendar
    year: int
    days: Sequence[CalendarDay]

    @cached_property
    def months(self) -> list[tuple[date, list[list[Cell | None]]]]:
        special = {day.date: day for day in self.days}
        weeks = months.Calendar().monthdatescalendar
        return [
            (
                date(self.year, month, 1),
                [
                    [self._cell(day, special.get(day)) if day.month == month else None for day in week]
                    for week in weeks(self.year, month)
                ],
            )
            for month in range(1, 13)
        ]

    @cached_property
    def working_days(self) -> int:
        return sum(
            cell is not None and bool(cell.hours)
            for _, weeks in self.months
            for week in weeks
            for cell in week
        )

    def _cell(self, on: date, special: CalendarDay | None) -> Cell:
        if self.row.around_the_clock:
            return Cell(on, "open", "", "00:00–24:00")
        usual = self.row.week.get(DAYS[on.weekday()]) or []
        if special is None:
            return Cell(on, "open" if usual else "closed", "", hours_text(usual))
        if special.kind == DayKind.HOLIDAY:
            return Cell(on, "holiday", special.name, "")
        hours = self.usual_hours if special.intervals is None else special.intervals
        return Cell(on, "workday", special.name, hours_text(hours))

    @cached_property
    def usual_hours(self) -> Hours:
        """What a workday without hours of its own has: those of the first working weekday."""
        return next((self.row.week[day] for day in DAYS if self.row.week.get(day)), [])


def default_calendar_id() -> int | None:
    """The calendar by which units go that have none, nor any above them."""
    return WorkCalendar.objects.filter(code=DEFAULT_CODE).values_list("pk", flat=True).first()


def calendar_row_for(unit: Place | None) -> WorkCalendar | None:
    """The row behind `calendar_for`, for its name; None where the built-in hours count."""
    found = _calendar_id(unit) if unit else None
    rows = (
        WorkCalendar.objects.filter(code=DEFAULT_CODE)
        if found is None
        else WorkCalendar.objects.filter(pk=found)
    )
    return rows.first()
