"""A web chat and its visitors, for tests."""

import itertools
from typing import Any

import pytest

from quanfu.channels.actions.talk import start_talk
from quanfu.channels.actions.talk_queue import take_seat
from quanfu.channels.actions.turn import Said, hear_visitors
from quanfu.channels.enums import ChannelKind
from quanfu.channels.models import Channel, Talk
from quanfu.core.actor import SYSTEM, visitor
from quanfu.knowledge.models import Article
from quanfu.org.models import Person, Unit

_nonces = itertools.count()
ASKED = {"name": "王建国", "phone": "", "email": "", "locale": "zh-CN", "page": "https://shop.example/help"}


@pytest.fixture
def chat(company: Unit) -> Channel:
    """Without the robot, open around the clock, for a site of its own."""
    return Channel.objects.create(
        company=company,
        code="chat",
        kind=ChannelKind.CHAT,
        name="在线客服",
        settings={"origins": ["https://shop.example"]},
    )


@pytest.fixture
def robot_chat(chat: Channel) -> Channel:
    chat.settings["robot"] = True
    chat.save(update_fields=["settings"])
    return chat


@pytest.fixture
def seated(li: Person) -> Person:
    """li takes chats."""
    take_seat(person=li, by=li)
    return li


def came(channel: Channel, **given: Any) -> tuple[Talk, str]:
    return start_talk(channel=channel, by=visitor("王建国"), **ASKED | given)


def says(talk: Talk, text: str, nonce: str = "") -> Any:
    """The visitor says something, as the door keeps it."""
    return hear_visitors(said=[Said(talk.pk, text, nonce or f"nonce-{next(_nonces)}")], by=SYSTEM)[0]


def article(company: Unit, title: str, body: str, **columns: Any) -> Article:
    """A published one that customers may read."""
    from quanfu.core.clock import now

    public = {"is_public": True, "version": 1}
    return Article.objects.create(
        company=company, title=title, body=body, updated_at=now(), **public | columns
    )


@pytest.fixture
def moving(time_machine: Any) -> Any:
    """The clock, to be moved on: moving.shift(timedelta(…))."""
    from quanfu.channels.actions import turn
    from quanfu.core.clock import now

    turn._sweep_at = float("-inf")  # the test before may have swept a moment ago
    time_machine.move_to(now())
    return time_machine
