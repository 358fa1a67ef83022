"""Messages to colleagues (ASG-6): told once, counted, read."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from quanfu.core.actor import SYSTEM
from quanfu.core.models import JournalEntry
from quanfu.org.actions.notification import notify
from quanfu.org.models import Notification, Person
from quanfu.org.queries.notification import unread_count

pytestmark = pytest.mark.django_db


@pytest.mark.req("ASG-6")
def test_each_is_told_once_and_the_journal_keeps_it(sun: Person, zhou: Person) -> None:
    sent = notify(people=[sun, zhou, sun, None], text="新工单", url="/workorders/orders/1/", by=SYSTEM)
    assert {message.person_id for message in sent} == {sun.pk, zhou.pk}
    assert JournalEntry.objects.filter(event="org.notification.sent").count() == 2


def test_nobody_is_told_of_the_own_act_and_nobody_who_left(sun: Person, zhou: Person) -> None:
    Person.objects.filter(pk=zhou.pk).update(is_active=False)
    assert notify(people=[sun, Person.objects.get(pk=zhou.pk)], text="x", by=sun) == []


def test_a_long_text_is_cut(sun: Person) -> None:
    assert len(notify(people=[sun], text="长" * 900, by=SYSTEM)[0].text) == 300


def test_unread_costs_one_query(sun: Person, django_assert_num_queries: Any) -> None:
    notify(people=[sun], text="x", by=SYSTEM)
    with django_assert_num_queries(1):
        assert unread_count(sun) == 1


def test_opening_a_message_leads_on_and_reads_it(sun: Person, client_of: Callable[[Person], Client]) -> None:
    message = notify(people=[sun], text="x", url="/org/profile/", by=SYSTEM)[0]
    assert client_of(sun).get(f"/org/notifications/{message.pk}/")["Location"] == "/org/profile/"
    assert unread_count(sun) == 0


@pytest.mark.parametrize("url", ["//evil.example", "https://evil.example/", "javascript:alert(1)", ""])
def test_a_message_leads_to_no_other_site(
    url: str, sun: Person, client_of: Callable[[Person], Client]
) -> None:
    message = Notification.objects.create(person=sun, text="x", url=url, at="2026-11-21T00:00:00Z")
    assert client_of(sun).get(f"/org/notifications/{message.pk}/")["Location"] == "/org/notifications/"


def test_the_message_of_somebody_else_is_as_absent(
    sun: Person, li: Person, client_of: Callable[[Person], Client]
) -> None:
    message = notify(people=[sun], text="x", by=SYSTEM)[0]
    assert client_of(li).get(f"/org/notifications/{message.pk}/").status_code == 404
    assert unread_count(sun) == 1


def test_all_are_read_at_once(sun: Person, li: Person, client_of: Callable[[Person], Client]) -> None:
    notify(people=[sun, li], text="x", by=SYSTEM)
    client_of(sun).post("/org/notifications/reading/")
    assert (unread_count(sun), unread_count(li)) == (0, 1)


def test_the_list_asks_as_much_for_thirty_as_for_one(
    sun: Person, client_of: Callable[[Person], Client]
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = client_of(sun), []
    client.get("/org/notifications/")
    for number in (1, 29):
        for _each in range(number):
            notify(people=[sun], text="x", by=SYSTEM)
        with CaptureQueriesContext(connection) as queries:
            client.get("/org/notifications/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
