"""Mail: in from a mailbox (IMAP), by SMTP or by a pipe; out by SMTP."""

import threading
from typing import TYPE_CHECKING, ClassVar

from django.forms import Form

from quanfu.channels.adapters.contract import Adapter, Finding, Keep, Sent, Understood
from quanfu.channels.adapters.mail.connection import smtp_server
from quanfu.channels.adapters.mail.forms import SECRETS, MailForm
from quanfu.channels.enums import ChannelKind, HeldReason, Way

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Message


class Mail(Adapter):
    """See docs/guide/mail.md for what an operator sets up, receive.py for what becomes of a mail."""

    kind = ChannelKind.MAIL
    way = Way.MAIL
    form: ClassVar[type[Form]] = MailForm
    secrets = SECRETS
    reads_apart = True

    def held_reason(self, channel: "Channel | None") -> str:
        return "" if smtp_server(channel) else HeldReason.NO_MAIL_SERVER

    def check(self, channel: "Channel") -> list[Finding]:
        from quanfu.channels.adapters.mail.check import check

        return check(channel)

    def understand(self, channel: "Channel", raw: bytes) -> Understood:
        from quanfu.channels.adapters.mail.receive import understand

        return understand(channel, raw)

    def send(self, channel: "Channel | None", message: "Message") -> Sent:
        from quanfu.channels.adapters.mail.send import send

        return send(channel, message)

    def listens(self, channel: "Channel") -> bool:
        return channel.setting("receive", "pipe") in ("imap", "smtp")

    def listen(self, channel: "Channel", stop: threading.Event, keep: Keep) -> None:
        if channel.setting("receive") == "imap":
            from quanfu.channels.adapters.mail import imap

            imap.listen(channel, stop, keep)
        else:
            from quanfu.channels.adapters.mail import smtp_in

            smtp_in.listen(channel, stop, keep)


ADAPTER = Mail()
