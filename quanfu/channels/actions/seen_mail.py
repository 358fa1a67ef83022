"""The ledger of mails."""

from urllib.parse import unquote

from quanfu.channels.actions.incoming import settle
from quanfu.channels.enums import ChannelKind, IncomingKind
from quanfu.channels.models import Incoming, SeenMail
from quanfu.core.actor import Actor


def note_mail(*, incoming: Incoming, by: Actor) -> SeenMail | None:
    """Enter a mail that was read into the ledger; None for what is no mail.

    A bounce or an automatic answer that names a request by our token is shown there, though it causes nothing.
    """
    if incoming.channel.kind != ChannelKind.MAIL:
        return None
    facts = incoming.facts
    folder, validity, uid = _place(str(facts.get("mailbox", "")))
    seen, _new = SeenMail.objects.update_or_create(incoming=incoming, defaults={
        "channel_id": incoming.channel_id, "message_id": str(facts.get("message_id", ""))[:250],
        "content_hash": str(facts.get("key", "")).rpartition(":")[2][:64], "mailbox": folder, "uid_validity": validity, "uid": uid,
        "others": facts.get("others", []),
    })  # fmt: skip
    if (
        incoming.kind in (IncomingKind.BOUNCE, IncomingKind.AUTO)
        and incoming.thread
        and not incoming.request_number
    ):
        settle(incoming=incoming, request_number=incoming.thread, is_verified=False, by=by)
    return seen


def _place(said: str) -> tuple[str, int, int]:
    """(folder, UIDVALIDITY, UID) from the line that the IMAP side put on top of the mail."""
    parts = said.rsplit(" ", 2)
    if len(parts) == 3 and parts[1].isdecimal() and parts[2].isdecimal() and len(said) < 200:
        return unquote(parts[0])[:120], int(parts[1]), int(parts[2])
    return "", 0, 0
