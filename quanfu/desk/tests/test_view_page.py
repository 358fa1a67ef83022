"""The pages of lists and drafts, through HTTP and without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from quanfu.core.clock import now
from quanfu.core.fields import FIELDS as CUSTOM
from quanfu.core.models.field import FieldDefinition
from quanfu.core.testing import assert_query_count_constant
from quanfu.desk.actions.draft import keep_draft
from quanfu.desk.actions.note import add_note
from quanfu.desk.actions.view import save_view
from quanfu.desk.models import (
    Draft,
    Request,
    SavedView,
    ServiceType,
)
from quanfu.desk.queries.draft import drafts_of
from quanfu.desk.queries.live import draw_row, in_view, request_facts
from quanfu.desk.queries.view import line_of, view_counts, view_of
from quanfu.org.models import Person, Unit

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


def test_lists_over_waiting_and_facts_are_built_counted_and_kept_live(
    browser: Client, make_request: Callable[..., Request], li: Person, repair_type: ServiceType
) -> None:
    FieldDefinition.objects.create(
        owner=repair_type.fields_owner, code="power", label="功率", kind="int", choices=[]
    )
    CUSTOM.changed()
    own = f"fact.{repair_type.pk}.power"
    sent = {
        "name": "等客户的大炉",
        "order": "due",
        "match": "all",
        "position": "5",
        "columns": ["waits", "phone"],
        "g0r0-field": own,
    }
    page = text_of(browser.post("/desk/views/new/", sent | {"do": "row:0"}))
    assert "：功率" in page and "至少" in page and 'type="number"' in page
    sent |= {"g0r0-op": "at_least", "g0r0-value": "30", "g1r0-field": "waits_for", "g1r0-op": "in", "g1r0-value": ["", "customer"]}  # fmt: skip
    assert browser.post("/desk/views/new/", sent | {"do": "save"}).status_code == 303
    view = SavedView.objects.get()
    assert view.conditions == {"all": [
        {"field": own, "op": "at_least", "value": 30}, {"field": "waits_for", "op": "in", "value": ["", "customer"]},
    ]}  # fmt: skip
    again = text_of(browser.get(f"/desk/views/{view.pk}/change/"))
    assert 'name="g1r0-field"' in again and 'value="30' in again
    requests = [make_request() for _n in range(4)]
    for request, power, waits in zip(requests, (24, 30, 36, 40), ("", "", "customer", "parts"), strict=True):
        Request.objects.filter(pk=request.pk).update(
            service_type=repair_type, facts={"power": power}, waits_for=waits
        )
    saved = view_of(li, f"v{view.pk}")
    inside = {requests[1].pk, requests[2].pk}
    assert set(Request.objects.filter(saved.condition(li, now())).values_list("pk", flat=True)) == inside
    assert view_counts(li, [saved])[saved.code] == 2
    seen = request_facts([request.pk for request in requests])
    assert {pk for pk, facts in seen.items() if in_view(saved, facts, li, now())} == inside
    FieldDefinition.objects.all().delete()
    CUSTOM.changed()
    assert browser.get(f"/desk/requests/?view={saved.code}").status_code == 200
    assert browser.get(f"/desk/views/{view.pk}/change/").status_code == 200


def test_the_columns_of_a_list_make_the_second_line_of_its_rows(
    browser: Client, make_request: Callable[..., Request], li: Person, repair_type: ServiceType
) -> None:
    """Also of rows that change before one's eyes; lists that choose none of them show the last line as ever."""
    request = make_request()
    Request.objects.filter(pk=request.pk).update(
        service_type=repair_type, waits_for="parts", last_line="阀门已到", contact_phone="13900001111"
    )
    usual, chosen = save_view(name="常", conditions={}, by=li), save_view(
        name="多", conditions={}, columns=["state", "phone", "waits", "type", "unit"], by=li
    )  # fmt: skip

    def line(html: str) -> str:
        return html.partition('class="item-line">')[2].partition("<")[0]

    def live(view: SavedView) -> str:
        facts = request_facts([request.pk])[request.pk]
        return line(draw_row(facts, "zh-hans", line_of(view_of(li, f"v{view.pk}"))))

    told = f"{repair_type.name} · {request.unit.name} · 等待配件 · 13900001111"
    for view, expected in ((usual, "阀门已到"), (chosen, told)):
        page = text_of(browser.get(f"/desk/requests/?view=v{view.pk}"))
        assert line(page) == expected == live(view)
    page = text_of(browser.get(f"/desk/views/v{chosen.pk}/"))
    assert "等待配件" in page and "13900001111" in page


def test_the_builder_asks_the_same_for_1_and_30_types(
    browser: Client, li: Person, repair_type: ServiceType
) -> None:
    def more(count: int) -> None:
        for n in range(count):
            each = ServiceType.objects.create(
                company=repair_type.company, parent=repair_type.parent, code=f"t{n}-{count}", name=f"类 {n}"
            )
            FieldDefinition.objects.create(owner=each.fields_owner, code="a", label="甲", kind="text")
        CUSTOM.changed()

    more(1)
    browser.get("/desk/views/new/")
    assert_query_count_constant(lambda: browser.get("/desk/views/new/"), lambda: more(29))


def test_scripts_fetch_the_lines_alone(browser: Client) -> None:
    sent = {"do": "refresh", "match": "any", "g0r0-field": "subject"}
    page = text_of(browser.post("/desk/views/new/", sent, headers={"HX-Request": "true"}))
    assert 'name="g0r0-value"' in page and "<html" not in page and "field-error" not in page


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
