"""Work calendars in the tables: which one counts for whom, how days come in, and that changes are seen at once."""

from datetime import UTC, date, datetime

import chinese_calendar
import pytest
import time_machine

from quanfu.core.actions.calendar import (
    delete_calendar,
    delete_day,
    import_days,
    import_public_holidays,
    install_default_calendar,
    save_calendar,
    set_day,
)
from quanfu.core.actor import SYSTEM
from quanfu.core.errors import AlreadyDone, Http404, Refused
from quanfu.core.models.calendar import CalendarDay, WorkCalendar
from quanfu.core.models.journal import JournalEntry
from quanfu.core.queries.calendar import (
    DEFAULT_WEEK,
    DayRow,
    Sheet,
    access_calendar,
    calendar_for,
    days_of,
    places_changed,
)
from quanfu.core.queries.public_holiday import countries, public_days
from quanfu.core.testing import counted_queries
from quanfu.org.actions.unit import change_unit, move_unit
from quanfu.org.models import Unit

pytestmark = pytest.mark.django_db
WEDNESDAY = datetime(2026, 11, 18, 9, 30)


def make(code: str = "night", **columns: object) -> WorkCalendar:
    wishes = {
        "name": "夜班",
        "tz": "Asia/Shanghai",
        "week": {"mon": [["22:00", "06:00"]]},
        "by": SYSTEM,
    } | columns
    return save_calendar(calendar=None, code=code, **wishes)  # type: ignore[arg-type]


def hang(unit: Unit, calendar: WorkCalendar) -> Unit:
    Unit.objects.filter(pk=unit.pk).update(calendar=calendar)
    places_changed(Unit)
    return Unit.objects.get(pk=unit.pk)


# Which calendar counts


def test_without_any_calendar_the_usual_office_hours_count() -> None:
    assert calendar_for(None).is_open(WEDNESDAY)
    assert not calendar_for(None).is_open(datetime(2026, 11, 18, 12, 30))


def test_a_units_own_calendar_counts_first(station: Unit) -> None:
    station = hang(station, make(around_the_clock=True, week={}))
    assert calendar_for(station).is_open(datetime(2026, 11, 22, 3))


def test_a_unit_without_one_takes_the_nearest_above(station: Unit, team: Unit, company: Unit) -> None:
    hang(company, make("company"))
    hang(station, make("station", around_the_clock=True, week={}))
    assert calendar_for(Unit.objects.get(pk=team.pk)).is_open(datetime(2026, 11, 22, 3))


def test_the_company_counts_for_units_without_one_in_between(
    team: Unit, company: Unit, other_front: Unit
) -> None:
    hang(company, make(around_the_clock=True, week={}))
    assert calendar_for(Unit.objects.get(pk=team.pk)).is_open(datetime(2026, 11, 22, 3))
    assert not calendar_for(other_front).is_open(datetime(2026, 11, 22, 3))


def test_a_warm_look_takes_no_query(station: Unit, team: Unit) -> None:
    station = hang(station, make())
    team = Unit.objects.get(pk=team.pk)
    calendar_for(team)
    with counted_queries() as seen:
        assert calendar_for(team) == calendar_for(station)
    assert not seen


def test_a_unit_goes_by_the_calendar_of_its_new_place(
    station: Unit, second_station: Unit, team: Unit
) -> None:
    hang(second_station, make(around_the_clock=True, week={}))
    assert not calendar_for(Unit.objects.get(pk=team.pk)).is_open(datetime(2026, 11, 22, 3))
    moved = move_unit(unit=team, parent=second_station, by=SYSTEM)
    assert calendar_for(moved).is_open(datetime(2026, 11, 22, 3))
    change_unit(unit=second_station, calendar=None, by=SYSTEM, code=second_station.code, name=second_station.name,
                name_en="", head=None, opened_on=None)  # fmt: skip
    assert not calendar_for(moved).is_open(datetime(2026, 11, 22, 3))


def test_a_change_is_seen_by_the_next_look(station: Unit) -> None:
    row = make()
    station = hang(station, row)
    assert not calendar_for(station).is_open(WEDNESDAY)
    save_calendar(calendar=row, code="night", name="夜班", tz="Asia/Shanghai", week=DEFAULT_WEEK, by=SYSTEM)
    assert calendar_for(station).is_open(WEDNESDAY)
    set_day(calendar=row, on=WEDNESDAY.date(), kind="holiday", by=SYSTEM)
    assert not calendar_for(station).is_open(WEDNESDAY)
    delete_day(day=CalendarDay.objects.get(), by=SYSTEM)
    assert calendar_for(station).is_open(WEDNESDAY)


# Changing a calendar


def test_every_change_moves_the_version_and_stands_in_the_journal() -> None:
    row = make()
    set_day(calendar=row, on=date(2026, 10, 1), kind="holiday", name="国庆节", by=SYSTEM)
    assert WorkCalendar.objects.get().version == 2
    entry = JournalEntry.objects.get(event="core.calendar_day.set")
    assert entry.changes == {"2026-10-01": [None, {"kind": "holiday", "name": "国庆节", "intervals": None}]}


def test_the_same_day_again_changes_nothing() -> None:
    row = make()
    for _ in range(2):
        set_day(calendar=row, on=date(2026, 10, 1), kind="holiday", by=SYSTEM)
    assert WorkCalendar.objects.get().version == 2
    assert JournalEntry.objects.filter(event="core.calendar_day.set").count() == 1


def test_a_change_on_top_of_somebody_elses_is_not_saved() -> None:
    row = make()
    set_day(calendar=row, on=date(2026, 10, 1), kind="holiday", by=SYSTEM)
    with pytest.raises(AlreadyDone):
        save_calendar(calendar=row, code="night", name="x", tz="UTC", week=DEFAULT_WEEK, version=1, by=SYSTEM)
    assert WorkCalendar.objects.get().name == "夜班"


def test_a_taken_code_is_refused() -> None:
    make()
    with pytest.raises(Refused) as refused:
        make()
    assert refused.value.field == "code"


@pytest.mark.parametrize(
    "columns",
    [{"week": {}}, {"week": {"mon": []}}, {"week": {"mon": [["09:00", "25:00"]]}}, {"week": {"funday": [["9:00", "10:00"]]}},
     {"tz": "Mars/Base"}],
)  # fmt: skip
def test_hours_that_cannot_be_are_refused_and_nothing_is_kept(columns: dict[str, object]) -> None:
    with pytest.raises(Refused):
        make(**columns)
    assert not WorkCalendar.objects.exists()


@pytest.mark.parametrize("day", [("party", None), ("workday", [["18:00", "18:00"]]), ("workday", "all day")])
def test_a_day_that_cannot_be_is_refused(day: tuple[str, object]) -> None:
    row = make()
    with pytest.raises(Refused):
        set_day(calendar=row, on=date(2026, 10, 1), kind=day[0], intervals=day[1], by=SYSTEM)  # type: ignore[arg-type]


def test_a_calendar_in_use_and_the_default_one_are_not_deleted(station: Unit) -> None:
    hang(station, row := make())
    for kept in (row, make("default")):
        with pytest.raises(Refused):
            delete_calendar(calendar=kept, by=SYSTEM)
    assert WorkCalendar.objects.count() == 2


def test_a_calendar_nobody_uses_is_deleted_with_its_days() -> None:
    row = make()
    set_day(calendar=row, on=date(2026, 10, 1), kind="holiday", by=SYSTEM)
    delete_calendar(calendar=row, by=SYSTEM)
    assert not CalendarDay.objects.exists()
    with pytest.raises(Http404):
        access_calendar("night")


def test_the_default_calendar_keeps_its_code() -> None:
    row = make("default")
    with pytest.raises(Refused):
        save_calendar(calendar=row, code="other", name="x", tz="UTC", week=DEFAULT_WEEK, by=SYSTEM)


def test_deleting_a_day_twice_is_told() -> None:
    day = set_day(calendar=make(), on=date(2026, 10, 1), kind="holiday", by=SYSTEM)
    delete_day(day=day, by=SYSTEM)
    day.pk = 1
    with pytest.raises(AlreadyDone):
        delete_day(day=day, by=SYSTEM)


# Bringing days in


def test_brought_in_days_are_added_changed_or_kept() -> None:
    row = make()
    set_day(calendar=row, on=date(2026, 10, 1), kind="holiday", name="ours", by=SYSTEM)
    days = [
        DayRow(date(2026, 10, 1), "holiday", "theirs"),
        DayRow(date(2026, 10, 10), "workday", "", [["09:00", "18:00"]]),
    ]
    kept = import_days(calendar=row, days=days, keep=True, by=SYSTEM)
    assert (kept.added, kept.changed, days_of(row).get(date=date(2026, 10, 1)).name) == (1, 0, "ours")
    changed = import_days(calendar=row, days=days, by=SYSTEM)
    assert (changed.added, changed.changed, days_of(row).get(date=date(2026, 10, 1)).name) == (0, 1, "theirs")


def test_replaced_years_lose_the_days_that_are_not_brought_in() -> None:
    row = make()
    for year in (2025, 2026):
        set_day(calendar=row, on=date(year, 3, 3), kind="holiday", by=SYSTEM)
    found = import_public_holidays(calendar=row, country="CN", first=2026, last=2026, keep=False, by=SYSTEM)
    assert found.removed == 1
    assert days_of(row).filter(date=date(2025, 3, 3)).exists()


def test_one_wrong_day_keeps_all_out() -> None:
    row = make()
    with pytest.raises(Refused):
        import_days(
            calendar=row, days=[DayRow(date(2026, 1, 1), "holiday"), DayRow(date(2026, 1, 2), "?")], by=SYSTEM
        )
    assert not CalendarDay.objects.exists()


def test_bringing_in_nothing_new_changes_nothing() -> None:
    row = make()
    days = [DayRow(date(2026, 1, 1), "holiday")]
    import_days(calendar=row, days=days, by=SYSTEM)
    import_days(calendar=row, days=days, by=SYSTEM)
    assert WorkCalendar.objects.get().version == 2


@pytest.mark.req("SLA-8")
@pytest.mark.parametrize("year", [2025, 2026])
def test_the_filled_calendar_agrees_with_the_official_notice_on_every_day(year: int) -> None:
    row = make("default", week={day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri")})
    import_public_holidays(calendar=row, country="CN", first=year, last=year, by=SYSTEM)
    calendar = calendar_for(None)
    days = [
        date.fromordinal(n) for n in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
    ]
    worked = [day for day in days if calendar.intervals(day)]
    assert worked == [day for day in days if chinese_calendar.is_workday(day)]


@pytest.mark.req("SLA-8")
def test_one_working_day_over_a_holiday_with_a_make_up_day_respects_both() -> None:
    row = install_default_calendar(by=SYSTEM)
    start = datetime(2026, 9, 30, 17, tzinfo=calendar_for(None).zone)
    due = calendar_for(None).add(start, 27_000)  # a working day: 7.5 hours
    assert due == datetime(2026, 10, 8, 17, tzinfo=calendar_for(None).zone)
    assert days_of(row).get(date=date(2026, 10, 10)).kind == "workday"


def test_the_default_calendar_is_installed_once_and_filled_to_next_year() -> None:
    with time_machine.travel(datetime(2026, 11, 21, tzinfo=UTC)):
        row = install_default_calendar(by=SYSTEM)
        days_of(row).filter(date=date(2025, 10, 1)).delete()
        version = WorkCalendar.objects.get().version
        install_default_calendar(by=SYSTEM)
    assert {year for (year,) in days_of(row).values_list("date__year")} == {2025, 2026, 2027}
    assert WorkCalendar.objects.get().version == version
    assert not days_of(row).filter(date=date(2025, 10, 1)).exists(), "what people took out stays out"


def test_a_year_announced_since_is_filled_in_by_the_next_start() -> None:
    with time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC)):
        row = install_default_calendar(by=SYSTEM)
        days_of(row).filter(kind="workday", date__year=2026).delete()
        install_default_calendar(by=SYSTEM)
    assert days_of(row).filter(kind="workday", date__year=2026).count() == 6


def test_every_country_can_be_filled_in() -> None:
    codes = [code for code, _ in countries()]
    assert codes[0] == "CN" and len(codes) > 150
    assert {day.kind for day in public_days("DE", [2026])} == {"holiday"}


# The sheet of a year


def test_the_sheet_shows_each_day_as_it_works() -> None:
    row = install_default_calendar(by=SYSTEM)
    sheet = Sheet(row, 2026, list(days_of(row).filter(date__year=2026)))
    cells = {cell.date: cell for _, weeks in sheet.months for week in weeks for cell in week if cell}
    assert len(cells) == 365
    states = [cells[date(2026, 10, day)].state for day in (1, 9, 10, 11)]
    assert states == ["holiday", "open", "workday", "closed"]
    assert sheet.working_days == sum(bool(calendar_for(None).intervals(day)) for day in cells)
