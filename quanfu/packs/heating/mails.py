"""The demo's mailbox: talks by mail with all that comes in one, a mail that came back, one nobody could read, who wants none.

Nothing goes into the world: our answers are written by the acts, and what a mail server and an SMS gateway would have
said of them is written as history is.
"""

import struct
import zlib
from datetime import datetime, timedelta
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from django.db.models import F, Q

from quanfu.channels.actions.channel import save_channel
from quanfu.channels.actions.held_address import hold_address, release_address
from quanfu.channels.actions.incoming import keep_incoming, understand_incoming
from quanfu.channels.enums import ChannelKind, HoldKind, MessageState, Way
from quanfu.channels.models import Channel, Incoming, Message
from quanfu.channels.queries.channel import channel_for
from quanfu.core import clock
from quanfu.core.actor import SYSTEM, visitor
from quanfu.desk.actions.classification import classify_request
from quanfu.desk.actions.confirmation import confirm_by_mail
from quanfu.desk.actions.note import add_note
from quanfu.desk.enums import NoteKind
from quanfu.desk.models import Request
from quanfu.packs.heating.company import Company
from quanfu.packs.heating.mail_texts import AT_WORK, CSV, TALKS, Letter

REPORT = """From: MAILER-DAEMON@mx.xinyuan-trade.example
To: {ours}
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce-{key}@mx.xinyuan-trade.example>
Date: {date}
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="=report="

--=report=
Content-Type: text/plain; charset=utf-8

{said}

--=report=
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.xinyuan-trade.example

Final-Recipient: rfc822; {to}
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; {said}

--=report=
Content-Type: message/rfc822

Message-ID: {message_id}
Subject: {subject}

--=report=--
"""


def write_mails(company: Company, end: datetime) -> None:
    """Six talks of the last two days; a scan without sender in quarantine; three addresses that are held or were."""
    head = company.people["head"]
    mail = channel_for(company.unit, ChannelKind.MAIL)
    mail = save_channel(
        instance=mail, company=company.unit, code=mail.code, kind=mail.kind, name="客服邮箱", address=AT_WORK, hours="24 小时收信，工作日答复",
        is_public=True, owner=head, settings={**mail.settings, "receive": "pipe", "sender_name": "松河热力公司", "language": "zh-hans"}, by=SYSTEM,
    )  # fmt: skip
    for number, (kind, talk) in enumerate(TALKS):
        request: Request | None = None
        for position, letter in enumerate(talk):
            with clock.at(end - timedelta(hours=letter.hours)):
                request = _write(company, mail, f"demo-{number}-{position}", letter, request)
        if request and kind:
            with clock.at(end - timedelta(hours=talk[1].hours, minutes=-10)):
                classify_request(
                    request=request, service_type=company.types[kind], by=company.people["acceptor"]
                )
    with clock.at(end - timedelta(hours=9)):
        _receive(mail, "demo-scan", b"%PDF-1.4\n\x00\x00\xff\xfe" + bytes(range(256)) * 8)
    _hold_back(company, mail, end)


def send_as_history(company: Company) -> None:
    """What the year's SMS became: taken by the gateway and delivered, but to numbers that no longer are."""
    sms = channel_for(company.unit, ChannelKind.SMS)
    year = Message.objects.filter(company=company.unit, way=Way.SMS, state=MessageState.SENT, channel=None)
    year.filter(to__endswith="97").update(
        channel=sms, state=MessageState.FAILED, error="MOBILE_NOT_ON_SERVICE 空号或停机"
    )
    year.update(channel=sms, delivered_at=F("sent_at") + timedelta(seconds=6))


def _write(
    company: Company, mail: Channel, key: str, letter: Letter, request: Request | None
) -> Request | None:
    """One mail of a talk, and the request it belongs to."""
    if letter.ours:
        assert request is not None
        agent = company.people["agent"]
        add_note(request=request, kind=NoteKind.REPLY, text=letter.text, by=agent)
        _went_out(request)
        return request
    ours = Message.objects.filter(request_number=request.number, way=Way.MAIL).last() if request else None
    if "bounce" in letter.headers:
        assert ours is not None
        _receive(mail, key, _report(key, ours, letter.headers["bounce"]))
        return request
    incoming = _receive(mail, key, _mail(key, letter, ours if letter.answers else None))
    found = (
        Request.objects.select_related("company", "channel").filter(number=incoming.request_number).first()
    )
    if found and request is None:
        if letter.phone:
            Request.objects.filter(pk=found.pk).update(contact_phone=letter.phone)
            found.contact_phone = letter.phone
        if confirm_by_mail(incoming=incoming, by=SYSTEM):
            _went_out(found)
    return found or request


def _receive(mail: Channel, key: str, raw: bytes) -> Incoming:
    incoming = keep_incoming(channel=mail, key=key, raw=raw, by=SYSTEM)
    assert incoming is not None
    understand_incoming(incoming_id=incoming.pk, by=SYSTEM)
    incoming.refresh_from_db()
    return incoming


def _went_out(request: Request) -> None:
    """A mail server took it."""
    waiting = Message.objects.filter(
        Q(state=MessageState.HELD) | Q(state=MessageState.QUEUED), request_number=request.number, way=Way.MAIL
    )
    waiting.update(
        state=MessageState.SENT, held_reason="", attempts=1, sent_at=F("at"), provider_id=F("message_id")
    )


def _hold_back(company: Company, mail: Channel, end: datetime) -> None:
    with clock.at(end - timedelta(days=12)):
        gone = hold_address(
            company_id=company.unit.pk, address="zhangli@oldfirm.example", reason="550 5.1.1 User unknown", by=SYSTEM
        )  # fmt: skip
    with clock.at(end - timedelta(days=10)):
        release_address(instance=gone, by=company.people["agent"])
    with clock.at(end - timedelta(days=3)):
        hold_address(
            company_id=company.unit.pk, address="sunxiulan@mail.example", reason="本人要求", kind=HoldKind.UNSUBSCRIBED,
            by=visitor("sunxiulan@mail.example"),
        )  # fmt: skip


def _mail(key: str, letter: Letter, ours: Message | None) -> bytes:
    mail = EmailMessage(SMTP)
    name, address = letter.sender
    mail["From"], mail["To"] = formataddr((name, address)), AT_WORK
    mail["Subject"], mail["Date"] = letter.subject, format_datetime(clock.now())
    mail["Message-ID"] = f"<{key}@{address.partition('@')[2]}>"
    if ours:
        mail["In-Reply-To"] = mail["References"] = ours.message_id
    for header, value in letter.headers.items():
        mail[header] = value
    mail.set_content(letter.text)
    if letter.html:
        mail.add_alternative(letter.html, subtype="html")
    if "gauge" in letter.files:
        page = mail.get_payload(1)
        assert isinstance(page, EmailMessage)
        page.add_related(picture(240, 180), "image", "png", cid="<gauge@jinse>", filename="压力表.png")
    if "list" in letter.files:
        mail.add_attachment(CSV.encode(), "text", "csv", filename="不热住户名单.csv")
    if "deed" in letter.files:
        mail.add_attachment(picture(320, 200), "image", "png", filename="产权证.png")
        mail.add_attachment(picture(200, 320), "image", "png", filename="身份证正面.png")
    for number, part in enumerate(mail.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{key}_{number}")
    return mail.as_bytes()


def _report(key: str, ours: Message, said: str) -> bytes:
    subject = Header(ours.subject, "utf-8").encode()
    return REPORT.format(
        key=key, ours=AT_WORK, date=format_datetime(clock.now()), said=said, to=ours.to, message_id=ours.message_id, subject=subject
    ).encode()  # fmt: skip


def picture(width: int, height: int) -> bytes:
    """A PNG of a dial: a grey plate, a light disc, a red hand."""
    rows = bytearray()
    middle_x, middle_y, radius = width // 2, height // 2, min(width, height) * 2 // 5
    for y in range(height):
        rows.append(0)
        for x in range(width):
            across, down = x - middle_x, y - middle_y
            far = across * across + down * down
            hand = 0 < -down < radius * 4 // 5 and abs(across + down // 2) < 3
            rim = abs(far - radius * radius) < radius * 5
            rows += bytes(
                (200, 40, 40) if hand else (60, 70, 80) if rim else (250, 250, 245) if far < radius * radius else (205, 212, 218)
            )  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""),
        )
    )  # fmt: skip
