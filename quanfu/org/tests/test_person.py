"""People: who they are, and what each reader sees of them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.models import JournalEntry
from quanfu.org import permissions
from quanfu.org.actions.person import (
    activate_person,
    change_person,
    create_person,
    deactivate_person,
    set_appearance,
)
from quanfu.org.enums import Reach
from quanfu.org.models import Grant, Person, Unit
from quanfu.org.queries.person import masked, people_for, people_of_company, people_of_units

pytestmark = pytest.mark.django_db


def test_a_login_is_kept_in_small_letters_and_used_once(station: Unit, admin: Person) -> None:
    assert create_person(login=" Wei.Min ", name="魏敏", unit=station, by=admin).login == "wei.min"
    with pytest.raises(Refused) as refusal:
        create_person(login="WEI.MIN", name="魏民", unit=station, by=admin)
    assert refusal.value.field == "login"


@pytest.mark.parametrize(
    "login", ["li", "13900000001", "li@a.example", "x", "a b", "", "a" * 61, "a/b", "a\nb"]
)
def test_a_login_that_is_taken_or_unfit_is_refused(
    login: str, station: Unit, admin: Person, li: Person
) -> None:
    with pytest.raises(Refused) as refusal:
        create_person(login=login, name="x", unit=station, by=admin)
    assert refusal.value.field == "login"


def test_without_a_password_nobody_can_log_in(station: Unit, admin: Person) -> None:
    assert not create_person(login="neu", name="新", unit=station, by=admin).has_usable_password()


def test_a_phone_is_kept_plain(station: Unit, admin: Person) -> None:
    assert (
        create_person(login="neu", name="新", unit=station, phone="(0451) 8888-6666", by=admin).phone
        == "045188886666"
    )


def test_the_last_day_does_not_lie_before_the_first(sun: Person, admin: Person) -> None:
    with pytest.raises(Refused) as refusal:
        change_person(
            person=sun, by=admin, login="sun", name="孙伟", unit=sun.unit, number="", phone="", email="", post="",
            employed_from=date(2026, 5, 1), employed_to=date(2026, 4, 1),
        )  # fmt: skip
    assert refusal.value.field == "employed_to"


def test_a_transfer_is_journalled_and_keeps_the_roles(
    sun: Person, second_station: Unit, admin: Person
) -> None:
    change_person(
        person=sun, by=admin, login="sun", name="孙伟", unit=second_station, number="", phone=sun.phone, email="", post="",
        employed_from=None, employed_to=None,
    )  # fmt: skip
    entry = JournalEntry.objects.get(event="org.person.changed")
    assert entry.changes == {"unit": ["城北供热站", "城南供热站"]}
    assert sun.grants.count() == 1


def test_who_left_cannot_be_closed_twice(sun: Person, admin: Person) -> None:
    deactivate_person(person=sun, by=admin)
    with pytest.raises(AlreadyDone):
        deactivate_person(person=sun, by=admin)
    activate_person(person=sun, by=admin)
    with pytest.raises(AlreadyDone):
        activate_person(person=sun, by=admin)


def test_nobody_closes_the_own_account(admin: Person) -> None:
    with pytest.raises(Refused):
        deactivate_person(person=admin, by=admin)


def test_the_last_one_who_can_give_rights_stays(admin: Person, zheng: Person) -> None:
    with pytest.raises(Refused):
        deactivate_person(person=admin, by=zheng)


def test_somebody_who_left_may_do_nothing(zhao: Person, admin: Person) -> None:
    deactivate_person(person=zhao, by=admin)
    left = Person.objects.get(pk=zhao.pk)
    assert not left.may(permissions.UNIT_INDEX)
    assert not left.scope(permissions.UNIT_INDEX)


@pytest.mark.req("ORG-1")
def test_a_station_leader_sees_the_people_of_the_own_station_only(
    zhao: Person, sun: Person, zhou: Person
) -> None:
    assert set(people_for(zhao, permissions.PERSON_INDEX)) == {zhao, sun, zhou}


@pytest.mark.req("ORG-1")
def test_the_page_of_somebody_out_of_reach_is_as_absent(
    zhao: Person, sun: Person, tang: Person, chen: Person, client_of: Callable[[Person], Client]
) -> None:
    client = client_of(zhao)
    assert client.get(f"/org/people/{sun.pk}/").status_code == 200
    assert [client.get(f"/org/people/{pk}/").status_code for pk in (tang.pk, chen.pk, 999999)] == [
        404,
        404,
        404,
    ]


@pytest.mark.req("ORG-1")
def test_a_group_administrator_sees_all_companies(admin: Person, li: Person, chen: Person) -> None:
    assert {li, chen} <= set(people_for(admin, permissions.PERSON_INDEX))


def test_people_of_units_and_of_companies(
    station: Unit, team: Unit, sun: Person, zhou: Person, zhao: Person, chen: Person
) -> None:
    Person.objects.filter(pk=zhou.pk).update(unit=team)
    assert set(people_of_units([station.pk])) == {sun, zhao}
    assert set(people_of_units([station.pk], below=True)) == {sun, zhao, zhou}
    assert chen not in people_of_company(station.company_id)


def test_the_list_asks_as_much_for_thirty_people_as_for_one(
    client_of: Callable[[Person], Client], make_person: Callable[..., Person], zhao: Person, station: Unit,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(zhao)
    client.get("/org/people/")
    with CaptureQueriesContext(connection) as few:
        client.get("/org/people/")
    for number in range(30):
        make_person(f"p{number}", f"人 {number}", station, "engineer", station)
    with CaptureQueriesContext(connection) as many:
        client.get("/org/people/")
    assert len(many) == len(few)


def test_rights_cost_two_queries_whatever_is_asked(zhao: Person, django_assert_max_num_queries: Any) -> None:
    person = Person.objects.get(pk=zhao.pk)
    with django_assert_max_num_queries(2):
        for permission in (
            permissions.UNIT_INDEX,
            permissions.PERSON_INDEX,
            permissions.DUTY_CREATE,
            "desk.request.index",
        ):
            person.may(permission)
            person.scope(permission)


def test_appearance_is_kept_with_the_person(li: Person) -> None:
    set_appearance(by=li, locale="en", theme="dark")
    li.refresh_from_db()
    assert (li.locale, li.theme) == ("en", "dark")


def test_density_of_lists_is_kept_with_the_person_and_drawn_by_the_server(
    li: Person, client_of: Callable[[Person], Client]
) -> None:
    client = client_of(li)
    assert 'data-density="comfortable"' in client.get("/desk/requests/").content.decode()
    client.post("/ui/appearance/", {"density": "compact"})
    li.refresh_from_db()
    assert li.density == "compact"
    assert 'data-density="compact"' in client.get("/desk/requests/").content.decode()


def test_the_language_of_the_person_decides_the_page(
    li: Person, client_of: Callable[[Person], Client]
) -> None:
    set_appearance(by=li, locale="en")
    assert (
        "Log out everywhere else"
        in client_of(li).get("/org/profile/", headers={"accept-language": "zh-CN"}).content.decode()
    )


def test_what_one_changes_about_oneself_is_kept(li: Person, client_of: Callable[[Person], Client]) -> None:
    fields = {"phone": "0451 8888 7777", "email": "new@a.example", "locale": "en", "theme": "light"}
    assert client_of(li).post("/org/profile/", fields).status_code == 303
    li.refresh_from_db()
    assert (li.phone, li.email, li.locale, li.theme) == ("045188887777", "new@a.example", "en", "light")


@pytest.mark.parametrize(
    "fields",
    [{"name": "", "login": "", "unit": ""}, {"name": "x" * 61}, {"login": "x" * 61}, {"unit": "abc"}, {"unit": "999999"}, {"email": "no"}, {"phone": "call me"},
     {"employed_from": "yesterday"}, {"password": "short"}, {"name": "\x00"}],
)  # fmt: skip
def test_bad_input_is_told_beside_the_field(
    fields: dict[str, str], admin: Person, station: Unit, client_of: Callable[[Person], Client]
) -> None:
    good = {"name": "新人", "login": "neu", "unit": str(station.pk)}
    response = client_of(admin).post("/org/people/new/", good | fields)
    assert response.status_code == 422
    assert "field-error" in response.content.decode()
    assert not Person.objects.filter(login="neu").exists()


def test_a_unit_out_of_reach_cannot_be_chosen(
    admin: Person,
    make_person: Callable[..., Person],
    company: Unit,
    other_company: Unit,
    client_of: Callable[[Person], Client],
) -> None:
    local = make_person("local", "本地管理员", company, "administrator", company, Reach.ALL)
    form = {"name": "新人", "login": "neu", "unit": str(other_company.pk)}
    assert client_of(local).post("/org/people/new/", form).status_code == 422


@pytest.mark.parametrize(("phone", "shown"), [("13900000001", "139****0001"), ("", ""), ("12345", "*****")])
@pytest.mark.req("TEC-14")
def test_a_phone_is_masked_for_those_who_need_it_not(phone: str, shown: str) -> None:
    assert masked(phone) == shown


def test_grants_of_a_person_are_shown(
    admin: Person, li: Person, client_of: Callable[[Person], Client]
) -> None:
    assert (
        Grant.objects.get(person=li).role.name
        in client_of(admin).get(f"/org/people/{li.pk}/").content.decode()
    )
