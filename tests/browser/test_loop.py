"""The loop by clicking: customer and engineer on their phones, the desk at its screens."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from quanfu.channels.models import Channel
from quanfu.core.testing import run_jobs
from quanfu.customers.models import Customer
from quanfu.desk.enums import NoteKind, State
from quanfu.desk.models import Investigation, Note, Request, ServiceType
from quanfu.org.models import Person, Unit
from quanfu.surveys.queries.invitation import invitation_of, rating_path
from quanfu.workorders.models import Order
from tests.browser.conftest import PHONE, expect, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SitsAt = Callable[..., Any]


def press(page: Any, selector: str) -> None:
    """Click what leads on, and wait for where it leads."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def comes_to(page: Any, ending: str) -> None:
    """Lists lead to the act that is due, or to the request which has a button for it; here on a page of its own (in the
    inbox it is a dialog, see test_morning)."""
    if not page.url.endswith(ending):
        page.goto(page.locator(f"a[href$='{ending}']").first.get_attribute("href"))


def submit(page: Any, action: str) -> None:
    press(
        page, f"form[action$='{action}'] [type=submit]" if action else "main form[method=post] [type=submit]"
    )


def asks(page: Any, company: Unit) -> Request:
    page.goto(f"/c/{company.code}/")
    press(page, "a[href$='/ask/']")
    page.locator("[name=body]").fill("客厅暖气片不热，已经两天了。")
    page.locator("[name=contact_name]").fill("王建国")
    page.locator("[name=contact_phone]").fill("138 0000 0001")
    press(page, "form.ask .button--primary")
    number = re.search(r"FW-\d{8}-\d+", page.locator(".receipt-number").inner_text())
    assert number
    press(page, "main a[href^='/track/'].button")
    expect(page.locator("main")).to_contain_text(number[0])
    return Request.objects.get(number=number[0])


def judges(page: Any, request: Request, kind: ServiceType) -> None:
    page.goto("/desk/reviews/")
    press(page, f"a[href*='{request.number}']")
    comes_to(page, "/classification/")
    page.locator("select[name=service_type]").evaluate(
        "(e, v) => { e.value = v; e.dispatchEvent(new Event('change', {bubbles: true})); }", str(kind.pk)
    )
    submit(page, "")
    comes_to(page, "/review/")
    page.locator("[name=reasonable][value=yes]").check()
    page.locator("[name=feasible][value=yes]").check()
    submit(page, "")


def gives(page: Any, request: Request, engineer: Person) -> None:
    page.goto("/desk/assignments/")
    press(page, f"a[href*='{request.number}']")
    comes_to(page, "/assignment/")
    for words in (engineer.name, "3/3"):
        expect(page.locator(".candidate").first).to_contain_text(words)
    press(page, ".candidate [type=submit]")


def signs(page: Any) -> None:
    """With a finger across the pad."""
    pad = page.locator(".signature-pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 80, steps=10)
    page.mouse.up()
    expect(page.locator("[name=signature]")).to_have_value(re.compile("^data:image/png;base64,"))


def works(page: Any, request: Request) -> None:
    """On the phone: from the day's list to the signature."""
    page.goto("/workorders/day/")
    order = Order.objects.get(request=request)
    press(page, f"a[href*='{order.number}']")
    submit(page, "/acceptance/")
    submit(page, "/start/")
    for done in range(order.steps.count()):
        page.locator(".work-step--current form [type=submit]").first.click()
        expect(page.locator(".work-step--done")).to_have_count(done + 1)
    page.locator("[name=result]").fill("更换阀门，室温恢复到 21 度")
    signs(page)
    submit(page, "/completion/")
    until(page, "document.querySelector('.order-signature').naturalWidth > 0")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def tells(page: Any, request: Request) -> None:
    page.goto(f"/desk/requests/{request.number}/feedback/")
    page.locator("[name=way][value=phone]").check()
    page.locator("[name=text]").fill("阀门已换好，请试试")
    page.locator("[name=asked_for_opinions][value=no]").check()
    submit(page, "")
    run_jobs()


def rates(page: Any, request: Request, stars: int, words: str) -> None:
    invitation = invitation_of(request)
    assert invitation
    page.goto(rating_path(invitation))
    for rating in page.locator(".rating").all():
        rating.locator(".rating-star").nth(stars - 1).click()
    page.locator("[name=text]").fill(words)
    press(page, "main form [type=submit]")
    expect(page.locator("main")).to_contain_text(words)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize(("stars", "end"), [(5, State.CLOSED), (1, State.RATED)])
def test_loop_is_clicked_through_by_everybody_at_their_own_screen(
    sits_at: SitsAt, company: Unit, portal_channel: Channel, wang: Customer, repair_type: ServiceType, qian: Person, wu: Person,
    sun: Person, zheng: Person, stars: int, end: State,
) -> None:  # fmt: skip
    customer = sits_at(None, PHONE)
    request = asks(customer, company)
    judges(sits_at(qian), request, repair_type)
    gives(sits_at(wu), request, sun)
    works(sits_at(sun, PHONE), request)
    desk = sits_at(zheng)
    tells(desk, request)
    rates(customer, request, stars, "师傅很细心")
    assert Investigation.objects.filter(request=request).exists() == (stars == 1)
    desk.goto(f"/desk/requests/{request.number}/closure/")
    submit(desk, "")
    request.refresh_from_db()
    assert request.state == end
    if stars == 1:
        expect(desk.locator(".notice--negative")).to_be_visible()


def test_keys_open_the_call_form_and_the_search(
    sits_at: SitsAt, li: Person, make_request: Callable[..., Request]
) -> None:
    request = make_request()
    page = sits_at(li)
    page.goto("/desk/requests/")
    page.keyboard.press("/")
    page.keyboard.type(request.number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/requests/{request.number}/")
    page.goto("/desk/requests/")
    with page.expect_navigation():
        page.keyboard.press("c")
    expect(page).to_have_url(re.compile("/desk/requests/new/$"))
    page.locator("[name=contact_name]").fill("赵六")
    page.locator("[name=contact_phone]").fill("13912345678")
    page.locator("[name=subject]").fill("cold")  # c is a letter here
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    assert Request.objects.filter(subject="cold").exists()


def test_composer_changes_its_mode_by_a_key_and_sends_by_ctrl_enter(
    sits_at: SitsAt, li: Person, make_request: Callable[..., Request]
) -> None:
    request = make_request()
    page = sits_at(li)
    for key, kind, words in (
        ("n", NoteKind.NOTE, "客户很急"),
        ("r", NoteKind.REPLY, "我们下午到"),
        ("p", NoteKind.CALL, "电话已通知"),
    ):
        page.goto(f"/desk/requests/{request.number}/")
        page.keyboard.press(key)
        expect(page.locator(f".composer-mode[value={kind.value}]")).to_be_checked()
        page.keyboard.type(words)
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(f".turns >> text={words}")
        assert Note.objects.filter(kind=kind, text=words).count() == 1


def test_language_changes_at_once_and_back(sits_at: SitsAt, li: Person) -> None:
    page = sits_at(li)
    page.goto("/desk/requests/")
    chinese = page.locator("h1").inner_text()
    page.locator(".topbar details summary").last.click()
    with page.expect_navigation():
        page.locator("[name=locale][value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.locator("h1").inner_text().isascii()
    page.locator(".topbar details summary").last.click()
    with page.expect_navigation():
        page.locator("[name=locale][value=zh-hans]").click()
    expect(page.locator("h1")).to_have_text(chinese)


def test_each_role_walks_its_own_navigation(sits_at: SitsAt, cast: Any) -> None:
    """Every entry of everybody's side bar opens, marks itself as where one is, and is in Chinese."""
    for person in cast.people.values():
        page = sits_at(person)
        page.goto("/start/")
        links = page.locator(".nav-link").evaluate_all(
            "all => all.map((e) => [e.getAttribute('href'), e.textContent.trim()])"
        )
        assert links, person.login
        for href, label in links:
            got = page.goto(href)
            assert got.status == 200, f"{person.login}: {href}"
            expect(page.locator(f".nav-link[href='{href}']")).to_have_attribute("aria-current", "page")
            assert re.search("[\u4e00-\u9fff]", label), label
        page.context.close()
