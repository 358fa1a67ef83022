"""Why a mail server could not be used, in words for whoever set it up, with what to look at."""

import imaplib
import smtplib
import socket
import ssl
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from quanfu.channels.adapters.mail.oauth import NoToken

if TYPE_CHECKING:
    from quanfu.channels.adapters.mail.connection import Server

# What OpenSSL calls them (X509_V_ERR_…)
EXPIRED, UNKNOWN, MISNAMED = (9, 10), (2, 18, 19, 20, 21), (62, 64)


def why_not(problem: Exception, server: "Server") -> str:
    """One sentence or two; what the server said stands at the end."""
    if isinstance(problem, NoToken):
        return _("The provider gives no token: %(said)s") % {"said": problem}
    if isinstance(problem, ssl.SSLCertVerificationError):
        return _distrust(problem)
    if isinstance(problem, ssl.SSLError):
        said = {"said": problem.reason or problem}
        return _("No encryption was agreed on; look at port and kind of encryption: %(said)s") % said
    if isinstance(problem, socket.gaierror):
        return _("The name of the server is not known.")
    if isinstance(problem, TimeoutError) or "timed out" in str(problem):
        return _silent(server)
    if isinstance(problem, ConnectionRefusedError):
        return _("The server refused the connection; look at its name and the port.")
    return _answered(problem)


def _distrust(problem: ssl.SSLCertVerificationError) -> str:
    said = {"said": problem.verify_message}
    if problem.verify_code in MISNAMED:
        return _("The server's certificate is for another name; write the server's name as it stands there: %(said)s") % said  # fmt: skip
    if problem.verify_code in UNKNOWN:
        return _("Nobody known has signed the server's certificate; put that authority under “Own certificate authority”: %(said)s") % said  # fmt: skip
    if problem.verify_code in EXPIRED:
        return _("The server's certificate has expired or is not valid yet: %(said)s") % said
    return _("The server's certificate cannot be believed: %(said)s") % said


def _silent(server: "Server") -> str:
    if server.tls == "ssl":
        return _("The server does not answer; look at its name, the port and the firewall.")
    return _("The server does not answer; look at its name, the port and the firewall, and whether this port wants TLS from the start.")  # fmt: skip


def _answered(problem: Exception) -> str:
    """Something answered, but not as wished."""
    said = {"said": said_by(problem)}
    if isinstance(problem, smtplib.SMTPAuthenticationError) or type(problem).__name__ == "MailboxLoginError":
        return _("Login or password are not taken: %(said)s") % said
    if (
        isinstance(problem, smtplib.SMTPNotSupportedError | imaplib.IMAP4.error)
        and "TLS"
        in str(problem)  # "STARTTLS extension not supported by server", "TLS not supported by server"
    ):
        return _("The server offers no STARTTLS at this port; look at port and kind of encryption.")
    if isinstance(problem, smtplib.SMTPResponseException):
        if problem.smtp_code in (-1, 220):
            return _("What answers at this port is no SMTP server: %(said)s") % said
        if problem.smtp_code == 530:
            return _("The server wants a login: %(said)s") % said
        return _("The server refused: %(said)s") % {"said": f"{problem.smtp_code} {said['said']}"}
    if isinstance(problem, imaplib.IMAP4.error) and "unexpected response" in str(problem):
        return _("What answers at this port is no IMAP server: %(said)s") % said
    if isinstance(problem, OSError | imaplib.IMAP4.error | smtplib.SMTPException | ValueError):
        return _("It did not work: %(said)s") % said
    return _("The server refused: %(said)s") % said  # imap_tools has an error for each command


def said_by(problem: Exception) -> str:
    """The server's own words, as text."""
    result = getattr(problem, "command_result", None)
    said = (
        result[1]
        if result
        else getattr(problem, "smtp_error", None) or (problem.args[0] if problem.args else problem)
    )
    if isinstance(said, list | tuple):
        said = b" ".join(each for each in said if isinstance(each, bytes)) or said
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return text.removeprefix("unexpected response: b'").rstrip("'")[:300]
