"""A mail as bytes to a Mail. Never raises; each mail is exactly one kind."""

from __future__ import annotations

import re
import time

from quanfu.channels.reading.addresses import parse_addresses
from quanfu.channels.reading.automatic import why_automatic
from quanfu.channels.reading.body import Body, Reader
from quanfu.channels.reading.bounce import read_bounce
from quanfu.channels.reading.charset import codec_of
from quanfu.channels.reading.fields import Fields, message_ids, parse_date, readable
from quanfu.channels.reading.mail import Address, Kind, Mail
from quanfu.channels.reading.mime import Part, Tree
from quanfu.channels.reading.reply import new_words

LONGEST = 60_000_000
LONGEST_SUBJECT = 1_000
_REPLY = r"re|r|aw|antw|antwort|sv|vs|odp|rv|ref|res|ynt|ynt|回复|回覆|回復|答复|答覆|回信|應答|返信|답장|회신|отв|ответ|na|odpověď|rif|bls|vá"
_FORWARD = (
    r"fw|fwd|wg|tr|i|enc|vl|vb|doorst|转发|轉寄|轉發|转寄|転送|전달|пересл|pd|rv|videresendt|vidaresänt"
)
_AUTO = r"自动回复|自動回覆|自动答复|自動回復|自动应答|automatic reply|auto(?:matic)?[ -]?reply|automatische antwort|réponse automatique|out of office"
_PREFIX = re.compile(
    rf"^\s*(?:(?P<reply>{_REPLY})|(?P<forward>{_FORWARD})|(?P<auto>{_AUTO}))\s*(?:\[\d{{1,3}}\]|\(\d{{1,3}}\)|\^\d+|\*\d+)?\s*[:：]\s*"
    rf"|^\s*[\[【（(]\s*(?:(?P<auto2>{_AUTO})|(?P<reply2>回复|答复)|(?P<forward2>转发))\s*[\]】）)]\s*[:：]?\s*",
    re.I,
)


def parse_mail(raw: bytes, *, own_addresses: frozenset[str] = frozenset()) -> Mail:
    """The mail that these bytes are. Takes memory and time as the bytes make it: `understand_bounded` sets limits.

    ``own_addresses`` (lower case) are ours: a mail from one of them is automatic, so that we never answer ourselves.
    """
    began = time.perf_counter()
    mail = Mail()
    try:
        if len(raw) > LONGEST:
            mail.warn("too-big", str(len(raw)))
            mail.kind = Kind.QUARANTINE
            raw = raw[:1_000_000]
        _read(raw, mail, own_addresses)
    except (RecursionError, MemoryError) as error:
        mail.kind = Kind.QUARANTINE
        mail.warn("cannot-be-read", type(error).__name__)
    except (
        Exception
    ) as error:  # the promise: any bytes are a mail; what we did not foresee is looked at by a person
        mail.kind = Kind.QUARANTINE
        mail.warn("cannot-be-read", f"{type(error).__name__}: {error}")
    mail.ms = round((time.perf_counter() - began) * 1000, 2)
    return mail


def quarantined(*warnings: str) -> Mail:
    """A mail of which nothing is known but why."""
    mail = Mail(kind=Kind.QUARANTINE)
    for warning in warnings:
        mail.warn(warning)
    return mail


def _read(raw: bytes, mail: Mail, own_addresses: frozenset[str]) -> None:
    tree = Tree()
    root = tree.read(raw)
    for code in tree.warnings:
        mail.warn(code)
    if b"\x00" in raw:
        mail.warn("nul")
        if "no-headers" in tree.warnings and b"\x00" in raw[:2000]:
            mail.kind = Kind.QUARANTINE  # a picture, a program, rubbish
            mail.warn("not-a-mail")
            return
    hint = _hint(root)
    root.fields.hint = hint
    _read_fields(root.fields, mail)
    body = Reader(mail, hint).read(root)
    mail.text, mail.html, mail.files = body.text, body.html, body.files
    _classify(root, mail, body, own_addresses)
    if split_subject(mail.subject)[1][:1] == ["forward"]:
        mail.reply_text = mail.text.strip()  # what is forwarded is what they want to say
    else:
        mail.reply_text = new_words(mail.text, sender=mail.sender.name, marked=body.marked)


def _hint(root: Part) -> str:
    """The charset that the parts name: raw 8-bit headers are most likely in it."""
    for part in root.walk():
        label = part.params.get("charset", "")
        if codec_of(label) not in ("", "?", "ascii"):
            return label
    return ""


def _read_fields(fields: Fields, mail: Mail) -> None:
    hint = fields.hint
    senders = parse_addresses(fields.raw("from"), hint)
    mail.sender = next((one for one in senders if one.address), senders[0] if senders else Address("", ""))
    if not mail.sender.address:
        for name in ("sender", "reply-to", "return-path", "x-envelope-from", "envelope-from"):
            others = [one for one in parse_addresses(fields.raw(name), hint) if one.address]
            if others:
                mail.warn("sender-from", name)
                mail.sender = Address(mail.sender.name or others[0].name, others[0].address)
                break
    for one in ("from", "subject", "date", "message-id", "to", "content-type"):
        if len(fields.every(one)) > 1:
            mail.warn("header-doubled", one)
    mail.to = [one for raw in fields.every("to")[:20] for one in parse_addresses(raw, hint)]
    mail.cc = [one for raw in fields.every("cc")[:20] for one in parse_addresses(raw, hint)]
    mail.reply_to = parse_addresses(fields.raw("reply-to"), hint)
    mail.subject = fields.text("subject")[:LONGEST_SUBJECT]
    mail.subject_base = split_subject(mail.subject)[0]
    written = fields.text("date")
    mail.date = parse_date(written)
    if mail.date is None:
        mail.warn("date-unreadable" if written else "date-missing", written)
    ids = message_ids(fields.text("message-id"))
    mail.message_id = ids[0] if ids else ""
    mail.in_reply_to = message_ids(fields.text("in-reply-to"))
    mail.references = message_ids(fields.text("references"))
    mail.headers = [(name, readable(value, hint)[:2000]) for name, value in fields.pairs[:300]]


def split_subject(subject: str) -> tuple[str, list[str]]:
    """The subject without Re:, 回复：, 转发: and their like, and what stood before it: "reply", "forward", "auto", in order."""
    seen: list[str] = []
    rest = subject
    for _ in range(12):
        match = _PREFIX.match(rest)
        if match is None or not rest[match.end() :].strip():
            break
        seen += [name.rstrip("2") for name, value in match.groupdict().items() if value]
        rest = rest[match.end() :]
    return rest.strip(), seen


def _classify(root: Part, mail: Mail, body: Body, own_addresses: frozenset[str]) -> None:
    if mail.kind is Kind.QUARANTINE:
        return
    sender = f"{mail.sender.name} {mail.sender.address} {root.fields.text('from')}"
    _base, prefixes = split_subject(mail.subject)
    bounce = read_bounce(root, sender=sender, subject=mail.subject, text=body.text)
    if bounce is not None:
        mail.kind = Kind.BOUNCE
        mail.failed_recipients, mail.delayed_recipients = bounce.failed, bounce.delayed
        mail.bounced_message_id = bounce.message_id
        return
    if not mail.sender.address:
        mail.kind = Kind.QUARANTINE
        mail.warn("sender-missing")
        return
    mail.automatic = why_automatic(root, subject=mail.subject, sender=sender) or (
        "subject" if "auto" in prefixes else ""
    )
    if not mail.automatic and mail.sender.address.lower() in own_addresses:
        mail.automatic = "own-address"
    if mail.automatic:
        mail.kind = Kind.AUTO
    elif mail.in_reply_to or ("reply" in prefixes) or (mail.references and "forward" not in prefixes):
        mail.kind = Kind.REPLY
    else:
        mail.kind = Kind.REQUEST
