"""Waiting for a person: how long it takes, and when nobody is left who could come."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from quanfu.channels.actions.talk import end_talk, note_seen
from quanfu.channels.actions.talk_queue import leave_seat, take_seat
from quanfu.channels.enums import Author, TalkState
from quanfu.channels.jobs import tend_talks
from quanfu.channels.models import Breach, Channel, Message, Talk, Turn
from quanfu.channels.queries.talk import place_of, speaker
from quanfu.channels.tests.talks import came, chat, moving, seated
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now
from quanfu.core.models import Rule
from quanfu.core.rules import TABLE
from quanfu.core.testing import counted_queries
from quanfu.desk.actions.note import add_note
from quanfu.desk.enums import NoteKind
from quanfu.desk.models import Request
from quanfu.org.models import Person

__all__ = ["chat", "moving", "seated"]
pytestmark = pytest.mark.django_db


def ruled(code: str, value: Any) -> None:
    Rule.objects.create(code=code, since=now().date() - timedelta(days=1), value=value)
    TABLE.changed()


def whole(talk: Talk) -> Talk:
    return Talk.objects.select_related("company", "channel", "agent").get(pk=talk.pk)


def test_the_waiting_time_follows_how_long_the_last_talks_took_and_how_many_are_under_way(
    chat: Channel, seated: Person, moving: Any
) -> None:
    ruled("channels.talks_per_agent", 2)
    for minutes in (8, 12):
        talk = came(chat)[0]
        moving.shift(timedelta(minutes=minutes))
        end_talk(talk=whole(talk), author=Author.AGENT, by=seated)
    came(chat), came(chat)  # two under way, ten minutes each: one is free every five
    waiting = [came(chat)[0] for _ in range(3)]
    assert [place_of(talk) for talk in waiting] == [(1, 5), (2, 10), (3, 15)]


def test_without_a_talk_of_the_last_day_the_rule_says_the_waiting_time(
    chat: Channel, seated: Person, moving: Any
) -> None:
    """channels.talk_wait_minutes"""
    ruled("channels.talks_per_agent", 1)
    ruled("channels.talk_wait_minutes", 7)
    over = came(chat)[0]
    moving.shift(timedelta(minutes=40))
    end_talk(talk=whole(over), author=Author.AGENT, by=seated)
    moving.shift(timedelta(hours=25))
    came(chat)
    waiting = came(chat)[0]
    assert place_of(waiting) == (1, 7)
    assert place_of(came(chat)[0]) == (2, 14)


def test_the_place_is_asked_for_with_few_statements_however_many_wait(chat: Channel, seated: Person) -> None:
    ruled("channels.talks_per_agent", 1)
    for _ in range(12):
        last = came(chat)[0]
    with counted_queries() as asked:
        assert place_of(last)[0] == 11
    assert len(asked) <= 3


def call(chat: Channel, path: str, token: str, given: Any = None) -> Any:
    headers = {"Origin": "https://shop.example", "Authorization": f"Bearer {token}"}
    where = f"/chat/{chat.key}/{path}"
    if given is None:
        return Client().get(where, headers=headers).json()
    return Client().post(where, json.dumps(given), content_type="application/json", headers=headers).json()


def test_who_waits_when_nobody_is_left_leaves_a_number_and_is_answered_there(
    chat: Channel, seated: Person, moving: Any
) -> None:
    ruled("channels.talks_per_agent", 1)
    came(chat)
    waiting, token = came(chat)
    moving.shift(timedelta(seconds=90))
    assert call(chat, "talk/", token)["open"] is True
    leave_seat(person=seated, by=seated)
    state = call(chat, "talk/", token)
    assert (state["state"], state["open"], state["reachable"]) == ("waiting", False, False)
    left = call(chat, "messages/", token, {"text": "请发邮件给我", "email": "wang@home.example"})
    waiting.refresh_from_db()
    assert (left["state"], waiting.state) == ("ended", TalkState.ENDED)
    request = Request.objects.get(number=left["number"])
    assert Request.objects.count() == 2
    assert (request.contact_email, request.last_line) == ("wang@home.example", "请发邮件给我")
    assert request.number in Turn.objects.filter(talk=waiting, author=Author.HOUSE).last().text  # type: ignore[union-attr]
    assert Breach.objects.get(request_number=request.number).took == 90
    add_note(request=request, kind=NoteKind.REPLY, text="已安排", by=seated)
    assert Message.objects.get().to == "wang@home.example"


@pytest.mark.parametrize("author", [Author.VISITOR, Author.HOUSE])
def test_the_agent_sees_that_the_talk_is_over_and_by_whom(
    chat: Channel, seated: Person, client_of: Any, author: Author
) -> None:
    talk = whole(came(chat)[0])
    page = f"/desk/requests/{talk.request_number}/"
    assert "结束了会话" not in client_of(seated).get(page).content.decode()
    end_talk(talk=talk, author=author, by=speaker(talk) if author == Author.VISITOR else SYSTEM)
    shown = client_of(seated).get(page).content.decode()
    line = shown[: shown.index("结束了会话")].rsplit("done-line", 1)[1]
    assert ("王建国" in line) is (author == Author.VISITOR)


def test_a_visitor_who_has_gone_is_passed_over_and_has_their_place_again_when_they_come_back(
    chat: Channel, seated: Person, moving: Any
) -> None:
    ruled("channels.talks_per_agent", 1)
    had, gone, here = (came(chat)[0] for _ in range(3))
    moving.shift(timedelta(seconds=100))
    note_seen(talk_ids=[had.pk, here.pk], by=SYSTEM)
    assert place_of(whole(here))[0] == 1
    end_talk(talk=whole(had), author=Author.AGENT, by=seated)
    assert [whole(talk).state for talk in (gone, here)] == [TalkState.WAITING, TalkState.WITH_AGENT]
    end_talk(talk=whole(here), author=Author.AGENT, by=seated)
    assert whole(gone).state == TalkState.WAITING
    note_seen(talk_ids=[gone.pk], by=SYSTEM)
    tend_talks.func()  # type: ignore[attr-defined]
    assert whole(gone).agent == seated


def test_who_comes_back_to_the_seat_gets_who_still_waits(chat: Channel, seated: Person, qian: Person) -> None:
    ruled("channels.talks_per_agent", 1)
    came(chat)
    waiting, token = came(chat)
    leave_seat(person=seated, by=seated)
    take_seat(person=qian, by=SYSTEM)
    assert call(chat, "talk/", token)["agent"] == qian.name
    assert call(chat, "messages/", token, {"text": "不等了", "phone": "13800000001"})["error"]
    waiting.refresh_from_db()
    assert waiting.state == TalkState.WITH_AGENT
