"""Mail out by SMTP."""

import contextlib
import smtplib
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from quanfu.channels.adapters.contract import NotSent, Sent
from quanfu.channels.adapters.mail.connection import Server, smtp_server
from quanfu.channels.adapters.mail.oauth import NoToken, access_token, forget, xoauth2
from quanfu.channels.adapters.mail.problem import why_not

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Message


def send(channel: "Channel | None", message: "Message") -> Sent:
    """By the channel's own server or that of QUANFU_SMTP_URL, with the same Message-ID at each attempt; it is the provider
    id too. An address that is held back gets nothing, for good: another way may be tried."""
    from quanfu.channels.adapters.mail.compose import compose, mailable, return_address
    from quanfu.channels.queries.held_address import hold_of, why_held

    if held := hold_of(message):
        raise NotSent(why_held(held), final=True)
    server = smtp_server(channel)
    if server is None:
        raise NotSent(_("There is no server for mails going out."))
    try:
        raw = compose(channel, message)
        with connected(server) as smtp:
            to = mailable(message.to)
            smtp.sendmail(return_address(channel, message), [to], raw, _options(smtp, to))
    except NoToken as problem:
        raise NotSent(str(problem)) from problem
    except (OSError, smtplib.SMTPException, ValueError) as problem:
        raise NotSent(_said(problem, server), final=_is_final(problem)) from problem
    return Sent(provider_id=message.message_id)


def _options(smtp: smtplib.SMTP, to: str) -> tuple[str, ...]:
    """What is to be said of an address such as 客服@例子.中国; NotSent, for good, where the server takes none of them."""
    if to.isascii():
        return ()
    smtp.ehlo_or_helo_if_needed()
    if not smtp.has_extn("smtputf8"):
        raise NotSent(
            _("Our mail server takes only Latin letters before the @ of an address (no SMTPUTF8)."),
            final=True,
        )
    return ("SMTPUTF8", "BODY=8BITMIME")


@contextlib.contextmanager
def connected(server: Server) -> Any:
    """A connection that is signed in. Raises OSError, smtplib.SMTPException, NoToken."""
    if server.tls == "ssl":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=server.seconds, context=server.context()
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=server.seconds)
    try:
        if server.tls == "starttls":
            smtp.starttls(context=server.context())
        if server.login and server.grant:
            _sign_in(smtp, server)
        elif server.login:
            smtp.login(server.login, server.password)
        yield smtp
        with contextlib.suppress(smtplib.SMTPException, OSError):
            smtp.quit()
    finally:
        smtp.close()


def _sign_in(smtp: smtplib.SMTP, server: Server) -> None:
    assert server.grant is not None
    smtp.ehlo_or_helo_if_needed()
    answer = xoauth2(server.login, access_token(server.grant))
    try:
        # The second question holds what is wrong; an empty answer ends it.
        smtp.auth("XOAUTH2", lambda challenge=None: answer if challenge is None else "")
    except smtplib.SMTPAuthenticationError:
        forget(server.grant)
        raise


def _is_final(problem: Exception) -> bool:
    """Whether the server (or the form of the address) says that trying again is no use."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in problem.recipients.values())
    if isinstance(problem, smtplib.SMTPResponseException):
        return problem.smtp_code >= 500 and not isinstance(problem, smtplib.SMTPAuthenticationError)
    return isinstance(problem, ValueError) and not isinstance(problem, OSError)  # a wrong certificate is both


def _said(problem: Exception, server: Server) -> str:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_text(text)}" for code, text in problem.recipients.values())[:300]
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"{problem.smtp_code} {_text(problem.smtp_error)}"[:300]
    return why_not(problem, server)[:300]


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
