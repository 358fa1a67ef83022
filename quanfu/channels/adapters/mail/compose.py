"""A message of the outbox as a mail: plain and HTML, in the channel's language, in its thread, signed."""

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template import engines
from django.utils.translation import gettext as _
from django.utils.translation import override

from quanfu.channels.adapters.mail import guards, thread
from quanfu.channels.adapters.mail.connection import own_mark
from quanfu.channels.adapters.mail.dkim import sign
from quanfu.channels.models import SeenMail
from quanfu.channels.queries.held_address import unsubscribe_url
from quanfu.core.files import open_file

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Message

POLICY = SMTP.clone(
    cte_type="7bit"
)  # no server on the way has a reason to change it, so signatures stay whole
MOST_REFERENCES = 10
STYLES = Path(__file__).with_name(
    "message.css"
)  # mail programs know no style sheets: they are written into the tags
_UNFOLD = re.compile(
    rb"^(Message-ID|In-Reply-To|References|Reply-To|List-Unsubscribe):\r\n <", re.M
)  # one word is not broken: programs stumble over it


def sender_of(channel: "Channel | None") -> tuple[str, str]:
    """(name, address) in From: the channel's own where it has its own server, else that of QUANFU_MAIL_FROM."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    if channel is not None and channel.setting("smtp_host") and "@" in channel.address:
        address = channel.address
    own = channel.setting("sender_name") if channel is not None else ""
    return " ".join(own.split()) or name, address


def return_address(channel: "Channel | None", message: "Message") -> str:
    """Where answers and bounces come back to; with the request's token where the mailbox takes plus addresses."""
    if channel is None or "@" not in channel.address:
        return sender_of(channel)[1]
    if channel.setting("plus", False):
        return thread.reply_address(channel.address, message.company_id, message.request_number)
    return str(channel.address)


def mailable(address: str) -> str:
    """The address with its domain as mail servers know it: 例子.中国 is xn--fsqu00a.xn--fiqs8s. What stands before the @ stays."""
    local, at, domain = address.rpartition("@")
    try:
        return address if domain.isascii() else f"{local}{at}{domain.encode('idna').decode()}"
    except UnicodeError:
        return address


def compose(channel: "Channel | None", message: "Message") -> bytes:
    """The whole mail with CRLF line ends, the same at each attempt. ValueError for an address that is none, or several."""
    name, address = sender_of(channel)
    to = mailable(message.to)
    mail = EmailMessage(POLICY if to.isascii() else POLICY.clone(utf8=True))
    mail["From"] = _address(name, address)
    mail["To"] = to
    if [bool(each.domain) for each in mail["To"].addresses] != [True]:
        raise ValueError(message.to)
    if (back := return_address(channel, message)) != address:
        mail["Reply-To"] = back
    mail["Subject"] = message.subject
    mail["Date"] = formatdate(message.at.timestamp())
    mail["Message-ID"] = message.message_id
    mail[guards.OWN] = own_mark()
    for header, value in {**_thread(message, address), **_automatic(message)}.items():
        mail[header] = value
    unsubscribe = unsubscribe_url(message) if message.is_bulk else ""
    if unsubscribe:
        mail["List-Unsubscribe"] = f"<{unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    _write(mail, message, channel, name or address, unsubscribe)
    for file in message.files.all():
        with open_file(file) as opened:
            main, _slash, sub = file.type.partition("/")
            mail.add_attachment(
                opened.read(), maintype=main, subtype=sub or "octet-stream", filename=file.name
            )
    for number, part in enumerate(mail.walk()):
        if part.is_multipart():  # else they are drawn by lot, and a second attempt is another mail
            part.set_boundary(f"=_{thread.fingerprint(message.message_id.encode())[:24]}.{number}")
    raw = _UNFOLD.sub(rb"\1: <", mail.as_bytes(), count=5)
    if channel is not None and (key := channel.setting("dkim_key")):
        domain = channel.setting("dkim_domain") or address.rpartition("@")[2]
        raw = sign(raw, key=key, selector=channel.setting("dkim_selector") or "quanfu", domain=domain)
    return raw


def _write(
    mail: EmailMessage, message: "Message", channel: "Channel | None", sender: str, unsubscribe: str
) -> None:
    import css_inline

    language = (
        channel.setting("language", settings.LANGUAGE_CODE) if channel is not None else settings.LANGUAGE_CODE
    )
    with override(language):
        foot = []
        if message.request_number:
            foot.append(_("Request %(number)s. Please answer this mail, so that what you write finds its request.") % {"number": message.request_number})  # fmt: skip
        plain = [message.text.rstrip(), ""]
        if foot or unsubscribe:
            plain += ["-- ", *foot]
        if unsubscribe:
            plain.append(f"{_('No more invitations and notices by mail')}: {unsubscribe}")
        context: dict[str, Any] = {
            "lang": language, "subject": message.subject, "sender": sender, "text": message.text, "html": message.html,
            "foot": foot, "unsubscribe": unsubscribe,
        }  # fmt: skip
        page = engines["jinja2"].get_template("channels/mail/_message.html").render(context)
    mail.set_content("\n".join(plain) + "\n")
    inlined = css_inline.CSSInliner(
        load_remote_stylesheets=False, keep_style_tags=False, extra_css=STYLES.read_text(encoding="utf-8")
    ).inline(page)
    mail.add_alternative(inlined, subtype="html")


def _thread(message: "Message", address: str) -> dict[str, str]:
    """References to the mails of the request, so that the customer's program shows one conversation."""
    if not message.request_number:
        return {}
    root = thread.root_id(address, message.company_id, message.request_number)
    seen = SeenMail.objects.filter(
        incoming__company=message.company_id, incoming__request_number=message.request_number, incoming__received_at__lte=message.at
    ).exclude(message_id="").order_by("-pk")  # fmt: skip
    known = [one for one in seen.values_list("message_id", flat=True)[:MOST_REFERENCES] if _is_plain(one)][
        ::-1
    ]
    return {"References": " ".join([root, *known]), "In-Reply-To": known[-1] if known else root}


def _automatic(message: "Message") -> dict[str, str]:
    """What tells other machines not to answer (RFC 3834); a mail that a person wrote may be answered by any."""
    if not (message.is_automatic or message.is_bulk):
        return {}
    found = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    return found | ({"Precedence": "bulk"} if message.is_bulk else {})


def _address(name: str, address: str) -> Address:
    local, _at, domain = address.rpartition("@")
    return Address(display_name=name, username=local, domain=domain)


def _is_plain(message_id: str) -> bool:
    return (
        message_id.isascii() and message_id.isprintable() and " " not in message_id and len(message_id) < 250
    )
