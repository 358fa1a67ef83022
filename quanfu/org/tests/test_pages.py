"""Every page of org opens for the administrator, and its forms do what they say."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from quanfu.org.models import Person, Role, Skill, Unit

pytestmark = pytest.mark.django_db

PLAIN = [
    "unit.index", "unit.create", "person.index", "person.create", "role.index", "role.create", "skill.index", "skill.create",
    "skill_matrix.show", "duty.index", "duty.create", "absence.index", "absence.create", "tie.index", "tie.create",
    "notification.index", "profile.update",
]  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
def test_the_page_opens(
    name: str, client_of: Callable[[Person], Client], admin: Person, heating: Skill
) -> None:
    assert client_of(admin).get(reverse(f"org:{name}")).status_code == 200


@pytest.mark.parametrize("name", ["unit.show", "unit.update", "unit_move.create", "unit_closing.create"])
def test_the_page_of_a_unit_opens(
    name: str, client_of: Callable[[Person], Client], admin: Person, station: Unit
) -> None:
    assert client_of(admin).get(reverse(f"org:{name}", args=[station.pk])).status_code == 200


@pytest.mark.parametrize(
    "name", ["person.show", "person.update", "leaving.create", "password.create", "grant.create"]
)
def test_the_page_of_a_person_opens(
    name: str, client_of: Callable[[Person], Client], admin: Person, sun: Person, heating: Skill
) -> None:
    assert client_of(admin).get(reverse(f"org:{name}", args=[sun.pk])).status_code == 200


@pytest.mark.parametrize("name", ["role.show", "role.update"])
def test_the_page_of_a_role_opens(
    name: str, client_of: Callable[[Person], Client], admin: Person, roles: dict[str, Role]
) -> None:
    assert client_of(admin).get(reverse(f"org:{name}", args=[roles["agent"].pk])).status_code == 200
