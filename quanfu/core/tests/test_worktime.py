"""Working time by example: each rule that the docstrings of `worktime` promise."""

import time as stopwatch
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from quanfu.core.worktime import Calendar, StillPaused, WorktimeError

OFFICE = [("09:00", "12:00"), ("13:30", "18:00")]
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), OFFICE)
HOUR = 3600


def office(tz: str = "Asia/Shanghai", **more: object) -> Calendar:
    return Calendar(tz, WEEK, **more)  # type: ignore[arg-type]


def local(calendar: Calendar, moment: datetime) -> str:
    return moment.astimezone(calendar.zone).isoformat()


def due(calendar: Calendar, start: str, seconds: float, pauses: object = ()) -> str:
    found = calendar.add(datetime.fromisoformat(start), seconds, pauses)  # type: ignore[arg-type]
    return local(calendar, found)[:19]


# Within one week


def test_time_runs_over_the_lunch_break_and_the_night() -> None:
    assert due(office(), "2026-11-18T11:00", 2 * HOUR) == "2026-11-18T14:30:00"
    assert due(office(), "2026-11-18T17:00", 2 * HOUR) == "2026-11-19T10:00:00"


def test_time_runs_over_the_weekend() -> None:
    assert due(office(), "2026-11-20T17:00", 2 * HOUR) == "2026-11-23T10:00:00"


def test_a_start_outside_working_time_counts_from_the_next_opening() -> None:
    assert due(office(), "2026-11-21T10:00", HOUR) == "2026-11-23T10:00:00"
    assert due(office(), "2026-11-18T12:30", HOUR) == "2026-11-18T14:30:00"


def test_time_used_up_at_an_intervals_end_is_due_at_that_end() -> None:
    assert due(office(), "2026-11-20T17:00", HOUR) == "2026-11-20T18:00:00"
    assert due(office(), "2026-11-18T09:00", 3 * HOUR) == "2026-11-18T12:00:00"


def test_nothing_to_add_gives_the_start_itself_working_or_not() -> None:
    assert due(office(), "2026-11-18T10:00", 0) == "2026-11-18T10:00:00"
    assert due(office(), "2026-11-21T10:00", 0) == "2026-11-21T10:00:00"


def test_negative_time_counts_back_to_the_latest_instant() -> None:
    assert due(office(), "2026-11-23T10:00", -2 * HOUR) == "2026-11-20T17:00:00"
    assert due(office(), "2026-11-23T10:00", -HOUR) == "2026-11-23T09:00:00"


def test_between_is_negative_when_the_end_comes_first() -> None:
    a, b = datetime(2026, 11, 20, 17), datetime(2026, 11, 23, 10)
    assert (office().between(a, b), office().between(b, a), office().between(a, a)) == (7200, -7200, 0)


def test_parts_of_a_second_are_kept_by_add_and_worked_and_cut_off_by_between() -> None:
    start = datetime(2026, 11, 18, 9, 0, 0, 250_000)
    assert due(office(), start.isoformat(), 0.5)[:19] == "2026-11-18T09:00:00"
    assert office().add(start, 0.5).microsecond == 750_000
    assert office().between(start, office().add(start, Decimal("1.75"))) == 1
    assert office().between(office().add(start, 1.75), start) == -1
    assert office().worked(start, office().add(start, 1.75)) == timedelta(seconds=1.75)


def test_a_datetime_with_an_offset_is_that_instant_and_a_naive_one_is_wall_time_of_the_calendar() -> None:
    naive, aware = datetime(2026, 11, 18, 9), datetime(2026, 11, 18, 1, tzinfo=UTC)
    assert office().add(naive, HOUR) == office().add(aware, HOUR) == datetime(2026, 11, 18, 2, tzinfo=UTC)


def test_answers_are_in_utc() -> None:
    assert office().add(datetime(2026, 11, 18, 9), 60).tzinfo is UTC
    assert office().next_open(datetime(2026, 11, 21, 9)).tzinfo is UTC


def test_an_interval_is_open_at_its_start_and_closed_at_its_end() -> None:
    instants = [datetime(2026, 11, 18, *at) for at in ((8, 59, 59), (9,), (11, 59, 59), (12,))]
    assert [office().is_open(instant) for instant in instants] == [False, True, True, False]


def test_the_next_opening_of_a_working_instant_is_itself() -> None:
    assert (
        local(office(), office().next_open(datetime(2026, 11, 18, 10, 0, 1))) == "2026-11-18T10:00:01+08:00"
    )
    assert local(office(), office().next_open(datetime(2026, 11, 20, 18))) == "2026-11-23T09:00:00+08:00"


# Holidays and make-up workdays


@pytest.mark.req("SLA-8")
def test_a_holiday_is_left_out_and_a_make_up_workday_counts() -> None:
    calendar = office(holidays=["2026-10-01", "2026-10-02"], workdays={"2026-10-10": OFFICE})
    assert due(calendar, "2026-09-30T17:00", 2 * HOUR) == "2026-10-05T10:00:00"
    assert due(calendar, "2026-10-09T17:00", 2 * HOUR) == "2026-10-10T10:00:00"


def test_a_make_up_workday_beats_a_holiday_of_the_same_date() -> None:
    calendar = office(holidays=["2026-10-10"], workdays={"2026-10-10": [("10:00", "11:00")]})
    assert due(calendar, "2026-10-09T18:00", HOUR) == "2026-10-10T11:00:00"


def test_workdays_without_intervals_have_the_hours_of_the_first_working_weekday() -> None:
    for workdays in (["2026-10-10"], {"2026-10-10": None}, {date(2026, 10, 10)}):
        calendar = Calendar("Asia/Shanghai", {"tue": [("08:00", "10:00")], "wed": OFFICE}, (), workdays)
        assert calendar.between(datetime(2026, 10, 10), datetime(2026, 10, 11)) == 2 * HOUR


def test_a_workday_with_an_empty_list_does_not_work() -> None:
    assert not office(workdays={"2026-11-18": []}).is_open(datetime(2026, 11, 18, 10))


def test_holidays_may_be_dates_texts_or_a_mapping_of_names() -> None:
    for holidays in (
        [date(2026, 11, 18)],
        ["2026-11-18"],
        {date(2026, 11, 18): "Day"},
        {"2026-11-18": "Day"},
    ):
        assert not office(holidays=holidays).is_open(datetime(2026, 11, 18, 10))


# Shapes of a day


def test_intervals_may_be_unsorted_and_may_overlap() -> None:
    calendar = Calendar(
        "UTC", {"wed": [("13:00", "15:00"), ("09:00", "10:30"), ("10:00", "11:00"), ("11:00", "12:00")]}
    )
    assert [(a.hour, b.hour) for a, b in calendar.intervals("2026-11-18")] == [(9, 12), (13, 15)]


def test_a_night_shift_belongs_to_the_date_it_begins_on() -> None:
    calendar = Calendar("UTC", {"mon": [("22:00", "06:00")], "tue": [("22:00", "06:00")]}, ["2026-11-17"])
    assert due(calendar, "2026-11-16T23:00", 7 * HOUR) == "2026-11-17T06:00:00"
    assert not calendar.is_open(datetime(2026, 11, 17, 23))
    assert [(a.hour, b.hour) for a, b in calendar.intervals("2026-11-16")] == [(22, 0)]
    assert [(a.hour, b.hour) for a, b in calendar.intervals("2026-11-17")] == [(0, 6)]


def test_a_night_shift_of_the_last_day_of_the_year_runs_into_the_next_year() -> None:
    calendar = Calendar("Pacific/Auckland", {"thu": [("22:00", "06:00")], "fri": [("05:00", "07:00")]})
    assert due(calendar, "2026-12-31T22:00", 9 * HOUR) == "2027-01-01T07:00:00"
    assert calendar.between(datetime(2026, 12, 31), datetime(2027, 1, 2)) == 9 * HOUR


def test_a_sunday_night_shift_runs_into_monday() -> None:
    calendar = Calendar("UTC", {"sun": [("22:00", "06:00")]})
    assert due(calendar, "2026-11-22T23:00", 2 * HOUR) == "2026-11-23T01:00:00"


def test_a_day_that_ends_at_24_00_goes_on_without_a_seam() -> None:
    calendar = Calendar("UTC", {"mon": [("20:00", "24:00")], "tue": [("00:00", "04:00")]})
    assert due(calendar, "2026-11-16T20:00", 4 * HOUR) == "2026-11-17T00:00:00"
    assert due(calendar, "2026-11-16T20:00", 5 * HOUR) == "2026-11-17T01:00:00"
    assert local(calendar, calendar.next_open(datetime(2026, 11, 17)))[:16] == "2026-11-17T00:00"


@pytest.mark.parametrize("key", ["mon", "Mon", "monday", "MONDAY", " mon ", "0", 0])
def test_weekdays_have_several_spellings(key: str | int) -> None:
    assert Calendar("UTC", {key: [("9:00", time(10))]}).is_open(datetime(2026, 11, 16, 9, 30))


def test_times_may_have_seconds_and_lack_a_leading_zero() -> None:
    calendar = Calendar("UTC", {"mon": [("9:00:10", "9:00:15")]})
    assert calendar.between(datetime(2026, 11, 16), datetime(2026, 11, 17)) == 5


def test_around_the_clock_is_plain_elapsed_time() -> None:
    calendar = Calendar.always("Europe/Berlin")
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert calendar.add(start, 300 * 86_400) == start + timedelta(days=300)
    assert calendar.between(start, start + timedelta(days=3000, seconds=5)) == 3000 * 86_400 + 5


# Changing clocks


def test_a_night_shift_is_an_hour_shorter_when_clocks_go_forward_and_longer_when_they_go_back() -> None:
    calendar = Calendar("America/New_York", {"sat": [("22:00", "06:00")]})
    assert calendar.between(datetime(2026, 3, 7), datetime(2026, 3, 9)) == 7 * HOUR
    assert calendar.between(datetime(2026, 10, 31), datetime(2026, 11, 2)) == 9 * HOUR
    assert due(calendar, "2026-03-07T22:00", 7 * HOUR) == "2026-03-08T06:00:00"


def test_an_end_that_the_clocks_jump_over_is_the_jump() -> None:
    calendar = Calendar("America/New_York", {"sun": [("01:00", "02:30")]})
    assert calendar.between(datetime(2026, 3, 8), datetime(2026, 3, 9)) == HOUR
    assert due(calendar, "2026-03-08T01:00", HOUR) == "2026-03-08T03:00:00"  # the same instant as 02:00


def test_a_start_that_the_clocks_jump_over_is_the_jump() -> None:
    calendar = Calendar("America/New_York", {"sun": [("02:30", "05:00")]})
    assert local(calendar, calendar.next_open(datetime(2026, 3, 8))) == "2026-03-08T03:00:00-04:00"
    assert calendar.between(datetime(2026, 3, 8), datetime(2026, 3, 9)) == 2 * HOUR


def test_wall_time_shown_twice_works_twice() -> None:
    calendar = Calendar("America/New_York", {"sun": [("01:00", "01:30")]})
    shown = [local(calendar, opening)[11:] for opening, _ in calendar.intervals("2026-11-01")]
    assert shown == ["01:00:00-04:00", "01:00:00-05:00"]
    assert calendar.between(datetime(2026, 11, 1), datetime(2026, 11, 2)) == HOUR


def test_a_naive_time_shown_twice_is_the_first_and_fold_chooses_the_second() -> None:
    calendar = Calendar.always("America/New_York")
    first = datetime(2026, 11, 1, 1, 30)
    assert calendar.between(first, first.replace(fold=1)) == HOUR


def test_a_date_that_the_zone_skipped_has_no_working_time() -> None:
    assert Calendar.always("Pacific/Apia").intervals("2011-12-30") == []
    assert Calendar.always("Pacific/Apia").between(datetime(2011, 12, 29), datetime(2012, 1, 1)) == 2 * 86_400


def test_a_day_of_23_hours_has_23_hours_of_work_around_the_clock() -> None:
    [(opening, closing)] = Calendar.always("Europe/Berlin").intervals(date(2026, 3, 29))
    assert closing - opening == timedelta(hours=23)


# Pauses

PAUSED = (datetime(2026, 11, 18, 10), datetime(2026, 11, 18, 11))


def test_paused_time_does_not_count() -> None:
    assert due(office(), "2026-11-18T09:00", 2 * HOUR, [PAUSED]) == "2026-11-18T12:00:00"
    assert office().between(datetime(2026, 11, 18, 9), datetime(2026, 11, 18, 12), [PAUSED]) == 2 * HOUR


def test_time_used_up_when_a_pause_begins_is_due_then() -> None:
    assert due(office(), "2026-11-18T09:00", HOUR, [PAUSED]) == "2026-11-18T10:00:00"


def test_pauses_may_overlap_and_come_in_any_order() -> None:
    inner = (datetime(2026, 11, 18, 10, 15), datetime(2026, 11, 18, 10, 30))
    longer = (datetime(2026, 11, 18, 10, 45), datetime(2026, 11, 18, 11, 30))
    assert due(office(), "2026-11-18T09:00", 2 * HOUR, [longer, inner, PAUSED]) == "2026-11-18T14:00:00"


def test_a_pause_outside_working_time_or_before_the_start_or_without_length_changes_nothing() -> None:
    night = (datetime(2026, 11, 17, 19), datetime(2026, 11, 18, 8))
    for pause in (night, (PAUSED[0], PAUSED[0]), (datetime(2026, 1, 1), datetime(2026, 2, 1))):
        assert due(office(), "2026-11-18T09:00", 2 * HOUR, [pause]) == "2026-11-18T11:00:00"


def test_a_start_inside_a_pause_counts_from_its_end() -> None:
    assert due(office(), "2026-11-18T10:30", HOUR, [PAUSED]) == "2026-11-18T12:00:00"


def test_an_open_pause_before_the_due_time_leaves_no_due_time() -> None:
    with pytest.raises(StillPaused):
        office().add(datetime(2026, 11, 18, 9), 2 * HOUR, [(PAUSED[0], None)])


def test_an_open_pause_after_the_due_time_changes_nothing() -> None:
    assert due(office(), "2026-11-18T09:00", HOUR, [(PAUSED[0], None)]) == "2026-11-18T10:00:00"


def test_an_open_pause_lasts_to_the_end_of_a_span() -> None:
    a, b = datetime(2026, 11, 18, 9), datetime(2027, 11, 18, 9)
    assert office().between(a, b, [(PAUSED[0], None)]) == HOUR


def test_counting_back_leaves_pauses_out_too() -> None:
    assert due(office(), "2026-11-18T12:00", -2 * HOUR, [PAUSED]) == "2026-11-18T09:00:00"
    assert due(office(), "2026-11-18T12:00", -HOUR, [PAUSED]) == "2026-11-18T11:00:00"


def test_a_pause_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(WorktimeError, match="ends before it starts"):
        office().add(datetime(2026, 11, 18, 9), 60, [PAUSED[::-1]])


# Cost


def test_two_years_cost_no_more_than_a_day() -> None:
    calendar, start = office("Europe/Berlin"), datetime(2026, 1, 5, 9)

    def cost(seconds: int) -> float:
        calendar.add(start, seconds)
        return min(timed(lambda: calendar.add(start, seconds)) for _ in range(200))

    assert cost(2 * 250 * 27_000) < 3 * cost(27_000)


def test_ten_years_from_a_cold_start_take_a_moment() -> None:
    calendar = Calendar("Europe/Berlin", WEEK, ["2026-10-03"], {"2031-05-04": [("01:02", "03:04")]})
    assert timed(lambda: calendar.add(datetime(2026, 1, 1), 10 * 250 * 27_000)) < 0.5


def timed(work: object) -> float:
    began = stopwatch.perf_counter()
    work()  # type: ignore[operator]
    return stopwatch.perf_counter() - began


def test_equal_calendars_are_equal_and_share_their_tables() -> None:
    a, b = office(holidays=["2026-10-01"]), Calendar("Asia/Shanghai", dict(WEEK), [date(2026, 10, 1)])
    assert a == b and hash(a) == hash(b) and a._years is b._years
    assert a != office()
