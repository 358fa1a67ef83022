"""The web chat: how it begins, and who waits when nobody is left who could come."""

import base64
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from quanfu.channels.actions import turn
from quanfu.channels.actions.talk_queue import leave_seat, take_seat
from quanfu.channels.actions.turn import Said, hear_visitors
from quanfu.channels.models import Channel, Talk, Turn
from quanfu.channels.tests.talks import article, came, chat, robot_chat
from quanfu.core import clock
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.testing import run_jobs
from quanfu.org.models import Person, Unit
from tests.browser.conftest import PHONE, expect, until
from tests.browser.test_chat import live, site, visits, write
from tests.browser.test_chat_line import begun

__all__ = ["chat", "live", "robot_chat", "site", "visits"]
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGNwa9qCBzGMSmNDALtFlHHKj33aAAAAAElFTkSuQmCC"
)
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_robots_source_is_a_page_that_the_visitor_can_open(
    robot_chat: Channel, company: Unit, visits: Callable[..., Any]
) -> None:
    article(company, "暖气不热怎么办", "先检查入户阀门是否全开，再给暖气片排气。")
    visitor = visits(robot_chat)
    visitor.locator(".launch").click()
    write(visitor, "暖气不热怎么办")
    visitor.locator(".turn--visitor:not(.turn--pending)").wait_for()
    run_jobs()
    with visitor.context.expect_page() as opened:
        visitor.locator(".sources a", has_text="暖气不热怎么办").click()
    opened.value.locator("h1", has_text="暖气不热怎么办").wait_for()


def test_much_said_and_sent_before_it_has_begun_begins_one_chat(
    chat: Channel, li: Person, visits: Callable[..., Any]
) -> None:
    take_seat(person=li, by=li)
    visitor = visits(chat)
    visitor.locator(".launch").click()
    visitor.locator(".composer").wait_for()
    for text in ("在吗", "家里没暖气"):
        write(visitor, text)
    files = [{"name": f"{n}.txt", "mimeType": "text/plain", "buffer": b"x"} for n in ("一", "二")]
    visitor.locator(".pick").set_input_files(files)
    visitor.locator(".turn--visitor .file", has_text="二.txt").wait_for()
    visitor.locator(".turn--visitor:not(.turn--pending)").nth(3).wait_for()
    talk = Talk.objects.get()
    said = list(
        Turn.objects.filter(talk=talk, author="visitor").order_by("seq").values_list("text", flat=True)
    )
    assert sorted(said) == sorted(["在吗", "家里没暖气", "一.txt", "二.txt"])
    assert said.index("在吗") < said.index("家里没暖气") and said.index("一.txt") < said.index("二.txt")


def test_who_waits_is_asked_for_a_number_once_nobody_is_there_and_goes_on_when_somebody_comes(
    chat: Channel, li: Person, zhao: Person, visits: Callable[..., Any]
) -> None:
    set_rule(code="channels.talks_per_agent", value=1, by=SYSTEM)
    take_seat(person=li, by=li)
    came(chat)
    visitor = visits(chat)
    visitor.locator(".launch").click()
    write(visitor, "我家漏水")
    visitor.locator(".status", has_text="下一位").wait_for()
    leave_seat(person=li, by=li)
    visitor.reload()  # it is asked every 15 seconds, and anew with the page
    visitor.locator(".launch").click()
    visitor.locator(".form [name=text]").fill("请给我回电话")
    visitor.locator(".status", has_text="没有客服在线").wait_for()
    take_seat(person=zhao, by=zhao)
    visitor.locator(".status", has_text=zhao.name).wait_for()
    visitor.locator(".composer .box").wait_for()
    assert visitor.locator(".composer .box").input_value() == "请给我回电话"


def test_a_file_that_did_not_go_is_sent_again_once(
    chat: Channel, li: Person, visits: Callable[..., Any], troubles: list[str]
) -> None:
    take_seat(person=li, by=li)
    visitor = visits(chat)
    talk = begun(visitor)
    visitor.route("**/talk/files/", lambda route: route.abort())
    visitor.locator(".pick").set_input_files({"name": "单据.txt", "mimeType": "text/plain", "buffer": b"x"})
    visitor.locator(".line .button").wait_for()
    visitor.unroute("**/talk/files/")
    visitor.locator(".line .button").click()
    visitor.locator(".turn--visitor .file", has_text="单据.txt").wait_for()
    assert Turn.objects.filter(talk=talk, file__isnull=False).count() == 1
    troubles[:] = [each for each in troubles if "ERR_FAILED" not in each]


def test_pictures_go_both_ways_and_each_side_sees_what_the_other_has_read_and_that_it_is_over(
    chat: Channel, li: Person, visits: Callable[..., Any], sits: Callable[..., Any], tmp_path: Path
) -> None:
    picture = tmp_path / "屋顶.png"
    picture.write_bytes(PICTURE)
    take_seat(person=li, by=li)
    visitor = visits(chat)
    begun(visitor, "屋顶漏水")
    agent = sits(li, f"/desk/requests/{Talk.objects.get().request_number}/")
    visitor.locator(".read").wait_for()
    visitor.locator(".pick").set_input_files(picture)
    visitor.locator(".turn--visitor .picture").wait_for()
    agent.locator(".said--customer", has_text="屋顶.png").or_(
        agent.locator(".said--customer img")
    ).first.wait_for()
    turn._sweep_at = float("-inf")
    with clock.at(clock.now() + timedelta(seconds=5)):
        run_jobs()  # the words reach the request, whose page is drawn anew
    agent.locator(".said--customer img").wait_for()
    agent.locator("[data-composer] input[type=file]").first.set_input_files(picture)
    agent.locator("[data-composer] textarea").fill("是这里吗")
    agent.locator("[data-composer] .composer-send").click()
    visitor.locator(".turn--agent .picture").wait_for()
    agent.locator(".said--reply img").wait_for()
    agent.locator(".talk-now", has_text="访客已读").wait_for()
    visitor.locator(".head .button--icon:visible").first.click()
    visitor.locator(".foot .button--primary").click()
    expect(agent.locator(".done-line", has_text="结束了会话")).to_contain_text("结束了会话")
    assert Turn.objects.filter(file__isnull=False).count() == 2


def test_on_a_phone_the_agent_reads_the_last_of_the_chat_and_what_comes(
    chat: Channel, li: Person, visits: Callable[..., Any], sits: Callable[..., Any]
) -> None:
    take_seat(person=li, by=li)
    visitor = visits(chat)
    talk = begun(visitor, "第一句")
    said = [Said(talk.pk, f"消息 {n} " + "长" * 60, f"nonce-{n:04}") for n in range(30)]
    hear_visitors(said=said, by=SYSTEM)
    agent = sits(li, "/desk/requests/")
    agent.set_viewport_size(PHONE)
    agent.goto(f"/desk/requests/{talk.request_number}/")
    expect(agent.locator(".said-text", has_text="消息 29")).to_be_in_viewport()
    until(agent, "hellos > 0")
    write(visitor, "还在吗")
    expect(agent.locator(".said-text", has_text="还在吗")).to_be_in_viewport()
