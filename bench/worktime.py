"""How many deadlines a second? Quanfu's working time beside businesstimedelta and workalendar.

    python bench/worktime.py

All compute on one calendar that each can express: Monday to Friday 09:00-12:00 and 13:30-18:00 in
Asia/Shanghai, 22 holidays over two years. workalendar knows whole days only, so it is asked for days. All must
give the same results before they are timed. Timed is one `add` of a working day and one of 500 working days
(two years), from 200 instants. Prints JSON, the ratios to the others first; `timegrid` (Rust), which
is no dependency of ours, joins in when it is installed.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall
from importlib import metadata, util
from typing import Any
from zoneinfo import ZoneInfo

from quanfu.core.worktime import Calendar

TZ = "Asia/Shanghai"
SHIFT = 27_000  # seconds of a working day
SPANS = {"one_day": 1, "two_years": 500}
STARTS = [datetime(2025, 1, 6, 18) + timedelta(days=n) for n in range(280) if (n % 7) < 5][:200]
HOLIDAYS = {
    date(year, month, day): "holiday"
    for year in (2025, 2026, 2027)
    for month, day in [
        (1, 1),
        (2, 17),
        (2, 18),
        (4, 4),
        (5, 1),
        (5, 4),
        (6, 19),
        (9, 25),
        (10, 1),
        (10, 2),
        (10, 5),
    ]
}
Add = Callable[[datetime, int], Any]  # (start at a closing time, working days) -> the closing time then


def quanfu() -> Add:
    hours = [("09:00", "12:00"), ("13:30", "18:00")]
    calendar = Calendar(TZ, dict.fromkeys(range(5), hours), HOLIDAYS)
    aware = {start: start.replace(tzinfo=ZoneInfo(TZ)).astimezone(UTC) for start in STARTS}
    return lambda start, days: calendar.add(aware[start], days * SHIFT)


def of_businesstimedelta() -> Add:
    import businesstimedelta
    import pytz

    zone = pytz.timezone(TZ)
    days = businesstimedelta.WorkDayRule(
        start_time=wall(9), end_time=wall(18), working_days=[0, 1, 2, 3, 4], tz=zone
    )
    lunch = businesstimedelta.LunchTimeRule(
        start_time=wall(12), end_time=wall(13, 30), working_days=[0, 1, 2, 3, 4], tz=zone
    )
    free = businesstimedelta.HolidayRule(HOLIDAYS, tz=zone)
    rules = businesstimedelta.Rules([days, lunch, free])
    return lambda start, days: (
        zone.localize(start) + businesstimedelta.BusinessTimeDelta(rules, seconds=days * SHIFT)
    )


def of_workalendar() -> Add:
    from workalendar.core import MON, SAT, SUN, CoreCalendar

    class Office(CoreCalendar):  # type: ignore[misc]
        WEEKEND_DAYS = (SAT, SUN)
        FIRST_WEEKDAY = MON

        def get_calendar_holidays(self, year: int) -> list[tuple[date, str]]:
            return [(day, name) for day, name in HOLIDAYS.items() if day.year == year]

    office = Office()
    return lambda start, days: office.add_working_days(start, days, keep_datetime=True)


def of_timegrid() -> Add:
    from timegrid import TimeGridCalendar, seconds

    calendar = TimeGridCalendar.weekdays(wall(9), wall(18)).break_weekdays(wall(12), wall(13, 30))
    for day in HOLIDAYS:
        calendar = calendar.close(day)
    return lambda start, days: calendar.at(start).trace_work_duration(seconds(days * SHIFT)).result


def instant(found: datetime) -> float:
    return (found if found.tzinfo else found.replace(tzinfo=ZoneInfo(TZ))).timestamp()


def per_second(add: Add, days: int) -> float:
    """Calls a second over all starts again and again for at least half a second, the best of three."""
    best = 0.0
    for _ in range(3):
        calls, began = 0, time.perf_counter()
        while (spent := time.perf_counter() - began) < 0.5:
            for start in STARTS[calls % 200 : calls % 200 + 20]:
                add(start, days)
            calls += 20
        best = max(best, calls / spent)
    return best


def main() -> None:
    makers = {"quanfu": quanfu, "businesstimedelta": of_businesstimedelta, "workalendar": of_workalendar}
    if util.find_spec("timegrid"):
        makers["timegrid"] = of_timegrid
    adds = {name: make() for name, make in makers.items() if util.find_spec(name.split(".")[0])}
    for days in SPANS.values():
        for start in STARTS[:: 1 if days == 1 else 20]:
            answers = {name: instant(add(start, days)) for name, add in adds.items()}
            if len(set(answers.values())) > 1:
                sys.exit(f"not the same result from {start} after {days} working days: {answers}")
    figures = {
        name: {span: per_second(add, days) for span, days in SPANS.items()} for name, add in adds.items()
    }
    others = [name for name in figures if name != "quanfu"]
    ratios = {
        f"times_{name}_{span}": round(figures["quanfu"][span] / figures[name][span], 1)
        for span in SPANS
        for name in others
    }
    cold = time.perf_counter()
    quanfu_cold = Calendar(TZ, {0: [("09:00", "18:00")]}, [date(2026, 3, 2)])
    quanfu_cold.add(STARTS[0], 2 * SHIFT)
    print(
        json.dumps(
            ratios
            | {
                "two_years_to_one_day": round(
                    figures["quanfu"]["one_day"] / figures["quanfu"]["two_years"], 2
                ),
                "adds_per_second": {
                    name: {span: round(value, 1) for span, value in spans.items()}
                    for name, spans in figures.items()
                },
                "first_add_of_a_new_calendar_ms": round((time.perf_counter() - cold) * 1000, 3),
                "versions": {name: metadata.version(name) for name in others},
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
