"""The web chat before real eyes: on a site of somebody else, and in the inbox."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from quanfu.channels.actions.talk_queue import take_seat
from quanfu.channels.models import Channel, Talk, Turn
from quanfu.channels.tests.talks import article, chat, robot_chat
from quanfu.core.testing import naughty_strings, run_jobs
from quanfu.core.testing_push import served
from quanfu.desk.models import Request
from quanfu.org.models import Person
from quanfu.surveys.models import Answer
from tests.browser.conftest import DESK, PATIENCE, PHONE, expect, watch

__all__ = ["chat", "robot_chat"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OWN_NAUGHTY = [
    "<script>window.ran = 1</script>", "<img src=x onerror='window.ran=1'>", "<svg/onload=window.ran=1>", "javascript:window.ran=1",
    "https://a.example/\"onmouseover=\"window.ran=1", "{{constructor.constructor('window.ran=1')()}}", "]]><iframe src=//evil.example>",
    "<a href='javascript:window.ran=1'>x</a>", "\u202etxt.exe", "‮暖气‬ <b>不热</b>", "&lt;script&gt;", "<link rel=stylesheet href=//evil.example/x.css>",
]  # fmt: skip


@pytest.fixture
def live(settings: Any, transactional_db: None) -> Iterator[str]:
    """The real server; its static files from where they lie, for every site to fetch as the server of the product lets it."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler

    import quanfu.asgi

    class Files(StaticFilesHandler):
        def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
            def started(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
                if environ["PATH_INFO"].startswith("/static/"):
                    headers = [*headers, ("Access-Control-Allow-Origin", "*")]
                return start(status, headers, *more)

            return super().__call__(environ, started)

    settings.PUSH = True
    pages, quanfu.asgi.pages = quanfu.asgi.pages, Files(quanfu.asgi.pages)
    with served() as (address, _hub):
        yield address
    quanfu.asgi.pages = pages


@pytest.fixture
def site() -> Iterator[Callable[[str, str], str]]:
    """site(server, key): a page of another origin with the one tag."""
    pages: dict[str, str] = {}

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get("tag", "").encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    own = f"http://127.0.0.1:{server.server_port}"

    def made(base: str, key: str) -> str:
        tag = f'<script type="module" src="{base}/static/ui/chat/widget.js" data-channel="{key}"></script>'
        pages["tag"] = (
            '<!doctype html><html lang="zh"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
            f"<title>店铺</title><h1>松河商城</h1>{tag}</html>"
        )
        return own

    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def visits(
    browser: Any, live: str, site: Callable[[str, str], str], troubles: list[str]
) -> Iterator[Callable[..., Any]]:
    """visits(chat): a visitor before the shop's page, the window not yet open."""
    contexts = []

    def opened(channel: Channel, size: dict[str, int] = DESK, **options: Any) -> Any:
        own = site(live, channel.key)
        channel.settings["origins"] = [own]
        channel.save(update_fields=["settings"])
        if size is PHONE:
            options = {"has_touch": True, "is_mobile": True, "device_scale_factor": 2} | options
        context = browser.new_context(viewport=size, locale="zh-CN", **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        watch(page, troubles)
        page.goto(own)
        return page

    yield opened
    for context in contexts:
        context.close()


def write(page: Any, text: str) -> None:
    page.locator(".composer .box").fill(text)
    page.locator(".composer .box").press("Enter")


def said(page: Any, text: str) -> Any:
    return page.locator(".turn .said").get_by_text(text).first


@pytest.mark.req("INT-22")
def test_a_visitor_asks_the_robot_is_handed_over_answered_from_the_inbox_and_rates(
    robot_chat: Channel, company: Any, li: Person, visits: Callable[..., Any], sits: Callable[..., Any]
) -> None:
    article(company, "暖气不热怎么办", "先检查入户阀门是否全开，再给暖气片排气。")
    take_seat(person=li, by=li)
    visitor = visits(robot_chat)
    visitor.locator(".launch").click()
    write(visitor, "暖气不热怎么办")
    visitor.locator(".turn--visitor:not(.turn--pending)").wait_for()
    run_jobs()
    said(visitor, "先检查入户阀门是否全开").wait_for()
    expect(visitor.locator(".turn--robot").last).to_contain_text("来源：暖气不热怎么办")
    visitor.locator(".choices .button").last.click()
    visitor.locator(".turn--visitor:not(.turn--pending)").nth(1).wait_for()
    run_jobs()
    visitor.locator(".status", has_text=li.name).wait_for()
    talk = Talk.objects.get()
    agent = sits(li, f"/desk/requests/{talk.request_number}/")
    turns = agent.locator(".turns")
    turns.get_by_text("先检查入户阀门是否全开").first.wait_for()
    write(visitor, "阀门开了还是不热")
    turns.get_by_text("阀门开了还是不热").first.wait_for()  # without a job
    box = agent.locator("[data-composer] textarea")
    box.press_sequentially("师傅今天下午到")
    visitor.locator(".line", has_text=li.name).wait_for()  # is writing
    agent.locator("[data-composer] .composer-send").click()
    said(visitor, "师傅今天下午到").wait_for()
    visitor.locator(".read").wait_for()
    visitor.locator(".head .button--icon:visible").first.click()  # end
    visitor.locator(".foot .button--primary").click()
    visitor.locator(".star").nth(4).click()
    visitor.locator("[name=text]").fill("很满意")
    visitor.locator(".foot [type=submit]").click()
    visitor.locator(".line", has_text="感谢").wait_for()
    answer = Answer.objects.get()
    assert (answer.score, answer.text, answer.request.number) == (5, "很满意", talk.request_number)
    expect(agent.locator(".turns").get_by_text("师傅今天下午到")).to_have_count(1)


def test_the_line_is_cut_and_caught_up_without_loss_or_double(
    chat: Channel, li: Person, visits: Callable[..., Any], troubles: list[str]
) -> None:
    take_seat(person=li, by=li)
    visitor = visits(chat)
    visitor.locator(".launch").click()
    write(visitor, "第一句")
    visitor.locator(".turn--visitor:not(.turn--pending)").wait_for()
    talk = Talk.objects.select_related("company", "channel", "agent").get()
    visitor.context.set_offline(True)
    visitor.locator(".line", has_text="断开").wait_for()
    from quanfu.channels.actions.turn import answer_visitor

    for n in range(5):
        answer_visitor(talk=talk, text=f"断线时 {n}", person=li, files=[], note=None, by=li)
    write(visitor, "第二句")
    visitor.context.set_offline(False)
    said(visitor, "断线时 4").wait_for()
    visitor.locator(".turn--visitor:not(.turn--pending)").nth(1).wait_for()
    shown = [
        int(seq)
        for seq in visitor.locator(".turn[data-seq]").evaluate_all("items => items.map((i) => i.dataset.seq)")
    ]
    assert sorted(shown) == list(range(1, len(shown) + 1))
    assert Turn.objects.filter(talk=talk, author="visitor").count() == 2
    visitor.reload()
    visitor.locator(".launch").click()
    said(visitor, "第二句").wait_for()  # the talk goes on after the page is loaded anew
    troubles[:] = [each for each in troubles if "ERR_INTERNET_DISCONNECTED" not in each]


def test_nobody_is_there_and_a_message_becomes_a_request(chat: Channel, visits: Callable[..., Any]) -> None:
    visitor = visits(chat)
    visitor.locator(".launch").click()
    visitor.locator("[name=text]").fill("请给我回电话")
    visitor.locator(".foot [type=submit]").click()
    visitor.locator(".error", has_text="电话").first.wait_for()
    visitor.locator("[name=phone]").fill("13800000001")
    visitor.locator(".foot [type=submit]").click()
    said(visitor, "FW-").wait_for()
    request = Request.objects.get()
    assert (request.subject, request.contact_phone) == ("请给我回电话", "13800000001")


def test_on_a_phone_the_window_fills_the_screen_and_nothing_overflows(
    robot_chat: Channel, li: Person, visits: Callable[..., Any]
) -> None:
    take_seat(person=li, by=li)
    visitor = visits(robot_chat, PHONE)
    visitor.locator(".launch").tap()
    write(visitor, "非常长的" * 80 + "https://example.com/" + "a" * 200)
    visitor.locator(".turn--visitor:not(.turn--pending)").wait_for()
    box = visitor.locator(".panel").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, PHONE["width"], PHONE["height"])
    assert visitor.locator(".turns").evaluate("e => e.scrollWidth <= e.clientWidth")
    assert visitor.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for button in visitor.locator(".head .button--icon:visible, .composer .button--icon").all():
        assert button.bounding_box()["width"] >= 40


def test_enter_that_ends_a_composition_sends_nothing(
    chat: Channel, li: Person, visits: Callable[..., Any]
) -> None:
    take_seat(person=li, by=li)
    visitor = visits(chat)
    visitor.locator(".launch").click()
    visitor.locator(".composer .box").fill("nuanqi")
    visitor.locator(".composer .box").evaluate(
        "box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    expect(visitor.locator(".composer .box")).to_have_value("nuanqi")
    assert not Talk.objects.exists()
    visitor.keyboard.press("Escape")
    visitor.locator(".panel").wait_for(state="hidden")


def test_whatever_is_said_stays_text_on_both_sides(
    chat: Channel, li: Person, visits: Callable[..., Any], sits: Callable[..., Any]
) -> None:
    """No script runs, no request leaves, neither in the visitor's window nor in the inbox."""
    take_seat(person=li, by=li)
    visitor = visits(chat)
    try:
        strings = [*OWN_NAUGHTY, *naughty_strings()[:120]]
    except pytest.skip.Exception:
        strings = OWN_NAUGHTY
    visitor.locator(".launch").click()
    write(visitor, "开始")
    visitor.locator(".turn--visitor:not(.turn--pending)").wait_for()
    talk = Talk.objects.select_related("company", "channel", "agent").get()
    agent = sits(li, f"/desk/requests/{talk.request_number}/")
    left: list[str] = []
    for page in (visitor, agent):
        page.on(
            "request",
            lambda sent: (
                left.append(sent.url)
                if "127.0.0.1" not in sent.url and not sent.url.startswith(("data:", "blob:"))
                else None
            ),
        )
        page.on("dialog", lambda shown: left.append(shown.message))
    from quanfu.channels.actions.turn import Said, answer_visitor, hear_visitors
    from quanfu.core.actor import SYSTEM

    words = [text.replace("\0", "").strip() for text in strings if text.strip("\0 \n\t")]
    hear_visitors(
        said=[Said(talk.pk, text[:500], f"naughty-{n:04}") for n, text in enumerate(words)], by=SYSTEM
    )
    for text in OWN_NAUGHTY:
        answer_visitor(talk=talk, text=text, person=li, files=[], note=None, by=li)
    visitor.locator(f".turn[data-seq='{Turn.objects.filter(talk=talk).count()}']").wait_for()
    agent.locator(".turns").get_by_text(words[0]).first.wait_for()
    agent.reload()
    agent.locator(".turns").get_by_text(words[0]).first.wait_for()
    for page in (visitor, agent):
        page.wait_for_timeout(300)
        assert page.evaluate("window.ran") is None
    assert left == []
    assert visitor.locator(".turns script, .turns iframe, .turns svg, .turns img").count() == 0


def test_the_window_comes_in_thirty_kilobytes(chat: Channel, tmp_path: Any, settings: Any) -> None:
    """All that one tag fetches, packed as the server sends it."""
    import gzip

    folder = django_settings.PACKAGE / "ui/static/ui/chat"
    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in folder.iterdir()) <= 30_000


def test_another_site_cannot_use_the_window(
    chat: Channel, live: str, visits: Callable[..., Any], troubles: list[str]
) -> None:
    visitor = visits(chat)
    chat.settings["origins"] = ["https://elsewhere.example"]
    chat.save(update_fields=["settings"])
    visitor.locator(".launch").click()
    visitor.locator(".line", has_text="连接").wait_for()
    assert visitor.locator(".composer, .form").count() == 0
    assert Client().get(f"/chat/{chat.key}/").status_code == 200
    troubles.clear()  # the browser says in the console that it may not
