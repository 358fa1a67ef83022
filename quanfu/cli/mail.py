"""`quanfu mail`: what becomes of a mail, shown without keeping anything."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from quanfu.channels.reading.bounded import Child
from quanfu.channels.reading.mail import Mail
from quanfu.channels.reading.parse import LONGEST, quarantined
from quanfu.cli.texts import N_, _

HELP = N_("Mails from the command line.")
INSPECT_HELP = N_(
    """Show what becomes of mails: one JSON line a file. Nothing is kept, no database is needed.

Each FILE is one mail as it came (RFC 5322); "-" is standard input. The fields:

\b
  file                the name as given
  kind                request, reply, bounce, auto (nobody wrote it) or quarantine (a person must look)
  from                {name, address}
  to, cc              lists of the same
  subject, date       decoded; the date in ISO 8601, null if the mail names none that can be read
  message_id, in_reply_to
  text                all of it, plain
  reply_text          the new words: without quotes and signatures
  html                cleaned by an allow-list; "" if the mail has none
  attachments         [{name, type, size, sha256}]
  failed_recipients   of a bounce, those for now and those for good
  warnings            what was odd
  ms                  milliseconds that reading took

Each mail is read in a process of limited time and memory; one that takes more is in quarantine. A FILE that cannot be
read is a line too, in quarantine with the warning "file". The exit code is 1 if there was such a file, else 0.
"""
)

RECEIVE_HELP = N_(
    """Take one mail from standard input, for mail servers that hand mails to a program.

Exit code 0: the mail is durably kept. 75: it was not, the mail server keeps it and tries again. 69: it is too large.
"""
)


def line_of(name: str, mail: Mail) -> dict[str, Any]:
    """The fields of one line."""
    return {
        "file": name,
        "kind": mail.kind.value,
        "from": asdict(mail.sender),
        "to": [asdict(address) for address in mail.to],
        "cc": [asdict(address) for address in mail.cc],
        "subject": mail.subject,
        "date": mail.date.isoformat() if mail.date else None,
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to[0] if mail.in_reply_to else "",
        "text": mail.text,
        "reply_text": mail.reply_text,
        "html": mail.html,
        "attachments": [
            {
                "name": file.name,
                "type": file.type,
                "size": file.size,
                "sha256": hashlib.sha256(file.content).hexdigest(),
            }
            for file in mail.files
        ],
        "failed_recipients": [*mail.failed_recipients, *mail.delayed_recipients],
        "warnings": mail.warnings,
        "ms": mail.ms,
    }


def inspected(names: Iterable[str]) -> Iterator[tuple[Mail, str, bool]]:
    """The mail of each file, the file's name, and whether the file could be read."""
    with Child() as child:
        for name in names:
            try:
                raw = _bytes(name)
            except OSError as error:
                yield quarantined(f"file {error.strerror or error}"), name, False
                continue
            yield child.read(raw), name, True


def _bytes(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(LONGEST + 1)
    with Path(name).open("rb") as file:
        return file.read(LONGEST + 1)


@click.group("mail", help=_(HELP))
def command() -> None:
    pass


@command.command("receive", help=_(RECEIVE_HELP))
@click.option(
    "--channel", "code", default="", help=_("Code of the channel; without it the recipient decides")
)
@click.option("--recipient", default="", help=_("Address the mail was sent to, if the mail server tells it"))
@click.pass_context
def receive(ctx: click.Context, code: str, recipient: str) -> None:
    from quanfu.cli.mail_receive import receive as take

    ctx.exit(take(code, recipient))


@command.command("inspect", help=_(INSPECT_HELP))
@click.argument("files", nargs=-1, required=True)
@click.pass_context
def inspect(ctx: click.Context, files: tuple[str, ...]) -> None:
    failed = False
    out = sys.stdout.buffer
    for mail, name, was_read in inspected(files):
        failed = failed or not was_read
        # Lone surrogates of names and headers cannot be UTF-8; backslashed they are valid JSON.
        line = json.dumps(line_of(name, mail), ensure_ascii=False)
        out.write(line.encode("utf-8", "backslashreplace") + b"\n")
        out.flush()
    ctx.exit(1 if failed else 0)
