"""A customer writes a mail, and later chats: whoever answers sees both."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile

from quanfu.channels.actions.incoming import keep_incoming
from quanfu.channels.enums import ChannelKind
from quanfu.channels.models import Channel, Message
from quanfu.channels.queries.turn import turns_of
from quanfu.channels.tests.talks import came, chat, moving, says, seated
from quanfu.core.actor import SYSTEM
from quanfu.core.files import store_file
from quanfu.core.testing import run_jobs
from quanfu.customers.models import Customer
from quanfu.desk.actions.note import add_note
from quanfu.desk.enums import NoteKind
from quanfu.desk.models import Request
from quanfu.desk.queries.timeline import outward_lines
from quanfu.org.models import Person, Unit

__all__ = ["chat", "moving", "seated"]
pytestmark = pytest.mark.django_db
MAIL = """From: =?utf-8?b?546L5bu65Zu9?= <wang@home.example>\r
To: service@a.example\r
Subject: =?utf-8?b?5LiK5ZGo55qE57y06LS556Wo5o2u?=\r
Message-ID: <first@home.example>\r
Date: Sun, 22 Nov 2026 10:00:00 +0800\r
Content-Type: text/plain; charset=utf-8\r
\r
上周缴费后没有收到票据，请补发。\r
"""


@pytest.mark.req("INT-18")
def test_a_mail_and_the_chat_after_it_stand_in_one_timeline(
    company: Unit, chat: Channel, seated: Person, wang: Customer, client_of: Callable[..., Any], moving: Any
) -> None:
    """Given a customer wrote mail and then chats, when the chat opens, then the mail is in the same timeline."""
    mail = Channel.objects.create(
        company=company, code="mail", kind=ChannelKind.MAIL, name="客服邮箱", address="service@a.example"
    )
    keep_incoming(channel=mail, key="first@home.example", raw=MAIL.encode(), by=SYSTEM)
    run_jobs()
    wrote = Request.objects.get(channel=mail)
    assert wrote.customer == wang
    moving.shift(3600)
    talk, _token = came(chat, email=wang.email)
    says(talk, "票据寄到了吗？")
    moving.shift(5)
    run_jobs()
    talk.refresh_from_db()
    page = client_of(seated).get(f"/desk/requests/{talk.request_number}/history/").content.decode()
    assert "上周缴费后没有收到票据" in page or wrote.subject in page
    assert wrote.number in page and "客服邮箱" in page
    assert "票据寄到了吗？" in page and talk.request_number in page
    assert page.index("票据寄到了吗？") < page.index(wrote.number)  # newest first, in one list
    note = add_note(request=wrote, kind=NoteKind.REPLY, text="票据已寄出", by=seated)
    assert (
        note.text in client_of(seated).get(f"/desk/requests/{talk.request_number}/history/").content.decode()
    )


def test_the_customer_sees_the_chat_on_their_own_page_but_no_private_note(
    chat: Channel, seated: Person
) -> None:
    talk, _token = came(chat, phone="13800000001")
    talk.refresh_from_db()
    request = Request.objects.select_related("channel").get(number=talk.request_number)
    says(talk, "家里没暖气")
    add_note(request=request, kind=NoteKind.NOTE, text="这家欠费", by=seated)
    add_note(request=request, kind=NoteKind.REPLY, text="师傅马上到", by=seated)
    assert [line.text for line in outward_lines(request)] == ["家里没暖气", "师傅马上到"]


def test_who_left_the_chat_is_answered_by_mail_and_what_they_write_back_stands_in_the_talk(
    company: Unit, chat: Channel, seated: Person, client_of: Callable[..., Any], moving: Any
) -> None:
    """Files go along both ways, and nothing is said twice."""
    mail = Channel.objects.create(
        company=company, code="mail", kind=ChannelKind.MAIL, name="客服邮箱", address="service@a.example"
    )
    talk, _token = came(chat, email="wang@home.example")
    says(talk, "家里没暖气")
    talk.refresh_from_db()
    request = Request.objects.select_related("channel").get(number=talk.request_number)
    plan = store_file(ContentFile(b"%PDF-1.4 plan", name="检修计划.pdf"), by=seated)
    add_note(request=request, kind=NoteKind.REPLY, text="师傅明天到", files=[plan], by=seated)
    moving.shift(200)  # the visitor has closed the page
    run_jobs()
    sent = Message.objects.get(request_number=request.number)
    assert sent.to == "wang@home.example" and "师傅明天到" in sent.text and "检修计划.pdf" in sent.text
    assert [file.name for file in sent.files.all()] == ["检修计划.pdf"]
    answer = (
        f"From: wang@home.example\r\nTo: service@a.example\r\nSubject: Re: {request.number}\r\nMessage-ID: <second@home.example>\r\n"
        f"In-Reply-To: {sent.message_id}\r\nDate: Sun, 22 Nov 2026 11:00:00 +0800\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        "好的，明天上午家里有人\r\n"
    )
    keep_incoming(channel=mail, key="second@home.example", raw=answer.encode(), by=SYSTEM)
    run_jobs()
    assert Request.objects.count() == 1
    said = [turn.text for turn in turns_of(talk) if turn.author in ("visitor", "agent")]
    assert said == ["家里没暖气", "师傅明天到", "", "好的，明天上午家里有人"]
    assert [line.text for line in outward_lines(request)] == [
        "家里没暖气",
        "师傅明天到",
        "好的，明天上午家里有人",
    ]
    page = client_of(seated).get(f"/desk/requests/{request.number}/").content.decode()
    turns = page[page.index('class="turns"') : page.index("data-composer")]
    assert turns.count("好的，明天上午家里有人") == 1
    history = client_of(seated).get(f"/desk/requests/{request.number}/history/").content.decode()
    assert history.count("好的，明天上午家里有人") == 1
    moving.shift(400)
    run_jobs()
    assert Message.objects.filter(request_number=request.number).count() == 1  # sent after them once
