"""Who works when: duties by pattern, absences with substitutes."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client

from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.org.actions.roster import create_absence, delete_duty, plan_duties
from quanfu.org.models import Absence, Duty, Person
from quanfu.org.queries.roster import absent, on_duty, span, week_of

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
WEEK = [MONDAY + timedelta(days=n) for n in range(5)]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return span(day, time(hour, minute), time(23, 59))[0]


def plan(
    people: list[Person],
    by: Person,
    days: list[date] = WEEK,
    starts: time = time(8),
    ends: time = time(17, 30),
) -> list[Duty]:
    return plan_duties(people=people, days=days, starts=starts, ends=ends, by=by)


def test_a_pattern_makes_one_duty_a_day_for_each(sun: Person, zhou: Person, zhao: Person) -> None:
    assert len(plan([sun, zhou], zhao)) == 10
    first = Duty.objects.filter(person=sun).earliest("start")
    assert (first.start, first.end) == (
        datetime(2026, 11, 23, 0, tzinfo=UTC),
        datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
    )


def test_planning_twice_adds_nothing(sun: Person, zhao: Person) -> None:
    plan([sun], zhao)
    assert plan([sun], zhao) == []
    assert Duty.objects.count() == 5


def test_an_overlapping_duty_is_left_out(sun: Person, zhao: Person) -> None:
    plan([sun], zhao, days=[MONDAY])
    assert plan([sun], zhao, days=[MONDAY], starts=time(17), ends=time(22)) == []
    assert len(plan([sun], zhao, days=[MONDAY], starts=time(17, 30), ends=time(22))) == 1


def test_a_night_duty_ends_the_next_morning(sun: Person, zhao: Person) -> None:
    duty = plan([sun], zhao, days=[MONDAY], starts=time(20), ends=time(8))[0]
    assert duty.end - duty.start == timedelta(hours=12)


def test_a_period_without_a_chosen_day_is_refused(sun: Person, zhao: Person) -> None:
    with pytest.raises(Refused) as refusal:
        plan([sun], zhao, days=[])
    assert refusal.value.field == "days"


def test_a_period_beyond_the_limit_is_refused(sun: Person, zhao: Person) -> None:
    with pytest.raises(Refused):
        plan([sun], zhao, days=[MONDAY, MONDAY + timedelta(days=400)])


def test_how_many_days_are_planned_at_once_is_set(sun: Person, zhao: Person) -> None:
    set_rule(code="org.roster_most_days", value=4, by=SYSTEM)
    with pytest.raises(Refused, match="4"):
        plan([sun], zhao, days=WEEK)
    assert len(plan([sun], zhao, days=WEEK[:4])) == 4


def test_on_duty_at_the_beginning_and_no_longer_at_the_end(sun: Person, zhou: Person, zhao: Person) -> None:
    plan([sun], zhao, days=[MONDAY])
    ids = [sun.pk, zhou.pk]
    assert on_duty(ids, at(MONDAY, 8)) == {sun.pk}
    assert on_duty(ids, at(MONDAY, 17, 30)) == frozenset()


def test_a_unit_that_keeps_no_roster_is_not_off_duty(sun: Person) -> None:
    assert on_duty([sun.pk], at(MONDAY, 8)) is None


def test_absent_names_the_substitute(sun: Person, zhou: Person, zhao: Person) -> None:
    create_absence(
        person=sun, start=at(MONDAY, 0), end=at(MONDAY, 12), reason="培训", substitute=zhou, by=zhao
    )
    assert absent([sun.pk, zhou.pk], at(MONDAY, 11)) == {sun.pk: zhou.pk}
    assert absent([sun.pk], at(MONDAY, 12)) == {}


def test_absences_of_one_person_do_not_overlap(sun: Person, zhao: Person) -> None:
    create_absence(person=sun, start=at(MONDAY, 0), end=at(MONDAY, 12), reason="培训", by=zhao)
    with pytest.raises(Refused) as refusal:
        create_absence(person=sun, start=at(MONDAY, 11), end=at(MONDAY, 20), reason="病假", by=zhao)
    assert refusal.value.field == "start"


def test_a_substitute_is_there_and_is_somebody_else(
    sun: Person, zhou: Person, chen: Person, zhao: Person
) -> None:
    create_absence(person=zhou, start=at(MONDAY, 0), end=at(MONDAY, 12), reason="病假", by=zhao)
    for substitute in (sun, zhou, chen):
        with pytest.raises(Refused) as refusal:
            create_absence(
                person=sun,
                start=at(MONDAY, 8),
                end=at(MONDAY, 9),
                reason="培训",
                substitute=substitute,
                by=zhao,
            )
        assert refusal.value.field == "substitute"


def test_the_week_shows_duties_and_absences_in_three_queries(
    sun: Person, zhou: Person, zhao: Person, django_assert_num_queries: object
) -> None:
    plan([sun, zhou], zhao)
    create_absence(
        person=sun, start=at(MONDAY, 0), end=at(MONDAY + timedelta(days=1), 12), reason="培训", by=zhao
    )
    with django_assert_num_queries(2):  # type: ignore[operator]
        rows = week_of([sun, zhou], MONDAY)
    days = rows[0][1]
    assert [bool(day.absence) for day in days] == [True, True, False, False, False, False, False]
    assert [len(day.duties) for day in days] == [1, 1, 1, 1, 1, 0, 0]


def test_a_duty_is_taken_off_once(sun: Person, zhao: Person) -> None:
    duty = plan([sun], zhao, days=[MONDAY])[0]
    delete_duty(duty=duty, by=zhao)
    with pytest.raises(AlreadyDone):
        delete_duty(duty=duty, by=zhao)


def test_a_leader_plans_by_the_form_for_the_own_people_only(
    zhao: Person, sun: Person, tang: Person, client_of: Callable[[Person], Client]
) -> None:
    form = {
        "first": "2026-11-23",
        "last": "2026-11-27",
        "weekdays": ["0", "2"],
        "starts": "08:00",
        "ends": "17:30",
    }
    assert client_of(zhao).post("/org/roster/new/", form | {"people": [tang.pk]}).status_code == 422
    assert client_of(zhao).post("/org/roster/new/", form | {"people": [sun.pk]}).status_code == 303
    assert Duty.objects.filter(person=sun).count() == 2


def test_whole_days_of_absence_end_at_midnight_after_the_last(
    zhao: Person, sun: Person, client_of: Callable[[Person], Client]
) -> None:
    form = {"person": sun.pk, "first": "2026-11-23", "last": "2026-11-24", "reason": "年假"}
    assert client_of(zhao).post("/org/absences/new/", form).status_code == 303
    absence = Absence.objects.get()
    assert absence.end - absence.start == timedelta(days=2)


@pytest.mark.parametrize("query", ["?week=2026-13-99", "?unit=x", "?unit=99999999999999999999", "?week="])
def test_a_crooked_address_shows_this_week(
    query: str, zhao: Person, client_of: Callable[[Person], Client]
) -> None:
    assert client_of(zhao).get(f"/org/roster/{query}").status_code == 200
