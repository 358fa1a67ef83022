"""What live screens of the desk are told, and who is told it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation

from quanfu.channels.models import Channel, Talk
from quanfu.channels.tests.talks import came, chat, says, seated
from quanfu.core.clock import now
from quanfu.core.errors import Http404
from quanfu.core.push.topics import Asked, Change
from quanfu.core.testing import counted_queries
from quanfu.core.testing_push import Listener, served
from quanfu.desk.actions.note import add_note
from quanfu.desk.actions.request import approve
from quanfu.desk.enums import NoteKind, State
from quanfu.desk.models import Request
from quanfu.desk.permissions import REQUEST_INDEX
from quanfu.desk.queries.inbox import VIEWS
from quanfu.desk.queries.live import (
    Inbox,
    draw_row,
    in_view,
    open_inbox,
    open_request_page,
    request_facts,
    sees,
)
from quanfu.desk.queries.request import requests_for
from quanfu.org.actions.grant import end_grant
from quanfu.org.models import Grant, Person, Unit

__all__ = ["chat", "seated"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def many(make_request: Callable[..., Request], sun: Person, station: Unit, zhao: Person) -> list[Request]:
    """One request in each state, some late, some urgent, with different people."""
    found = []
    for n, state in enumerate(State):
        request = make_request(subject=f"第 {n} 件")
        columns: dict[str, Any] = {"state": state, "priority": n % 3}
        if n % 2:
            columns |= {"responsible": sun, "unit": station}
        if n % 4 == 0:
            columns |= {"snoozed_until": now()}
        if n % 3 == 0:
            columns |= {"due_at": now().replace(year=2035)}
        Request.objects.filter(pk=request.pk).update(**columns)
        found.append(Request.objects.get(pk=request.pk))
    return found


def change_of(request: Request, *events: str, by: int | None = None) -> Change:
    return Change(
        1, "desk.Request", request.pk, now(), list(events), by, {}, request_facts([request.pk])[request.pk]
    )


def names(told: Any) -> list[str]:
    return [data.decode().partition("event: ")[2].partition("\n")[0] for data in told]


def test_facts_are_one_statement_however_many(many: list[Request]) -> None:
    with counted_queries() as seen:
        facts = request_facts([request.pk for request in many])
    assert len(seen) == 1
    assert len(facts) == len(many)


def test_a_list_judges_in_memory_as_the_database_does(many: list[Request], cast: Any) -> None:
    facts, at = request_facts([request.pk for request in many]), now()
    for person in (cast.people["li"], cast.people["sun"]):
        for view in VIEWS:
            found = set(Request.objects.filter(view.condition(person, at)).values_list("pk", flat=True))
            assert {pk for pk, row in facts.items() if in_view(view, row, person, at)} == found, view.code


def test_rights_in_memory_are_those_of_the_database(many: list[Request], cast: Any) -> None:
    facts = request_facts([request.pk for request in many])
    for login, person in cast.people.items():
        scope = person.scope(REQUEST_INDEX)
        found = set(requests_for(person, REQUEST_INDEX).values_list("pk", flat=True))
        assert {pk for pk, row in facts.items() if sees(scope, person.pk, row)} == found, login


def test_a_row_is_drawn_once_for_all_who_see_it(
    make_request: Callable[..., Request], li: Person, qian: Person
) -> None:
    change = change_of(make_request())
    lists = [open_inbox(person, Asked.of("inbox:open"), "zh-hans") for person in (li, qian)]
    with counted_queries() as seen:
        told = [data for each in lists if each for data in each.tell(change) if b"event: row" in data]
    assert len(told) == 2
    assert told[0] is told[1]
    assert seen == []


def test_a_row_speaks_the_readers_language(make_request: Callable[..., Request]) -> None:
    facts = request_facts([make_request().pk])
    (row,) = facts.values()
    for locale in ("zh-hans", "en"):
        with translation.override(locale):
            assert str(State.REGISTERED.label) in draw_row(row, locale)
    assert draw_row(row, "zh-hans") != draw_row(row, "en")


def test_only_lists_whose_shown_part_a_row_belongs_to_get_it(
    make_request: Callable[..., Request], li: Person
) -> None:
    request = make_request()
    change = change_of(request)
    plain = Inbox(Asked.of("inbox:open"), li, "en")
    assert names(plain.tell(change))[0] == "row"
    full = Inbox(Asked.of(f"inbox:open;until={plain._sort(change.facts or {}, change)[:-1]}"), li, "en")
    assert "row" not in names(full.tell(change))


def test_what_leaves_a_list_is_told_to_those_who_show_it(
    make_request: Callable[..., Request], li: Person
) -> None:
    request = make_request()
    shows = Inbox(Asked.of(f"inbox:new;rows={request.number}"), li, "en")
    not_shown = Inbox(Asked.of("inbox:new"), li, "en")
    Request.objects.filter(pk=request.pk).update(state=State.APPROVED)
    assert names(shows.tell(change_of(request)))[0] == "left"
    assert names(not_shown.tell(change_of(request))) == ["counts"]
    assert "left" not in names(shows.tell(change_of(request)))


def test_what_goes_out_of_reach_leaves_the_list(
    make_request: Callable[..., Request], zhao: Person, station: Unit, second_station: Unit
) -> None:
    request = make_request(unit=station)
    shows = Inbox(Asked.of(f"inbox:open;rows={request.number}"), zhao, "en")
    Request.objects.filter(pk=request.pk).update(unit=second_station)
    assert names(shows.tell(change_of(request))) == ["left"]


def test_counts_are_renewed_at_most_every_few_seconds(
    make_request: Callable[..., Request], li: Person
) -> None:
    request = make_request()
    shows = Inbox(Asked.of("inbox:closed"), li, "en")
    assert [names(shows.tell(change_of(request))) for _ in range(5)] == [["counts"], [], [], [], []]


def test_an_engineer_hears_of_what_is_theirs_alone(
    make_request: Callable[..., Request], sun: Person, station: Unit
) -> None:
    request = make_request(unit=station)
    mine = Inbox(Asked.of("inbox:open"), sun, "en")
    assert names(mine.tell(change_of(request))) == []
    Request.objects.filter(pk=request.pk).update(responsible=sun)
    assert names(mine.tell(change_of(request)))[0] == "row"


def test_nobody_may_listen_to_what_they_may_not_open(
    make_request: Callable[..., Request], chen: Person, li: Person, he: Person
) -> None:
    request = make_request()
    assert open_request_page(li, Asked.of(f"request:{request.number}"), "en")
    assert open_request_page(chen, Asked.of(f"request:{request.number}"), "en") is None
    assert open_inbox(he, Asked.of("inbox:open"), "en") is None  # finance has no inbox
    assert open_inbox(li, Asked.of("inbox:v999999"), "en") is None


def test_somebody_elses_list_is_as_if_there_were_none(li: Person) -> None:
    with pytest.raises(Http404):
        Inbox(Asked.of("inbox:nonsense"), li, "en")


# through real streams


@pytest.fixture
def base(settings: Any, transactional_db: None) -> Iterator[tuple[str, Any]]:
    settings.PUSH = True
    with served() as found:
        yield found


@pytest.mark.django_db(transaction=True)
def test_a_new_request_comes_to_those_who_see_it_and_to_nobody_else(
    base: tuple[str, Any], make_request: Callable[..., Request], li: Person, chen: Person, sun: Person
) -> None:
    here, elsewhere, own_only = (Listener(base[0], person, "inbox:open") for person in (li, chen, sun))
    for each in (here, elsewhere, own_only):
        assert each.next()[0] == "hello"
    request = make_request()
    name, data, _id = here.next()
    assert (name, data["number"]) == ("row", request.number)
    assert f'data-request="{request.number}"' in data["html"]
    assert elsewhere.quiet() and own_only.quiet(0.1)
    for each in (here, elsewhere, own_only):
        each.close()


@pytest.mark.django_db(transaction=True)
def test_a_grant_that_ends_ends_the_stream_and_what_comes_after_is_asked_anew(
    base: tuple[str, Any], make_request: Callable[..., Request], li: Person, admin: Person
) -> None:
    here = Listener(base[0], li, "inbox:open")
    here.next()
    end_grant(grant=Grant.objects.get(person=li), by=admin)
    assert here.next("bye")[1] == {"why": "moved"}
    make_request()
    again = Listener(base[0], None, "inbox:open", cookie=here.cookie, since=1)
    assert again.next()[1]["topics"] == []
    assert again.quiet()
    here.close(), again.close()


def seen_by(listener: Listener, wanted: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
    """The people it is told of, once they are as wanted."""
    while True:
        people: list[dict[str, Any]] = listener.next("presence")[1]["people"]
        if wanted(people):
            return people


@pytest.mark.django_db(transaction=True)
def test_who_looks_and_who_writes_is_shown_to_the_others(
    base: tuple[str, Any], make_request: Callable[..., Request], li: Person, qian: Person, chen: Person
) -> None:
    request = make_request()
    topic = f"request:{request.number}"
    first = Listener(base[0], li, topic)
    assert [p["name"] for p in first.next("presence")[1]["people"]] == [li.name]
    second = Listener(base[0], qian, topic)
    people = seen_by(first, lambda people: len(people) == 2)
    assert {p["name"] for p in people} == {li.name, qian.name}
    client = Client()
    client.force_login(qian)
    assert client.post(f"/desk/requests/{request.number}/presence/").status_code == 204
    people = seen_by(first, lambda people: any(p["writes"] for p in people))
    assert [p["name"] for p in people if p["writes"]] == [qian.name]
    second.close()
    people = seen_by(first, lambda people: len(people) == 1)
    assert [p["name"] for p in people] == [li.name]
    stranger = Client()
    stranger.force_login(chen)
    assert stranger.post(f"/desk/requests/{request.number}/presence/").status_code == 404
    first.close()


@pytest.mark.django_db(transaction=True)
def test_a_note_and_a_changed_state_are_told_to_the_open_request(
    base: tuple[str, Any], make_request: Callable[..., Request], li: Person, qian: Person
) -> None:
    request = make_request()
    here = Listener(base[0], qian, f"request:{request.number}")
    here.next()
    add_note(request=request, kind=NoteKind.NOTE, text="客户在家", by=li)
    name, data, _id = here.next()
    assert (name, data["events"], data["by"]) == ("request", ["desk.request.noted"], li.pk)
    with transaction.atomic():
        approve(request=request, by=li)
    assert "desk.request.approved" in here.next()[1]["events"]
    here.close()


@pytest.mark.django_db(transaction=True)
def test_a_request_that_leaves_my_reach_takes_its_talk_and_who_looks_at_it_along(
    base: tuple[str, Any], make_request: Callable[..., Request], zhao: Person, li: Person, station: Unit,
    second_station: Unit, chat: Channel, seated: Person,
) -> None:  # fmt: skip
    request = make_request(unit=station)
    talk, _token = came(chat)
    Talk.objects.filter(pk=talk.pk).update(request_number=request.number)
    topics = (f"request:{request.number}", f"talk:{request.number}")
    only_talk, both = (Listener(base[0], zhao, *wanted) for wanted in (topics[1:], topics))
    stays = Listener(base[0], li, *topics)
    for each in (only_talk, both, stays):
        assert each.next()[1]["topics"]
    Request.objects.filter(pk=request.pk).update(unit=second_station)
    add_note(request=request, kind=NoteKind.NOTE, text="转到二站", by=li)
    assert only_talk.next()[:2] == ("bye", {"why": "moved"})
    assert [both.next()[0] for _ in range(2)] == ["gone", "bye"]
    says(talk, "还在吗？")
    assert stays.next("turn")[1]["text"] == "还在吗？"
    again = Listener(base[0], None, *topics, cookie=both.cookie, since=1)
    assert again.next()[1]["topics"] == [] and again.quiet()
    for each in (only_talk, both, stays, again):
        each.close()
