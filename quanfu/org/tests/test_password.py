"""Passwords: good enough, known to one person, and the end of all sessions when they change."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from quanfu.conftest import PASSWORD
from quanfu.core.errors import Refused
from quanfu.core.models import JournalEntry
from quanfu.org.actions.person import set_password
from quanfu.org.enums import Reach
from quanfu.org.models import Person, Unit

pytestmark = pytest.mark.django_db

NEW = "winter boiler 7"


def change(client: Client, old: str = PASSWORD, new: str = NEW, again: str | None = None) -> int:
    return client.post(
        "/password/", {"old": old, "password": new, "again": new if again is None else again}
    ).status_code


def test_a_changed_password_ends_all_sessions(li: Person, client_of: Callable[[Person], Client]) -> None:
    here, there = client_of(li), client_of(li)
    assert change(here) == 303
    assert [c.get("/org/profile/").status_code for c in (here, there)] == [303, 303]
    assert Client().post("/login/", {"login": "li", "password": NEW}).status_code == 302
    assert JournalEntry.objects.filter(event="org.person.password_changed", subject_id=li.pk).count() == 1


def test_nothing_of_a_password_is_in_the_journal(li: Person, client_of: Callable[[Person], Client]) -> None:
    change(client_of(li))
    assert not any(NEW in str([e.data, e.changes]) for e in JournalEntry.objects.all())


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("wrong", NEW, NEW),
        (PASSWORD, NEW, "other boiler 7"),
        (PASSWORD, "", ""),
        (PASSWORD, "short", "short"),
    ],
)
def test_a_change_that_is_not_right_changes_nothing(
    old: str, new: str, again: str, li: Person, client_of: Callable[[Person], Client]
) -> None:
    assert change(client_of(li), old, new, again) == 422
    li.refresh_from_db()
    assert li.check_password(PASSWORD)


@pytest.mark.parametrize(
    "weak", ["short", "1234567890123", "password123", "lijing-li@a.example", "13900000001"]
)
def test_a_weak_password_is_refused_beside_the_field(weak: str, li: Person) -> None:
    with translation.override("en"), pytest.raises(Refused) as refusal:
        set_password(person=li, password=weak, by=li)
    assert refusal.value.field == "password"
    assert str(refusal.value)


def test_guessing_the_present_password_is_limited(li: Person, client_of: Callable[[Person], Client]) -> None:
    client = client_of(li)
    for _attempt in range(5):
        assert change(client, "wrong") == 422
    assert change(client) == 422
    li.refresh_from_db()
    assert li.check_password(PASSWORD)


def test_a_local_administrator_does_not_set_the_password_of_one_who_may_more(
    make_person: Callable[..., Person], company: Unit, admin: Person, sun: Person
) -> None:
    """It would be a way to the group's rights."""
    local = make_person("local", "本地管理员", company, "administrator", company, Reach.ALL)
    Person.objects.filter(pk=admin.pk).update(unit=company)
    with pytest.raises(Refused):
        set_password(person=Person.objects.get(pk=admin.pk), password=NEW, by=local)
    set_password(person=sun, password=NEW, by=local)


def test_the_administrator_gives_a_new_one(
    sun: Person, admin: Person, client_of: Callable[[Person], Client]
) -> None:
    theirs = client_of(sun)
    response = client_of(admin).post(f"/org/people/{sun.pk}/password/", {"password": NEW, "again": NEW})
    assert response.status_code == 303
    sun.refresh_from_db()
    assert sun.check_password(NEW)
    assert theirs.get("/org/profile/").status_code == 303
