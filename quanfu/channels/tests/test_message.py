"""The outbox, against a real SMTP server."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.mail import get_connection
from django.db import transaction
from django.test import Client
from django.urls import reverse

from quanfu.channels.actions.message import deliver, mark_sent_by_hand, retry_message, send_message
from quanfu.channels.adapters.contract import NotSent
from quanfu.channels.enums import HeldReason, MessageState, Way
from quanfu.channels.models import Message
from quanfu.channels.tests.smtp_sink import Sink, running_sink
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.models import JournalEntry
from quanfu.core.testing import assert_query_count_constant, run_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail_server(settings: Any) -> Iterator[Sink]:
    """A mail server that QUANFU_SMTP_URL would name."""
    with running_sink() as sink:
        settings.MAIL_ENABLED = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.DEFAULT_FROM_EMAIL = "客户服务 <service@a.example>"
        yield sink


@pytest.fixture
def mail(company: Any) -> Any:
    """mail(): a mail to Wang, put into the outbox."""

    def write(**given: str) -> Message:
        values = {
            "way": Way.MAIL,
            "to": "wang@home.example",
            "subject": "您的需求已办结",
            "text": "师傅已修好。\n谢谢！",
            **given,
        }
        return send_message(company=company, by=SYSTEM, **values)

    return write


def state_of(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def test_a_mail_is_delivered_by_the_job(mail_server: Sink, mail: Any) -> None:
    message = mail(request_number="FW-20261121-0001")
    assert message.state == MessageState.QUEUED
    run_jobs()
    assert state_of(message) == MessageState.SENT
    assert message.sent_at is not None
    (taken,) = mail_server.taken
    assert taken["Subject"] == "您的需求已办结"
    assert taken["To"] == "wang@home.example"
    assert taken["Message-ID"] == message.message_id
    plain, html = taken.get_body(("plain",)), taken.get_body(("html",))
    assert plain is not None and "师傅已修好" in plain.get_content()
    assert html is not None and "师傅已修好" in html.get_content()


def test_a_mail_of_an_act_that_fails_is_never_sent(mail_server: Sink, mail: Any) -> None:
    with pytest.raises(Refused), transaction.atomic():
        mail()
        raise Refused("no")
    run_jobs()
    assert mail_server.seen == []
    assert not Message.objects.exists()


def test_a_mail_tried_again_after_a_broken_line_has_the_same_message_id(mail_server: Sink, mail: Any) -> None:
    message = mail()
    mail_server.answers["DATA"] = "drop"
    with pytest.raises(NotSent, match="应答"):
        deliver(message_id=message.pk, by=SYSTEM)
    assert state_of(message) == MessageState.QUEUED
    assert "应答" in message.error
    mail_server.answers.clear()
    deliver(message_id=message.pk, by=SYSTEM)
    assert state_of(message) == MessageState.SENT
    assert message.error == ""
    first, second = mail_server.taken
    assert first["Message-ID"] == second["Message-ID"] == message.message_id


def test_a_mail_delivered_once_is_not_sent_by_the_job_run_again(mail_server: Sink, mail: Any) -> None:
    message = mail()
    deliver(message_id=message.pk, by=SYSTEM)
    deliver(message_id=message.pk, by=SYSTEM)
    assert len(mail_server.taken) == 1


@pytest.mark.req("TEC-12")
def test_what_the_server_refuses_for_good_is_marked_failed_with_its_words(
    mail_server: Sink, mail: Any
) -> None:
    mail_server.answers["RCPT"] = "550 no such user"
    message = mail()
    run_jobs()
    assert state_of(message) == MessageState.FAILED
    assert message.error == "550 no such user"
    assert message.attempts == 1


def test_a_server_that_is_busy_is_tried_again_and_given_up_after_the_rule(
    mail_server: Sink, mail: Any
) -> None:
    mail_server.answers["MAIL"] = "451 try later"
    message = mail()
    for _attempt in range(4):
        with pytest.raises(NotSent, match="451"):
            deliver(message_id=message.pk, by=SYSTEM)
        assert state_of(message) == MessageState.QUEUED
    deliver(message_id=message.pk, by=SYSTEM)
    assert state_of(message) == MessageState.FAILED
    assert message.attempts == 5


def test_how_often_sending_is_tried_is_set(mail_server: Sink, mail: Any) -> None:
    set_rule(code="channels.mail_attempts", value=2, by=SYSTEM)
    mail_server.answers["MAIL"] = "451 try later"
    message = mail()
    with pytest.raises(NotSent):
        deliver(message_id=message.pk, by=SYSTEM)
    deliver(message_id=message.pk, by=SYSTEM)
    assert (state_of(message), message.attempts) == (MessageState.FAILED, 2)


def test_no_header_can_be_smuggled_in(mail_server: Sink, mail: Any) -> None:
    message = mail(subject="Hello\r\nBcc: everybody@x.example", to="wang@home.example")
    broken = mail(to="wang@home.example\nBcc: thief@x.example")
    run_jobs()
    assert state_of(message) == MessageState.SENT
    assert state_of(broken) == MessageState.FAILED
    assert all("Bcc" not in taken for taken in mail_server.taken)


def test_without_a_mail_server_a_mail_is_held_with_the_reason(mail: Any, settings: Any) -> None:
    settings.MAIL_ENABLED = False
    message = mail()
    run_jobs()
    assert state_of(message) == MessageState.HELD
    assert message.held_reason == HeldReason.NO_MAIL_SERVER


def test_a_held_mail_is_sent_when_a_server_has_been_set_up(mail: Any, settings: Any, request: Any) -> None:
    settings.MAIL_ENABLED = False
    message = mail()
    with pytest.raises(Refused):
        retry_message(message=message, by=SYSTEM)
    sink: Sink = request.getfixturevalue("mail_server")
    retry_message(message=message, by=SYSTEM)
    run_jobs()
    assert state_of(message) == MessageState.SENT
    assert sink.taken[0]["Message-ID"] == message.message_id


def test_a_queued_mail_is_held_when_the_server_is_taken_away(
    mail_server: Sink, mail: Any, settings: Any
) -> None:
    message = mail()
    settings.MAIL_ENABLED = False
    run_jobs()
    assert state_of(message) == MessageState.HELD


@pytest.mark.parametrize(
    ("way", "to", "reason"),
    [
        (Way.SMS, "13800000001", HeldReason.NO_SMS_GATEWAY),
        (Way.PHONE, "13800000001", HeldReason.BY_PERSON),
        (Way.VISIT, "和平路 18 号", HeldReason.BY_PERSON),
        (Way.MAIL, " ", HeldReason.NO_ADDRESS),
        (Way.SMS, "", HeldReason.NO_ADDRESS),
    ],
)
def test_what_no_machine_can_send_is_held_for_a_person(
    way: Way, to: str, reason: HeldReason, mail_server: Sink, mail: Any
) -> None:
    message = mail(way=way, to=to)
    assert (message.state, message.held_reason) == (MessageState.HELD, reason)
    assert message.reason


def test_a_system_message_stands_on_the_customers_page_at_once(mail: Any) -> None:
    assert mail(way=Way.SYSTEM, to="").state == MessageState.SENT


def test_who_told_it_by_hand_marks_it_once(mail: Any, li: Any) -> None:
    message = mail(way=Way.SMS, to="13800000001")
    stale = Message.objects.get(pk=message.pk)
    mark_sent_by_hand(message=message, by=li)
    assert (message.state, message.sent_by) == (MessageState.SENT, li)
    with pytest.raises(AlreadyDone):
        mark_sent_by_hand(message=stale, by=li)
    assert JournalEntry.objects.get(event="channels.message.sent").changes == {"state": ["held", "sent"]}


@pytest.mark.req("ASG-6")
def test_a_notification_to_a_colleague_is_a_mail_too(li: Any, sun: Any, mail_server: Sink) -> None:
    from quanfu.org.actions.notification import notify

    notify(people=[li, sun], text="新需求 FW-1 已派给您", url="/desk/requests/FW-1/", by=SYSTEM)
    message = Message.objects.get()  # sun has no mail address
    assert (message.to, message.subject) == (li.email, "新需求 FW-1 已派给您")
    assert "/desk/requests/FW-1/" in message.text
    run_jobs()
    assert len(mail_server.taken) == 1


def test_the_log_shows_and_filters(mail: Any, zheng: Any, client_of: Any) -> None:
    mail(way=Way.SMS, to="13800000001", request_number="FW-1", subject="一号")
    mail(way=Way.SYSTEM, to="", request_number="FW-2", subject="二号")
    client: Client = client_of(zheng)

    def shown(**wish: str) -> str:
        return client.get(reverse("channels:message.index"), wish).content.decode()

    assert "一号" in shown()
    assert "二号" in shown()
    assert "二号" not in shown(state="held")
    assert "一号" not in shown(request_number="FW-2")
    assert "一号" in shown(state="nonsense", cursor="nonsense")


def test_a_message_is_marked_and_retried_by_its_page(
    mail: Any, zheng: Any, client_of: Any, mail_server: Sink
) -> None:
    client: Client = client_of(zheng)
    sms = mail(way=Way.SMS, to="13800000001")
    page = client.get(reverse("channels:message.show", args=[sms.pk])).content.decode()
    assert reverse("channels:delivery.create", args=[sms.pk]) in page
    assert reverse("channels:retry.create", args=[sms.pk]) not in page
    assert client.post(reverse("channels:delivery.create", args=[sms.pk])).status_code == 303
    assert state_of(sms) == MessageState.SENT
    assert client.post(reverse("channels:delivery.create", args=[sms.pk])).status_code == 409
    mail_server.answers["RCPT"] = "550 no"
    failed = mail()
    run_jobs()
    mail_server.answers.clear()
    assert client.post(reverse("channels:retry.create", args=[failed.pk])).status_code == 303
    run_jobs()
    assert state_of(failed) == MessageState.SENT


def test_messages_of_another_company_are_not_there(
    mail: Any, chen: Any, other_company: Any, client_of: Any
) -> None:
    message = mail(subject="机密")
    client = client_of(chen)
    assert "机密" not in client.get(reverse("channels:message.index")).content.decode()
    assert client.get(reverse("channels:message.show", args=[message.pk])).status_code == 404
    assert client.post(reverse("channels:delivery.create", args=[message.pk])).status_code == 404


def test_the_log_takes_the_same_queries_for_one_and_for_thirty(
    mail: Any, company: Any, zheng: Any, client_of: Any
) -> None:
    def grow() -> None:
        for n in range(30):
            Message.objects.create(company=company, way=Way.SMS, to=str(n), text="x", at=now())

    client = client_of(zheng)
    assert_query_count_constant(lambda: client.get(reverse("channels:message.index")), grow)


def test_the_test_server_is_what_django_talks_to(mail_server: Sink) -> None:
    connection = get_connection()
    assert (connection.host, connection.port) == ("127.0.0.1", mail_server.port)
