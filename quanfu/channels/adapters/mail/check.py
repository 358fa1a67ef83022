"""Test of a mailbox: can we sign in, is the folder there, would the server take our mails, is the signature published."""

import imaplib
import smtplib
import socket
import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from quanfu.channels.adapters.contract import Finding
from quanfu.channels.adapters.mail.compose import sender_of
from quanfu.channels.adapters.mail.connection import imap_server, smtp_server
from quanfu.channels.adapters.mail.dkim import record_of
from quanfu.channels.adapters.mail.oauth import NoToken

if TYPE_CHECKING:
    from quanfu.channels.models import Channel


def check(channel: "Channel") -> list[Finding]:
    """In the order in which somebody sets it up. Nothing is sent, no mail is touched."""
    found: list[Finding] = []
    if "@" not in channel.address:
        found.append(Finding(False, _("The channel has no mail address.")))
    if channel.setting("receive") == "imap":
        found.append(_tried(_imap, channel))
    found.append(_tried(_smtp, channel))
    if channel.setting("dkim_key"):
        found.append(_dkim(channel))
    return found


def _imap(channel: "Channel") -> str:
    from imap_tools import MailboxFolderSelectError

    from quanfu.channels.adapters.mail.imap import connect

    box = connect(imap_server(channel))
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
    return _("IMAP: signed in, %(count)s mails in %(folder)s.") % {"count": count, "folder": folder}


def _smtp(channel: "Channel") -> str:
    from quanfu.channels.adapters.mail.send import connected

    server = smtp_server(channel)
    if server is None:
        raise Wrong(_("There is no server for mails going out: set QUANFU_SMTP_URL or the server here."))
    with connected(server) as smtp:
        code, said = smtp.mail(sender_of(channel)[1])
        if code >= 400:
            raise smtplib.SMTPResponseException(code, said)
        smtp.rset()
    return _("SMTP: signed in, %(sender)s may send.") % {"sender": sender_of(channel)[1]}


class Wrong(Exception):
    """What is wrong, in words for the operator."""


def _tried(look: Callable[["Channel"], str], channel: "Channel") -> Finding:
    try:
        return Finding(True, look(channel))
    except Wrong as wrong:
        return Finding(False, str(wrong))
    except NoToken as problem:
        return Finding(False, _("The provider gives no token: %(said)s") % {"said": problem})
    except ssl.SSLCertVerificationError as problem:
        return Finding(
            False,
            _("The server's certificate cannot be believed: %(said)s") % {"said": problem.verify_message},
        )
    except ssl.SSLError as problem:
        return Finding(False, _("No encryption was agreed on; look at port and kind of encryption: %(said)s") % {"said": problem.reason or problem})  # fmt: skip
    except socket.gaierror:
        return Finding(False, _("The name of the server is not known."))
    except TimeoutError:
        return Finding(False, _("The server does not answer; look at its name, the port and the firewall."))
    except smtplib.SMTPAuthenticationError as problem:
        return Finding(
            False, _("SMTP: login or password are not taken: %(said)s") % {"said": _text(problem.smtp_error)}
        )
    except smtplib.SMTPResponseException as problem:
        return Finding(
            False, _("SMTP: %(said)s") % {"said": f"{problem.smtp_code} {_text(problem.smtp_error)}"}
        )
    except ConnectionRefusedError:
        return Finding(False, _("The server refused the connection; look at its name and the port."))
    except (imaplib.IMAP4.error, OSError, smtplib.SMTPException, ValueError) as problem:
        return Finding(
            False,
            _("It did not work: %(said)s") % {"said": _text(problem.args[0] if problem.args else problem)},
        )
    except Exception as problem:  # imap_tools has an error for each command
        return Finding(False, _("The server refused: %(said)s") % {"said": problem})


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


def _text(said: object) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
