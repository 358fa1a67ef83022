"""Mail out by SMTP."""

import smtplib
from typing import TYPE_CHECKING

from quanfu.channels.adapters.contract import NotSent, Sent

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Message


def send(channel: "Channel | None", message: "Message") -> Sent:
    """By the server of QUANFU_SMTP_URL, with the same Message-ID at each attempt; that is its provider id too."""
    from django.core.mail import EmailMessage

    mail = EmailMessage(
        message.subject, message.text, to=[message.to],
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    try:
        mail.send()
    except (OSError, smtplib.SMTPException, ValueError) as problem:
        raise NotSent(_said(problem), final=_is_final(problem)) from problem
    return Sent(provider_id=message.message_id)


def _is_final(problem: Exception) -> bool:
    """Whether the server (or the form of the address) says that trying again is no use."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in problem.recipients.values())
    if isinstance(problem, smtplib.SMTPResponseException):
        return problem.smtp_code >= 500 and not isinstance(problem, smtplib.SMTPAuthenticationError)
    return isinstance(problem, ValueError)


def _said(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_text(text)}" for code, text in problem.recipients.values())[:300]
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"{problem.smtp_code} {_text(problem.smtp_error)}"[:300]
    return f"{type(problem).__name__}: {problem}"[:300]


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
