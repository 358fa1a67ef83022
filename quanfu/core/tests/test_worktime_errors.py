"""What `worktime` refuses, and that it never searches without end."""

import time as stopwatch
from datetime import datetime
from decimal import Decimal

import pytest

from quanfu.core.worktime import Calendar, WorktimeError

OFFICE = [("09:00", "12:00"), ("13:30", "18:00")]
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), OFFICE)


def office(tz: str = "Asia/Shanghai", **more: object) -> Calendar:
    return Calendar(tz, WEEK, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "tz", ["", "Asia/Nowhere", "Asia", "../etc/passwd", "/etc/localtime", "A\0B", "\ud800", None, 8]
)
def test_an_unknown_time_zone_is_refused(tz: str) -> None:
    with pytest.raises(WorktimeError, match="tz"):
        Calendar(tz, WEEK)


@pytest.mark.parametrize("key", ["mo", "", "noday", "7", "-1", 7, -1, True, None, 1.0])
def test_an_unknown_weekday_is_refused(key: str) -> None:
    with pytest.raises(WorktimeError, match="weekday"):
        Calendar("UTC", {key: OFFICE})


@pytest.mark.parametrize(
    "end",
    [
        "25:00",
        "24:01",
        "24:00:01",
        "09:60",
        "09:00:60",
        "9",
        "",
        "0900",
        "9:0",
        "-1:00",
        "\uff11\uff18:00",
        None,
        18,
        True,
    ],
)
def test_a_wrong_time_is_refused(end: str) -> None:
    with pytest.raises(WorktimeError, match="no time of day"):
        Calendar("UTC", {"mon": [("08:00", end)]})


@pytest.mark.parametrize(
    "intervals",
    ["09:00-18:00", ["09:00", "18:00"], [["09:00"]], [["09:00", "12:00", "13:00"]], {"09:00": "18:00"}, 9,
     [None], [("09:00", "09:00")], [("24:00", "06:00")], ["ab"]],
)  # fmt: skip
def test_a_wrong_list_of_intervals_is_refused(intervals: object) -> None:
    with pytest.raises(WorktimeError):
        Calendar("UTC", {"mon": intervals})  # type: ignore[dict-item]


def test_a_weekday_given_twice_is_refused() -> None:
    with pytest.raises(WorktimeError, match="twice"):
        Calendar("UTC", {"mon": OFFICE, "monday": OFFICE})


@pytest.mark.parametrize(
    "day",
    [
        "2026-02-30",
        "2026-13-01",
        "20261001",
        "2026-W40-4",
        "1.10.2026",
        "",
        None,
        20261001,
        datetime(2026, 10, 1),
    ],
)
def test_a_wrong_date_is_refused(day: str) -> None:
    for wrong in ({"holidays": [day]}, {"workdays": {day: OFFICE}}):
        with pytest.raises(WorktimeError):
            office(**wrong)


@pytest.mark.parametrize("holidays", ["2026-10-01", 5, None])
def test_holidays_that_are_no_list_are_refused(holidays: object) -> None:
    with pytest.raises(WorktimeError):
        office(holidays=holidays)


def test_a_workday_without_hours_needs_a_working_weekday() -> None:
    with pytest.raises(WorktimeError, match="no weekday to take them from"):
        Calendar("UTC", {}, (), ["2026-10-10"])


@pytest.mark.parametrize(
    "seconds", [True, "60", None, float("nan"), float("inf"), Decimal("NaN"), Decimal("sNaN"), 1e300]
)
def test_what_is_no_sensible_number_of_seconds_is_refused(seconds: float) -> None:
    with pytest.raises(WorktimeError):
        office().add(datetime(2026, 11, 18), seconds)


@pytest.mark.parametrize("exponent", [-999_999_999, 999_999_999])
def test_numbers_with_absurd_exponents_are_answered_at_once(exponent: int) -> None:
    began, start = stopwatch.perf_counter(), datetime(2026, 11, 18, 10)
    try:
        assert office().between(start, office().add(start, Decimal(f"1e{exponent}"))) == 0
    except WorktimeError:
        assert exponent > 0
    assert stopwatch.perf_counter() - began < 1


def test_a_calendar_without_working_time_says_so_instead_of_searching_for_ever() -> None:
    never = Calendar("Asia/Shanghai", {"mon": []}, (), {"2026-10-10": OFFICE})
    start = datetime(2026, 11, 18)
    for ask in (
        lambda: never.add(start, 1),
        lambda: never.next_open(start),
        lambda: never.add(start, -8 * 3600),
    ):
        with pytest.raises(WorktimeError, match="runs out of working time"):
            ask()
    assert never.between(start, datetime(2400, 1, 1)) == 0
    assert never.add(start, -3600) == datetime(2026, 10, 10, 17, tzinfo=never.zone)


def test_the_first_and_the_last_year_are_answered_or_refused_never_a_crash() -> None:
    for tz in ("Asia/Shanghai", "America/New_York"):
        calendar = office(tz)
        assert calendar.between(datetime(1, 1, 1), datetime(9999, 12, 31)) > 60 * 10**9
        assert calendar.add(datetime(1, 1, 1), 60 * 10**9).year > 7000
        for start, seconds in ((datetime(9999, 12, 30), 10**7), (datetime(1, 1, 2), -(10**7))):
            with pytest.raises(WorktimeError):
                calendar.add(start, seconds)
