"""A real Chromium before a live server; every page watched for script errors, breaches of the CSP and missing files."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import Client

from quanfu.core.testing_push import served
from quanfu.desk.tests.conftest import qian  # qualified to accept
from quanfu.org.models import Person
from quanfu.ui.tests.test_behaviours import PATIENCE, browser, expect

__all__ = ["browser", "expect", "qian"]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


@pytest.fixture(autouse=True)
def _static_files_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the browser, as in a real installation; else it asks again for each of eighty with every page."""
    serve = StaticFilesHandler.serve

    def kept(self: StaticFilesHandler, request: Any) -> Any:
        answer = serve(self, request)
        answer["Cache-Control"] = "max-age=3600"
        return answer

    monkeypatch.setattr(StaticFilesHandler, "serve", kept)


@pytest.fixture
def troubles() -> Iterator[list[str]]:
    """What went wrong on any page that was open; empty at the end."""
    found: list[str] = []
    yield found
    assert not found, "\n".join(found)


def watch(page: Any, troubles: list[str]) -> None:
    page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda said: (
            troubles.append(f"{page.url}: {said.text}")
            if said.type == "error" and "422" not in said.text and "409" not in said.text
            else None
        ),
    )
    page.on(
        "response",
        lambda got: (
            troubles.append(f"{page.url}: {got.status} {got.url}")
            if got.status >= 400 and got.status not in (409, 422)
            else None
        ),
    )


@pytest.fixture
def sits_at(browser: Any, live_server: Any, troubles: list[str]) -> Iterator[Callable[..., Any]]:
    """sits_at(sun, PHONE): a browser window in which sun is logged in; sits_at(None): a visitor's. In Chinese."""
    contexts = []

    def opened(person: Person | None, size: dict[str, int] = DESK, **options: Any) -> Any:
        if size is PHONE:
            options = {"has_touch": True, "is_mobile": True, "device_scale_factor": 2} | options
        context = browser.new_context(viewport=size, locale="zh-CN", base_url=live_server.url, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if person:
            client = Client()
            client.force_login(person)
            cookie = client.cookies[django_settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": django_settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
            )
        page = context.new_page()
        watch(page, troubles)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def live(settings: Any, transactional_db: None) -> Iterator[str]:
    """The real server with its streams, its static files from where they lie."""
    import quanfu.asgi

    settings.PUSH = True
    pages, quanfu.asgi.pages = quanfu.asgi.pages, StaticFilesHandler(quanfu.asgi.pages)
    with served() as (address, _hub):
        yield address
    quanfu.asgi.pages = pages


@pytest.fixture
def sits(browser: Any, live: str, troubles: list[str]) -> Iterator[Callable[..., Any]]:
    """sits(li, "/desk/requests/"): li before that page, its stream open."""
    contexts = []

    def opened(person: Person, path: str) -> Any:
        context = browser.new_context(viewport=DESK, locale="zh-CN", base_url=live)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        client = Client()
        client.force_login(person)
        name = django_settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live}])
        page = context.new_page()
        page.add_init_script(
            "window.came = []; window.hellos = 0;"
            "for (const name of ['row', 'left', 'request', 'reload']) document.addEventListener(`live:${name}`, (e) => came.push([e.detail.id, name, e.detail.number]));"
            "document.addEventListener('live:hello', () => { hellos += 1; });"
        )
        watch(page, troubles)
        page.goto(path)
        until(page, "hellos > 0")
        return page

    yield opened
    for context in contexts:
        context.close()


def until(page: Any, true: str) -> None:
    """wait_for_function would be forbidden by the content security policy, as any eval."""
    begun = time.monotonic()
    while not page.evaluate(true):
        assert time.monotonic() - begun < PATIENCE / 1000, f"{page.url}: {true}"
        page.wait_for_timeout(25)
