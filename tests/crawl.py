"""Walking all pages of the house as somebody who is logged in, in the world of the access matrix. Nothing stays changed."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from quanfu.desk.enums import State
from quanfu.desk.models import Request
from quanfu.workorders.models import Order
from tests.access import objects
from tests.access.objects import Things
from tests.access.world import Caller, World, build
from tests.pages import Page

# What a request or an order must be for the form to get as far as its action.
STATES: dict[str, State] = {
    "desk:review.create": State.IN_REVIEW, "desk:assignment.create": State.APPROVED, "desk:explanation.create": State.REFUSED,
    "desk:feedback.create": State.DONE, "desk:closure.create": State.FED_BACK, "desk:completion.create": State.ORDERED,
}  # fmt: skip
ORDER_STATES = {"workorders:acceptance.create": "sent", "workorders:start.create": "accepted"}


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any
) -> Iterator[tuple[World, dict[tuple[str, str], Things]]]:
    _SESSIONS.clear()
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("zh-hans"):
        made = build()
        things = objects.build(made)
        for caller in callers_of(made):
            client_for(caller)
        yield made, things
        transaction.set_rollback(True)


def callers_of(world: World) -> list[Caller | None]:
    """Who is asked: the one who may all, a head (own ratings), an engineer, a customer."""
    of = {c.role: c for c in world.callers if c.company and c.company.key == "A"}
    return [of["administrator"], of["head"], of["engineer"], None]


class sandbox:
    """Things in the state that the URL works on; all undone at the end."""

    def __init__(self, name: str, things: Things) -> None:
        self.name, self.things = name.rstrip("?"), things

    def __enter__(self) -> "sandbox":
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        if self.name in STATES:
            Request.objects.filter(pk=self.things.request.pk).update(state=STATES[self.name])
        if self.name.startswith("workorders:"):
            Order.objects.filter(pk=self.things.order.pk).update(
                state=ORDER_STATES.get(self.name, "under_way")
            )
        return self

    def __exit__(self, *error: Any) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)


_SESSIONS: dict[int, str] = {}


def client_for(caller: Caller | None) -> Client:
    """A browser in which the caller is logged in, whatever calls before did to theirs; what a page raises, the test gets."""
    client = Client()
    if caller is not None:
        if caller.person.pk not in _SESSIONS:
            client.force_login(caller.person)
            _SESSIONS[caller.person.pk] = client.cookies[settings.SESSION_COOKIE_NAME].value
        client.cookies[settings.SESSION_COOKIE_NAME] = _SESSIONS[caller.person.pk]
    return client


def ask(
    caller: Caller | None, method: str, path: str, data: Any = None, content_type: str = ""
) -> Page | None:
    """One call; None for a file or a stream. An exception is the 500 that this is all about."""
    client = client_for(caller)
    if method == "GET":
        got: HttpResponse = client.get(path, data)  # type: ignore[assignment]
    elif content_type:
        got = client.generic("POST", path, data, content_type=content_type)  # type: ignore[assignment]
    else:
        got = client.post(path, data)  # type: ignore[assignment]
    if got.streaming or not got.get("Content-Type", "text/html").startswith("text/html"):
        return None
    page = Page(client, path, got.status_code, got.content.decode(errors="replace"))
    page.goes = got.get("Location", "")
    return page
