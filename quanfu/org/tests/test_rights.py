"""Roles and grants: nobody gives more than they hold, or farther than they reach."""

from collections.abc import Callable

import pytest
from django.test import Client

from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.models import JournalEntry
from quanfu.org.actions.grant import end_grant, grant_role
from quanfu.org.actions.role import delete_role, save_role
from quanfu.org.enums import Reach
from quanfu.org.models import Grant, Person, Role, Unit
from quanfu.org.queries.permission import all_permissions, areas_for
from quanfu.packs.rights import RIGHTS
from quanfu.packs.roles import SPECS, install_roles

pytestmark = pytest.mark.django_db
Roles = dict[str, Role]


@pytest.fixture
def local(make_person: Callable[..., Person], company: Unit) -> Person:
    """An administrator of company A alone."""
    return make_person("local", "本地管理员", company, "administrator", company, Reach.ALL)


def test_a_grant_is_given_and_journalled(local: Person, zhou: Person, roles: Roles, station: Unit) -> None:
    grant_role(person=zhou, role=roles["team_leader"], unit=station, reach=Reach.SUBTREE, by=local)
    assert Person.objects.get(pk=zhou.pk).may("workorders.board.show")
    entry = JournalEntry.objects.get(event="org.grant.created")
    assert entry.changes["grant"][1] == "team_leader @ a-north (subtree)"
    assert entry.subject_id == zhou.pk


def test_one_cannot_give_more_than_one_holds(
    zheng: Person, zhou: Person, roles: Roles, company: Unit
) -> None:
    with pytest.raises(Refused):
        grant_role(person=zhou, role=roles["administrator"], unit=company, reach=Reach.OWN, by=zheng)
    grant_role(person=zhou, role=roles["agent"], unit=company, reach=Reach.ALL, by=zheng)


@pytest.mark.parametrize("reach", list(Reach))
def test_one_cannot_give_farther_than_one_reaches(
    reach: str, local: Person, zhou: Person, roles: Roles, other_company: Unit
) -> None:
    with pytest.raises(Refused):
        grant_role(person=zhou, role=roles["engineer"], unit=other_company, reach=reach, by=local)


def test_a_reach_wider_than_the_own_is_refused_on_the_own_unit(
    zhao: Person, zhou: Person, roles: Roles, station: Unit
) -> None:
    """zhao holds his rights for the station and below, not for the whole company."""
    role = Role.objects.create(
        code="own-x", name="看板", permissions=["workorders.board.show"], start="workorders:board.show"
    )
    grant_role(person=zhou, role=role, unit=station, reach=Reach.SUBTREE, by=zhao)
    Grant.objects.filter(role=role).delete()
    with pytest.raises(Refused):
        grant_role(person=zhou, role=role, unit=station, reach=Reach.ALL, by=zhao)


def test_a_pattern_wider_than_the_own_is_refused(zheng: Person, zhou: Person, company: Unit) -> None:
    """zheng holds desk.* today; 'd*' would also give what a later version calls 'dispatch.…'."""
    role = Role.objects.create(code="own-x", name="x", permissions=["d*"], start="desk:request.index")
    with pytest.raises(Refused):
        grant_role(person=zhou, role=role, unit=company, reach=Reach.OWN, by=zheng)


def test_a_grant_out_of_reach_cannot_be_taken_away(local: Person, chen: Person) -> None:
    with pytest.raises(Refused):
        end_grant(grant=Grant.objects.select_related("role", "unit", "person").get(person=chen), by=local)


def test_a_grant_ends_once(local: Person, sun: Person) -> None:
    grant = Grant.objects.select_related("role", "unit", "person").get(person=sun)
    end_grant(grant=grant, by=local)
    assert not Person.objects.get(pk=sun.pk).may("workorders.day.show")
    with pytest.raises(AlreadyDone):
        end_grant(grant=grant, by=local)


def test_the_last_one_who_can_give_rights_keeps_them(admin: Person) -> None:
    grant = Grant.objects.select_related("role", "unit", "person").get(person=admin)
    with pytest.raises(Refused):
        end_grant(grant=grant, by=admin)


def test_the_same_grant_twice_is_refused(local: Person, sun: Person, roles: Roles, station: Unit) -> None:
    with pytest.raises(Refused) as refusal:
        grant_role(person=sun, role=roles["engineer"], unit=station, reach=Reach.TEAM, by=local)
    assert refusal.value.field == "role"


def test_a_local_administrator_cannot_change_a_role_that_others_hold(
    local: Person, chen: Person, roles: Roles
) -> None:
    agent = roles["agent"]
    with pytest.raises(Refused):
        save_role(
            role=agent, by=local, name="x", permissions=["desk.*"], start=agent.start, rank=5, reach=Reach.ALL
        )


def test_one_cannot_put_into_a_role_what_one_does_not_hold(
    make_person: Callable[..., Person], company: Unit
) -> None:
    keeper = Role.objects.create(
        code="own-keeper", name="角色管理", permissions=["org.role.*"], start="org:role.index"
    )
    person = make_person("keeper", "角色管理员", company)
    Grant.objects.create(person=person, role=keeper, unit=company, reach=Reach.ALL)
    with pytest.raises(Refused):
        save_role(
            role=keeper,
            by=person,
            name="x",
            permissions=["org.role.*", "performance.*"],
            start="x",
            rank=1,
            reach=Reach.ALL,
        )


def test_a_changed_role_is_left_alone_by_new_versions(admin: Person, roles: Roles) -> None:
    agent = roles["agent"]
    save_role(
        role=agent,
        by=admin,
        name="坐席",
        permissions=["desk.*"],
        start=agent.start,
        rank=agent.rank,
        reach=agent.reach,
    )
    install_roles()
    agent.refresh_from_db()
    assert (agent.name, agent.permissions) == ("坐席", ["desk.*"])


def test_an_unchanged_role_follows_new_versions(roles: Roles) -> None:
    Role.objects.filter(code="agent").update(permissions=["desk.request.index"])
    install_roles()
    assert Role.objects.get(code="agent").permissions == list(SPECS["agent"].permissions)


def test_installing_twice_changes_nothing(roles: Roles) -> None:
    before = JournalEntry.objects.count()
    install_roles()
    assert JournalEntry.objects.count() == before


def test_a_role_of_the_product_is_not_deleted(admin: Person, roles: Roles) -> None:
    with pytest.raises(Refused):
        delete_role(role=roles["finance"], by=admin)


def test_a_role_that_somebody_holds_is_not_deleted(admin: Person, sun: Person, station: Unit) -> None:
    role = save_role(
        role=None, code="own-night", by=admin, name="夜班", permissions=["workorders.day.show"], start="workorders:day.show",
        rank=40, reach=Reach.OWN,
    )  # fmt: skip
    grant = grant_role(person=sun, role=role, unit=station, reach=Reach.OWN, by=admin)
    with pytest.raises(Refused):
        delete_role(role=role, by=admin)
    end_grant(grant=grant, by=admin)
    delete_role(role=role, by=admin)
    assert not Role.objects.filter(code="own-night").exists()


@pytest.mark.parametrize("pattern", ["desk.request.show; drop", "Desk.*", "a.b.c.d", "", "..", "[a-z]*"])
def test_what_is_no_pattern_is_refused(pattern: str, admin: Person) -> None:
    with pytest.raises(Refused) as refusal:
        save_role(
            role=None,
            code="own-x",
            by=admin,
            name="x",
            permissions=[pattern],
            start="x",
            rank=1,
            reach=Reach.OWN,
        )
    assert refusal.value.field == "permissions"


def test_a_role_is_made_and_changed_by_its_form(
    admin: Person, client_of: Callable[[Person], Client], roles: Roles
) -> None:
    client = client_of(admin)
    fields = {"name": "夜班", "code": "night", "start": "workorders:day.show", "rank": "40", "reach": "own",
              "ticked": ["org.unit.index", "org.person.*"], "more": "knowledge.*.show"}  # fmt: skip
    assert client.post("/org/roles/new/", fields).status_code == 303
    role = Role.objects.get(code="own-night")
    assert role.permissions == ["knowledge.*.show", "org.person.*", "org.unit.index"]
    assert (
        client.post(
            f"/org/roles/{role.pk}/change/", fields | {"ticked": ["org.unit.*"], "more": ""}
        ).status_code
        == 303
    )
    role.refresh_from_db()
    assert role.permissions == ["org.unit.*"]


def test_a_grant_is_given_by_its_form(
    admin: Person, sun: Person, station: Unit, roles: Roles, client_of: Callable[[Person], Client]
) -> None:
    fields = {"role": roles["outlet"].pk, "unit": station.pk, "reach": "team"}
    assert client_of(admin).post(f"/org/people/{sun.pk}/grants/", fields).status_code == 303
    assert Grant.objects.filter(person=sun, role=roles["outlet"], reach="team").exists()


def test_the_pages_of_a_role_name_every_right_in_words(db: None) -> None:
    nouns = {name.rpartition(".")[0] for name in all_permissions()} | {
        name.partition(".")[0] for name in all_permissions()
    }
    assert nouns - set(RIGHTS) == set()


def test_what_everybody_may_is_no_right_to_give(db: None) -> None:
    assert not {"org.notification.index", "org.login.create", "org.profile.update"} & set(all_permissions())


def test_the_rights_of_a_role_are_marked(db: None) -> None:
    org = next(area for area in areas_for(["org.unit.*", "org.person.index"]) if area.whole == "org.*")
    marked = {right.name for noun in org.nouns for right in noun.rights if right.held}
    assert marked == {n for n in all_permissions() if n.startswith("org.unit.") or n == "org.person.index"}


def test_every_pattern_of_the_product_gives_something_or_waits_for_a_context_to_come(db: None) -> None:
    from django.conf import settings

    from quanfu.core.access import matches

    known = all_permissions()
    idle = [
        (spec.code, pattern)
        for spec in SPECS.values()
        for pattern in spec.permissions
        if pattern.split(".")[0] in settings.CONTEXTS and not any(matches(pattern, name) for name in known)
    ]
    assert idle == []
