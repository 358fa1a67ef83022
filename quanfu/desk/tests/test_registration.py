"""Registering letters, visitors and comments by hand; answering where they wrote."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse

from quanfu.channels.actions.incoming import keep_incoming
from quanfu.channels.adapters import ADAPTERS
from quanfu.channels.enums import ChannelKind, MessageState, Way
from quanfu.channels.models import Channel, Message
from quanfu.channels.tests.talk import Talk
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at
from quanfu.core.models.calendar import WorkCalendar
from quanfu.core.queries.calendar import CALENDARS
from quanfu.core.testing import run_jobs
from quanfu.desk.models import Request
from quanfu.desk.queries.sender import read_sender
from quanfu.sla.models import Clock

pytestmark = pytest.mark.django_db


def limits_of(request: Request) -> list[Any]:
    return sorted(Clock.objects.filter(request=request).values_list("target", "minutes"))


@pytest.fixture
def letters(company: Any) -> Channel:
    return Channel.objects.create(company=company, code="letter", kind=ChannelKind.LETTER, name="来信")


@pytest.mark.req("INT-4")
def test_a_letter_has_its_channel_and_the_same_number_owner_and_clock_as_a_call(
    letters: Channel, make_request: Any, li: Any, client_of: Any
) -> None:
    call = make_request()
    answer = client_of(li).post(
        reverse("desk:registration.create"),
        {"channel": letters.pk, "sender": "王建国 138 0000 0001", "text": "暖气费怎么算\n请回信"},
    )
    assert answer.status_code == 303
    letter = Request.objects.exclude(pk=call.pk).get()
    assert letter.channel.kind == ChannelKind.LETTER
    assert letter.number == f"{call.number[:-4]}{int(call.number[-4:]) + 1:04}"
    assert (letter.owner, letter.responsible) == (call.owner, call.responsible)
    assert limits_of(letter) == limits_of(call) != []
    assert (letter.contact_name, letter.contact_phone, letter.subject) == (
        "王建国",
        "13800000001",
        "暖气费怎么算",
    )


def test_who_gave_neither_phone_nor_mail_is_known_by_name(letters: Channel, li: Any, client_of: Any) -> None:
    client = client_of(li)
    page = reverse("desk:registration.create")
    client.post(page, {"channel": letters.pk, "sender": "和平路一居民", "text": "路灯不亮"})
    assert Request.objects.get().customer.name == "和平路一居民"
    assert client.post(page, {"channel": letters.pk, "sender": " ", "text": "x"}).status_code == 422


@pytest.mark.parametrize(
    ("written", "name", "phone", "email"),
    [
        ("王建国 138 0000 0001", "王建国", "13800000001", ""),
        ("Anna Li <Anna@X.example>", "Anna Li", "", "anna@x.example"),
        ("李明，0451-12345678", "李明", "045112345678", ""),
        ("和平路 18 号居民", "和平路 18 号居民", "", ""),
        ("13800000001", "", "13800000001", ""),
    ],
)
def test_the_line_of_the_sender_is_taken_apart(written: str, name: str, phone: str, email: str) -> None:
    assert read_sender(written) == (name, phone, email)


@pytest.fixture
def chat(company: Any, monkeypatch: pytest.MonkeyPatch) -> Channel:
    monkeypatch.setitem(ADAPTERS, ChannelKind.WECHAT, Talk())
    return Channel.objects.create(company=company, code="wx", kind=ChannelKind.WECHAT, name="微信")


def write(chat: Channel, key: str) -> None:
    keep_incoming(
        channel=chat,
        key=key,
        raw=f'{{"id": "{key}", "sender": "openid", "text": "暖气不热"}}'.encode(),
        by=SYSTEM,
    )
    run_jobs()


def test_who_opened_a_request_on_a_messenger_is_told_its_number_once(chat: Channel) -> None:
    write(chat, "m1")
    write(chat, "m2")  # goes to the same request
    message = Message.objects.get()
    assert (message.way, message.to, message.state) == (Way.CHANNEL, "openid", MessageState.SENT)
    assert Request.objects.get().number in message.text
    assert "暖气不热" not in message.text


def test_a_channel_that_does_not_confirm_says_nothing(chat: Channel) -> None:
    Channel.objects.update(confirms=False)
    write(chat, "m1")
    assert not Message.objects.exists()


def test_outside_the_hours_the_confirmation_says_when_we_are_there(chat: Channel) -> None:
    week = {day: [["08:30", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    Channel.objects.update(
        calendar=WorkCalendar.objects.create(code="d", name="d", tz="Asia/Shanghai", week=week)
    )
    CALENDARS.changed()
    with at(datetime(2026, 11, 23, 12, tzinfo=UTC)):
        write(chat, "m1")
    assert "2026-11-24 08:30" in Message.objects.get().text


def test_the_result_can_be_told_where_they_wrote(chat: Channel, li: Any, client_of: Any) -> None:
    write(chat, "m1")
    Request.objects.update(state="done", result="已修好", responsible=li, owner=li)
    request = Request.objects.get()
    page = reverse("desk:feedback.create", args=[request.number])
    client = client_of(li)
    assert 'value="channel"' in client.get(page).content.decode()
    client.post(page, {"way": "channel", "text": "已修好", "asked_for_opinions": "yes"})
    run_jobs()
    assert Message.objects.filter(way=Way.CHANNEL, to="openid", text="已修好").exists()
