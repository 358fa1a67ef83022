"""Machines do not answer machines."""

from datetime import timedelta
from typing import Any

import pytest

from quanfu.channels.adapters.mail import guards
from quanfu.channels.adapters.mail.tests.conftest import SERVICE, write
from quanfu.channels.enums import IncomingKind, IncomingState
from quanfu.channels.models import AutoAnswer, Message
from quanfu.core import clock
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.desk.models import Request

MACHINES = [
    {"Auto-Submitted": "auto-replied"}, {"Auto-Submitted": "auto-generated (failure)"}, {"Precedence": "bulk"}, {"Precedence": "auto_reply"},
    {"List-Id": "<news.x.example>"}, {"List-Unsubscribe": "<mailto:off@x.example>"}, {"X-Autoreply": "yes"}, {"X-Autorespond": "1"},
    {"X-Auto-Response-Suppress": "DR, AutoReply"}, {"X-Loop": "x"}, {"Return-Path": "<>"}, {guards.OWN: "somebody else's Quanfu"},
]  # fmt: skip
PEOPLE = [
    {},
    {"Auto-Submitted": "no"},
    {"Precedence": "first-class"},
    {"Return-Path": "<wang@home.example>"},
    {"X-Auto-Response-Suppress": "DR"},
]


@pytest.mark.parametrize("headers", MACHINES, ids=str)
def test_no_machine_of_ours_answers_a_mail_that_a_machine_wrote(headers: dict[str, str]) -> None:
    assert guards.why_silent(headers, sender="wang@home.example", own=[SERVICE])


@pytest.mark.parametrize("headers", PEOPLE, ids=str)
def test_what_a_person_wrote_may_be_answered(headers: dict[str, str]) -> None:
    assert guards.why_silent(headers, sender="wang@home.example", own=[SERVICE]) == ""


@pytest.mark.parametrize(
    "sender",
    ["no-reply@x.example", "noreply+1@x.example", "MAILER-DAEMON@x.example", "news-bounces@x.example", "owner-list@x.example",
     "postmaster@x.example", "", SERVICE, "Service+q123@a.example"],
)  # fmt: skip
def test_nobody_reads_answers_at_some_addresses(sender: str) -> None:
    assert guards.why_silent({}, sender=sender, own=[SERVICE])


def test_people_whose_names_look_like_machines_are_people() -> None:
    for sender in ("daemonwu@x.example", "bouncer@x.example", "root.li@x.example", "replygong@x.example"):
        assert guards.why_silent({}, sender=sender, own=[SERVICE]) == "", sender


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("mx.a.example; dmarc=pass header.from=x", "pass"),
        ("mx.a.example 1; dmarc=fail (p=NONE) header.from=x", "fail"),
        ("mx.a.example; spf=softfail smtp.mailfrom=x; dkim=none", "fail"),
        ("mx.a.example; spf=fail; dkim=pass header.d=x", "pass"),
        ("mx.a.example; none", ""),
        ("mx.evil.example; dmarc=pass", ""),
        ("evil; x=mx.a.example; dmarc=pass", ""),
        ("MX.A.Example;\r\n\tdmarc=pass", "pass"),
    ],
)
def test_only_our_own_servers_word_on_the_sender_counts(line: str, said: str) -> None:
    assert guards.results_of([line], "mx.a.example") == said
    assert guards.results_of([line], "") == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers", [{"Auto_Submitted": "auto-replied"}, {"List_Id": "<l.x.example>"}], ids=str
)
def test_such_a_mail_is_kept_and_answered_by_nothing(
    headers: dict[str, str], arrive: Any, mail_server: Any
) -> None:
    found = arrive("我不在办公室", subject="自动回复：暖气", **headers)
    assert found.state == IncomingState.UNDERSTOOD
    assert mail_server.taken == []
    assert not AutoAnswer.objects.exists()


@pytest.mark.django_db
def test_an_automatic_answer_stands_at_its_request_and_opens_none(arrive: Any, mail_server: Any) -> None:
    opened = arrive()
    answer = arrive(
        "休假中",
        subject="自动回复",
        in_reply_to=mail_server.taken[0]["Message-ID"],
        auto_submitted="auto-replied",
    )
    assert (answer.kind, answer.request_number) == (IncomingKind.AUTO, opened.request_number)
    assert Request.objects.count() == 1
    assert len(mail_server.taken) == 1


@pytest.mark.django_db
def test_the_first_mail_says_number_next_steps_and_limits_and_quotes_nothing(
    arrive: Any, mail_server: Any, mailbox: Any, set_up: Any
) -> None:
    mailbox.hours = "8:00–18:00"
    set_up(mailbox)
    opened = arrive(
        "BUY CHEAP PILLS http://evil.example", sender="Evil Name <victim@x.example>", subject="Spam for you"
    )
    (ours,) = mail_server.taken
    said = (
        ours.get_body(("plain",)).get_content()
        + ours.get_body(("html",)).get_content()
        + ours["Subject"]
        + ours["To"]
    )
    assert opened.request_number in ours["Subject"]
    assert "24 hours" in said
    assert "8:00–18:00" in said
    assert "What happens next" in said
    assert not any(word in said for word in ("PILLS", "evil", "Evil", "Spam"))
    assert ours["Auto-Submitted"] == "auto-generated"
    assert ours["To"] == "victim@x.example"


@pytest.mark.django_db
def test_one_request_is_confirmed_once_and_only_where_the_channel_does(
    arrive: Any, mail_server: Any, mailbox: Any, set_up: Any
) -> None:
    from quanfu.desk.actions.confirmation import confirm_by_mail

    opened = arrive()
    assert len(mail_server.taken) == 1
    assert confirm_by_mail(incoming=opened, by=SYSTEM) is None
    set_up(mailbox, confirm=False)
    arrive("另一件事", sender="lin@home.example")
    assert len(mail_server.taken) == 1
    assert Request.objects.count() == 2


@pytest.mark.django_db
def test_the_language_of_the_channel_is_that_of_its_automatic_mails(
    arrive: Any, mail_server: Any, mailbox: Any, set_up: Any
) -> None:
    set_up(mailbox, language="zh-hans")
    arrive()
    assert "已收到您的邮件" in mail_server.taken[0].get_body(("plain",)).get_content()


@pytest.mark.django_db
def test_one_address_gets_ever_fewer_automatic_mails(arrive: Any, mail_server: Any) -> None:
    start = clock.now()
    got = []
    for minutes in (0, 1, 2, 30, 62, 63, 150, 190, 191):
        with clock.at(start + timedelta(minutes=minutes)):
            before = len(mail_server.taken)
            arrive(f"第 {minutes} 分钟", subject=str(minutes))
            got.append((minutes, len(mail_server.taken) - before))
    assert got == [(0, 1), (1, 1), (2, 0), (30, 0), (62, 1), (63, 0), (150, 0), (190, 1), (191, 0)]
    with clock.at(start + timedelta(days=2)):
        arrive("后天")
    assert len(mail_server.taken) == 5


@pytest.mark.django_db
def test_the_share_of_an_address_is_a_dated_rule(arrive: Any, mail_server: Any, company: Any) -> None:
    set_rule(code="channels.auto_answers_a_day", value=0, by=SYSTEM)
    arrive()
    assert mail_server.taken == []
    set_rule(code="channels.auto_answers_a_day", value=1, by=SYSTEM)
    arrive("二", sender="b@home.example")
    arrive("三", sender="b@home.example")
    assert len(mail_server.taken) == 1
    set_rule(code="channels.auto_answer_pause", value=5, by=SYSTEM)
    with clock.at(clock.now() + timedelta(minutes=6)):
        arrive("四", sender="b@home.example")
    assert len(mail_server.taken) == 2


@pytest.mark.django_db
def test_a_flood_from_one_address_waits_for_a_person(arrive: Any, mail_server: Any) -> None:
    set_rule(code="channels.mails_an_hour", value=2, by=SYSTEM)
    arrive("一")
    arrive("二")
    held = arrive("三")
    assert held.state == IncomingState.QUARANTINED
    assert "2" in held.error
    assert arrive("别人", sender="lin@home.example").state == IncomingState.UNDERSTOOD
    with clock.at(clock.now() + timedelta(hours=2)):
        assert arrive("四").state == IncomingState.UNDERSTOOD


@pytest.mark.django_db
def test_our_own_mail_that_comes_back_causes_nothing(arrive: Any, mail_server: Any) -> None:
    opened = arrive()
    back = arrive(raw=mail_server.taken[0].as_bytes())
    assert back.kind == IncomingKind.AUTO
    assert Request.objects.count() == 1
    assert len(mail_server.taken) == 1
    assert Message.objects.filter(request_number=opened.request_number).count() == 1


@pytest.mark.django_db
def test_the_same_mail_twice_opens_one_request(arrive: Any, mail_server: Any) -> None:
    mail = write(message_id="<once@home.example>")
    arrive(raw=mail)
    with pytest.raises(AssertionError, match="known already"):
        arrive(raw=b"Delivered-To: service@a.example\r\n" + mail)
    assert Request.objects.count() == 1
