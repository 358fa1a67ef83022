"""What others do appears by itself: on the inbox, the open request, the board; and what happens when the line is cut."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now
from quanfu.core.testing import run_jobs
from quanfu.desk.actions.note import add_note
from quanfu.desk.actions.request import move
from quanfu.desk.enums import NoteKind, State
from quanfu.desk.models import Request
from quanfu.org.actions.notification import notify
from quanfu.org.models import Person, Unit
from quanfu.sla.actions.breach import ring_clocks
from quanfu.sla.models import Clock
from tests.browser.conftest import expect, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def row(page: Any, request: Request) -> Any:
    return page.locator(f"[data-row][data-request='{request.number}']")


def path(request: Request) -> str:
    return f"/desk/requests/{request.number}/"


def test_a_new_request_comes_into_the_list_in_its_place(
    sits: Callable[..., Any], make_request: Callable[..., Request], li: Person, chen: Person
) -> None:
    usual = make_request(subject="普通的")
    page, elsewhere = sits(li, "/desk/requests/?view=open"), sits(chen, "/desk/requests/?view=open")
    urgent = make_request(subject="紧急的", priority=0)
    row(page, urgent).wait_for()
    numbers = page.locator("[data-row]").evaluate_all("rows => rows.map((row) => row.dataset.request)")
    assert numbers == [urgent.number, usual.number]
    assert elsewhere.locator("[data-row]").count() == 0
    assert page.evaluate("hellos") == 1  # without loading anything anew


def test_two_agents_on_one_request_see_each_other_and_each_others_notes(
    sits: Callable[..., Any], make_request: Callable[..., Request], li: Person, qian: Person
) -> None:
    request = make_request()
    first, second = sits(li, path(request)), sits(qian, path(request))
    seen = first.locator(".request-head [data-presence]")
    seen.get_by_text(qian.name).wait_for()
    second.locator(".request-head [data-presence]").get_by_text(li.name).wait_for()
    second.locator("[data-composer] textarea").press_sequentially("已联系客户")
    first.locator("[data-composer] .presence--writing", has_text=qian.name).wait_for()
    first.locator("[data-composer] textarea").fill("我写到一半")
    add_note(request=request, kind=NoteKind.NOTE, text="客户下午在家", by=qian)
    first.get_by_text("客户下午在家").first.wait_for()
    add_note(request=request, kind=NoteKind.NOTE, text="那我三点去", by=li)
    second.get_by_text("那我三点去").first.wait_for()
    expect(first.locator("[data-composer] textarea")).to_have_value("我写到一半")
    second.close()
    until(
        first, f"!document.querySelector('.request-head [data-presence]').textContent.includes('{qian.name}')"
    )


def test_what_one_has_opened_beside_a_request_stays_open_when_others_act(
    sits: Callable[..., Any], make_request: Callable[..., Request], li: Person, qian: Person
) -> None:
    request = make_request()
    page = sits(li, path(request))
    page.locator(".pane .clock summary").first.click()
    page.locator(".pane .clock .instants").first.wait_for()
    page.evaluate("document.querySelectorAll('.clock').forEach((each) => { each.dataset.old = ''; })")
    page.locator(".request-subject").click()  # what has the focus is left alone
    page.evaluate("document.activeElement.blur()")
    add_note(request=request, kind=NoteKind.NOTE, text="客户下午在家", by=qian)
    expect(page.locator(".pane .clock:not([data-old]) .instants").first).to_be_visible()


def test_a_changed_owner_shows_on_the_list_and_the_row_goes_where_it_no_longer_belongs(
    sits: Callable[..., Any], make_request: Callable[..., Request], li: Person, wu: Person
) -> None:
    request = make_request()
    everything, mine = sits(wu, "/desk/requests/?view=open"), sits(li, "/desk/requests/?view=mine")
    expect(row(everything, request)).to_contain_text(li.name)
    with transaction.atomic():
        move(
            request=request, to=State.APPROVED, by=wu, event="desk.request.approved", responsible=wu, owner=wu
        )
    row(everything, request).get_by_text(wu.name).wait_for()
    row(mine, request).wait_for(state="detached")


def test_who_reads_a_request_is_told_when_others_take_it_out_of_reach(
    sits: Callable[..., Any], make_request: Callable[..., Request], zhao: Person, li: Person, station: Unit,
    second_station: Unit, troubles: list[str],
) -> None:  # fmt: skip
    request = make_request(unit=station)
    page = sits(zhao, path(request))
    Request.objects.filter(pk=request.pk).update(unit=second_station)
    add_note(request=request, kind=NoteKind.NOTE, text="转到二站", by=li)
    page.locator(".flash--warning", has_text=request.number).wait_for()
    expect(page.get_by_text("转到二站")).to_have_count(0)
    page.close()
    troubles[:] = [each for each in troubles if "404" not in each]  # its panels are rightly out of reach


@pytest.mark.req("SLA-10")
def test_a_limit_that_passes_turns_red_without_loading_anew(
    sits: Callable[..., Any], make_request: Callable[..., Request], zheng: Person, zhao: Person, li: Person
) -> None:
    request = make_request()
    soon = now() + timedelta(minutes=30)
    Clock.objects.filter(request=request).update(due_at=soon, next_at=soon)
    Request.objects.filter(pk=request.pk).update(due_at=soon)
    board, inbox = (
        sits(zhao if zhao.scope("sla.clock.index").companies else zheng, "/sla/clocks/"),
        sits(li, "/desk/requests/?view=open"),
    )
    expect(board.locator(".sla--late")).to_have_count(0)
    expect(inbox.locator(".sla--late")).to_have_count(0)
    late = now() - timedelta(minutes=1)
    Clock.objects.filter(request=request).update(due_at=late, next_at=late)
    Request.objects.filter(pk=request.pk).update(due_at=late)
    assert ring_clocks() > 0
    inbox.locator(f"[data-request='{request.number}'] .sla--late").wait_for()
    board.locator(".sla--late").first.wait_for()


def test_thirty_updates_arrive_in_order_after_the_line_was_cut_for_twenty_seconds(
    sits: Callable[..., Any],
    make_request: Callable[..., Request],
    li: Person,
    qian: Person,
    troubles: list[str],
) -> None:
    first = make_request(subject="起点")
    page = sits(li, f"/desk/requests/{first.number}/?view=new")
    expect(page.locator(".htmx-request")).to_have_count(0)
    page.context.set_offline(True)
    page.locator("#live-lost", has_text="连接已断开").wait_for()
    made = [make_request(subject=f"第 {n} 条") for n in range(15)]
    for n in range(15):
        add_note(request=first, kind=NoteKind.NOTE, text=f"断线时的备注 {n:02d}", by=qian)
    page.wait_for_timeout(20_000)
    expect(page.locator("[data-row]")).to_have_count(1)
    page.context.set_offline(False)
    page.locator("#live-lost").wait_for(state="hidden")
    row(page, made[-1]).wait_for()
    page.locator(".turns").get_by_text("断线时的备注 14").first.wait_for()
    came = page.evaluate("came")
    rows = [number for _id, name, number in came if name == "row" and number != first.number]
    assert rows == [request.number for request in made]  # all of them, each once, in their order
    assert [id_ for id_, *_rest in came] == sorted(id_ for id_, *_rest in came)
    text = page.locator(".turns").inner_text()
    assert re.findall(r"断线时的备注 (\d\d)", text) == [f"{n:02d}" for n in range(15)]
    cut = re.compile("ERR_INTERNET_DISCONNECTED|htmx:(sendError|afterRequest)")  # that was the point
    troubles[:] = [each for each in troubles if not cut.search(each)]


def test_the_bell_counts_by_itself(sits: Callable[..., Any], li: Person) -> None:
    page = sits(li, "/desk/requests/")
    notify(people=[li], text="请看一下", by=SYSTEM)
    expect(page.locator("#bell-count:not([hidden])")).to_have_text(re.compile(r"^\s*1"))


def test_an_engineers_day_and_the_board_renew_themselves(
    sits: Callable[..., Any],
    make_request: Callable[..., Request],
    repair_type: Any,
    sun: Person,
    zhao: Person,
    wu: Person,
) -> None:
    request = make_request(service_type=repair_type)
    Request.objects.filter(pk=request.pk).update(state=State.APPROVED)
    request.refresh_from_db()
    day, board = sits(sun, "/workorders/day/"), sits(zhao, "/workorders/board/")
    from quanfu.desk.actions.assignment import assign_request

    assign_request(request=request, person=sun, by=wu)
    run_jobs()
    day.get_by_text(request.subject).first.wait_for()
    board.get_by_text(request.subject).first.wait_for()
    assert day.evaluate("hellos") == board.evaluate("hellos") == 1  # without loading anything anew
