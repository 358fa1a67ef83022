"""Units: the tree, its companies, opening and closing (ORG-1, ORG-12)."""

from datetime import date, timedelta
from typing import Any

import pytest

from quanfu.core.clock import today
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.models import JournalEntry
from quanfu.org import permissions
from quanfu.org.actions.person import create_person
from quanfu.org.actions.unit import change_unit, close_unit, create_unit, move_unit, reopen_unit
from quanfu.org.enums import UnitKind
from quanfu.org.models import Person, Unit
from quanfu.org.queries.person import head_of
from quanfu.org.queries.unit import units_for

pytestmark = pytest.mark.django_db


def test_a_unit_belongs_to_the_company_above_it(company: Unit, station: Unit, admin: Person) -> None:
    team = create_unit(parent=station, code="t9", name="夜班", kind=UnitKind.TEAM, by=admin)
    assert team.company == company
    assert Unit.objects.get_parent(team) == station


def test_a_company_is_its_own_company(group: Unit, admin: Person) -> None:
    unit = create_unit(parent=group, code="c9", name="新公司", kind=UnitKind.COMPANY, by=admin)
    assert unit.company == unit


def test_children_can_be_added_through_a_stale_parent(station: Unit, admin: Person) -> None:
    names = [
        create_unit(parent=station, code=f"s{n}", name=f"{n} 班", kind=UnitKind.TEAM, by=admin).path
        for n in range(3)
    ]
    assert len(set(names)) == 3
    assert Unit.objects.find_problems() == ([], [], [], [], [])


@pytest.mark.parametrize(
    ("kind", "above"), [("company", "station"), ("group", "company"), ("station", "team")]
)
def test_a_kind_that_does_not_belong_there_is_refused(
    kind: str, above: str, admin: Person, request: Any
) -> None:
    with pytest.raises(Refused) as refusal:
        create_unit(parent=request.getfixturevalue(above), code="x", name="x", kind=kind, by=admin)
    assert refusal.value.field == "kind"


def test_a_code_is_used_once_whatever_its_case(station: Unit, admin: Person) -> None:
    with pytest.raises(Refused) as refusal:
        create_unit(parent=station, code="A-NORTH", name="x", kind=UnitKind.TEAM, by=admin)
    assert refusal.value.field == "code"


def test_moving_takes_everything_below_along(
    station: Unit, second_station: Unit, team: Unit, admin: Person
) -> None:
    move_unit(unit=team, parent=second_station, by=admin)
    team.refresh_from_db()
    assert team.path.startswith(second_station.path)
    assert Unit.objects.find_problems() == ([], [], [], [], [])


def test_a_unit_never_leaves_its_company(team: Unit, other_company: Unit, admin: Person) -> None:
    with pytest.raises(Refused) as refusal:
        move_unit(unit=team, parent=other_company, by=admin)
    assert refusal.value.field == "parent"


def test_a_unit_cannot_stand_below_itself(company: Unit, station: Unit, team: Unit, admin: Person) -> None:
    with pytest.raises(Refused):
        move_unit(unit=station, parent=team, by=admin)


def test_a_change_is_journalled_with_old_and_new(station: Unit, sun: Person, admin: Person) -> None:
    change_unit(
        unit=station,
        by=admin,
        code=station.code,
        name="北站",
        name_en="",
        head=sun,
        calendar=None,
        opened_on=None,
    )
    entry = JournalEntry.objects.get(event="org.unit.changed")
    assert entry.changes["name"] == ["城北供热站", "北站"]
    assert entry.changes["head"] == ["赵强", "孙伟"]


def test_somebody_of_another_company_cannot_be_head(station: Unit, chen: Person, admin: Person) -> None:
    with pytest.raises(Refused) as refusal:
        change_unit(
            unit=station,
            by=admin,
            code="a-north",
            name="x",
            name_en="",
            head=chen,
            calendar=None,
            opened_on=None,
        )
    assert refusal.value.field == "head"


@pytest.mark.req("ORG-12")
def test_a_closed_outlet_takes_no_work_from_that_day_on(company: Unit, admin: Person) -> None:
    outlet = create_unit(
        parent=company,
        code="o1",
        name="和平路网点",
        kind=UnitKind.OUTLET,
        by=admin,
        opened_on=date(2020, 1, 1),
    )
    outlet = close_unit(unit=outlet, on=today() + timedelta(days=3), by=admin)
    assert outlet.is_open(today() + timedelta(days=2))
    assert not outlet.is_open(today() + timedelta(days=3))


@pytest.mark.req("ORG-12")
def test_a_closed_outlet_takes_no_new_people(company: Unit, admin: Person) -> None:
    outlet = create_unit(parent=company, code="o1", name="和平路网点", kind=UnitKind.OUTLET, by=admin)
    close_unit(unit=outlet, on=today(), by=admin)
    with pytest.raises(Refused) as refusal:
        create_person(login="new", name="新人", unit=Unit.objects.get(pk=outlet.pk), by=admin)
    assert refusal.value.field == "unit"


def test_what_stands_below_is_closed_first(station: Unit, team: Unit, admin: Person) -> None:
    with pytest.raises(Refused, match="维修一班"):
        close_unit(unit=station, on=today(), by=admin)
    close_unit(unit=team, on=today(), by=admin)
    close_unit(unit=station, on=today(), by=admin)


def test_closing_twice_for_the_same_day_is_already_done(team: Unit, admin: Person) -> None:
    close_unit(unit=team, on=today(), by=admin)
    with pytest.raises(AlreadyDone):
        close_unit(unit=team, on=today(), by=admin)


def test_a_unit_opens_again_only_below_an_open_one(station: Unit, team: Unit, admin: Person) -> None:
    close_unit(unit=team, on=today(), by=admin)
    close_unit(unit=station, on=today(), by=admin)
    with pytest.raises(Refused):
        reopen_unit(unit=team, by=admin)
    reopen_unit(unit=station, by=admin)
    assert reopen_unit(unit=team, by=admin).is_open(today())


def test_the_head_is_the_nearest_one_above(
    team: Unit, station: Unit, front: Unit, zhao: Person, zheng: Person
) -> None:
    assert head_of(team) == zhao
    assert head_of(station, other_than=zhao) == zheng
    assert head_of(front) == zheng


def test_a_head_who_has_left_is_passed_over(team: Unit, zhao: Person, zheng: Person) -> None:
    Person.objects.filter(pk=zhao.pk).update(is_active=False)
    assert head_of(team) == zheng


@pytest.mark.req("ORG-1")
def test_a_station_leader_sees_the_own_station_only(zhao: Person, station: Unit, team: Unit) -> None:
    assert set(units_for(zhao, permissions.UNIT_INDEX)) == {station, team}


@pytest.mark.req("ORG-1")
def test_one_company_does_not_see_the_other(zheng: Person, other_company: Unit, other_front: Unit) -> None:
    seen = set(units_for(zheng, permissions.UNIT_INDEX))
    assert seen and not seen & {other_company, other_front}


def test_unit_on_the_map_has_both_coordinates(admin: Person, company: Unit) -> None:
    unit = create_unit(
        parent=company, code="map", name="东站", kind=UnitKind.STATION, latitude=45.8, longitude=126.5, by=admin
    )  # fmt: skip
    assert (unit.latitude, unit.longitude) == (45.8, 126.5)
    with pytest.raises(Refused) as refused:
        create_unit(parent=company, code="half", name="西站", kind=UnitKind.STATION, latitude=45.8, by=admin)
    assert refused.value.field == "longitude"


def test_heads_of_many_units_are_found_in_one_question(
    company: Unit, front: Unit, team: Unit, zheng: Person, zhao: Person
) -> None:
    from quanfu.core.testing import counted_queries
    from quanfu.org.queries.person import heads_of

    with counted_queries() as asked:
        heads = heads_of([company, front, team])
    assert heads == {company.pk: zheng, front.pk: zheng, team.pk: zhao}
    assert len(asked) == 1
