"""Specialists tied to marketing groups (ASG-12)."""

from collections.abc import Callable

import pytest
from django.test import Client

from quanfu.core.errors import Refused
from quanfu.org.actions.tie import end_tie, tie_specialist
from quanfu.org.models import Person, Tie, Unit
from quanfu.org.queries.unit import marketing_groups

pytestmark = pytest.mark.django_db


@pytest.mark.req("ASG-12")
def test_a_group_has_one_specialist_and_the_new_one_takes_over(
    team: Unit, li: Person, zhou: Person, zheng: Person
) -> None:
    tie_specialist(group=team, specialist=li, by=zheng)
    tie_specialist(group=team, specialist=zhou, by=zheng)
    assert Tie.objects.get(group=team).specialist == zhou
    assert list(marketing_groups(team.company_id)) == [team]


def test_the_specialist_is_of_the_same_company(team: Unit, chen: Person, zheng: Person) -> None:
    with pytest.raises(Refused) as refusal:
        tie_specialist(group=team, specialist=chen, by=zheng)
    assert refusal.value.field == "specialist"


def test_a_tie_is_made_and_ended_by_its_pages(
    team: Unit, li: Person, zheng: Person, client_of: Callable[[Person], Client]
) -> None:
    client = client_of(zheng)
    assert (
        client.post(
            "/org/ties/new/", {"group": team.pk, "specialist": li.pk, "since": "2026-11-01"}
        ).status_code
        == 303
    )
    tie = Tie.objects.get()
    assert client.post(f"/org/ties/{tie.pk}/end/").status_code == 303
    assert not Tie.objects.exists()


def test_a_tie_of_another_company_is_as_absent(
    team: Unit,
    li: Person,
    zheng: Person,
    make_person: Callable[..., Person],
    other_company: Unit,
    client_of: Callable[[Person], Client],
) -> None:
    tie = tie_specialist(group=team, specialist=li, by=zheng)
    other = make_person("other", "外部负责人", other_company, "head", other_company)
    assert client_of(other).post(f"/org/ties/{tie.pk}/end/").status_code == 404
    end_tie(tie=tie, by=zheng)
