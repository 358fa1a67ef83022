"""Test of a mailbox: can we sign in, is the folder there, would the server take our mails, is the signature published."""

import smtplib
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from quanfu.channels.adapters.contract import Finding
from quanfu.channels.adapters.mail.compose import sender_of
from quanfu.channels.adapters.mail.connection import Server, imap_server, smtp_server
from quanfu.channels.adapters.mail.dkim import record_of
from quanfu.channels.adapters.mail.problem import why_not

if TYPE_CHECKING:
    from quanfu.channels.models import Channel

SECONDS = 10  # somebody waits at the button
LONGEST, SHORTEST = 7, 3  # of them for a step with one server; some answer late after wrong passwords


class Wrong(Exception):
    """What is wrong, in words for the operator."""


def check(channel: "Channel") -> list[Finding]:
    """In the order in which somebody sets it up. Nothing is sent, no mail is touched."""
    found: list[Finding] = []
    until = time.monotonic() + SECONDS
    if "@" not in channel.address:
        found.append(Finding(False, _("The channel has no mail address.")))
    if channel.setting("receive") == "imap":
        found.append(_tried("IMAP", imap_server(channel), channel, _imap, until))
    if server := smtp_server(channel):
        found.append(_tried("SMTP", server, channel, _smtp, until))
    else:
        said = _("There is no server for mails going out: set QUANFU_SMTP_URL or the server here.")
        found.append(Finding(False, said))
    if channel.setting("dkim_key"):
        found.append(_dkim(channel))
    return found


def _imap(server: Server, channel: "Channel") -> str:
    from imap_tools import MailboxFolderSelectError

    from quanfu.channels.adapters.mail.imap import connect

    box = connect(server)
    folder = channel.setting("folder", "INBOX")
    try:
        box.folder.set(folder, readonly=True)
        count = len(box.uids("ALL"))
    except MailboxFolderSelectError:
        there = ", ".join(each.name for each in box.folder.list()[:20])
        raise Wrong(
            _("The folder %(folder)s is not there. There are: %(there)s") % {"folder": folder, "there": there}
        ) from None
    finally:
        box.logout()
    return _("signed in, %(count)s mails in %(folder)s.") % {"count": count, "folder": folder}


def _smtp(server: Server, channel: "Channel") -> str:
    from quanfu.channels.adapters.mail.send import connected

    sender = sender_of(channel)[1]
    with connected(server) as smtp:
        smtp.ehlo_or_helo_if_needed()
        code, said = smtp.mail(sender)
        if code >= 400:
            raise smtplib.SMTPResponseException(code, said)
        smtp.rset()
    if server.login:
        return _("signed in, %(sender)s may send.") % {"sender": sender}
    return _("connected without a login, %(sender)s may send.") % {"sender": sender}


def _tried(
    kind: str, server: Server, channel: "Channel", look: Callable[[Server, "Channel"], str], until: float
) -> Finding:
    """Which server it was stands before what it said: there may be two, and a typing error shows at once."""
    place = f"{kind} {server.host}:{server.port}"
    try:
        seconds = min(LONGEST, max(SHORTEST, round(until - time.monotonic())))
        ok, said = True, look(replace(server, seconds=seconds), channel)
    except Wrong as wrong:
        ok, said = False, str(wrong)
    except Exception as problem:  # imap_tools has an error for each command
        ok, said = False, why_not(problem, server)
    return Finding(ok, _("%(server)s: %(said)s") % {"server": place, "said": said})


def _dkim(channel: "Channel") -> Finding:
    """Whether the DNS says the public key that belongs to ours."""
    import dns.exception
    import dns.resolver

    domain = channel.setting("dkim_domain") or sender_of(channel)[1].rpartition("@")[2]
    name = f"{channel.setting('dkim_selector') or 'quanfu'}._domainkey.{domain}"
    wanted = record_of(channel.setting("dkim_key"))
    try:
        answers = dns.resolver.resolve(name, "TXT", lifetime=5)
        said = ["".join(part.decode("ascii", "replace") for part in each.strings) for each in answers]
    except dns.exception.DNSException:
        said = []
    if any("".join(each.split()).endswith(wanted.rpartition("p=")[2]) for each in said):
        return Finding(True, _("DKIM: %(name)s is published.") % {"name": name})
    return Finding(
        False, _("DKIM: publish in the DNS as TXT of %(name)s: %(record)s") % {"name": name, "record": wanted}
    )
