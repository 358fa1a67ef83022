"""A full morning of an agent by keyboard alone; two agents on one request; the inbox on a phone."""

from collections.abc import Callable
from typing import Any

import pytest

from quanfu.core.testing import run_jobs
from quanfu.desk.actions.classification import classify_request
from quanfu.desk.enums import NoteKind, State
from quanfu.desk.models import Mention, Note, Request, ServiceType
from quanfu.org.models import Grant, Person, PersonSkill, Role, Skill, Unit
from tests.browser.conftest import PHONE, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SitsAt = Callable[..., Any]


def opened(page: Any) -> str:
    """The number of the request in the right pane, once it stands there."""
    page.wait_for_function(
        "document.querySelector('[data-pane]') && !document.querySelector('#pane[aria-busy]')"
    )
    return page.locator("[data-pane]").get_attribute("data-pane")


def opens(page: Any, key: str, number: str) -> None:
    """Press, and wait until that request is open."""
    page.keyboard.press(key)
    page.wait_for_selector(f"[data-pane='{number}']")


def rows(page: Any) -> list[str]:
    return page.eval_on_selector_all(
        "[data-live=inbox] [data-row]:not([data-leaving])", "all => all.map(row => row.dataset.request)"
    )


def left(page: Any, request: Request) -> None:
    """Until its row has gone from the list."""
    expect(page.locator(f"[data-live=inbox] [data-request='{request.number}']")).to_have_count(0)


def chooses(page: Any, select: str, value: Any) -> None:
    """By typing into the search box of a long list, or straight in a short one."""
    page.locator(f"#act-dialog select[name={select}]").evaluate(
        "(e, v) => { e.value = v; e.dispatchEvent(new Event('change', {bubbles: true})); }", str(value)
    )


@pytest.fixture
def dispatching(li: Person, roles: dict[str, Role], company: Unit) -> Person:
    """li, who may assign as well, and is qualified to accept."""
    skill = Skill.objects.create(company=company, code="acceptance", name="受理资格")
    PersonSkill.objects.create(person=li, skill=skill, level=2)
    Grant.objects.create(person=li, role=roles["dispatcher"], unit=company, reach="all")
    return li


def test_a_morning_at_the_desk_by_keyboard_alone(
    sits_at: SitsAt, make_request: Callable[..., Request], repair_type: ServiceType, enquiry_type: ServiceType,
    dispatching: Person, wu: Person,
) -> None:  # fmt: skip
    first = make_request(
        priority=0, subject="楼前管沟冒汽", contact_name="何玉兰", contact_phone="13800000011"
    )
    second = make_request(
        priority=1, subject="缴费后没有发票", contact_name="程军", contact_phone="13800000012"
    )
    third = make_request(subject="室温只有 16 度", contact_name="傅军", contact_phone="13800000013")
    fourth = make_request(subject="晚上很凉", contact_name="马涛", contact_phone="13800000014")
    page = sits_at(dispatching)
    page.goto("/desk/requests/?view=mine")
    assert rows(page)[:2] == [first.number, second.number]

    # Read: down, open; the address is the request's, the list is the one that stood there.
    page.evaluate("document.querySelector('[data-live=inbox]').dataset.same = 'yes'")
    page.keyboard.press("j")
    opens(page, "Enter", first.number)
    assert f"/desk/requests/{first.number}/" in page.url
    opens(page, "j", second.number)
    expect(page.locator("[data-row][data-active]")).to_have_attribute("data-request", second.number)

    # Classify an enquiry: it is approved at once and its row says so.
    page.keyboard.press("t")
    page.wait_for_selector("#act-dialog[open] select[name=service_type]", state="attached")
    chooses(page, "service_type", enquiry_type.pk)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#act-dialog", state="hidden")
    page.wait_for_selector(f"[data-row][data-request='{second.number}'] .item-state--warning")
    second.refresh_from_db()
    assert second.state == State.APPROVED

    # Reply, then a private note that calls a colleague.
    page.wait_for_selector(".nudge")
    page.keyboard.press("r")
    page.keyboard.type("发票已开具，今天发到您的邮箱。")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".said--reply")
    page.keyboard.press("n")
    page.keyboard.type("@吴")
    page.wait_for_selector(".mention-option[data-name='吴芳']")
    page.keyboard.press("Enter")
    page.keyboard.type("请关注发票系统")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".said--note")
    assert [n.kind for n in Note.objects.filter(request=second).order_by("pk")] == [
        NoteKind.REPLY,
        NoteKind.NOTE,
    ]
    run_jobs()
    assert Mention.objects.filter(person=wu).exists()

    # Assign to oneself, settle it, go on to the next by itself.
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.wait_for_selector(".nudge", state="detached")
    second.refresh_from_db()
    assert (second.state, second.responsible) == (State.ORDERED, dispatching)
    page.keyboard.press("e")
    page.wait_for_selector("#act-dialog[open] [name=result]")
    page.keyboard.type("发票补发成功")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#act-dialog[open] [name=text]")  # done, so the customer is told
    for key in ("Space", "Tab", "Tab", "Space"):  # by phone; opinions were asked for
        page.keyboard.press(key)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#act-dialog", state="hidden")
    page.wait_for_selector(f"[data-pane='{third.number}']")
    left(page, second)
    second.refresh_from_db()
    assert second.state == State.FED_BACK

    # Put aside until the customer answers: it leaves the list, the next one opens.
    page.keyboard.press("s")
    page.wait_for_selector("#act-dialog[open] [name=when]")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(f"[data-pane='{fourth.number}']")
    left(page, third)
    third.refresh_from_db()
    assert third.snoozed_until is not None

    # The palette goes where one wants; a phone number finds its requests.
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette[open]")
    page.keyboard.type("13800000011")
    page.wait_for_selector(f".palette-option[data-href*='{first.number}']")
    page.keyboard.press("Escape")
    page.wait_for_selector("#palette", state="hidden")
    assert page.evaluate("document.querySelector('[data-live=inbox]').dataset.same") == "yes"
    page.keyboard.press("/")
    page.keyboard.type(first.number.lower())
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(f"/desk/requests/{first.number}/")
    with page.expect_navigation():
        page.keyboard.press("g")
        page.keyboard.press("i")
    assert page.url.endswith("/desk/requests/")


def test_many_at_once_from_the_bar_that_stands_there_while_rows_are_selected(
    sits_at: SitsAt, make_request: Callable[..., Request], li: Person
) -> None:
    numbers = [make_request().number for _ in range(3)]
    page = sits_at(li)
    page.goto("/desk/requests/?view=mine")
    expect(page.locator("[data-bulk]")).to_be_hidden()
    for _ in range(2):
        page.keyboard.press("j")
        page.keyboard.press("x")
    page.wait_for_selector("[data-bulk]:not([hidden])")
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette[open]")
    page.keyboard.type("内部备注")
    page.wait_for_selector(".palette-option[aria-selected=true] >> text=内部备注")
    page.keyboard.press("Enter")
    page.wait_for_selector("#act-dialog[open] textarea")
    page.keyboard.type("一并处理")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#bulk-progress")
    run_jobs()
    page.wait_for_selector("#bulk-progress:not([hx-get])")
    assert Note.objects.filter(request__number__in=numbers, text="一并处理").count() == 2
    page.keyboard.press("Escape")
    page.wait_for_selector("[data-bulk]", state="hidden")


def test_the_second_of_two_agents_is_told_calmly_and_sees_both_versions(
    sits_at: SitsAt, make_request: Callable[..., Request], repair_type: ServiceType, li: Person, qian: Person
) -> None:
    request = make_request()
    page = sits_at(li)
    page.goto(f"/desk/requests/{request.number}/?view=mine")
    page.keyboard.press("t")
    page.wait_for_selector("#act-dialog[open] select[name=service_type]", state="attached")
    chooses(page, "service_type", repair_type.pk)
    classify_request(request=Request.objects.get(pk=request.pk), service_type=repair_type, by=qian)
    page.keyboard.press("Control+Enter")
    for words in ("先一步", qian.name):  # somebody was faster, and who
        expect(page.locator("#act-dialog .notice--warning")).to_contain_text(words)
    expect(page.locator("#act-dialog select[name=service_type]")).to_have_value(str(repair_type.pk))


def test_the_inbox_in_one_hand(sits_at: SitsAt, make_request: Callable[..., Request], li: Person) -> None:
    request = make_request(subject="暖气不热")
    page = sits_at(li, PHONE)
    page.goto("/desk/requests/?view=mine")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".item-link").first.tap()
    page.wait_for_selector(f"[data-pane='{request.number}']")
    expect(page.locator(".inbox-list")).to_be_hidden()
    expect(page.locator(".request-subject")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = page.locator(".composer-send").bounding_box()
    assert box["height"] >= 44 and box["x"] + box["width"] <= PHONE["width"]
    page.locator("[data-tab-to=customer]").tap()
    page.wait_for_selector(".history .moment")
    page.locator("[data-back]").tap()
    page.wait_for_selector(".inbox-list", state="visible")
    expect(page.locator("[data-pane]")).to_be_hidden()
