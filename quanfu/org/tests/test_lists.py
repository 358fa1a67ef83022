"""Lists cost the same number of queries for one row and for thirty."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quanfu.conftest import make_unit
from quanfu.core.clock import now, today
from quanfu.org.enums import UnitKind
from quanfu.org.models import Absence, Duty, Person, PersonSkill, Skill, Tie, Unit

pytestmark = pytest.mark.django_db
LISTS = ["units", "people", "skills", "skill-matrix", "roster", "absences", "ties", "roles"]


@pytest.fixture
def grow(make_person: Callable[..., Person], company: Unit, heating: Skill) -> Callable[[range], None]:
    """grow(range(1, 31)): a team with a person, a skill, a duty, an absence and a tie for each number."""

    def add(numbers: range) -> None:
        for n in numbers:
            team = make_unit(company, f"team-{n}", f"{n} 组", UnitKind.TEAM)
            person = make_person(f"p{n}", f"人 {n}", team, "engineer", team)
            Skill.objects.create(company=company, code=f"s{n}", name=f"技能 {n}")
            PersonSkill.objects.create(person=person, skill=heating, level=2)
            Duty.objects.create(person=person, start=now(), end=now() + timedelta(hours=8))
            Absence.objects.create(
                person=person, start=now(), end=now() + timedelta(days=1), reason="x", substitute=person
            )
            Tie.objects.create(group=team, specialist=person, since=today())

    return add


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_as_much_for_thirty_rows_as_for_one(
    name: str,
    admin: Person,
    company: Unit,
    client_of: Callable[[Person], Client],
    grow: Callable[[range], None],
) -> None:
    client, counts = client_of(admin), []
    for numbers in (range(1), range(1, 30)):
        grow(numbers)
        client.get(f"/org/{name}/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/org/{name}/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
