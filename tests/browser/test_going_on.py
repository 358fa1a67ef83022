"""One goes on to the next request while the answer about the last is still on its way: nothing of it may arrive there."""

from collections.abc import Callable
from typing import Any

import pytest

from quanfu.channels.models import Channel
from quanfu.channels.tests.talks import chat
from quanfu.desk.actions.link import link_requests
from quanfu.desk.actions.note import add_note
from quanfu.desk.enums import LinkKind, NoteKind
from quanfu.desk.models import Note, Request
from quanfu.org.models import Person
from tests.browser.conftest import expect

__all__ = ["chat"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SitsAt = Callable[..., Any]


@pytest.fixture
def two(make_request: Callable[..., Request]) -> tuple[Request, Request]:
    elsewhere = {"customer": None, "site": None, "contact_name": "赵女士", "contact_phone": "13900000009"}
    return make_request(subject="前一件"), make_request(subject="后一件", **elsewhere)


def go_to(page: Any, request: Request) -> None:
    page.locator(f"[data-row][data-request='{request.number}'] [data-row-link]").click()
    expect(page.locator("[data-pane-heading]")).to_have_text(request.subject)


def let_through(page: Any, held: list[Any], path: str) -> None:
    """What was held back arrives, and the page has seen it: another answer came after it."""
    with page.expect_response(path):
        held[0].continue_()
    page.evaluate("fetch('/robots.txt').then((answer) => answer.text())")


def test_panels_of_the_last_request_never_stand_beside_the_next(
    sits: SitsAt, two: tuple[Request, Request], make_request: Callable[..., Request], li: Person, qian: Person
) -> None:
    last, following = two
    other = make_request(subject="只与前一件有关")
    link_requests(request=last, other=other, kind=LinkKind.RELATED, by=qian)
    page = sits(li, f"/desk/requests/{last.number}/?view=open")
    facts = page.locator("#part-facts")
    facts.get_by_text(other.number).first.wait_for()
    held: list[Any] = []
    page.route(f"**/{last.number}/links/", lambda route: held.append(route))
    with page.expect_request(f"**/{last.number}/links/"):
        add_note(request=last, kind=NoteKind.NOTE, text="客户下午在家", by=qian)
    go_to(page, following)
    let_through(page, held, f"**/{last.number}/links/")
    expect(facts.get_by_text(other.number)).to_have_count(0)


def test_what_was_sent_is_said_and_the_next_request_stays_open(
    sits_at: SitsAt, two: tuple[Request, Request], li: Person
) -> None:
    last, following = two
    page = sits_at(li)
    page.goto(f"/desk/requests/{last.number}/?view=open")
    held: list[Any] = []
    page.route("**/note/", lambda route: held.append(route))
    page.keyboard.press("n")
    page.keyboard.type("写给前一件")
    with page.expect_request("**/note/"):
        page.keyboard.press("Control+Enter")
    go_to(page, following)
    page.keyboard.press("n")
    page.keyboard.type("后一件写到一半")
    let_through(page, held, "**/note/")
    page.locator(".flash").first.wait_for()
    expect(page.locator("[data-pane-heading]")).to_have_text(following.subject)
    expect(page.locator("[data-composer] textarea")).to_have_value("后一件写到一半")
    assert Note.objects.get().request == last


def test_an_act_that_was_asked_for_before_does_not_open_over_the_next_request(
    sits_at: SitsAt, two: tuple[Request, Request], li: Person
) -> None:
    last, following = two
    page = sits_at(li)
    page.goto(f"/desk/requests/{last.number}/?view=open")
    held: list[Any] = []
    path = f"**/{last.number}/classification/"
    page.route(path, lambda route: held.append(route))
    with page.expect_request(path):
        page.keyboard.press("t")
    go_to(page, following)
    let_through(page, held, path)
    expect(page.locator("#act-dialog")).not_to_be_visible()


def test_what_is_said_in_the_chat_of_the_last_request_is_not_drawn_into_the_next(
    sits_at: SitsAt, make_request: Callable[..., Request], chat: Channel, li: Person
) -> None:
    request = make_request(channel=chat)
    page = sits_at(li)
    page.goto(f"/desk/requests/{request.number}/")
    page.locator("[data-talk-now]").wait_for(state="attached")
    for seq, (number, text) in enumerate((("FW-1", "别处的话"), (request.number, "这里的话")), 90):
        page.evaluate(
            "(told) => { for (const [name, detail] of told) document.dispatchEvent(new CustomEvent(name, { detail })); }",
            [
                ["live:hello", {"topics": [f"talk:{number}"]}],
                ["live:turn", {"seq": seq, "author": "visitor", "text": text}],
            ],
        )
    page.locator(".turns", has_text="这里的话").wait_for()
    expect(page.locator(".turns")).not_to_contain_text("别处的话")
