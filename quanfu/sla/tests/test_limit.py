from datetime import UTC, timedelta

import pytest

from quanfu.core.actions.calendar import set_day
from quanfu.core.actor import SYSTEM
from quanfu.core.models import WorkCalendar
from quanfu.core.queries.calendar import calendar_for
from quanfu.core.worktime import Calendar
from quanfu.org.models import Unit
from quanfu.sla.queries.limit import passed, working_days

from .conftest import OFFICE, local

WEEK = ("mon", "tue", "wed", "thu", "fri")


def due(calendar: Calendar, start: str, days: int = 1) -> str:
    begin = local(start)
    end = passed(begin, working_days(calendar, begin, days), calendar, around_the_clock=False)
    return f"{end.astimezone(calendar.zone):%a %H:%M}"


HOURS = {
    "eight hours": OFFICE,
    "seven and a half": [["09:00", "12:00"], ["13:30", "18:00"]],
    "until five": [["08:00", "12:00"], ["13:00", "17:00"]],
    "through": [["09:00", "18:00"]],
}


@pytest.mark.req("FBK-1")
@pytest.mark.parametrize("hours", HOURS.values(), ids=HOURS)
def test_friday_five_and_one_working_day_is_monday_five_whatever_the_hours(hours: list[list[str]]) -> None:
    assert due(Calendar("Asia/Shanghai", dict.fromkeys(WEEK, hours)), "2026-11-20 17:00") == "Mon 17:00"


def test_short_friday_does_not_stretch_the_working_day() -> None:
    calendar = Calendar("Asia/Shanghai", {**dict.fromkeys(WEEK, OFFICE), "fri": [["09:00", "15:00"]]})
    assert due(calendar, "2026-11-20 14:00") == "Mon 14:00"
    assert due(calendar, "2026-11-19 17:00") == "Fri 15:00"  # closes earlier: its closing counts


@pytest.mark.parametrize(
    "start", ["2026-11-20 20:00", "2026-11-21 11:00", "2026-11-23 06:00", "2026-11-23 09:00"]
)
def test_out_of_hours_the_count_begins_with_the_next_opening(start: str) -> None:
    assert due(Calendar("Asia/Shanghai", dict.fromkeys(WEEK, OFFICE)), start) == "Mon 18:00"


def test_around_the_clock_a_day_is_a_day() -> None:
    assert due(Calendar.always("Asia/Shanghai"), "2026-11-20 17:00") == "Sat 17:00"


def test_three_working_days_pass_the_weekend_once() -> None:
    assert (
        due(Calendar("Asia/Shanghai", dict.fromkeys(WEEK, OFFICE)), "2026-11-19 10:30", days=3) == "Tue 10:30"
    )


@pytest.mark.req("SLA-8")
@pytest.mark.django_db
def test_holiday_and_make_up_workday_are_respected(company: Unit, office: WorkCalendar) -> None:
    """Thursday 1 October to Wednesday 7 October 2026 are holidays, Saturday 10 October is worked."""
    for number in range(1, 8):
        set_day(
            calendar=office,
            on=local(f"2026-10-0{number} 00:00").date(),
            kind="holiday",
            name="国庆节",
            by=SYSTEM,
        )
    set_day(calendar=office, on=local("2026-10-10 00:00").date(), kind="workday", name="调休", by=SYSTEM)
    calendar = calendar_for(company)
    assert due(calendar, "2026-09-30 17:00") == "Thu 17:00"  # 8 October
    assert due(calendar, "2026-10-09 17:00") == "Sat 17:00"  # the make-up workday


def test_wall_limits_ignore_the_calendar() -> None:
    calendar = Calendar("Asia/Shanghai", dict.fromkeys(WEEK, OFFICE))
    friday = local("2026-11-20 17:50").astimezone(UTC)
    assert passed(friday, 1800, calendar, around_the_clock=True) == friday + timedelta(minutes=30)
