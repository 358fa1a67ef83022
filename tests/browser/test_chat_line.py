"""The web chat on a bad line, in several windows, by keyboard."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from quanfu.channels.actions.talk import take_talk
from quanfu.channels.actions.talk_queue import take_seat
from quanfu.channels.actions.turn import Said, answer_visitor, hear_visitors
from quanfu.channels.models import Channel, Talk, Turn
from quanfu.channels.tests.talks import chat
from quanfu.core.actor import SYSTEM
from quanfu.org.models import Person
from tests.browser.conftest import PHONE, expect, until
from tests.browser.test_chat import live, said, site, visits, write

__all__ = ["chat", "live", "site", "visits"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def begun(visitor: Any, text: str = "第一句") -> Talk:
    visitor.locator(".launch").click()
    write(visitor, text)
    visitor.locator(".turn--visitor:not(.turn--pending)").wait_for()
    return Talk.objects.select_related("company", "channel", "agent").get()


def test_what_was_not_sent_when_the_page_is_loaded_anew_is_sent_then(
    chat: Channel, li: Person, visits: Callable[..., Any], troubles: list[str]
) -> None:
    take_seat(person=li, by=li)
    visitor = visits(chat)
    talk = begun(visitor)
    visitor.route("**/chat/live/", lambda route: route.abort())
    write(visitor, "还没发出")
    visitor.locator(".turn--pending").wait_for()
    visitor.unroute("**/chat/live/")
    visitor.reload()
    visitor.locator(".launch").click()
    said(visitor, "还没发出").wait_for()
    visitor.locator(".turn--visitor:not(.turn--pending)").nth(1).wait_for()
    visitor.wait_for_timeout(500)
    assert list(Turn.objects.filter(talk=talk, author="visitor").values_list("text", flat=True)) == [
        "第一句",
        "还没发出",
    ]
    expect(visitor.locator(".turn--visitor")).to_have_count(2)
    troubles[:] = [each for each in troubles if "ERR_FAILED" not in each]


def test_a_chat_begun_in_one_window_stands_in_the_other_and_goes_on_in_both(
    chat: Channel, li: Person, visits: Callable[..., Any]
) -> None:
    take_seat(person=li, by=li)
    visitor = visits(chat)
    other = visitor.context.new_page()
    other.goto(visitor.url)
    other.locator(".launch").click()
    other.locator(".composer").wait_for()
    begun(visitor)
    said(other, "第一句").wait_for()
    write(other, "从另一页")
    said(visitor, "从另一页").wait_for()
    assert Talk.objects.count() == 1


def test_a_chat_the_server_knows_no_more_begins_anew(
    chat: Channel, li: Person, visits: Callable[..., Any], troubles: list[str]
) -> None:
    take_seat(person=li, by=li)
    visitor = visits(chat)
    talk = begun(visitor)
    Talk.objects.filter(pk=talk.pk).update(key="0" * 64)
    visitor.reload()
    visitor.locator(".launch").click()
    write(visitor, "再来一次")
    said(visitor, "再来一次").wait_for()
    visitor.locator(".turn--visitor:not(.turn--pending)").wait_for()
    assert Talk.objects.count() == 2
    troubles[:] = [each for each in troubles if "401" not in each]


def test_what_cannot_be_begun_stays_in_the_box(
    chat: Channel, li: Person, visits: Callable[..., Any], troubles: list[str]
) -> None:
    take_seat(person=li, by=li)
    visitor = visits(chat)
    visitor.locator(".launch").click()
    visitor.locator(".composer").wait_for()
    visitor.context.set_offline(True)
    write(visitor, "写了很久的话")
    visitor.locator(".line", has_text="失败").wait_for()
    expect(visitor.locator(".composer .box")).to_have_value("写了很久的话")
    visitor.context.set_offline(False)
    Person.objects.filter(pk=li.pk).update(
        is_active=False
    )  # nobody is there any more: the words go into the form
    visitor.locator(".composer .box").press("Enter")
    expect(visitor.locator(".form [name=text]")).to_have_value("写了很久的话")
    troubles[:] = [each for each in troubles if not re.search("INTERNET_DISCONNECTED|422", each)]


def test_a_colleague_takes_over_and_the_visitor_is_told(
    chat: Channel, li: Person, zhao: Person, visits: Callable[..., Any]
) -> None:
    take_seat(person=li, by=li)
    visitor = visits(chat)
    talk = begun(visitor)
    visitor.locator(".status", has_text=li.name).wait_for()
    take_talk(talk=talk, person=zhao, by=zhao)
    visitor.locator(".status", has_text=zhao.name).wait_for()
    talk.refresh_from_db()
    answer_visitor(talk=talk, text="我来处理", person=zhao, files=[], note=None, by=zhao)
    said(visitor, "我来处理").wait_for()
    expect(visitor.locator(".turn--agent .who")).to_contain_text(zhao.name)


def test_what_is_asked_at_the_end_stays_as_it_was_filled_in_when_something_is_heard(
    chat: Channel, li: Person, zhao: Person, visits: Callable[..., Any]
) -> None:
    take_seat(person=li, by=li)
    visitor = visits(chat)
    talk = begun(visitor)
    visitor.locator(".status", has_text=li.name).wait_for()
    visitor.locator(".head .button--icon:visible").first.click()  # whether to end it
    take_talk(talk=talk, person=zhao, by=zhao)
    visitor.locator(".status", has_text=zhao.name).wait_for()
    talk.refresh_from_db()
    answer_visitor(talk=talk, text="我来处理", person=zhao, files=[], note=None, by=zhao)
    said(visitor, "我来处理").wait_for()
    expect(visitor.locator(".foot .composer")).to_have_count(0)
    held: list[Any] = []
    visitor.route(re.compile(r"/talk/$"), lambda route: held.append(route))
    with visitor.expect_request(re.compile(r"/talk/$")):  # because the end is heard too
        visitor.locator(".foot .button--primary").click()
    visitor.locator(".star").nth(4).click()
    visitor.locator("[name=text]").fill("很满意")
    with visitor.expect_response(re.compile(r"/talk/$")):
        held[0].continue_()
    visitor.evaluate("fetch('/').then((answer) => answer.text())")  # what came is drawn
    visitor.locator(".foot [type=submit]").click()
    visitor.locator(".line", has_text="感谢您的评价").wait_for()


def test_two_hundred_messages_open_at_the_last_and_stay_where_one_reads(
    chat: Channel, li: Person, visits: Callable[..., Any]
) -> None:
    take_seat(person=li, by=li)
    visitor = visits(chat)
    talk = begun(visitor)
    hear_visitors(
        said=[Said(talk.pk, f"消息 {n} " + "长" * 60, f"nonce-{n:04}") for n in range(200)], by=SYSTEM
    )
    visitor.reload()
    visitor.locator(".launch").click()
    said(visitor, "消息 199").wait_for()
    turns = visitor.locator(".turns")
    low = "document.querySelector('quanfu-chat').shadowRoot.querySelector('.turns')"
    until(visitor, f"{low}.scrollHeight - {low}.scrollTop - {low}.clientHeight < 40")
    expect(visitor.locator(".badge")).to_be_hidden()
    turns.evaluate(
        "e => new Promise((done) => { e.addEventListener('scroll', () => requestAnimationFrame(done), {once: true}); e.scrollTop = 1000; })"
    )
    answer_visitor(talk=talk, text="看到了", person=li, files=[], note=None, by=li)
    said(visitor, "看到了").wait_for(state="attached")
    assert turns.evaluate("e => e.scrollTop") == 1000


def test_the_input_method_ends_its_word_with_enter_and_nothing_is_sent(
    chat: Channel, li: Person, visits: Callable[..., Any]
) -> None:
    take_seat(person=li, by=li)
    visitor = visits(chat)
    visitor.locator(".launch").click()
    visitor.locator(".composer .box").focus()
    keys = visitor.context.new_cdp_session(visitor)
    keys.send("Input.imeSetComposition", {"text": "nuanqi", "selectionStart": 6, "selectionEnd": 6})
    enter = {
        "key": "Process",
        "code": "Enter",
        "windowsVirtualKeyCode": 229,
    }  # as browsers tell of a key the method takes
    keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    keys.send("Input.insertText", {"text": "暖气"})
    keys.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
    expect(visitor.locator(".composer .box")).to_have_value("暖气")
    assert not Talk.objects.exists()
    visitor.keyboard.press("Enter")
    said(visitor, "暖气").wait_for()


def test_on_a_phone_tab_goes_round_in_the_window(
    chat: Channel, li: Person, visits: Callable[..., Any]
) -> None:
    take_seat(person=li, by=li)
    visitor = visits(chat, PHONE)
    visitor.locator(".launch").tap()
    visitor.locator(".composer").wait_for()
    for key in ["Tab"] * 12 + ["Shift+Tab"] * 12:
        visitor.keyboard.press(key)
        inside = "document.activeElement.shadowRoot?.activeElement?.closest('.panel') !== null && document.activeElement.localName === 'quanfu-chat'"
        assert visitor.evaluate(inside)
