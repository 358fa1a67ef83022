"""What `worktime_years` assumes of the world's time zones, checked against every zone file there is."""

import struct
from datetime import UTC, datetime, timedelta
from importlib import resources
from itertools import pairwise
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo

import pytest

from quanfu.core.worktime import Calendar
from quanfu.core.worktime_years import EPOCH, FIRST_LISTED, LAST_LISTED, LOOK, first_day, offsets, year_of

ZONES = (resources.files("tzdata") / "zones").read_text().split()


def changes(zone: str) -> list[tuple[int, int]]:
    """The instants at which the zone's file lists a new offset, with it."""
    system = [Path(folder, zone) for folder in TZPATH if Path(folder, zone).is_file()]  # as ZoneInfo looks
    package = resources.files("tzdata").joinpath("zoneinfo", *zone.split("/"))
    data = (system[0] if system else package).read_bytes()

    def counts(part: bytes) -> tuple[int, ...]:  # isut, isstd, leap, time, type, char
        return struct.unpack(">4sc15x6l", part[:44])[2:]

    isut, isstd, leaps, times, types, chars = counts(data)
    body = data[44 + times * 5 + types * 6 + chars + leaps * 8 + isstd + isut :]  # version 1 is left out
    *_, times, types, _ = counts(body)
    at = struct.unpack(f">{times}q", body[44 : 44 + 8 * times])
    kinds = body[44 + 8 * times : 44 + 9 * times]
    table = body[44 + 9 * times :]
    listed = [struct.unpack(">l", table[6 * n : 6 * n + 4])[0] for n in range(types)]
    found, current = [], listed[0]
    for instant, kind in zip(at, kinds, strict=True):
        if listed[kind] != current:
            current = listed[kind]
            found.append((instant, current))
    return found


def test_no_zone_lists_changes_outside_the_years_that_are_looked_at_one_by_one() -> None:
    years = [year_of(instant // 86_400) for zone in ZONES for instant, _ in changes(zone)]
    assert min(years) > FIRST_LISTED and max(years) < LAST_LISTED


def test_no_zone_changes_twice_between_two_looks() -> None:
    for zone in ZONES:
        instants = [instant for instant, _ in changes(zone)]
        assert all(b - a > LOOK for a, b in pairwise(instants)), zone


@pytest.mark.parametrize(
    "zone",
    ["America/New_York", "Africa/Casablanca", "Asia/Gaza", "Asia/Shanghai", "Pacific/Apia", "America/Recife"],
)
def test_every_change_that_a_zone_file_lists_is_found_to_the_second(zone: str) -> None:
    found = []
    for year in range(1850, 2100):
        start = first_day(year) * 86_400
        found += [(start + begin, offset) for begin, _, offset in offsets(ZoneInfo(zone), year)]
    joined = [now for last, now in pairwise(found) if last[1] != now[1]]
    listed = [(at, offset) for at, offset in changes(zone) if at >= first_day(1850) * 86_400]
    assert joined[: len(listed)] == listed


@pytest.mark.parametrize("year", [1, 1500, 1799, 1800, 2100, 2101, 2400, 3000, 9998])
@pytest.mark.parametrize("tz", ["America/New_York", "Asia/Shanghai", "Australia/Sydney"])
def test_far_years_have_the_offsets_that_zoneinfo_gives(year: int, tz: str) -> None:
    zone, origin = ZoneInfo(tz), EPOCH + timedelta(days=first_day(year))
    for begin, end, offset in offsets(zone, year):
        for second in (begin, end - 1):
            if year > 1 or second > 86_400:
                assert (origin + timedelta(seconds=second)).astimezone(zone).utcoffset() == timedelta(
                    seconds=offset
                )


@pytest.mark.parametrize("year", [1600, 2036, 2150, 2150 + 400, 9000])
def test_the_working_days_of_far_years_are_counted_right(year: int) -> None:
    week = {n: [("00:00", "24:00")] for n in range(5)}
    calendar = Calendar("UTC", week, [f"{year}-07-05"])
    first, last = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    days = (first + timedelta(days=n) for n in range((last - first).days))
    working = sum(day.weekday() < 5 and (day.month, day.day) != (7, 5) for day in days)
    assert calendar.between(first, last) == working * 86_400


def test_years_follow_the_gregorian_calendar() -> None:
    for year in (1, 4, 100, 400, 1900, 1970, 2000, 2024, 9999):
        assert first_day(year) == datetime(year, 1, 1).toordinal() - EPOCH.toordinal()
        assert year_of(first_day(year)) == year and year_of(first_day(year) - 1) == year - 1
