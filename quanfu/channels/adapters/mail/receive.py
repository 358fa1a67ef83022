"""What a mail that came in means for us: whose request it belongs to, whether it is to be believed and answered.

The mail itself is read by `bounded.understand_bounded`, in a process that may not take long. Here only our own tables are
asked, nothing is written.
"""

import hashlib
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from django.utils.translation import gettext as _

from quanfu.channels.adapters.contract import Attached, Understood
from quanfu.channels.adapters.mail import guards, thread
from quanfu.channels.adapters.mail.connection import own_mark
from quanfu.channels.enums import ChannelKind, IncomingKind
from quanfu.channels.models import Channel, Incoming, Message, SeenMail
from quanfu.core.clock import now
from quanfu.core.rules import rule

if TYPE_CHECKING:
    from quanfu.channels.reading.mail import Mail

# Written on the way, so different on two copies of one mail
TRACE = re.compile(rb"^(return-path|delivered-to|x-original-to|envelope-to|x-envelope-to|status|x-status|x-uid|x-quanfu-\w+):", re.I)  # fmt: skip
ADDRESSED = (
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-forwarded-to",
    "apparently-to",
)
MOST_OTHERS = 50


def key_of(raw: bytes) -> str:
    """By what a mail is known again, whichever way it comes: its Message-ID, date and sender with the hash of its body.

    A mail without a Message-ID is known by all it has but what was written on the way.
    """
    head, body = _halves(raw)
    lines = re.split(rb"\n(?![ \t])", head.replace(b"\r\n", b"\n"))
    fields = [field for field in lines if field.strip() and not TRACE.match(field)]
    named = {
        field.partition(b":")[0].strip().lower(): field.partition(b":")[2].strip() for field in fields[::-1]
    }
    content = hashlib.sha256(body.replace(b"\r\n", b"\n").strip()).hexdigest()
    if message_id := named.get(b"message-id"):
        known = b"\0".join([message_id, named.get(b"date", b""), named.get(b"from", b"")])
    else:
        known = b"\n".join(b" ".join(field.split()) for field in fields)
    return f"mail:{hashlib.sha256(known + content.encode()).hexdigest()}"


def understand(channel: Channel, raw: bytes) -> Understood:
    """The mail as the desk takes it."""
    from quanfu.channels.adapters.mail.bounded import understand_bounded

    if withheld := _withheld(raw):
        return Understood(kind=IncomingKind.QUARANTINE, error=withheld)
    mail = understand_bounded(raw, own_addresses=frozenset(own_addresses(channel.company_id)))
    sender = mail.sender.address
    number = _number(channel, mail)
    kind = _kind(channel, mail, number)
    doubts = _doubts(channel, mail)
    verified = (
        bool(number) and kind == IncomingKind.REPLY and not doubts and _belongs(channel, number, sender)
    )
    found = Understood(
        kind=kind, sender=guards.normal_address(sender) or sender, sender_name=mail.sender.name, email=sender, subject=mail.subject,
        text=mail.text, reply_text=mail.reply_text, html=mail.html, thread=number, is_verified=verified,
        files=[Attached(file.name, file.content) for file in mail.files], warnings=[*mail.warnings, *doubts],
        facts={**_facts(channel, mail, raw), "doubts": doubts, "parts": _parts(mail)},
    )  # fmt: skip
    if kind == IncomingKind.QUARANTINE:
        found.error = found.error or "; ".join(mail.warnings[:3])
    elif kind in (IncomingKind.REQUEST, IncomingKind.REPLY) and (flood := _flood(channel, found.sender)):
        found.kind, found.error = IncomingKind.QUARANTINE, flood
    return found


def own_addresses(company_id: int) -> list[str]:
    """Every address at which the company gets mails from customers."""
    mail = Channel.objects.filter(company=company_id, kind=ChannelKind.MAIL).exclude(address="")
    return [guards.normal_address(address) for address in mail.values_list("address", flat=True)]


def headers_of(mail: "Mail") -> dict[str, str]:
    """Those of the mail's headers that the loop guards look at."""
    wanted = {name.lower(): name for name in guards.HEADERS}
    return {wanted[name]: value for name, value in reversed(mail.headers) if name in wanted}


def _kind(channel: Channel, mail: "Mail", number: str) -> str:
    """A request, unless it is known to be something else. A mail of ours that came back is only kept."""
    kind = str(mail.kind)
    if guards.is_own(headers_of(mail), own_mark()) and kind != IncomingKind.BOUNCE:
        return IncomingKind.AUTO
    if kind == IncomingKind.BOUNCE and not mail.failed_recipients and mail.delayed_recipients:
        return IncomingKind.AUTO  # "still trying" is no failure
    if kind in (IncomingKind.REQUEST, IncomingKind.REPLY):
        return IncomingKind.REPLY if number else IncomingKind.REQUEST
    return kind


def _number(channel: Channel, mail: "Mail") -> str:
    """The request named by a token of ours, else by a mail we know; "" for none."""
    places = [each.address for each in (*mail.to, *mail.cc)]
    places += [value for name, value in mail.headers if name in ADDRESSED]
    referred = [*mail.in_reply_to, *reversed(mail.references)]
    company = channel.company_id
    if number := thread.find_number(company, [*places, *referred, mail.bounced_message_id]):
        return number
    ids = [f"<{one.strip('<>')}>" for one in (*referred, mail.bounced_message_id) if one][:50]
    if not ids:
        return ""
    ours = (
        Message.objects.filter(company=company, message_id__in=ids)
        .exclude(message_id="")
        .exclude(request_number="")
    )
    seen = SeenMail.objects.filter(
        channel__company=company, message_id__in=[one[:250] for one in ids]
    ).exclude(message_id="")
    known = ours.values_list("request_number", flat=True).first()
    return (
        known
        or seen.exclude(incoming__request_number="")
        .values_list("incoming__request_number", flat=True)
        .first()
        or ""
    )


def _belongs(channel: Channel, number: str, sender: str) -> bool:
    """Whether the sender takes part in that request: we wrote to them about it, or they wrote or were named in a mail
    that was believed."""
    who = guards.normal_address(sender)
    if not who:
        return False
    company = channel.company_id
    told = Message.objects.filter(company=company, request_number=number, way="mail").values_list(
        "to", flat=True
    )
    if who in {guards.normal_address(to) for to in told[:200]}:
        return True
    believed = Incoming.objects.filter(company=company, request_number=number, is_verified=True)
    rows = believed.values_list("sender", "seen__others")[:200]
    return any(who == guards.normal_address(wrote) or who in (others or ()) for wrote, others in rows)


def _doubts(channel: Channel, mail: "Mail") -> list[str]:
    """Why the sender is not believed, as warnings: our own server says so, or it claims to be one of us."""
    from quanfu.org.queries.person import is_address_of_staff

    lines = [value for name, value in mail.headers if name == "authentication-results"]
    said = guards.results_of(lines, channel.setting("auth_server"))
    found = ["sender-forged"] if said == "fail" else []
    sender = mail.sender.address
    if sender and (
        guards.normal_address(sender) in own_addresses(channel.company_id) or is_address_of_staff(sender)
    ):
        found.append("sender-is-staff")
    return found


def _facts(channel: Channel, mail: "Mail", raw: bytes) -> dict[str, Any]:
    """What the ledger, the bounce and the answer need to know later; all of it JSON."""
    who = {guards.normal_address(each.address) for each in (*mail.to, *mail.cc, *mail.reply_to)}
    others = sorted(who - {""} - set(own_addresses(channel.company_id)))[:MOST_OTHERS]
    silent = guards.why_silent(
        headers_of(mail), sender=mail.sender.address, own=own_addresses(channel.company_id)
    )
    if mail.automatic:
        silent = silent or mail.automatic
    return {
        "message_id": f"<{mail.message_id.strip('<>')}>"[:250] if mail.message_id else "", "key": key_of(raw), "others": others,
        "mailbox": mail.header("x-quanfu-mailbox"), "silent": silent, "date": mail.date.isoformat() if mail.date else "",
        "reply_to": next((each.address for each in mail.reply_to if each.address), ""),
        "failed": mail.failed_recipients[:20], "bounced": f"<{mail.bounced_message_id.strip('<>')}>" if mail.bounced_message_id else "",
    }  # fmt: skip


def _parts(mail: "Mail") -> dict[str, str]:
    """By the names that the HTML has for them: the hashes of the mail's own pictures."""
    named = [file for file in mail.files if file.content_id][:MOST_OTHERS]
    return {file.content_id[:200]: hashlib.sha256(file.content).hexdigest() for file in named}


def _withheld(raw: bytes) -> str:
    """What stands in the place of a mail that the server did not hand over, in words; '' for a mail. It has no more lines than
    the IMAP side wrote, so no mail looks like it."""
    found = re.fullmatch(rb"X-Quanfu-Mailbox: (.*) \d+ (\d+)\r\nX-Quanfu-Withheld: (.*)\r\n\r\n", raw)
    if found is None:
        return ""
    folder, uid, said = (unquote(part.decode("ascii", "replace")) for part in found.groups())
    return _("The mail server does not hand over mail %(uid)s of %(folder)s: look at it in the mailbox. It says: %(said)s") % {
        "uid": uid, "folder": folder, "said": said,
    }  # fmt: skip


def _flood(channel: Channel, sender: str) -> str:
    """One address that writes more than channels.mails_an_hour waits for a person, so that a loop ends here."""
    most = int(rule("channels.mails_an_hour"))
    since = now() - timedelta(hours=1)
    same = Incoming.objects.filter(channel=channel, sender=sender, received_at__gt=since)
    count = same.filter(kind__in=[IncomingKind.REQUEST, IncomingKind.REPLY])[:most].count() if sender else 0
    return (
        _("More than %(count)s mails from this address within an hour.") % {"count": most}
        if count >= most
        else ""
    )


def _halves(raw: bytes) -> tuple[bytes, bytes]:
    parts = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)
    return parts[0], parts[1] if len(parts) > 1 else b""
