"""The pages of lists, drafts, macros, putting aside, merging, acts on many and time spent, through HTTP and without scripts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from quanfu.core.clock import today
from quanfu.core.testing import assert_query_count_constant, run_jobs
from quanfu.desk.actions.draft import keep_draft
from quanfu.desk.actions.link import link_requests
from quanfu.desk.actions.macro import save_macro
from quanfu.desk.actions.merge import merge_request
from quanfu.desk.actions.note import add_note
from quanfu.desk.actions.reply_template import save_reply_template
from quanfu.desk.actions.time_entry import record_time
from quanfu.desk.actions.view import save_view
from quanfu.desk.models import (
    BulkRun,
    Draft,
    Link,
    Macro,
    Merge,
    ReplyTemplate,
    Request,
    SavedView,
    TimeEntry,
)
from quanfu.desk.queries.draft import drafts_of
from quanfu.desk.views import macro, reply_template
from quanfu.org.models import Person, Unit
from quanfu.ui.crud_tests import CrudTests

pytestmark = pytest.mark.django_db
LoggedIn = Callable[[Person], Client]


@pytest.fixture
def browser(client_of: LoggedIn, li: Person) -> Client:
    return client_of(li)


def text_of(response: Any) -> str:
    return response.content.decode()


# lists


def test_a_list_is_built_line_by_line_without_scripts(browser: Client, li: Person, station: Unit) -> None:
    """First the field, then, the page having come back, its values; then a second line and a second block."""
    sent = {
        "name": "我的",
        "order": "due",
        "match": "all",
        "position": "5",
        "columns": ["state"],
        "g0r0-field": "unit",
        "do": "row:0",
    }
    page = text_of(browser.post("/desk/views/new/", sent))
    assert station.label in page and 'name="g0r1-field"' in page and 'value="我的"' in page
    sent |= {"g0r0-op": "in", "g0r0-value": [str(station.pk), "mine"], "g0r1-field": "late", "g0r1-op": "is", "g0r1-value": "yes",
             "g1r0-field": "subject", "g1r0-op": "contains", "g1r0-value": "暖气", "g1r1-field": ""}  # fmt: skip
    assert 'name="g2r0-field"' in text_of(browser.post("/desk/views/new/", sent | {"do": "block"}))
    assert not SavedView.objects.exists()
    assert browser.post("/desk/views/new/", sent | {"do": "save"}).status_code == 303
    view = SavedView.objects.get()
    assert view.conditions == {"all": [
        {"any": [{"field": "unit", "op": "in", "value": [station.pk, "mine"]}, {"field": "late", "op": "is", "value": True}]},
        {"field": "subject", "op": "contains", "value": "暖气"},
    ]}  # fmt: skip
    assert (view.columns, view.person, view.position) == (["state"], li, 5)
    again = text_of(browser.get(f"/desk/views/{view.pk}/change/"))
    assert 'value="暖气"' in again and 'name="g1r0-field"' in again


def test_a_condition_without_value_is_said_beside_its_line(browser: Client) -> None:
    sent = {
        "name": "坏",
        "order": "due",
        "match": "all",
        "position": "1",
        "g0r0-field": "subject",
        "g0r0-op": "contains",
        "do": "save",
    }
    response = browser.post("/desk/views/new/", sent)
    assert response.status_code == 422 and "field-error" in text_of(response)


def test_what_the_builder_cannot_show_is_shown_as_json_and_kept(browser: Client, li: Person) -> None:
    deep = {
        "not": {
            "all": [
                {"field": "late", "op": "is", "value": True},
                {"not": {"field": "due", "op": "within", "value": 5}},
            ]
        }
    }
    view = save_view(name="深", conditions=deep, by=li)
    assert "&quot;not&quot;" in text_of(browser.get(f"/desk/views/{view.pk}/change/"))
    sent = {
        "name": "更深",
        "order": "due",
        "match": "all",
        "position": "1",
        "json": '{"not": {"field": "late", "op": "is", "value": true}}',
    }
    assert browser.post(f"/desk/views/{view.pk}/change/", sent).status_code == 303
    view.refresh_from_db()
    assert view.conditions == {"not": {"field": "late", "op": "is", "value": True}}
    assert browser.post(f"/desk/views/{view.pk}/change/", sent | {"json": "{"}).status_code == 422
    assert (
        browser.post(
            f"/desk/views/{view.pk}/change/", sent | {"json": '{"field": "x", "op": "in", "value": []}'}
        ).status_code
        == 422
    )


def test_the_page_of_a_list_shows_its_columns_and_exports_them(
    browser: Client, make_request: Callable[..., Request], li: Person
) -> None:
    request = make_request()
    view = save_view(name="两列", conditions={}, columns=["customer", "opened"], by=li)
    page = text_of(browser.get(f"/desk/views/v{view.pk}/"))
    assert (
        request.number in page
        and request.contact_name in page
        and "责任人" not in page.partition("<tbody")[0].partition("<thead")[2]
    )
    body = b"".join(browser.get(f"/desk/views/v{view.pk}/?format=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert request.number in body and request.contact_name in body
    assert browser.get("/desk/views/mine/").status_code == 200


def test_pages_of_lists_ask_the_same_for_1_and_30_rows(
    browser: Client, make_request: Callable[..., Request], li: Person
) -> None:
    save_view(name="零", conditions={}, by=li)
    assert_query_count_constant(
        lambda: browser.get("/desk/views/"),
        lambda: [save_view(name=str(n), conditions={}, by=li) for n in range(29)],
    )
    make_request()
    assert_query_count_constant(
        lambda: browser.get("/desk/views/open/"), lambda: [make_request() for _n in range(29)]
    )


def test_only_who_may_change_a_list_opens_its_form(
    client_of: LoggedIn, zheng: Person, li: Person, wu: Person
) -> None:
    shared = save_view(name="全公司", conditions={}, sharing="company", by=zheng)
    own = save_view(name="自用", conditions={}, by=li)
    assert client_of(li).get(f"/desk/views/{shared.pk}/change/").status_code == 404
    assert client_of(wu).get(f"/desk/views/{own.pk}/deletion/").status_code == 404
    assert client_of(li).post(f"/desk/views/{own.pk}/deletion/").status_code == 303
    assert list(SavedView.objects.all()) == [shared]


# drafts


def test_a_draft_is_kept_for_each_mode_and_goes_when_it_is_sent(
    browser: Client, make_request: Callable[..., Request], li: Person, wu: Person
) -> None:
    request = make_request()
    for mode, text in (("reply", "您好"), ("note", "待查"), ("note", "待查阀门")):
        assert (
            browser.post(f"/desk/requests/{request.number}/draft/", {"kind": mode, "text": text}).status_code
            == 204
        )
    assert drafts_of(request, li) == {"reply": "您好", "note": "待查阀门"} and drafts_of(request, wu) == {}
    assert "待查阀门" in text_of(browser.get("/desk/drafts/"))
    add_note(request=request, kind="note", text="待查阀门", by=li)
    browser.post(
        f"/desk/requests/{request.number}/draft/", {"kind": "note", "text": "待查阀门"}
    )  # it comes late
    assert drafts_of(request, li) == {"reply": "您好"}
    browser.post(f"/desk/requests/{request.number}/draft/", {"kind": "reply", "text": " "})
    browser.post(f"/desk/requests/{request.number}/draft/", {"kind": "customer", "text": "冒充"})
    assert not Draft.objects.exists()


def test_the_length_of_a_draft_is_limited(
    make_request: Callable[..., Request], li: Person, set_rule: Callable[..., None]
) -> None:
    set_rule("desk.draft_most_signs", 100)
    draft = keep_draft(request=make_request(), mode="note", text="长" * 300, by=li)
    assert draft is not None and len(draft.text) == 100


def test_drafts_are_thrown_away_by_their_writer_only(
    client_of: LoggedIn, make_request: Callable[..., Request], li: Person, wu: Person
) -> None:
    draft = keep_draft(request=make_request(), mode="note", text="一", by=li)
    assert draft and client_of(wu).post(f"/desk/drafts/{draft.pk}/deletion/").status_code == 404
    assert client_of(li).post(f"/desk/drafts/{draft.pk}/deletion/").status_code == 303
    assert not Draft.objects.exists()


def test_the_list_of_drafts_asks_the_same_for_1_and_30(
    browser: Client, make_request: Callable[..., Request], li: Person
) -> None:
    keep_draft(request=make_request(), mode="note", text="一", by=li)
    assert_query_count_constant(
        lambda: browser.get("/desk/drafts/"),
        lambda: [keep_draft(request=make_request(), mode="note", text="一", by=li) for _n in range(29)],
    )


# macros, templates


class TestMacros(CrudTests):
    crud = macro.crud

    @pytest.fixture
    def allowed(self, zheng: Person) -> Person:
        return zheng

    @pytest.fixture
    def forbidden(self, sun: Person) -> Person:
        return sun

    @pytest.fixture
    def make(self, company: Unit) -> Callable[[int], Macro]:
        return lambda n: Macro.objects.create(
            company=company, name=f"宏{n}", steps=[{"act": "priority", "value": 1}]
        )

    @pytest.fixture
    def valid(self) -> dict[str, Any]:
        return {"name": "加急", "position": 1, "is_active": "on", "step_priority": "1", "step_note": "已加急"}

    @pytest.fixture
    def invalid(self) -> dict[str, Any]:
        return {"name": "空", "position": 1}


class TestReplyTemplates(CrudTests):
    crud = reply_template.crud

    @pytest.fixture
    def allowed(self, zheng: Person) -> Person:
        return zheng

    @pytest.fixture
    def forbidden(self, sun: Person) -> Person:
        return sun

    @pytest.fixture
    def make(self, company: Unit) -> Callable[[int], ReplyTemplate]:
        return lambda n: ReplyTemplate.objects.create(company=company, name=f"模板{n}", text="您好")

    @pytest.fixture
    def valid(self) -> dict[str, Any]:
        return {
            "name": "问候",
            "text": "{{contact_name}}您好",
            "position": 1,
            "is_active": "on",
            "shortcut": "hi",
        }

    @pytest.fixture
    def invalid(self) -> dict[str, Any]:
        return {"name": "坏", "text": "{{unknown}}", "position": 1}


def test_a_macro_is_seen_before_it_runs(
    browser: Client, make_request: Callable[..., Request], zheng: Person
) -> None:
    request = make_request()
    found = save_macro(
        instance=None,
        name="加急",
        steps=[{"act": "priority", "value": 1}, {"act": "note", "value": "已加急"}],
        by=zheng,
    )
    path = f"/desk/requests/{request.number}/macros/"
    assert f"{path}{found.pk}/" in text_of(browser.get(path))
    assert "已加急" in text_of(browser.get(f"{path}{found.pk}/"))
    assert Request.objects.get(pk=request.pk).priority == 2
    assert browser.post(f"{path}{found.pk}/").status_code == 303
    assert Request.objects.get(pk=request.pk).priority == 1
    page = browser.post(f"{path}{found.pk}/")
    assert page.status_code == 422 and "notice--negative" in text_of(page)
    assert browser.post(f"{path}{found.pk}/", {"partial": "on"}).status_code == 303


def test_templates_come_filled_to_the_composer(
    browser: Client, make_request: Callable[..., Request], zheng: Person
) -> None:
    request = make_request()
    save_reply_template(
        instance=None, name="问候", shortcut="hi", text="{{contact_name}}您好，编号 {{number}}。", by=zheng
    )
    page = text_of(browser.get(f"/desk/requests/{request.number}/reply-templates/"))
    assert f'data-insert-text="{request.contact_name}您好，编号 {request.number}。"' in page and "/hi" in page


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
