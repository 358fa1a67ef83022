"""The settings of a mailbox as the code uses them, and how its servers are signed in to."""

import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings
from django.utils.crypto import salted_hmac

from quanfu.channels.adapters.mail.oauth import Grant

if TYPE_CHECKING:
    from quanfu.channels.models import Channel

SECONDS = 20


@dataclass(frozen=True)
class Server:
    """A server to sign in to. ``grant``: by OAuth 2 instead of the password."""

    host: str
    port: int
    tls: str  # ssl | starttls | none
    login: str
    password: str
    grant: Grant | None = None
    ca: str = ""
    seconds: int = SECONDS  # for each step

    def context(self) -> ssl.SSLContext:
        """Certificates are always checked; ``ca`` adds the company's own authority."""
        context = ssl.create_default_context()
        if self.ca:
            context.load_verify_locations(cadata=self.ca)
        return context


def imap_server(channel: "Channel") -> Server:
    return Server(
        channel.setting("imap_host"), int(channel.setting("imap_port", 993)), channel.setting("imap_tls", "ssl"),
        channel.setting("login"), channel.setting("password"), _grant(channel), channel.setting("tls_ca"),
    )  # fmt: skip


def smtp_server(channel: "Channel | None") -> Server | None:
    """The channel's own server, else that of QUANFU_SMTP_URL; None where there is neither."""
    if channel is not None and channel.setting("smtp_host"):
        return Server(
            channel.setting("smtp_host"), int(channel.setting("smtp_port", 465)), channel.setting("smtp_tls", "ssl"),
            channel.setting("smtp_login"), channel.setting("smtp_password"), _grant(channel), channel.setting("tls_ca"),
        )  # fmt: skip
    if not settings.MAIL_ENABLED:
        return None
    tls = "ssl" if settings.EMAIL_USE_SSL else "starttls" if settings.EMAIL_USE_TLS else "none"
    return Server(
        settings.EMAIL_HOST, settings.EMAIL_PORT, tls, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD
    )


def own_mark() -> str:
    """What stands in X-Quanfu of all our mails, by which we know them when they come back."""
    return salted_hmac("quanfu.channels.mail.mark", "", algorithm="sha256").hexdigest()[:16]


def trace(**said: object) -> bytes:
    """Lines on top of a mail that say how it came to us, as every mail server adds them."""
    safe = {name: quote(str(value), safe=" +-_.@<>/:=") for name, value in said.items()}
    return b"".join(f"{name.replace('_', '-')}: {value}\r\n".encode() for name, value in safe.items())


def _grant(channel: "Channel") -> Grant | None:
    if channel.setting("auth", "password") != "oauth2":
        return None
    return Grant(
        channel.setting("oauth_url"), channel.setting("oauth_client"), channel.setting("oauth_secret"),
        channel.setting("oauth_token"), channel.setting("oauth_scope"),
    )  # fmt: skip
