"""Skills: what is mastered, by whom, and who may say so (ASG-3)."""

from collections.abc import Callable

import pytest
from django.test import Client

from quanfu.core.errors import Refused
from quanfu.core.models import JournalEntry
from quanfu.org.actions.skill import delete_skill, save_skill, set_mastery
from quanfu.org.models import Person, PersonSkill, Skill, Unit
from quanfu.org.queries.skill import level_of, mastery_for

pytestmark = pytest.mark.django_db


@pytest.mark.req("ASG-3")
def test_a_removed_skill_no_longer_matches(heating: Skill, sun: Person, zhou: Person, zhao: Person) -> None:
    assert mastery_for([heating.pk]) == {heating.pk: {sun.pk: 3, zhou.pk: 2}}
    set_mastery(person=sun, skill=heating, level=0, by=zhao)
    assert mastery_for([heating.pk]) == {heating.pk: {zhou.pk: 2}}


def test_who_has_left_masters_nothing(heating: Skill, sun: Person, zhou: Person) -> None:
    Person.objects.filter(pk=sun.pk).update(is_active=False)
    assert mastery_for([heating.pk]) == {heating.pk: {zhou.pk: 2}}


def test_a_level_is_journalled_with_old_and_new(heating: Skill, sun: Person, zhao: Person) -> None:
    set_mastery(person=sun, skill=heating, level=1, by=zhao)
    set_mastery(person=sun, skill=heating, level=1, by=zhao)
    entry = JournalEntry.objects.get(event="org.mastery.changed")
    assert entry.changes == {"level": [3, 1]}


@pytest.mark.parametrize("level", [-1, 4])
def test_a_level_is_one_of_four(level: int, heating: Skill, sun: Person, zhao: Person) -> None:
    with pytest.raises(Refused):
        set_mastery(person=sun, skill=heating, level=level, by=zhao)


def test_a_skill_of_another_company_cannot_be_given(heating: Skill, chen: Person, admin: Person) -> None:
    with pytest.raises(Refused):
        set_mastery(person=chen, skill=heating, level=2, by=admin)


def test_level_of_reads_the_own_company(heating: Skill, sun: Person, li: Person) -> None:
    assert level_of(sun, skill_code="heating") == 3
    assert level_of(li, skill_code="heating") == 0


def test_a_code_is_used_once_in_a_company(
    heating: Skill, company: Unit, other_company: Unit, admin: Person
) -> None:
    with pytest.raises(Refused) as refusal:
        save_skill(skill=None, company=company, code="heating", name="x", by=admin)
    assert refusal.value.field == "code"
    save_skill(skill=None, company=other_company, code="heating", name="x", by=admin)


def test_a_skill_that_service_types_demand_stays(heating: Skill, repair_type: object, admin: Person) -> None:
    with pytest.raises(Refused):
        delete_skill(skill=heating, by=admin)
    assert Skill.objects.filter(pk=heating.pk).exists()


def test_a_click_in_the_matrix_sets_the_level(
    heating: Skill, sun: Person, zhao: Person, client_of: Callable[[Person], Client]
) -> None:
    cell = {"cell": f"{sun.pk}:{heating.pk}:1"}
    answer = client_of(zhao).post("/org/skill-matrix/level/", cell, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert PersonSkill.objects.get(person=sun, skill=heating).level == 1
    assert client_of(zhao).post("/org/skill-matrix/level/", cell).status_code == 303


def test_a_leader_sets_no_level_of_another_station(
    heating: Skill, tang: Person, chen: Person, zhao: Person, client_of: Callable[[Person], Client]
) -> None:
    client = client_of(zhao)
    for person in (tang, chen):
        assert (
            client.post("/org/skill-matrix/level/", {"cell": f"{person.pk}:{heating.pk}:3"}).status_code
            == 404
        )
    assert not PersonSkill.objects.filter(person__in=[tang, chen]).exists()


@pytest.mark.parametrize("cell", ["", "x", "1:2", "1:2:9", "-1:2:3", "9" * 30 + ":1:1"])
def test_a_cell_that_is_none_is_refused(
    cell: str, zhao: Person, client_of: Callable[[Person], Client]
) -> None:
    assert client_of(zhao).post("/org/skill-matrix/level/", {"cell": cell}).status_code == 422


def test_the_settings_table_of_skills(
    company: Unit, make_person: Callable[..., Person], client_of: Callable[[Person], Client]
) -> None:
    client = client_of(make_person("yu", "于老师", company, "trainer", company))
    assert client.post("/org/skills/new/", {"code": "meter", "name": "热计量表"}).status_code == 303
    skill = Skill.objects.get(code="meter")
    assert skill.company == company
    assert client.post(f"/org/skills/{skill.pk}/", {"code": "meter", "name": "热量表"}).status_code == 303
    assert client.post(f"/org/skills/{skill.pk}/deletion/").status_code == 303
    assert not Skill.objects.exists()
