"""The engine under `worktime`: W(t), the working microseconds before an instant, and W read backwards.

A year of a calendar is compiled, when first touched, into a block: the UTC intervals of working time
inside that UTC year with running sums. Sums of whole years are kept for ever, blocks are few at a time.
Pure integers: a day is its number since 1970-01-01, an instant its microseconds of UTC since then, so years
before 1 and after 9999, which `datetime` refuses, are no special case.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY = 86_400
SECOND = 1_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# The oldest change of clocks in any zone file is of 1844; explicit lists of changes end in 2087 (Morocco,
# Palestine) and the rule that follows depends on nothing but the weekday of 1 January and the leap day.
FIRST_LISTED, LAST_LISTED = 1800, 2100
FIRST_YEAR, LAST_YEAR = 0, 10_000
# No zone ever changed its offset twice within 6.9 days (Brazil 2000, Palestine 2040), so a look every three
# days misses nothing; a test reads all zone files and holds us to it.
LOOK = 3 * DAY
KEPT_YEARS = 64

Hours = tuple[tuple[int, int], ...]
"""Disjoint sorted [start, end) in seconds of one day's wall clock; an end may lie in the next day."""


class Block(NamedTuple):
    """Working time of one UTC year in seconds since its start; `before[i]` = work before `starts[i]`."""

    starts: Sequence[int]
    ends: Sequence[int]
    before: Sequence[int]
    total: int


class Placed(NamedTuple):
    """A block in its place: `origin` is its year's start in seconds since 1970, `base` the work before it."""

    origin: int
    base: int
    starts: Sequence[int]
    ends: Sequence[int]
    before: Sequence[int]


@cache
def first_day(year: int) -> int:
    """The number of 1 January of the year, in the Gregorian calendar carried on in both directions."""
    past = year - 1
    return 365 * past + past // 4 - past // 100 + past // 400 - 719_162


@lru_cache(maxsize=8192)
def year_of(day: int) -> int:
    year = 1970 + day * 400 // 146_097
    while first_day(year) > day:
        year -= 1
    while first_day(year + 1) <= day:
        year += 1
    return year


def _shape(year: int) -> tuple[int, int]:
    return first_day(year + 1) - first_day(year), first_day(year) % 7


# Stand-ins for all years of a shape, far outside the years that a date can name, so that none has holidays.
_EARLY = {_shape(year): year for year in range(-800, -400)}
_LATE = {_shape(year): year for year in range(LAST_YEAR + 400, LAST_YEAR + 800)}


def stand_in(year: int) -> int:
    """A year of the same weekdays and clock changes, without holidays; itself where zone files list any."""
    if year > LAST_LISTED:
        return _LATE[_shape(year)]
    return _EARLY[_shape(year)] if year < FIRST_LISTED else year


@lru_cache(maxsize=4096)
def offsets(zone: ZoneInfo, year: int) -> tuple[tuple[int, int, int], ...]:
    """The stretches (from, to, offset from UTC) of the UTC year, in seconds since its start."""
    if year < FIRST_LISTED:  # to a year that datetime knows; the calendar repeats after 400 years
        year = FIRST_LISTED - 400 + year % 400
    elif year > LAST_LISTED:
        year = LAST_LISTED + 1 + (year - LAST_LISTED - 1) % 400
    origin = EPOCH + timedelta(days=first_day(year))
    length = (first_day(year + 1) - first_day(year)) * DAY

    def offset_at(second: int) -> int:
        offset = (origin + timedelta(seconds=second)).astimezone(zone).utcoffset()
        assert offset is not None
        return offset.days * DAY + offset.seconds

    stretches: list[tuple[int, int, int]] = []
    begin, last, current = 0, 0, offset_at(0)
    for look in [*range(LOOK, length, LOOK), length - 1]:
        found = offset_at(look)
        if found != current:
            low, high = last, look
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset_at(middle) == current else (low, middle)
            stretches.append((begin, high, current))
            begin, current = high, found
        last = look
    return (*stretches, (begin, length, current))


class Years:
    """W(t) of one calendar: a weekly pattern (Monday first) and the days that differ, on a zone's wall clock.

    Safe to share between threads. `None` as an answer of `when_*` means: not before the end of time (year
    9999), nor after its beginning (year 1).
    """

    def __init__(self, zone: ZoneInfo, week: Sequence[Hours], days: Mapping[int, Hours]) -> None:
        self._zone, self._week, self._days = zone, week, days
        own = {year_of(day) for day in days}
        self._own = frozenset(year + near for year in own for near in (-1, 0, 1))
        self._placed: dict[int, Placed] = {}
        # (first year, seconds worked before each year from there on, the last one not yet summed itself).
        # Replaced as a whole under the lock and never changed, so readers need none.
        self._sums: tuple[int, list[int]] | None = None
        self._totals: dict[int, int] = {}
        self._lock = threading.Lock()

    def worked(self, moment: int) -> int:
        """W(t) in microseconds, counted from an origin that stays the same for this object's life."""
        second, rest = divmod(moment, SECOND)
        year = year_of(second // DAY)
        origin, base, starts, ends, before = self._placed.get(year) or self._place(year)
        second -= origin
        i = bisect_right(starts, second) - 1
        if i < 0:
            return base * SECOND
        if second < ends[i]:
            return (base + before[i] + second - starts[i]) * SECOND + rest
        return (base + before[i] + ends[i] - starts[i]) * SECOND

    def when_reached(self, work: int) -> int | None:
        """The earliest instant t with W(t) == work: an interval's end rather than the next one's start."""
        needed = -(-work // SECOND)
        first, sums = self._sums or self._reach(1970, 1970)
        step = 1
        while sums[-1] < needed:
            beyond = first + len(sums) - 1
            if beyond > LAST_YEAR:
                return None
            first, sums = self._reach(first, min(beyond + step - 1, LAST_YEAR))
            step *= 2
        year = first + bisect_left(sums, needed) - 1
        origin, base, starts, _, before = self._placed.get(year) or self._place(year)
        i = bisect_left(before, needed - base) - 1
        return (origin + starts[i] - before[i] - base) * SECOND + work

    def when_left(self, work: int) -> int | None:
        """The latest instant t with W(t) == work: an interval's start rather than the last one's end."""
        first, sums = self._sums or self._reach(1970, 1970)
        full = work // SECOND
        step = 1
        while sums[0] > full:
            if first <= FIRST_YEAR:
                return None
            first, sums = self._reach(max(first - step, FIRST_YEAR), first)
            step *= 2
        year = first + bisect_right(sums, full) - 1
        origin, base, starts, _, before = self._placed.get(year) or self._place(year)
        i = bisect_right(before, full - base) - 1
        return (origin + starts[i] - before[i] - base) * SECOND + work

    def opened(self, begin: int, end: int) -> list[tuple[int, int]]:
        """The working intervals inside [begin, end), in whole seconds of UTC."""
        found: list[tuple[int, int]] = []
        for year in range(year_of(begin // DAY), year_of((end - 1) // DAY) + 1):
            origin, _, starts, ends, _ = self._placed.get(year) or self._place(year)
            i = bisect_right(ends, begin - origin)
            while i < len(starts) and starts[i] + origin < end:
                start, stop = max(starts[i] + origin, begin), min(ends[i] + origin, end)
                if found and found[-1][1] == start:
                    start = found.pop()[0]
                found.append((start, stop))
                i += 1
        return found

    def _reach(self, low: int, high: int) -> tuple[int, list[int]]:
        """The running sums, made to hold the years low to high."""
        known = self._sums
        if known and known[0] <= low and high < known[0] + len(known[1]) - 1:
            return known
        with self._lock:
            first, sums = self._sums or (low, [0])
            below = [self._total(year) for year in range(low, first)]
            above = [self._total(year) for year in range(first + len(sums) - 1, high + 1)]
            started = sums[0] - sum(below)
            longer = [started]
            for total in below:
                longer.append(longer[-1] + total)
            longer += sums[1:]
            for total in above:
                longer.append(longer[-1] + total)
            self._sums = (min(low, first), longer)
            return self._sums

    def _total(self, year: int) -> int:
        like = year if year in self._own else stand_in(year)
        if like not in self._totals:
            self._totals[like] = self._compiled(like).total
        return self._totals[like]

    def _place(self, year: int) -> Placed:
        like = year if year in self._own else stand_in(year)
        block = self._compiled(like)
        self._totals.setdefault(like, block.total)
        first, sums = self._reach(year, year)
        if len(self._placed) >= KEPT_YEARS:
            self._placed.clear()
        placed = Placed(first_day(year) * DAY, sums[year - first], block.starts, block.ends, block.before)
        self._placed[year] = placed
        return placed

    def _compiled(self, year: int) -> Block:
        """Lay the wall intervals of the year and its edges in a row, then cut them along the offsets."""
        origin = first_day(year)
        wall_starts: list[int] = []
        wall_ends: list[int] = []
        for day in range(origin - 2, first_day(year + 1) + 2):
            hours = self._days.get(day)
            base = (day - origin) * DAY
            for start, end in self._week[(day + 3) % 7] if hours is None else hours:
                if wall_ends and base + start <= wall_ends[-1]:
                    wall_ends[-1] = max(wall_ends[-1], base + end)
                else:
                    wall_starts.append(base + start)
                    wall_ends.append(base + end)
        starts: list[int] = []
        ends: list[int] = []
        for begin, stop, offset in offsets(self._zone, year):
            i = bisect_right(wall_ends, begin + offset)
            while i < len(wall_starts) and wall_starts[i] < stop + offset:
                start, end = max(wall_starts[i] - offset, begin), min(wall_ends[i] - offset, stop)
                if ends and ends[-1] == start:
                    ends[-1] = end
                else:
                    starts.append(start)
                    ends.append(end)
                i += 1
        before, total = [], 0
        for start, end in zip(starts, ends, strict=True):
            before.append(total)
            total += end - start
        return Block(starts, ends, before, total)
