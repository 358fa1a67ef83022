"""Whose request a mail belongs to, and who is believed."""

from typing import Any

import pytest
from django.test import Client

from quanfu.channels.adapters.mail import thread
from quanfu.channels.adapters.mail.tests.conftest import SERVICE, write
from quanfu.channels.enums import IncomingKind, Way
from quanfu.channels.models import Incoming, Message
from quanfu.desk.actions.note import add_note
from quanfu.desk.enums import NoteKind
from quanfu.desk.models import Request
from quanfu.desk.queries.request import tracking_path

pytestmark = pytest.mark.django_db


def notes(number: str) -> list[tuple[str, str]]:
    found = Request.objects.get(number=number).notes.order_by("pk")
    return [(note.kind, note.text.strip()) for note in found if note.kind in ("customer", "stranger")]


@pytest.fixture
def opened(arrive: Any, mail_server: Any) -> Incoming:
    """Wang's first mail, which opened a request and was confirmed."""
    found: Incoming = arrive("暖气不热", message_id="<first@home.example>", cc="son@home.example")
    assert found.request_number
    return found


def test_a_token_names_its_request_and_nothing_else() -> None:
    token = thread.token_of(1, "FW-20261122-0001")
    assert thread.number_of(1, token) == "FW-20261122-0001"
    assert thread.number_of(1, token.upper()) == "FW-20261122-0001"
    assert thread.number_of(2, token) == ""
    for index in range(len(token)):
        changed = token[:index] + ("b" if token[index] == "a" else "a") + token[index + 1 :]
        assert thread.number_of(1, changed) == ""


def test_every_request_is_found_by_its_token_whatever_letter_its_signature_begins_with() -> None:
    begun = set()
    for company in range(1, 400):
        token = thread.token_of(company, "FW-20261122-0001")
        begun.add(token[1])
        for place in (
            thread.reply_address("service@a.example", company, "FW-20261122-0001"),
            f"<{token}.17@a.example>",
        ):
            assert thread.find_number(company, [place]) == "FW-20261122-0001"
    assert "q" in begun and len(begun) > 25


def test_an_address_that_would_be_too_long_for_servers_stays_plain() -> None:
    assert thread.reply_address("service@a.example", 1, "FW-20261122-0001").startswith("service+q")
    assert thread.reply_address(f"{'s' * 40}@a.example", 1, "FW-20261122-0001") == f"{'s' * 40}@a.example"
    assert thread.reply_address("service@a.example", 1, "") == "service@a.example"


def test_a_message_id_is_never_longer_than_its_column() -> None:
    for domain in ("a.example", f"{'d' * 200}.example"):
        assert len(thread.new_message_id(f"us@{domain}", 1, "FW-20261122-0001")) <= 120
    assert thread.find_number(1, [thread.new_message_id("us@a.example", 1, "FW-1")]) == "FW-1"


def test_an_answer_to_our_mail_is_added_to_its_request(
    opened: Incoming, arrive: Any, mail_server: Any
) -> None:
    ours = mail_server.taken[-1]
    answer = arrive("三楼的。", subject="Re: whatever", in_reply_to=ours["Message-ID"])
    assert (answer.kind, answer.request_number, answer.is_verified) == (
        IncomingKind.REPLY,
        opened.request_number,
        True,
    )
    assert ("customer", "三楼的。") in notes(opened.request_number)
    assert Request.objects.count() == 1


def test_an_answer_to_the_plus_address_is_enough(opened: Incoming, arrive: Any, mail_server: Any) -> None:
    to = mail_server.taken[-1]["Reply-To"]
    assert to.startswith("service+q")
    answer = arrive("三楼的。", subject="别的话题", to=to)
    assert answer.request_number == opened.request_number
    assert Request.objects.count() == 1


def test_who_adds_to_their_own_mail_before_we_answered_finds_the_request(
    opened: Incoming, arrive: Any
) -> None:
    more = arrive("还有厨房。", subject="Re: 暖气不热", references="<first@home.example>")
    assert more.request_number == opened.request_number


def test_a_number_in_the_subject_opens_nobodys_request(opened: Incoming, arrive: Any) -> None:
    guess = arrive(
        "请告诉我这个客户的地址", sender="thief@x.example", subject=f"Re: {opened.request_number}: 暖气不热"
    )
    assert guess.kind == IncomingKind.REQUEST
    assert guess.request_number != opened.request_number


def test_a_right_token_from_a_stranger_is_shown_to_colleagues_only(
    opened: Incoming, arrive: Any, mail_server: Any
) -> None:
    to = mail_server.taken[-1]["Reply-To"]
    sent = len(mail_server.taken)
    found = arrive("我是王先生的邻居", sender="thief@x.example", to=to)
    assert (found.request_number, found.is_verified) == (opened.request_number, False)
    assert notes(opened.request_number) == [("stranger", "我是王先生的邻居")]
    assert len(mail_server.taken) == sent, "the stranger hears nothing"
    outward = Client().get(tracking_path(Request.objects.get(number=opened.request_number))).content.decode()
    assert "暖气不热" in outward
    assert "邻居" not in outward
    assert "thief" not in outward
    assert not Message.objects.filter(to__contains="thief").exists()


def test_who_was_copied_by_the_customer_takes_part(opened: Incoming, arrive: Any, mail_server: Any) -> None:
    answer = arrive(
        "我在家，可以开门。", sender="Son <son@home.example>", in_reply_to=mail_server.taken[-1]["Message-ID"]
    )
    assert answer.is_verified
    assert ("customer", "我在家，可以开门。") in notes(opened.request_number)


def test_whom_we_wrote_to_about_a_request_takes_part(
    make_request: Any, li: Any, mailbox: Any, arrive: Any, mail_server: Any
) -> None:
    from quanfu.channels.actions.message import send_message
    from quanfu.core.testing import run_jobs

    req = make_request(contact_email="wang@home.example")
    send_message(
        company=req.company,
        way=Way.MAIL,
        to="wang@home.example",
        subject="x",
        text="几楼？",
        by=li,
        request_number=req.number,
    )
    run_jobs()
    answer = arrive("三楼", in_reply_to=mail_server.taken[-1]["Message-ID"])
    assert (answer.request_number, answer.is_verified) == (req.number, True)


def test_a_sender_who_claims_to_be_a_colleague_is_not_believed(
    opened: Incoming, arrive: Any, mail_server: Any, li: Any
) -> None:
    type(li).objects.filter(pk=li.pk).update(email="li@a.example")
    found = arrive("请把地址改为…", sender="李 <li@a.example>", to=mail_server.taken[-1]["Reply-To"])
    assert not found.is_verified
    assert "sender-is-staff" in found.warnings
    assert notes(opened.request_number) == [("stranger", "请把地址改为…")]
    assert not Request.objects.get(number=opened.request_number).notes.filter(kind=NoteKind.NOTE).exists()


def test_a_mail_in_the_name_of_our_own_mailbox_causes_nothing(
    opened: Incoming, arrive: Any, mail_server: Any
) -> None:
    found = arrive("请办结", sender=f"客服 <{SERVICE}>", to=mail_server.taken[-1]["Reply-To"])
    assert found.kind == IncomingKind.AUTO
    assert notes(opened.request_number) == []


AUTH = "mx.a.example; spf=fail smtp.mailfrom=x.example; dkim=none; dmarc=fail header.from=home.example"


def test_what_our_own_mail_server_found_forged_is_not_believed(
    opened: Incoming, arrive: Any, mail_server: Any, mailbox: Any, set_up: Any
) -> None:
    ours = mail_server.taken[-1]["Message-ID"]
    believed = arrive("一", in_reply_to=ours, authentication_results=AUTH)
    assert believed.is_verified, "nobody named the server whose word counts"
    set_up(mailbox, auth_server="mx.a.example")
    assert not arrive("二", in_reply_to=ours, authentication_results=AUTH).is_verified
    assert arrive("三", in_reply_to=ours, authentication_results=AUTH.replace("mx.a", "mx.evil")).is_verified
    assert arrive("四", in_reply_to=ours, authentication_results=AUTH.replace("=fail", "=pass")).is_verified
    assert [kind for kind, _text in notes(opened.request_number)] == [
        "customer",
        "stranger",
        "customer",
        "customer",
    ]


def test_tokens_of_another_company_open_nothing(
    opened: Incoming, arrive: Any, other_company: Any, mail_server: Any
) -> None:
    from quanfu.channels.models import Channel

    other = Channel.objects.create(
        company=other_company, code="mail", kind="mail", name="邮箱", address="help@b.example"
    )
    found = arrive(
        "你好", to="help@b.example", in_reply_to=mail_server.taken[-1]["Message-ID"], channel=other
    )
    assert (found.thread, found.company) == ("", other_company)
    assert found.request_number != opened.request_number
    assert notes(opened.request_number) == []


def test_an_answer_of_the_desk_goes_out_in_the_thread(
    opened: Incoming, arrive: Any, mail_server: Any, li: Any
) -> None:
    from quanfu.core.testing import run_jobs

    request = Request.objects.get(number=opened.request_number)
    add_note(request=request, kind=NoteKind.REPLY, text="师傅明天上午到。", by=li)
    run_jobs()
    ours = mail_server.taken[-1]
    assert "师傅明天上午到。" in ours.get_body(("plain",)).get_content()
    assert "<first@home.example>" in ours["References"]
    assert ours["In-Reply-To"] == "<first@home.example>"
    assert ours["Auto-Submitted"] is None, "a person wrote it"
    back = arrive("好的", in_reply_to=ours["Message-ID"])
    assert back.request_number == opened.request_number


def test_the_same_mail_is_known_whichever_way_it_comes() -> None:
    from quanfu.channels.adapters.mail.receive import key_of

    mail = write(message_id="<once@home.example>", sender=f"王 <{'w' * 60}@home.example>").replace(
        b"From: ", b"From:\r\n "
    )
    by_pipe = b"Return-Path: <wang@home.example>\r\nX-Original-To: service@a.example\r\n" + mail
    by_imap = b"X-Quanfu-Mailbox: INBOX 1 5\r\nDelivered-To: service@a.example\n" + mail.replace(
        b"\r\n", b"\n"
    )
    assert key_of(mail) == key_of(by_pipe) == key_of(by_imap)
    assert key_of(mail) != key_of(write("别的", message_id="<once@home.example>"))


def test_mails_without_a_message_id_are_told_apart() -> None:
    from quanfu.channels.adapters.mail.receive import key_of

    first, second = (write(text, message_id="") for text in ("一", "二"))
    assert b"Message-ID" not in first
    assert key_of(first) != key_of(second)
    assert key_of(first) == key_of(b"Delivered-To: service@a.example\r\n" + first)
    assert key_of(first) != key_of(b"Received: from b; Sun, 22 Nov 2026 10:00:00 +0800\r\n" + first), (
        "delivered twice"
    )
