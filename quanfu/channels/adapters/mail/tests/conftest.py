"""A company with a mailbox, a mail server that takes what goes out, and mails that come in."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from quanfu.channels.actions.incoming import keep_incoming
from quanfu.channels.adapters.mail.receive import key_of
from quanfu.channels.enums import ChannelKind
from quanfu.channels.models import Channel, Incoming
from quanfu.channels.queries.channel import CHANNELS
from quanfu.channels.tests.smtp_sink import Sink, running_sink
from quanfu.core.actor import SYSTEM
from quanfu.core.sealed import seal
from quanfu.core.testing import run_jobs

SERVICE = "service@a.example"


@pytest.fixture
def mail_server(settings: Any) -> Iterator[Sink]:
    """A mail server that QUANFU_SMTP_URL would name."""
    with running_sink() as sink:
        settings.MAIL_ENABLED = True
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "", False, False
        settings.DEFAULT_FROM_EMAIL = "客户服务 <noreply@a.example>"
        yield sink


@pytest.fixture
def mailbox(company: Any, front: Any, li: Any) -> Channel:
    """The company's mail channel, service@a.example, with plus addresses; its automatic mails are English."""
    return Channel.objects.create(
        company=company, code="mail", kind=ChannelKind.MAIL, name="服务邮箱", address=SERVICE, owner=li,
        settings={"plus": True, "language": "en", "confirm": True},
    )  # fmt: skip


@pytest.fixture
def set_up() -> Callable[..., Channel]:
    """set_up(channel, secrets={...}, name=value …): change its settings."""

    def change(channel: Channel, secrets: dict[str, str] | None = None, **values: Any) -> Channel:
        channel.settings = {**channel.settings, **values}
        if secrets is not None:
            channel.sealed = seal(secrets)
        channel.save()
        CHANNELS.changed()
        return channel

    return change


def write(
    text: str = "暖气不热，请派人来看。", *, sender: str = "wang@home.example", to: str = SERVICE, subject: str = "暖气不热",
    message_id: str | None = None, **headers: str,
) -> bytes:  # fmt: skip
    """A mail as it comes over the wire; a header's name is written with _ for -."""
    from email.message import EmailMessage
    from email.policy import SMTP
    from email.utils import make_msgid

    mail = EmailMessage(SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = "Sun, 22 Nov 2026 09:00:00 +0800"
    if message_id != "":
        mail["Message-ID"] = message_id or make_msgid(domain="home.example")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


@pytest.fixture
def arrive(mailbox: Channel) -> Callable[..., Incoming]:
    """arrive("…", sender=…): a mail comes in, is read, and all that follows is done."""

    def come(*args: Any, raw: bytes = b"", channel: Channel | None = None, **kwargs: Any) -> Incoming:
        raw = raw or write(*args, **kwargs)
        incoming = keep_incoming(channel=channel or mailbox, key=key_of(raw), raw=raw, by=SYSTEM)
        assert incoming is not None, "known already"
        run_jobs()
        incoming.refresh_from_db()
        return incoming

    return come
