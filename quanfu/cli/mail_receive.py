"""`quanfu mail receive`: a mail server hands over one mail on standard input.

Exit codes are those of sysexits.h, as mail servers understand them: 0 only when the mail is durably kept; 75 when the
server is to keep it and try again, whatever went wrong; 69 when it never will be taken (too large).
"""

import os
import sys
import traceback
from typing import TYPE_CHECKING

import click

from quanfu.cli.base import django, require_migrated
from quanfu.cli.texts import _

if TYPE_CHECKING:
    from quanfu.channels.models import Channel

TRY_LATER, NEVER = 75, 69
RECIPIENTS = ("ORIGINAL_RECIPIENT", "RECIPIENT")  # what postfix tells its commands


def receive(code: str, recipient: str) -> int:
    """Keep the mail on standard input for the channel ``code``, else for the one with the recipient's address, else for
    the first mail channel in use; returns the exit code."""
    try:
        django()
        require_migrated()
        return _keep(code, recipient)
    except Exception as problem:  # the mail must not be lost, so nobody may be told that it was taken
        if not isinstance(problem, click.ClickException) and os.environ.get("QUANFU_DEBUG"):
            traceback.print_exc()
        click.echo(f"{type(problem).__name__}: {problem}", err=True)
        return TRY_LATER


def _keep(code: str, recipient: str) -> int:
    from quanfu.channels.actions.incoming import keep_incoming
    from quanfu.channels.adapters.mail.connection import trace
    from quanfu.channels.adapters.mail.receive import key_of
    from quanfu.core.actor import SYSTEM
    from quanfu.core.rules import rule

    limit = int(rule("channels.raw_megabytes")) * 1024 * 1024 - 1000
    raw = sys.stdin.buffer.read(limit + 1)
    if len(raw) > limit:
        click.echo(
            _("The mail is larger than {limit} MB.").format(limit=rule("channels.raw_megabytes")), err=True
        )
        return NEVER
    if not raw.strip():
        click.echo(_("There is no mail on standard input."), err=True)
        return TRY_LATER
    recipient = recipient or next((os.environ[name] for name in RECIPIENTS if os.environ.get(name)), "")
    channel = _channel(code, recipient)
    if channel is None:
        click.echo(
            _("There is no mail channel in use with the code {code}.").format(code=code or "mail"), err=True
        )
        return TRY_LATER
    said = trace(X_Original_To=recipient) if recipient else b""
    keep_incoming(channel=channel, key=key_of(raw), raw=said + raw, by=SYSTEM)
    return 0


def _channel(code: str, recipient: str) -> "Channel | None":
    from quanfu.channels.queries.mailbox import mail_channel

    return mail_channel(code=code, recipient=recipient)
