"""Working time: pure arithmetic over weekly hours, holidays and make-up workdays. No Django, no database.

One sentence defines everything: *an instant is working time when a clock on the wall of the calendar's
zone shows, at that instant, a date and time inside one of the intervals.* It follows that
- work seconds are real elapsed seconds: a night shift is an hour shorter or longer when the clocks change;
- an interval's end that the clocks jump over ends at the jump, a start jumped over begins there;
- wall time that is shown twice works twice when inside an interval.
An interval belongs to the date it begins on: "22:00"-"06:00" runs into the next morning, also into a
holiday's. A make-up workday beats a holiday of the same date.

How: a calendar is compiled, a year at a time and only when touched, into UTC intervals with running sums
(`worktime_years`). The work before any instant, W(t), is then two bisections; `between` is W(b) - W(a) and
`add` is W read backwards, so each is the exact inverse of the other, and two years cost what a day costs.

All is computed on integer microseconds of UTC. Results are aware datetimes in UTC, never in a local zone:
Python's arithmetic on two datetimes of one zone silently ignores a change of the clocks between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from quanfu.core.worktime_years import DAY, EPOCH, SECOND, Hours, Years, first_day, offsets, year_of

T = TypeVar("T")
Intervals = Iterable[Sequence["time | str"]]
# Mapping's keys are invariant, so that the precise types would refuse most dicts.
Week = Mapping[Any, Intervals | None]  # int | str
Days = Mapping[Any, Intervals | None]  # date | str
Pauses = Iterable[Sequence["datetime | None"]]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST = 400_000_000_000
"""Seconds; more than there are from year 1 to 9999, so more than any question can mean."""
FOREVER = 1 << 80
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)


class WorktimeError(ValueError):
    """A calendar that cannot be, or a question without an answer. The message is for people, in English."""


class StillPaused(WorktimeError):
    """The wanted time cannot be reached: a pause without an end stands before it."""


class Calendar:
    """Working hours of one place. Immutable, hashable, cheap to make again: equal ones share their tables.

    tz: an IANA name. week: weekday ("mon", "Monday", 0 to 6 with Monday 0) to intervals of wall-clock times
    ("09:00", "9:00", "17:30:15", `time`; "24:00" as an end; an end before its start lies in the next day);
    unsorted and overlapping ones are merged, absent days do not work. holidays: dates ("2026-10-01", `date`).
    workdays: date to intervals; None, or dates without intervals at all, mean the hours of the first working
    weekday from Monday on. Anything else raises WorktimeError.
    """

    __slots__ = ("_key", "_years", "tz", "zone")

    def __init__(
        self,
        tz: str,
        week: Week,
        holidays: Iterable[date | str] = (),
        workdays: Days | Iterable[date | str] = (),
    ) -> None:
        self.tz = tz
        self.zone = _zone(tz)
        hours = _week(week)
        days: dict[int, Hours] = dict.fromkeys(_dates(holidays, "holidays"), ())
        usual = next((day for day in hours if day), None)
        listed = workdays.items() if isinstance(workdays, Mapping) else _without_hours(workdays)
        for key, intervals in listed:
            made = usual if intervals is None else _hours(intervals, f"workdays.{key}")
            if made is None:
                raise WorktimeError(f"workdays.{key}: no intervals given and no weekday to take them from")
            days[_day(key, "workdays")] = made
        self._key = (tz, hours, tuple(sorted(days.items())))
        self._years = _tables(*self._key)

    @classmethod
    def always(cls, tz: str) -> Calendar:
        """Around the clock, every day."""
        return cls(tz, {day: [("00:00", "24:00")] for day in WEEKDAYS})

    def add(self, start: datetime, seconds: float | Decimal, pauses: Pauses = ()) -> datetime:
        """The earliest instant, not before `start`, by which `seconds` of working time outside pauses passed.

        So time used up exactly at an interval's end gives that end, not the next start, and 0 seconds give
        `start` itself, working or not. Negative seconds count back: the latest instant not after `start`, so
        that `add(b, between(b, a))` is a for working instants in either order. Rounded to microseconds.
        A naive datetime is wall time of the calendar (`fold` respected). Raises StillPaused when an open
        pause comes first, WorktimeError when no such instant exists before year 9999 ends or after 1 begins.
        """
        origin, wanted, stops = self._instant(start), _microseconds(seconds), self._merged(pauses)
        work = self._years.worked
        goal = work(origin) + wanted
        found: int | None = origin
        if wanted > 0:
            for begin, end in stops:
                if end <= origin:
                    continue
                reached = work(max(begin, origin))
                if reached >= goal:
                    break
                if end == FOREVER:
                    raise StillPaused("paused without an end before the time is used up")
                goal += work(end) - reached
            found = self._years.when_reached(goal)
        elif wanted < 0:
            for begin, end in reversed(stops):
                if begin >= origin:
                    continue
                reached = work(min(end, origin))
                if reached <= goal:
                    break
                goal -= reached - work(begin)
            found = self._years.when_left(goal)
        return _moment(found)

    def between(self, a: datetime, b: datetime, pauses: Pauses = ()) -> int:
        """Whole seconds of working time from a to b outside pauses, negative when b is before a.

        A rest below a second is cut off (towards zero); `worked` keeps it. `between(a, add(a, n)) == n` for
        every whole n, exactly, also over changes of the clocks and for starts with microseconds.
        """
        worked = self._worked(a, b, pauses)
        return worked // SECOND if worked >= 0 else -(-worked // SECOND)

    def worked(self, a: datetime, b: datetime, pauses: Pauses = ()) -> timedelta:
        """As `between`, to the microsecond."""
        return timedelta(microseconds=self._worked(a, b, pauses))

    def is_open(self, moment: datetime) -> bool:
        """Whether the instant is working time; an interval's start is, its end is not."""
        at = self._instant(moment)
        return self._years.worked(at + 1) > self._years.worked(at)

    def next_open(self, moment: datetime) -> datetime:
        """The instant itself when it is working time, else the next start of an interval."""
        reached = self._years.when_reached(self._years.worked(self._instant(moment)) + 1)
        return _moment(reached if reached is None else reached - 1)

    def intervals(self, day: date | str) -> list[tuple[datetime, datetime]]:
        """Working time of one wall-clock date, cut at its midnights, as UTC pairs. May be more or fewer pairs
        than the table says when clocks change; a date that the zone skipped has none."""
        number = _day(day, "day")
        found: list[tuple[int, int]] = []
        for year in sorted({year_of(number - 1), year_of(number), year_of(number + 1)}):
            start = first_day(year) * DAY
            for begin, end, offset in offsets(self.zone, year):
                low, high = number * DAY - offset, (number + 1) * DAY - offset
                low, high = max(low, start + begin), min(high, start + end)
                for opening, closing in self._years.opened(low, high) if low < high else ():
                    if found and found[-1][1] == opening:
                        opening = found.pop()[0]
                    found.append((opening, closing))
        return [(_moment(opening * SECOND), _moment(closing * SECOND)) for opening, closing in found]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calendar) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def __repr__(self) -> str:
        return f"<Calendar {self.tz}, {len(self._key[2])} days of their own>"

    def _worked(self, a: datetime, b: datetime, pauses: Pauses) -> int:
        first, last = self._instant(a), self._instant(b)
        stops, sign = self._merged(pauses), 1
        if last < first:
            first, last, sign = last, first, -1
        work = self._years.worked
        total = work(last) - work(first)
        for begin, end in stops:
            if begin < last and end > first:
                total -= work(min(end, last)) - work(max(begin, first))
        return sign * total

    def _instant(self, moment: datetime) -> int:
        """Microseconds of UTC since 1970."""
        if not isinstance(moment, datetime):
            raise WorktimeError(f"{moment!r} is no date with a time")
        if moment.utcoffset() is None:
            moment = moment.replace(tzinfo=self.zone)
        since = moment - EPOCH
        return (since.days * DAY + since.seconds) * SECOND + since.microseconds

    def _merged(self, pauses: Pauses) -> list[tuple[int, int]]:
        """The pauses in order and disjoint; one without an end lasts for ever, one without length is none."""
        if pauses == ():
            return []
        if isinstance(pauses, str | Mapping) or not isinstance(pauses, Iterable):
            raise WorktimeError("pauses: a list of pairs [start, end] is needed")
        found: list[tuple[int, int]] = []
        for pause in pauses:
            begin, end = _pair(pause, "pauses")
            if begin is None:
                raise WorktimeError("pauses: a pause needs a start")
            start, stop = self._instant(begin), FOREVER if end is None else self._instant(end)
            if stop < start:
                raise WorktimeError(f"pauses: {begin} to {end} ends before it starts")
            if stop > start:
                found.append((start, stop))
        found.sort()
        merged: list[tuple[int, int]] = []
        for start, stop in found:
            if merged and start <= merged[-1][1]:
                start, stop = merged[-1][0], max(stop, merged.pop()[1])
            merged.append((start, stop))
        return merged


@lru_cache(maxsize=256)
def _tables(tz: str, week: tuple[Hours, ...], days: tuple[tuple[int, Hours], ...]) -> Years:
    return Years(_zone(tz), week, dict(days))


def _zone(tz: str) -> ZoneInfo:
    if not isinstance(tz, str) or not tz:
        raise WorktimeError(f"tz: {tz!r} is no name of a time zone, such as 'Asia/Shanghai'")
    try:
        return ZoneInfo(tz)
    except (KeyError, ValueError, OSError) as problem:  # absent, outside the folder, or a folder itself
        raise WorktimeError(f"tz: unknown time zone {tz!r}") from problem


def _week(week: Week) -> tuple[Hours, ...]:
    if not isinstance(week, Mapping):
        raise WorktimeError("week: weekdays with their intervals are needed")
    hours: list[Hours | None] = [None] * 7
    for key, intervals in week.items():
        number = _weekday(key)
        if hours[number] is not None:
            raise WorktimeError(f"week: {WEEKDAYS[number]} is given twice")
        hours[number] = () if intervals is None else _hours(intervals, f"week.{key}")
    return tuple(day or () for day in hours)


def _weekday(key: int | str) -> int:
    if isinstance(key, int) and not isinstance(key, bool) and 0 <= key <= 6:
        return key
    if isinstance(key, str):
        name = key.strip().lower()
        if len(name) == 1 and name in "0123456":
            return int(name)
        for number, weekday in enumerate(WEEKDAYS):
            if len(name) >= 3 and weekday.startswith(name):
                return number
    raise WorktimeError(f"week: {key!r} is no weekday; write mon to sun, or 0 (Monday) to 6")


def _hours(intervals: Intervals, where: str) -> Hours:
    """Intervals of one day sorted and merged, in seconds from its midnight."""
    if isinstance(intervals, str | Mapping) or not isinstance(intervals, Iterable):
        raise WorktimeError(f'{where}: a list of intervals such as [["09:00", "18:00"]] is needed')
    found = []
    for interval in intervals:
        begin, end = _pair(interval, where)
        start, stop = _wall(begin, where), _wall(end, where)
        if start == DAY:
            raise WorktimeError(f"{where}: an interval cannot start at 24:00")
        if start == stop:
            raise WorktimeError(f"{where}: {begin} to {end} has no length; a whole day is 00:00 to 24:00")
        found.append((start, stop if stop > start else stop + DAY))
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(found):
        if merged and start <= merged[-1][1]:
            start, stop = merged[-1][0], max(stop, merged.pop()[1])
        merged.append((start, stop))
    return tuple(merged)


def _wall(value: object, where: str) -> int:
    """Seconds from midnight of a wall-clock time; 24:00 is the day's end."""
    if isinstance(value, time) and value.tzinfo is None and not value.microsecond:
        return value.hour * 3600 + value.minute * 60 + value.second
    found = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    if found:
        hour, minute, second = (int(part or 0) for part in found.groups())
        total = hour * 3600 + minute * 60 + second
        if minute < 60 and second < 60 and total <= DAY:
            return total
    raise WorktimeError(f"{where}: {value!r} is no time of day; write HH:MM, 00:00 to 24:00")


def _pair(value: Sequence[T], where: str) -> tuple[T, T]:
    if isinstance(value, str) or not isinstance(value, Sequence) or len(value) != 2:
        raise WorktimeError(f"{where}: a pair [start, end] is needed, not {value!r}")
    return value[0], value[1]


def _without_hours(days: Iterable[date | str]) -> list[tuple[date | str, None]]:
    if isinstance(days, str) or not isinstance(days, Iterable):
        raise WorktimeError("workdays: dates with their intervals are needed, or a list of dates")
    return [(day, None) for day in days]


def _dates(days: Iterable[date | str], where: str) -> list[int]:
    if isinstance(days, str) or not isinstance(days, Iterable):
        raise WorktimeError(f"{where}: a list of dates is needed")
    return [_day(day, where) for day in days]


def _day(value: date | str, where: str) -> int:
    """The date's number since 1970-01-01."""
    if isinstance(value, str) and _DATE.fullmatch(value.strip()):
        try:
            value = date.fromisoformat(value.strip())
        except ValueError as problem:
            raise WorktimeError(f"{where}: there is no date {value!r}") from problem
    if not isinstance(value, date) or isinstance(value, datetime):
        raise WorktimeError(f"{where}: {value!r} is no date; write YYYY-MM-DD")
    return value.toordinal() - EPOCH.toordinal()


def _microseconds(seconds: float | Decimal) -> int:
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float, Decimal)):
        raise WorktimeError(f"{seconds!r} is no number of seconds")
    exact: Any = seconds if isinstance(seconds, int | Decimal) else Decimal(seconds)
    if not isinstance(exact, int) and not exact.is_finite():
        raise WorktimeError(f"{seconds} is no finite number of seconds")
    if not -LONGEST < exact < LONGEST:
        raise WorktimeError("more time than there is from year 1 to year 9999")
    return exact * SECOND if isinstance(exact, int) else int((exact * SECOND).to_integral_value())


def _moment(microseconds: int | None) -> datetime:
    if microseconds is None:
        raise WorktimeError("the calendar runs out of working time before year 1 begins or year 9999 ends")
    try:
        return EPOCH + timedelta(microseconds=microseconds)
    except OverflowError as problem:
        raise WorktimeError("the answer is not between year 1 and year 9999") from problem
