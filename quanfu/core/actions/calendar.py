"""Changing work calendars and their special days."""

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, ProtectedError
from django.utils.translation import gettext as _

from quanfu.core import events
from quanfu.core.actor import Actor
from quanfu.core.clock import today
from quanfu.core.enums import DayKind
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.models.calendar import CalendarDay, WorkCalendar
from quanfu.core.queries.calendar import (
    CALENDARS,
    DEFAULT_CODE,
    DEFAULT_TZ,
    DEFAULT_WEEK,
    DayRow,
    Hours,
    compiled,
    days_of,
)
from quanfu.core.queries.public_holiday import public_days
from quanfu.core.worktime import WorktimeError

FIRST_FILLED = 2025
NOVEMBER = 11
RESERVED = ("new",)  # the path of the page that makes one
COLUMNS = ("code", "name", "name_en", "tz", "week", "around_the_clock")


@dataclass(frozen=True)
class Imported:
    added: int
    changed: int
    removed: int


def save_calendar(
    *, calendar: WorkCalendar | None, code: str, name: str, tz: str, week: Mapping[str, Hours], by: Actor,
    name_en: str = "", around_the_clock: bool = False, version: int | None = None,
) -> WorkCalendar:  # fmt: skip
    """Make a calendar (None) or change one. ``week``: as `WorkCalendar.week`; days without hours may be left out.

    ``version``: the one that the person saw; when somebody has changed the calendar since, nothing is saved and
    AlreadyDone is raised. Deadlines already stored stay as they are.
    """
    row = copy(calendar) if calendar else WorkCalendar()
    wanted = {"code": code, "name": name, "name_en": name_en, "tz": tz,
              "week": {day: hours for day, hours in week.items() if hours}, "around_the_clock": around_the_clock}  # fmt: skip
    if calendar and calendar.code == DEFAULT_CODE and code != DEFAULT_CODE:
        raise Refused(_("The default calendar keeps its code."), field="code")
    changes = {
        column: [getattr(row, column), wanted[column]]
        for column in COLUMNS
        if getattr(row, column) != wanted[column]
    }
    for column, value in wanted.items():
        setattr(row, column, value)
    if code in RESERVED:
        raise Refused(_("This code is taken."), field="code")
    if not around_the_clock and not wanted["week"]:
        raise Refused(_("At least one day needs hours."))
    _check(row, [])
    with transaction.atomic():
        if calendar:
            _move_on(row, version)
        try:
            with transaction.atomic():
                row.save(update_fields=COLUMNS if calendar else None)
        except IntegrityError:
            raise Refused(_("This code is taken."), field="code") from None
        if changes:
            emit(events.CALENDAR_SAVED, row, by=by, changes=changes)
        CALENDARS.changed()
    return row


def delete_calendar(*, calendar: WorkCalendar, by: Actor) -> None:
    """Remove the calendar with its days. Refused for the default one, and while a unit or a clock names it."""
    if calendar.code == DEFAULT_CODE:
        raise Refused(_("The default calendar stays: units without one of their own need it."))
    with transaction.atomic():
        emit(events.CALENDAR_DELETED, calendar, by=by, changes={"name": [calendar.name, None]})
        try:
            calendar.delete()
        except ProtectedError:
            raise Refused(_("The calendar is in use.")) from None
        CALENDARS.changed()


def set_day(
    *, calendar: WorkCalendar, on: date, kind: str, by: Actor, name: str = "", intervals: Hours | None = None
) -> CalendarDay:
    """Make the date a holiday or a workday, whatever it was; the same again changes nothing.

    ``intervals`` of a workday: its hours, or None for the usual ones; a holiday has none.
    """
    row = DayRow(on, kind, name, intervals if kind == DayKind.WORKDAY else None)
    _check(calendar, [row])
    with transaction.atomic():
        before = days_of(calendar).select_for_update().filter(date=on).first()
        old, new = _facts(before) if before else None, _facts(row)
        if before and old == new:
            return before
        day, _created = CalendarDay.objects.update_or_create(calendar=calendar, date=on, defaults=new)
        _move_on(calendar)
        emit(events.CALENDAR_DAY_SET, calendar, by=by, changes={str(on): [old, new]})
        CALENDARS.changed()
    return day


def delete_day(*, day: CalendarDay, by: Actor) -> None:
    """Let the date follow the week again."""
    with transaction.atomic():
        deleted, _rows = CalendarDay.objects.filter(pk=day.pk).delete()
        if not deleted:
            raise AlreadyDone
        _move_on(day.calendar)
        emit(events.CALENDAR_DAY_DELETED, day.calendar, by=by, changes={str(day.date): [_facts(day), None]})
        CALENDARS.changed()


def import_days(
    *,
    calendar: WorkCalendar,
    days: Sequence[DayRow],
    by: Actor,
    keep: bool = False,
    replaced_years: Collection[int] = (),
) -> Imported:
    """Bring in many days at once, all or none.

    A date that is there already gets what is brought in, or with ``keep`` stays as it is. ``replaced_years``: other
    days of these years are removed. Of two days with one date the last one counts.
    """
    wanted = {day.date: day for day in days}
    _check(calendar, list(wanted.values()))
    with transaction.atomic():
        there = {day.date: day for day in days_of(calendar).select_for_update()}
        added = [
            CalendarDay(calendar=calendar, date=on, **_facts(wanted[on]))
            for on in wanted.keys() - there.keys()
        ]
        changed = (
            []
            if keep
            else [on for on in wanted.keys() & there.keys() if _facts(wanted[on]) != _facts(there[on])]
        )
        gone = [day.pk for on, day in there.items() if on.year in replaced_years and on not in wanted]
        CalendarDay.objects.filter(pk__in=gone).delete()
        for on in changed:
            days_of(calendar).filter(date=on).update(**_facts(wanted[on]))
        CalendarDay.objects.bulk_create(added)
        found = Imported(len(added), len(changed), len(gone))
        if added or changed or gone:
            _move_on(calendar)
            dates = sorted(wanted)
            data = {"from": str(dates[0]), "to": str(dates[-1])} if dates else {}
            emit(events.CALENDAR_DAY_IMPORTED, calendar, by=by, data=data | vars(found))
            CALENDARS.changed()
    return found


def import_public_holidays(
    *, calendar: WorkCalendar, country: str, first: int, last: int, by: Actor, keep: bool = True
) -> Imported:
    """Fill the years first to last with the country's holidays and make-up workdays.

    ``keep``: days that are there stay as people left them; else the years are replaced as a whole.
    """
    if not first <= last <= first + 10:
        raise Refused(_("Choose up to eleven years, the first one first."), field="last")
    years = range(first, last + 1)
    days = public_days(country, years)
    return import_days(calendar=calendar, days=days, by=by, keep=keep, replaced_years=() if keep else years)


def install_default_calendar(*, by: Actor) -> WorkCalendar:
    """The calendar with the code "default", made and filled with China's days where it is not there yet.

    Doing it again adds the years that have come since, and for this year and the next the make-up workdays that were
    announced since; a day that is there stays as it is.
    """
    row = WorkCalendar.objects.filter(code=DEFAULT_CODE).first() or save_calendar(
        calendar=None, code=DEFAULT_CODE, name="标准工作时间", name_en="Standard hours", tz=DEFAULT_TZ,
        week=DEFAULT_WEEK, by=by,
    )  # fmt: skip
    there = set(days_of(row).values_list("date__year", "kind"))
    for year in range(FIRST_FILLED, today().year + 2):
        filled, announced = (year, DayKind.HOLIDAY) in there, (year, DayKind.WORKDAY) in there
        if announced or (filled and not _may_be_announced(year)):
            continue
        days = public_days("CN", [year])
        if not filled or any(day.kind == DayKind.WORKDAY for day in days):
            import_days(calendar=row, days=days, by=by, keep=True)
    return row


def _may_be_announced(year: int) -> bool:
    """China announces a year's make-up workdays in the November before; asking the library earlier costs for nothing."""
    return year == today().year or (year == today().year + 1 and today().month >= NOVEMBER)


def _facts(day: CalendarDay | DayRow) -> dict[str, Any]:
    return {"kind": str(day.kind), "name": day.name, "intervals": day.intervals}


def _check(row: WorkCalendar, days: Sequence[DayRow]) -> None:
    """The hours and the zone must be such that time can be computed with them."""
    if any(
        day.kind not in DayKind.values or (day.intervals is not None and day.kind == DayKind.HOLIDAY)
        for day in days
    ):
        raise Refused(_("A special day is a holiday or a workday, and a holiday has no hours."), field="kind")
    try:
        compiled(row, days)
    except WorktimeError as problem:
        raise Refused(_("These hours cannot be: %(problem)s") % {"problem": problem}) from None


def _move_on(row: WorkCalendar, seen: int | None = None) -> None:
    rows = (
        WorkCalendar.objects.filter(pk=row.pk)
        if seen is None
        else WorkCalendar.objects.filter(pk=row.pk, version=seen)
    )
    if not rows.update(version=F("version") + 1):
        raise AlreadyDone(_("Somebody has changed this calendar in the meantime."))
