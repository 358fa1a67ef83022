"""The stories' way through the house: everybody acts through their own pages."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from quanfu.core.testing import run_jobs
from quanfu.desk.models import Request
from quanfu.desk.queries.request import tracking_path
from quanfu.desk.tests.conftest import qian  # qualified to accept
from quanfu.org.models import Person
from quanfu.surveys.queries.invitation import invitation_of
from tests.pages import Page, visit

__all__ = ["qian"]
SHANGHAI = ZoneInfo("Asia/Shanghai")
SIGNATURE = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def local(text: str) -> datetime:
    """'2026-05-13 09:00' on the wall in Shanghai; that day is a Wednesday."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


class House:
    """Doors to all pages. ``opens(li, path)`` is a page as li sees it, ``number`` the request the story is about."""

    def __init__(self, client_of: Callable[[Person], Client]) -> None:
        self._client_of = client_of
        self._clients: dict[int, Client] = {}
        self.public = Client()
        self.number = ""

    def opens(self, person: Person | None, path: str) -> Page:
        if person is None:
            client = self.public
        else:
            client = self._clients.setdefault(person.pk, self._client_of(person))
        page = visit(client, path)
        assert page.status == 200, f"{person} at {path}: {page.status} {page.words[:300]}"
        return page

    def log_out_all(self) -> None:
        self._clients.clear()

    @property
    def request(self) -> Request:
        return Request.objects.get(number=self.number)

    @property
    def at_desk(self) -> str:
        return f"/desk/requests/{self.number}/"

    def order_path(self) -> str:
        return str(self.request.orders.order_by("-id").first().path)

    def tracks(self) -> Page:
        """What the customer sees of it."""
        return self.opens(None, tracking_path(self.request))

    # the acts of the loop, each through the page that offers it

    def asks(self, code: str, **given: Any) -> Page:
        wish = {
            "body": "客厅暖气片不热，已经两天了。",
            "contact_name": "王建国",
            "contact_phone": "13800000001",
        }
        page = self.opens(None, f"/c/{code}/").follow("/ask/").send("body", **wish | given)
        self.number = re.search(r"FW-\d{8}-\d+", page.words)[0] if page.status == 200 else ""
        return page

    def classifies(self, acceptor: Person, service_type: Any, **given: Any) -> Page:
        page = self.opens(acceptor, "/desk/reviews/").follow(self.number).follow("/classification/")
        return page.send("service_type", service_type=str(service_type.pk), **given)

    def reviews(self, acceptor: Person, **given: Any) -> Page:
        return self.opens(acceptor, self.at_desk).follow("/review/").send("reasonable", **given)

    def approves(self, acceptor: Person) -> Page:
        return self.reviews(acceptor, reasonable="yes", feasible="yes")

    def assigns(self, dispatcher: Person, engineer: Person) -> Page:
        page = self.opens(dispatcher, "/desk/assignments/").follow(self.number)
        page = page if "/assignment/" in page.path else page.follow("/assignment/")
        return page.send("person", person=str(engineer.pk))

    def works(self, engineer: Person, *, result: str = "更换阀门，室温恢复到 21 度") -> Page:
        """Accepts, begins, ticks every step and finishes with a signature."""
        page = self.opens(engineer, self.order_path()).send("/acceptance/").send("/start/")
        while any(form.fields["act"].value == "tick" for form in page.forms if "act" in form.fields):
            page = page.send("act", act="tick")
        return page.send("result", result=result, signature=SIGNATURE)

    def tells(self, teller: Person, **given: Any) -> Page:
        page = self.opens(teller, f"{self.at_desk}feedback/")
        told = {"way": "phone", "text": "阀门已换好，请试试", "asked_for_opinions": "yes", "opinions": "都好"}
        page = page.send("way", **told | given)
        run_jobs()
        return page

    def rates(self, points: int, words: str) -> Page:
        """Through the link of the invitation."""
        text = invitation_of(self.request).message.text
        link = re.search(r"/rate/\S+/", text)[0]
        page = self.opens(None, link)
        stars = {name: str(points) for name, f in page.form("text").fields.items() if f.kind == "radio"}
        return page.send("text", **stars, text=words)


@pytest.fixture
def house(client_of: Callable[[Person], Client]) -> House:
    return House(client_of)
