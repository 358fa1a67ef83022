"""The pages for putting aside, merging, linking, acts on many and time spent, through HTTP and without scripts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from quanfu.core.clock import today
from quanfu.core.testing import assert_query_count_constant, run_jobs
from quanfu.desk.actions.link import link_requests
from quanfu.desk.actions.merge import merge_request
from quanfu.desk.actions.note import add_note
from quanfu.desk.actions.time_entry import record_time
from quanfu.desk.models import (
    BulkRun,
    Link,
    Merge,
    Request,
    TimeEntry,
)
from quanfu.org.models import Person, Unit

pytestmark = pytest.mark.django_db
LoggedIn = Callable[[Person], Client]


@pytest.fixture
def browser(client_of: LoggedIn, li: Person) -> Client:
    return client_of(li)


def text_of(response: Any) -> str:
    return response.content.decode()


# putting aside, merging, linking


def test_a_request_is_put_aside_and_brought_back(
    browser: Client, make_request: Callable[..., Request]
) -> None:
    request = make_request()
    path = f"/desk/requests/{request.number}/snooze/"
    assert browser.get(path).status_code == 200
    assert browser.post(path, {"when": "until"}).status_code == 422
    assert browser.post(path, {"when": "tomorrow", "remark": "等件"}).status_code == 303
    assert "等件" in Request.objects.get(pk=request.pk).snoozes.get().remark
    assert path in text_of(browser.get(f"/desk/requests/{request.number}/"))
    assert browser.post(f"{path}deletion/").status_code == 303
    assert Request.objects.get(pk=request.pk).snoozed_until is None
    assert browser.post(f"{path}deletion/").status_code == 409


@pytest.mark.req("TEC-1")
def test_a_request_found_by_its_number_opens_with_links_to_all_related_ones(
    browser: Client, make_request: Callable[..., Request], li: Person
) -> None:
    main, below, beside, same = make_request(), make_request(), make_request(subject="发票"), make_request()
    link_requests(request=main, other=below, kind="parent", by=li)
    link_requests(request=main, other=beside, kind="related", by=li)
    note = add_note(request=main, kind="call", text="还有一处漏水", by=li)
    split = browser.post(f"/desk/requests/{main.number}/notes/{note.pk}/split/", {"subject": "漏水"})
    merge_request(request=same, main=main, by=li)
    found = text_of(browser.get("/desk/requests/", {"q": main.number}))
    assert f"/desk/requests/{main.number}/" in found
    page = text_of(browser.get(f"/desk/requests/{main.number}/"))
    assert f"/desk/requests/{main.number}/links/" in page
    assert f"/desk/requests/{main.number}/notes/{note.pk}/split/" in page
    panel = text_of(browser.get(f"/desk/requests/{main.number}/links/", headers={"HX-Request": "true"}))
    for path in (f"/desk/requests/{one.number}/" for one in (below, beside, same)):
        assert path in panel
    assert split["Location"] in panel
    for one in (below, beside, same):
        assert f"/desk/requests/{main.number}/" in text_of(browser.get(f"/desk/requests/{one.number}/links/"))


def test_links_are_made_by_number_and_taken_away(
    browser: Client, make_request: Callable[..., Request], chen: Person, other_company: Unit
) -> None:
    one, two = make_request(), make_request()
    path = f"/desk/requests/{one.number}/links/new/"
    assert browser.post(path, {"kind": "child", "other": two.number.lower()}).status_code == 303
    link = Link.objects.get()
    assert (link.request, link.other, link.kind) == (two, one, "parent")
    assert browser.post(path, {"kind": "related", "other": "FW-0"}).status_code == 422
    assert browser.post(f"/desk/links/{link.pk}/deletion/").status_code == 303
    assert not Link.objects.exists()


def test_merging_names_what_may_say_the_same_and_can_be_taken_back(
    browser: Client, make_request: Callable[..., Request]
) -> None:
    main, duplicate = make_request(), make_request()
    path = f"/desk/requests/{duplicate.number}/merge/"
    assert main.number in text_of(browser.get(path))
    assert main.number in text_of(browser.get(f"/desk/requests/{duplicate.number}/duplicates/"))
    assert browser.post(path, {"main": main.number}).status_code == 303
    merge = Merge.objects.get()
    assert f"/desk/merges/{merge.pk}/deletion/" in text_of(browser.get(f"/desk/requests/{main.number}/"))
    assert browser.post(f"/desk/merges/{merge.pk}/deletion/").status_code == 303
    assert Request.objects.get(pk=duplicate.pk).state == "registered"


def test_the_call_form_is_warned_while_the_phone_rings(
    browser: Client, make_request: Callable[..., Request]
) -> None:
    request = make_request()
    asked = {"contact_phone": "138 0000 0001", "subject": "暖气"}
    assert request.number in text_of(browser.get("/desk/duplicates/", asked, headers={"HX-Request": "true"}))
    assert request.number not in text_of(browser.get("/desk/duplicates/", {"contact_phone": "13700000000"}))
    assert "/desk/duplicates/" in text_of(browser.get("/desk/requests/new/"))


# many at once


def test_an_act_on_many_is_chosen_begun_watched_and_taken_back(
    browser: Client, make_request: Callable[..., Request], django_capture_on_commit_callbacks: Any
) -> None:
    one, two = make_request(), make_request(priority=1)
    chosen = {"request": [one.number, two.number]}
    assert 'value="priority"' in text_of(browser.get("/desk/bulk/new/", chosen))
    assert 'name="step_priority"' in text_of(browser.get("/desk/bulk/new/", chosen | {"act": "priority"}))
    assert browser.post("/desk/bulk/new/", chosen | {"act": "priority"}).status_code == 422
    assert (
        browser.post("/desk/bulk/new/", chosen | {"act": "priority", "step_priority": "1"}).status_code == 303
    )
    run = BulkRun.objects.get()
    waiting = text_of(browser.get(f"/desk/bulk/{run.pk}/"))
    assert "hx-trigger" in waiting
    run_jobs()
    page = text_of(browser.get(f"/desk/bulk/{run.pk}/"))
    assert (
        'hx-trigger="load delay' not in page
        and two.number in page
        and f"/desk/bulk/{run.pk}/deletion/" in page
    )
    assert browser.post(f"/desk/bulk/{run.pk}/deletion/").status_code == 303
    run_jobs()
    assert Request.objects.get(pk=one.pk).priority == 2


def test_an_act_on_many_is_seen_by_whoever_began_it(
    client_of: LoggedIn, make_request: Callable[..., Request], li: Person, zheng: Person
) -> None:
    run = BulkRun.objects.create(
        by=li, step={"act": "priority", "value": 1}, total=0, at=make_request().opened_at
    )
    assert client_of(zheng).get(f"/desk/bulk/{run.pk}/").status_code == 404
    assert client_of(li).get(f"/desk/bulk/{run.pk}/").status_code == 200


# time spent


def test_time_is_recorded_summed_and_exported_by_person_and_day(
    browser: Client,
    client_of: LoggedIn,
    make_request: Callable[..., Request],
    li: Person,
    wu: Person,
    zheng: Person,
) -> None:
    one, two = make_request(), make_request()
    path = f"/desk/requests/{one.number}/time/"
    for minutes in ("25", "35"):
        assert browser.post(path, {"minutes": minutes, "day": str(today())}).status_code == 303
    record_time(request=two, minutes=10, by=li)
    record_time(request=one, minutes=5, by=wu)
    assert "1小时5分" in text_of(browser.get(f"/desk/requests/{one.number}/times/")).replace(" ", "")
    body = b"".join(client_of(zheng).get("/desk/time/?format=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert f"{li.name},{li.unit.name},2,70" in body and f"{wu.name},{wu.unit.name},1,5" in body
    page = text_of(client_of(zheng).get(f"/desk/time/?since={today()}&until={today()}"))
    assert li.name in page and wu.name in page
    assert wu.name not in text_of(browser.get("/desk/time/?since=2020-01-01&until=2020-01-02"))


def test_time_makes_sense(
    browser: Client, make_request: Callable[..., Request], wu: Person, client_of: LoggedIn
) -> None:
    request = make_request()
    path = f"/desk/requests/{request.number}/time/"
    for wrong in ({"minutes": "0"}, {"minutes": "5", "day": "2999-01-01"}, {"minutes": "1441"}):
        assert browser.post(path, {"day": str(today())} | wrong).status_code == 422
    browser.post(path, {"minutes": "1400", "day": str(today())})
    assert browser.post(path, {"minutes": "41", "day": str(today())}).status_code == 422
    entry = TimeEntry.objects.get()
    assert client_of(wu).post(f"/desk/times/{entry.pk}/deletion/").status_code == 404
    assert browser.post(f"/desk/times/{entry.pk}/deletion/").status_code == 303


def test_figures_of_time_ask_the_same_for_1_and_30(
    client_of: LoggedIn, make_request: Callable[..., Request], li: Person, zheng: Person, company: Unit
) -> None:
    request, boss = make_request(), client_of(zheng)
    record_time(request=request, minutes=1, by=li)
    assert_query_count_constant(
        lambda: boss.get(f"/desk/time/?since={today() - timedelta(days=40)}"),
        lambda: [
            record_time(request=request, minutes=1, day=today() - timedelta(days=n), by=li)
            for n in range(1, 30)
        ],
    )
