"""What comes back, and addresses that get nothing for a while."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quanfu.channels.actions.held_address import hold_address
from quanfu.channels.actions.message import send_message
from quanfu.channels.enums import HoldKind, IncomingKind, MessageState, Way
from quanfu.channels.models import HeldAddress, Message
from quanfu.channels.queries.channel import CHANNELS
from quanfu.core.actor import SYSTEM
from quanfu.core.testing import assert_query_count_constant, run_jobs
from quanfu.desk.models import Request

pytestmark = pytest.mark.django_db

REPORT = """From: Mail Delivery System <MAILER-DAEMON@mx.home.example>
To: {to}
Subject: Undelivered Mail Returned to Sender
Date: Sun, 22 Nov 2026 09:00:00 +0800
Message-ID: <{id}@mx.home.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

<{failed}>: host mx.home.example said: 550 5.1.1 User unknown

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.home.example

Final-Recipient: rfc822; {failed}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-Type: text/rfc822-headers

{headers}
--b--
"""


def report(
    failed: str,
    *,
    original: str = "",
    to: str = "service@a.example",
    action: str = "failed",
    status: str = "5.1.1",
    id: str = "d1",
) -> bytes:
    headers = f"Message-ID: {original}\nTo: {failed}\nSubject: x\n" if original else f"To: {failed}\n"
    text = REPORT.format(failed=failed, to=to, headers=headers, action=action, status=status, id=id)
    return text.replace("\n", "\r\n").encode()


@pytest.fixture
def told(make_request: Any, mailbox: Any, mail_server: Any, li: Any) -> Message:
    """A mail to Wang about his request, on its way."""
    CHANNELS.changed()
    req = make_request(contact_email="wang@home.example")
    message = send_message(
        company=req.company, way=Way.MAIL, to="wang@home.example", subject="x", text="师傅明天到。", by=li, request_number=req.number,
        channel=mailbox,
    )  # fmt: skip
    run_jobs()
    message.refresh_from_db()
    assert message.state == MessageState.SENT
    return message


@pytest.mark.req("TEC-12")
def test_a_mail_that_comes_back_is_marked_failed_and_another_way_is_tried(told: Message, arrive: Any) -> None:
    found = arrive(raw=report("wang@home.example", original=told.message_id))
    told.refresh_from_db()
    assert (found.kind, found.request_number) == (IncomingKind.BOUNCE, told.request_number)
    assert told.state == MessageState.FAILED
    assert "User unknown" in told.error
    assert told.fallback.way in (Way.SMS, Way.PHONE)
    assert told.fallback.text == told.text


def test_its_address_gets_nothing_more_and_the_message_says_why(
    told: Message, arrive: Any, mail_server: Any, li: Any
) -> None:
    arrive(raw=report("wang@home.example", original=told.message_id))
    mail_server.taken.clear()
    next_one = send_message(company=told.company, way=Way.MAIL, to="Wang@home.example", subject="y", text="z", by=li, request_number=told.request_number)  # fmt: skip
    run_jobs()
    next_one.refresh_from_db()
    assert "wang@home.example" not in [mail["To"].casefold() for mail in mail_server.taken]
    assert next_one.state == MessageState.FAILED
    assert "User unknown" in next_one.error


def test_a_report_that_names_only_the_recipient_is_known_by_our_token(
    told: Message, arrive: Any, mail_server: Any
) -> None:
    back = mail_server.taken[-1]["Reply-To"]
    arrive(raw=report("wang@home.example", to=back))
    told.refresh_from_db()
    assert told.state == MessageState.FAILED


def test_an_invented_report_stops_nobodys_mails(told: Message, arrive: Any) -> None:
    arrive(raw=report("wang@home.example"))
    arrive(raw=report("wang@home.example", original="<invented@a.example>", id="d2"))
    arrive(raw=report("president@a.example", original=told.message_id, id="d3"))
    told.refresh_from_db()
    assert told.state == MessageState.SENT
    assert not HeldAddress.objects.exists()


def test_a_mail_that_is_only_late_has_not_failed(told: Message, arrive: Any) -> None:
    found = arrive(
        raw=report("wang@home.example", original=told.message_id, action="delayed", status="4.4.1")
    )
    told.refresh_from_db()
    assert found.kind == IncomingKind.AUTO
    assert told.state == MessageState.SENT
    assert not HeldAddress.objects.exists()


def test_a_report_told_twice_changes_nothing_more(told: Message, arrive: Any) -> None:
    arrive(raw=report("wang@home.example", original=told.message_id))
    arrive(raw=report("wang@home.example", original=told.message_id, id="d2"))
    assert HeldAddress.objects.count() == 1
    assert Message.objects.filter(fallback_of=told).count() == 1
    assert Request.objects.count() == 1


def test_staff_see_held_addresses_and_release_them(
    told: Message, arrive: Any, client_of: Any, li: Any, mail_server: Any
) -> None:
    arrive(raw=report("wang@home.example", original=told.message_id))
    browser: Client = client_of(li)
    index = reverse("channels:held_address.index")
    page = browser.get(index).content.decode()
    assert "wang@home.example" in page
    assert "User unknown" in page
    held = HeldAddress.objects.get()
    assert browser.post(reverse("channels:held_address.delete", args=[held.pk])).status_code == 303
    assert "wang@home.example" not in browser.get(index).content.decode().split("<main")[1]
    assert "wang@home.example" in browser.get(f"{index}?view=released").content.decode()
    assert browser.post(reverse("channels:held_address.delete", args=[held.pk])).status_code == 409
    again = send_message(
        company=told.company, way=Way.MAIL, to="wang@home.example", subject="y", text="z", by=li
    )
    run_jobs()
    again.refresh_from_db()
    assert again.state == MessageState.SENT


def test_a_mail_to_an_address_held_back_is_sent_again_only_after_its_release(
    told: Message, arrive: Any, client_of: Any, li: Any, zheng: Any, mail_server: Any
) -> None:
    arrive(raw=report("wang@home.example", original=told.message_id))
    again = reverse("channels:retry.create", args=[told.pk])
    refused = client_of(zheng).post(again)
    assert refused.status_code == 422
    assert "User unknown" in refused.content.decode()
    client_of(li).post(reverse("channels:held_address.delete", args=[HeldAddress.objects.get().pk]))
    assert client_of(zheng).post(again).status_code == 303
    run_jobs()
    told.refresh_from_db()
    assert told.state == MessageState.SENT
    assert mail_server.taken[-1]["Message-ID"] == told.message_id
    arrive(raw=report("wang@home.example", original=told.message_id, id="d2"))
    told.refresh_from_db()
    assert told.state == MessageState.FAILED
    assert Message.objects.filter(fallback_of=told).count() == 1


def test_staff_hold_an_address_by_hand(client_of: Any, li: Any) -> None:
    browser: Client = client_of(li)
    done = browser.post(
        reverse("channels:held_address.create"), {"address": "Old@home.example", "reason": "搬走了"}
    )
    assert done.status_code == 303
    assert HeldAddress.objects.get().address == "old@home.example"


def test_the_list_takes_the_same_queries_for_one_and_for_thirty(
    client_of: Any, li: Any, company: Any
) -> None:
    browser: Client = client_of(li)
    hold_address(company_id=company.pk, address="a@home.example", reason="x", by=SYSTEM)

    def grow() -> None:
        for index in range(29):
            hold_address(company_id=company.pk, address=f"a{index}@home.example", reason="x", by=SYSTEM)

    assert_query_count_constant(lambda: browser.get(reverse("channels:held_address.index")), grow)


def test_one_click_stops_invitations_and_nothing_else(
    mailbox: Any, company: Any, mail_server: Any, client: Client, li: Any
) -> None:
    def send(is_bulk: bool) -> Message:
        message = send_message(company=company, way=Way.MAIL, to="wang@home.example", subject="请评价", text="请您评价", by=SYSTEM, channel=mailbox, is_bulk=is_bulk)  # fmt: skip
        run_jobs()
        message.refresh_from_db()
        return message

    assert send(is_bulk=True).state == MessageState.SENT
    mail = mail_server.taken[-1]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = mail["List-Unsubscribe"].strip("<>")
    assert url in mail.get_body(("plain",)).get_content().replace("\r\n", "")
    path = "/" + url.split("/", 3)[3]
    page = client.get(path)
    assert page.status_code == 200
    assert not HeldAddress.objects.exists(), "looking changes nothing: mail scanners look too"
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert HeldAddress.objects.get().kind == HoldKind.UNSUBSCRIBED
    refused = send(is_bulk=True)
    assert refused.state == MessageState.FAILED
    assert not hasattr(refused, "fallback"), "who wants none gets none by another way either"
    assert send(is_bulk=False).state == MessageState.SENT
    assert mail_server.taken[-1]["List-Unsubscribe"] is None


@pytest.mark.req("EVA-2")
def test_an_invitation_by_mail_can_be_stopped_and_takes_no_other_way(
    make_request: Any, mailbox: Any, mail_server: Any, client: Client
) -> None:
    from quanfu.surveys.actions.invitation import invite_customer

    first, second = (
        make_request(contact_email="wang@home.example"),
        make_request(contact_email="wang@home.example"),
    )
    assert invite_customer(request=first, by=SYSTEM).way == Way.MAIL
    run_jobs()
    path = "/" + mail_server.taken[-1]["List-Unsubscribe"].strip("<>").split("/", 3)[3]
    client.post(path)
    invite_customer(request=second, by=SYSTEM)
    run_jobs()
    stopped = Message.objects.get(request_number=second.number, is_bulk=True)
    assert stopped.state == MessageState.FAILED
    assert not Message.objects.filter(fallback_of=stopped).exists()


def test_a_notice_to_many_can_be_stopped_too(
    make_request: Any, mailbox: Any, mail_server: Any, li: Any, company: Any
) -> None:
    from quanfu.core.clock import now
    from quanfu.quality.actions.improvement import tell_notice
    from quanfu.quality.models import Improvement, Notice

    req = make_request(contact_email="wang@home.example")
    work = Improvement.objects.create(company=company, unit=req.unit, title="换新阀门", found_at=now())
    tell_notice(
        notice=Notice.objects.create(improvement=work, request=req), way=Way.MAIL, text="已换新", by=li
    )
    run_jobs()
    assert mail_server.taken[-1]["List-Unsubscribe"]


def test_a_forged_link_stops_nobodys_mails(client: Client) -> None:
    assert client.post(reverse("channels:unsubscription.create", args=["abc:def"])).status_code == 404
