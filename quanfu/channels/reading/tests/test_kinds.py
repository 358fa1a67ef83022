"""Each mail is exactly one kind: request, reply, bounce, auto or quarantine."""

import pytest

from quanfu.channels.reading.mail import Kind, Mail
from quanfu.channels.reading.parse import parse_mail
from quanfu.channels.reading.tests.letters import parts, read

DAEMON = "From: Mail Delivery System <MAILER-DAEMON@x.cn>\r\nTo: kefu@quanfu.example\r\nSubject: {subject}\r\n\r\n{text}"
STATUS = "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.x.cn\r\n\r\n"


def bounced(text: str, subject: str = "Undelivered Mail Returned to Sender") -> Mail:
    return parse_mail(DAEMON.format(subject=subject, text=text).encode())


def reported(*recipients: str, copy: str = "") -> Mail:
    report = parts(
        "Content-Type: text/plain\r\n\r\nYour mail could not be delivered.",
        STATUS + "\r\n\r\n".join(recipients),
        *([f"Content-Type: message/rfc822\r\n\r\n{copy}"] if copy else []),
        kind="multipart/report; report-type=delivery-status",
        subject="Delivery Status Notification (Failure)",
    )
    return parse_mail(report)


def test_a_mail_that_asks_is_a_request() -> None:
    assert read("水泵坏了", subject="=?utf-8?B?5oql5L+u?=").kind is Kind.REQUEST


@pytest.mark.parametrize(
    ("subject", "more"),
    [("Re: pump", ""), ("回复：水泵", ""), ("答复: 水泵", ""), ("RE：pump", ""), ("AW: Pumpe", ""), ("回覆: 水泵", ""),
     ("pump", "In-Reply-To: <1@x>\r\n"), ("pump", "References: <1@x>\r\n")],
)  # fmt: skip
def test_a_mail_that_answers_is_a_reply(subject: str, more: str) -> None:
    assert read(subject=subject, more=more).kind is Kind.REPLY


@pytest.mark.parametrize("subject", ["转发：水泵", "Fwd: pump", "WG: Pumpe"])
def test_a_mail_that_is_forwarded_asks(subject: str) -> None:
    assert read(subject=subject).kind is Kind.REQUEST


@pytest.mark.parametrize(
    ("subject", "more"),
    [
        ("hello", "Auto-Submitted: auto-replied\r\n"), ("hello", "Auto-Submitted: auto-generated (x)\r\n"),
        ("hello", "X-Autoreply: yes\r\n"), ("hello", "X-Auto-Response-Suppress: OOF, AutoReply\r\n"),
        ("hello", "Precedence: auto_reply\r\n"), ("hello", "Precedence: bulk\r\n"), ("hello", "List-Id: <l.x.cn>\r\n"),
        ("hello", "List-Unsubscribe: <https://x.cn>\r\n"), ("Automatic reply: pump", ""), ("Out of Office: back on Monday", ""),
        ("自动回复：我在休假", ""), ("【自动回复】报修", ""), ("自動回覆: 報修", ""), ("Automatische Antwort: Pumpe", ""),
        ("Réponse automatique : pompe", ""), ("外出自动回复", ""), ("已读: 水泵", ""),
    ],
)  # fmt: skip
def test_a_mail_that_no_person_wrote_is_automatic(subject: str, more: str) -> None:
    mail = read(subject=subject, more=more)
    assert mail.kind is Kind.AUTO and mail.automatic


@pytest.mark.parametrize(
    "more",
    ["Auto-Submitted: no\r\n", "Precedence: first-class\r\n", "X-Autoreply: no\r\n", "X-Mailer: x\r\n"],
)
def test_headers_that_deny_it_make_no_mail_automatic(more: str) -> None:
    assert read(more=more).kind is Kind.REQUEST


def test_a_mail_from_our_own_address_is_automatic() -> None:
    raw = b"From: Kefu <kefu@quanfu.example>\r\nSubject: hello\r\n\r\nx"
    assert parse_mail(raw, own_addresses=frozenset({"kefu@quanfu.example"})).automatic == "own-address"
    assert parse_mail(raw).kind is Kind.REQUEST


def test_a_read_receipt_is_automatic_and_no_bounce() -> None:
    receipt = "Content-Type: message/disposition-notification\r\n\r\nFinal-Recipient: rfc822; a@x.cn\r\nDisposition: displayed"
    raw = parts(
        "Content-Type: text/plain\r\n\r\nread",
        receipt,
        kind="multipart/report; report-type=disposition-notification",
    )
    assert parse_mail(raw).kind is Kind.AUTO


def test_a_report_tells_who_failed_and_who_is_tried_again() -> None:
    mail = reported(
        "Final-Recipient: rfc822; a@x.cn\r\nAction: failed\r\nStatus: 5.1.1",
        "Original-Recipient: rfc822;b@x.cn\r\nFinal-Recipient: rfc822;b2@x.cn\r\nAction: Failed",
        "Final-Recipient: rfc822; c@x.cn\r\nAction: delayed\r\nStatus: 4.4.1",
        "Final-Recipient: rfc822; d@x.cn\r\nAction: delivered",
        copy="Message-ID: <17.token@quanfu.example>\r\nSubject: pump\r\n\r\nx",
    )
    assert (mail.kind, mail.failed_recipients, mail.delayed_recipients) == (
        Kind.BOUNCE,
        ["a@x.cn", "b@x.cn"],
        ["c@x.cn"],
    )
    assert mail.bounced_message_id == "17.token@quanfu.example"


@pytest.mark.parametrize(
    ("text", "failed"),
    [
        ("The following address(es) failed:\n\n  a@x.cn:\n    550 unknown user", ["a@x.cn"]),
        ("<a@x.cn>: host mx.x.cn said: 550 5.1.1 User unknown (in reply to RCPT TO command)", ["a@x.cn"]),
        ("   ----- The following addresses had permanent fatal errors -----\n<a@x.cn>\n    (expanded from: <b@x.cn>)", ["a@x.cn", "b@x.cn"]),
        ("Your message\n\n  To: list@x.cn\n  Subject: s\n\ndid not reach the following recipient(s):\n\na@x.cn on Fri\n  unknown", ["a@x.cn"]),
        ("Unable to deliver message to the following address(es).\n\n<a@x.cn>:\nover quota\n\n<b@x.cn>:\nover quota", ["a@x.cn", "b@x.cn"]),
        ("User's mailbox is full: <a@x.cn>\nUnable to deliver mail.", ["a@x.cn"]),
        ("Could not be delivered:\n<a@x.cn>\n\n--- Below this line is a copy of the message.\n\nTo: <b@x.cn>", ["a@x.cn"]),
        ("抱歉，您的邮件被退回来了。\n收件人：a@x.cn\n退信原因：邮箱不存在", ["a@x.cn"]),
        ("无法投递到以下收件人：\na@x.cn\n\n请联系管理员 postmaster@x.cn", ["a@x.cn"]),
    ],
)  # fmt: skip
def test_reports_in_words_of_their_own_are_understood(text: str, failed: list[str]) -> None:
    mail = bounced(text)
    assert (mail.kind, mail.failed_recipients) == (Kind.BOUNCE, failed)


def test_a_warning_that_delivery_takes_longer_holds_no_address_back() -> None:
    mail = bounced(
        "Your message to:\n  a@x.cn\nhas not yet been delivered. No action is required.",
        "Warning: message delayed 24 hours",
    )
    assert (mail.kind, mail.failed_recipients, mail.delayed_recipients) == (Kind.BOUNCE, [], ["a@x.cn"])


def test_the_header_of_failed_recipients_counts() -> None:
    raw = DAEMON.format(subject="failure notice", text="could not be delivered").replace(
        "To:", "X-Failed-Recipients: a@x.cn\r\nTo:"
    )
    assert parse_mail(raw.encode()).failed_recipients == ["a@x.cn"]


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("退回商品", "快递说无法投递，包裹被退回了，请联系 li@x.cn"), ("Delivery failed again", "Your driver did not deliver the parcel to my address."),
        ("无法投递", "三次投递失败，收件人电话 13800000000"), ("Re: delivery problem", "The parcel could not be delivered. Call li@x.cn"),
    ],
)  # fmt: skip
def test_customers_whose_parcels_fail_are_no_bounce(subject: str, text: str) -> None:
    assert read(text, subject=subject).kind in (Kind.REQUEST, Kind.REPLY)


def test_what_mail_servers_send_along_is_named_after_what_it_is() -> None:
    mail = reported(
        "Final-Recipient: rfc822; a@x.cn\r\nAction: failed\r\n", copy="Subject: =?utf-8?B?5oql5L+u?=\r\n\r\nx"
    )
    assert [file.name for file in mail.files] == ["delivery-report.txt", "报修.eml"]
    headers = parts("x", "Content-Type: text/rfc822-headers\r\n\r\nSubject: x\r\n", kind="multipart/report")
    assert [file.name for file in parse_mail(headers).files] == ["original-headers.txt"]
