"""`add` and `between` against an oracle that looks at the wall clock every minute, and against themselves."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from quanfu.core.worktime import Calendar

MINUTE = timedelta(minutes=1)
DAY_MINUTES = 1440
SPAN_DAYS = 12
# Places, each with a day near which something happens to its clocks.
PLACES = [
    ("Asia/Shanghai", date(2026, 10, 1)),
    ("UTC", date(2027, 12, 28)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2150, 10, 25)),
    ("America/Havana", date(2026, 11, 1)),  # 00:00 to 01:00 twice
    ("America/Santiago", date(2026, 9, 6)),  # no 00:00 to 01:00
    ("Africa/Casablanca", date(2026, 2, 15)),
    ("Pacific/Apia", date(2011, 12, 30)),  # no such day
    ("America/Recife", date(2000, 10, 8)),  # forward and back within a week
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # half an hour
    ("Asia/Kathmandu", date(2026, 1, 1)),
]


@dataclass
class Case:
    """A random calendar beside a clock change; `hours_of` is its table in minutes, for the oracle."""

    calendar: Calendar
    begin: datetime
    hours_of: Callable[[date], list[tuple[int, int]]]

    def at(self, minute: int) -> datetime:
        return self.begin + minute * MINUTE


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def random_hours(rng: random.Random) -> list[tuple[int, int]]:
    """Up to three intervals in minutes, in any order; they may overlap, or end in the next day."""
    hours = []
    for _ in range(rng.choice([0, 1, 1, 2, 2, 3])):
        start, end = rng.randrange(0, DAY_MINUTES, 15), rng.randrange(15, DAY_MINUTES + 1, 15)
        if start != end:
            hours.append((start, end if end > start else end + DAY_MINUTES))
    return hours


def as_text(hours: list[tuple[int, int]]) -> list[tuple[str, str]]:
    return [(clock(a), clock(b if b <= DAY_MINUTES else b - DAY_MINUTES)) for a, b in hours]


def make_case(rng: random.Random) -> Case:
    tz, special = rng.choice(PLACES)
    week = [random_hours(rng) for _ in range(7)]
    week[rng.randrange(7)] = [(540, 1080)]  # so that there is always something to add
    first = special - timedelta(days=rng.randrange(SPAN_DAYS))
    near = [first + timedelta(days=n) for n in range(-2, SPAN_DAYS + 2)]
    holidays = set(rng.sample(near, rng.randrange(4)))
    workdays = {day: random_hours(rng) for day in rng.sample(near, rng.randrange(3))}
    calendar = Calendar(
        tz,
        {n: as_text(hours) for n, hours in enumerate(week)},
        holidays,
        {d: as_text(h) for d, h in workdays.items()},
    )

    def hours_of(day: date) -> list[tuple[int, int]]:
        if day in workdays:
            return workdays[day]
        return [] if day in holidays else week[day.weekday()]

    return Case(calendar, datetime(first.year, first.month, first.day, tzinfo=UTC), hours_of)


def looked_at(case: Case) -> bytearray:
    """The oracle: for each minute of UTC a 1 when the wall clock then shows a time in an interval."""
    zone = ZoneInfo(case.calendar.tz)
    days: dict[date, bytearray] = {}
    found = bytearray()
    for minute in range(SPAN_DAYS * DAY_MINUTES):
        wall = case.at(minute).astimezone(zone)
        if wall.date() not in days:
            days[wall.date()] = shown = bytearray(DAY_MINUTES)
            for a, b in case.hours_of(wall.date()):
                shown[a : min(b, DAY_MINUTES)] = b"\1" * (min(b, DAY_MINUTES) - a)
            for _, b in case.hours_of(wall.date() - timedelta(days=1)):
                shown[: max(0, b - DAY_MINUTES)] = b"\1" * max(0, b - DAY_MINUTES)
        found.append(days[wall.date()][wall.hour * 60 + wall.minute])
    return found


def random_pauses(rng: random.Random, start: int) -> list[tuple[int, int]]:
    length = SPAN_DAYS * DAY_MINUTES
    begins = [
        rng.randrange(max(0, start - 2000), min(length, start + 6000))
        for _ in range(rng.choice([0, 0, 1, 2, 4]))
    ]
    return [(begin, min(length, begin + rng.choice([0, 7, 90, 700, 3000]))) for begin in begins]


def test_ten_thousand_cases_agree_with_a_look_at_every_minute() -> None:
    rng = random.Random(20261121)
    compared = 0
    for _ in range(200):
        case = make_case(rng)
        is_open = looked_at(case)
        for _ in range(50):
            start = rng.randrange(len(is_open) - 1)
            pauses = random_pauses(rng, start)
            counts = bytearray(is_open)
            for a, b in pauses:
                counts[a:b] = bytes(b - a)
            stops = [(case.at(a), case.at(b)) for a, b in pauses]

            end = rng.randrange(len(is_open) + 1)
            worked = counts[start:end].count(1) if end >= start else -counts[end:start].count(1)
            assert case.calendar.between(case.at(start), case.at(end), stops) == worked * 60

            wanted, walked = rng.choice([1, 30, 480, 2400]), start
            passed = 0
            while passed < wanted and walked < len(counts):
                passed += counts[walked]
                walked += 1
            if passed and counts[walked - 1]:
                assert case.calendar.add(case.at(start), passed * 60, stops) == case.at(walked)

            assert case.calendar.is_open(case.at(start)) == bool(is_open[start])
            opening = is_open.find(1, start)
            if opening >= 0:
                assert case.calendar.next_open(case.at(start)) == case.at(opening)
            compared += 1
    assert compared == 10_000


@pytest.mark.parametrize("forwards", [True, False])
def test_between_undoes_add_exactly_for_any_second_and_any_span(forwards: bool) -> None:
    rng = random.Random(7)
    for _ in range(1500):
        case = make_case(rng)
        start = case.begin + timedelta(
            seconds=rng.randrange(10**7), microseconds=rng.choice([0, 0, 1, 500_000])
        )
        pauses = [
            (start + timedelta(seconds=n), start + timedelta(seconds=n + 5000))
            for n in (-9000, 300, 4000, 10**6)
        ]
        seconds = rng.choice([0, 1, 59, 3600, 86_400, 10**6, 2 * 10**7]) * (1 if forwards else -1)
        due = case.calendar.add(start, seconds, pauses)
        assert case.calendar.between(start, due, pauses) == seconds
        assert case.calendar.between(due, start, pauses) == -seconds


def test_add_undoes_between_for_working_instants() -> None:
    rng = random.Random(8)
    for _ in range(1500):
        case = make_case(rng)
        a, b = (case.begin + timedelta(seconds=rng.randrange(10**7)) for _ in range(2))
        if case.calendar.is_open(a) and case.calendar.is_open(b):
            assert case.calendar.add(a, case.calendar.between(a, b)) == b


def test_parts_of_a_span_add_up_to_the_whole() -> None:
    rng = random.Random(9)
    for _ in range(1500):
        case = make_case(rng)
        a, b, c = (case.begin + timedelta(seconds=rng.randrange(-(10**8), 10**8)) for _ in range(3))
        parts = case.calendar.worked(a, b) + case.calendar.worked(b, c)
        assert parts == case.calendar.worked(a, c)
