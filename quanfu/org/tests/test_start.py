"""Each role begins at its own page (ORG-11)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from quanfu.org.models import Person, Unit
from quanfu.packs.roles import ROLES, RoleSpec

pytestmark = pytest.mark.django_db


@pytest.mark.req("ORG-11")
@pytest.mark.parametrize("spec", ROLES, ids=lambda spec: spec.code)
def test_the_role_begins_at_its_own_page(
    spec: RoleSpec,
    make_person: Callable[..., Person],
    station: Unit,
    company: Unit,
    group: Unit,
    client_of: Callable[[Person], Client],
) -> None:
    unit = {"engineer": station, "team_leader": station, "outlet": station, "administrator": group}.get(
        spec.code, company
    )
    client = client_of(make_person("somebody", "某人", unit, spec.code, unit))
    led = client.get("/start/")
    assert led["Location"] == reverse(spec.start)
    assert client.get(led["Location"]).status_code == 200


def test_the_lowest_rank_of_several_roles_decides(
    make_person: Callable[..., Person], company: Unit, roles: dict, client_of: Callable[[Person], Client]
) -> None:  # type: ignore[type-arg]
    from quanfu.org.models import Grant

    person = make_person("both", "两个角色", company, "agent", company)
    Grant.objects.create(person=person, role=roles["head"], unit=company, reach="all")
    assert client_of(person).get("/start/")["Location"] == reverse("performance:sheet.index")


def test_somebody_without_a_role_begins_at_the_own_details(
    make_person: Callable[..., Person], company: Unit, client_of: Callable[[Person], Client]
) -> None:
    assert client_of(make_person("none", "没有角色", company)).get("/start/")["Location"] == "/org/profile/"
