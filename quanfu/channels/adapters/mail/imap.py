"""Mails from a mailbox by IMAP: told of new ones at once (IDLE) or looking now and then.

Which mails were taken in is known by (folder, UIDVALIDITY, UID) in the channel's memory, and by the key of the mail itself
(`receive.key_of`): a folder that is numbered anew, a mail that comes back after it was deleted, or the same mail by the
pipe make nothing twice. The mailbox is touched only after a mail is durably kept. A mail that the server will not hand over
holds up no other: it is asked for at each look, and in the end stands in quarantine under its number in the mailbox.
"""

import logging
import re
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from quanfu.channels.adapters.mail.connection import Server, imap_server, trace
from quanfu.channels.adapters.mail.oauth import access_token, forget
from quanfu.channels.adapters.mail.receive import key_of
from quanfu.core.rules import rule

if TYPE_CHECKING:
    from imap_tools import BaseMailBox

    from quanfu.channels.adapters.contract import Keep
    from quanfu.channels.models import Channel

SLICE = 10  # seconds of waiting between two signs of life
STEP = 20  # mails between two notes of how far we have come
TRIES = 20  # looks at which a mail is asked for that the server does not hand over
MOST_OWED = 20  # such mails at a time; more are a server in trouble
log = logging.getLogger(__name__)


class Withheld(Exception):
    """The server does not hand over a mail that is there; the text is what it said."""


def listen(channel: "Channel", stop: threading.Event, keep: "Keep") -> None:
    """Take in mails until ``stop``. A broken line is raised: the caller connects anew."""
    box = connect(imap_server(channel))
    try:
        folder = Folder(channel, box, keep)
        while not stop.is_set():
            folder.take_new(stop)
            keep.beat()  # not before: who signs in and then gets no mails is impaired
            folder.wait(stop)
    finally:
        _log_out(box)


def connect(server: Server) -> "BaseMailBox":
    """Signed in, no folder chosen. Raises OSError, imaplib's and imap_tools' errors, NoToken."""
    from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted

    box: Any
    if server.tls == "none":
        box = MailBoxUnencrypted(server.host, server.port, timeout=server.seconds)
    elif server.tls == "starttls":
        box = MailBoxStartTls(server.host, server.port, timeout=server.seconds, ssl_context=server.context())
    else:
        box = MailBox(server.host, server.port, timeout=server.seconds, ssl_context=server.context())
    try:
        if server.grant:
            box.xoauth2(server.login, access_token(server.grant), initial_folder=None)
        else:
            box.login(server.login, server.password, initial_folder=None)
    except Exception:
        if server.grant:
            forget(server.grant)
        _log_out(box)
        raise
    _introduce(box)
    return box  # type: ignore[no-any-return]


class Folder:
    """The one folder of the channel, chosen."""

    last: int  # the highest number that was taken, or is owed

    def __init__(self, channel: "Channel", box: "BaseMailBox", keep: "Keep") -> None:
        self.box, self.keep = box, keep
        self.client: Any = box.client
        self.name = str(channel.setting("folder", "INBOX") or "INBOX")
        self.after, self.move_to = channel.setting("after", "leave"), str(channel.setting("move_to"))
        self.poll = int(channel.setting("poll_seconds", 60))
        self.can_idle = "IDLE" in self.client.capabilities
        box.folder.set(self.name)
        self.validity = int((self.client.response("UIDVALIDITY")[1] or [b"0"])[0] or 0)
        self._recall(str(channel.setting("start", "new")))
        if self.after == "move" and not box.folder.exists(self.move_to):
            box.folder.create(self.move_to)

    def take_new(self, stop: threading.Event) -> None:
        """Keep what has come since, oldest first."""
        limit = int(rule("channels.raw_megabytes")) * 1024 * 1024 - 1000
        for count, uid in enumerate([*map(int, self.owed), *self._new()], 1):
            if stop.is_set():
                break
            try:
                self._take(uid, limit)
                self.owed.pop(str(uid), None)
            except Withheld as said:
                self._owe(uid, str(said))
            self.last = max(self.last, uid)
            if count % STEP == 0:
                self._note()
        self._note()

    def wait(self, stop: threading.Event) -> None:
        """Until the server tells of something, or it is time to look again."""
        until = time.monotonic() + self.poll
        while not stop.is_set() and (left := until - time.monotonic()) > 0:
            self.keep.beat()
            if self.can_idle:
                if self.box.idle.wait(timeout=min(SLICE, max(1, left))):
                    return
            else:
                stop.wait(min(SLICE, left))
        self.client.noop()

    def _recall(self, start: str) -> None:
        """How far we have come in this folder; at the first connection, from where we begin."""
        known: dict[str, Any] = self.keep.memory.get("imap") or {}
        if known.get("folder") != self.name:
            last = self._next_uid() - 1 if start == "new" else 0
            since = datetime.now(UTC).isoformat() if start == "new" else ""
            known = {"folder": self.name, "validity": self.validity, "last": last, "since": since}
        elif known.get("validity") != self.validity:  # all numbers are new: what was kept is known by its key
            known = {**known, "validity": self.validity, "last": 0, "owed": {}}
            known["renumbered"] = True
        self.known, self.last = known, int(known["last"])
        self.owed: dict[str, int] = dict(known.get("owed") or {})  # by number: how often it was asked for
        self._note()

    def _note(self) -> None:
        now = {**self.known, "last": self.last, "owed": dict(self.owed)}
        if now != self.keep.memory.get("imap"):
            self.keep.remember(imap=now)
        self.known = now

    def _next_uid(self) -> int:
        said = self.client.response("UIDNEXT")[1]
        if said and said[0]:
            return int(said[0])
        uids = self._search("1:*")
        return uids[-1] + 1 if uids else 1

    def _new(self) -> list[int]:
        return [uid for uid in self._search(f"{self.last + 1}:*") if uid > self.last]

    def _search(self, span: str) -> list[int]:
        _ok, data = self.client.uid("SEARCH", None, f"UID {span}")
        return sorted(int(uid) for uid in (data[0] or b"").split())

    def _take(self, uid: int, limit: int) -> None:
        head, _body = self._fetch(uid, "(RFC822.SIZE INTERNALDATE)")
        size = int((re.search(rb"RFC822\.SIZE (\d+)", head) or [b"", b"0"])[1])
        if not head or (self.known.get("renumbered") and self._is_older(head)):
            return
        part = f"<0.{limit}>" if size > limit else ""
        _head, raw = self._fetch(uid, f"(BODY.PEEK[]{part})")
        if raw is None:
            return  # removed meanwhile
        said: dict[str, object] = {"X_Quanfu_Mailbox": f"{self.name} {self.validity} {uid}"}
        if part:
            said["X_Quanfu_Cut"] = size
        self.keep(key_of(raw), trace(**said) + raw)
        self._settle(uid)
        self.keep.beat()

    def _owe(self, uid: int, said: str) -> None:
        """Ask again at the next look; after TRIES of them a person has to look into the mailbox."""
        log.warning("mail %s in %s is not handed over: %s", uid, self.name, said)
        self.owed[str(uid)] = self.owed.get(str(uid), 0) + 1
        if len(self.owed) > MOST_OWED:
            raise OSError(f"the server hands over none of {MOST_OWED} mails: {said}")
        if self.owed[str(uid)] < TRIES:
            return
        place = f"{self.name} {self.validity} {uid}"
        self.keep(f"imap:{place}", trace(X_Quanfu_Mailbox=place, X_Quanfu_Withheld=said[:200]) + b"\r\n")
        del self.owed[str(uid)]

    def _fetch(self, uid: int, what: str) -> tuple[bytes, bytes | None]:
        """(the line that describes it, its literal); nothing of a mail that was removed meanwhile. Raises Withheld."""
        try:
            ok, data = self.client.uid("FETCH", str(uid), what)
        except self.client.abort:  # the line is broken
            raise
        except self.client.error as problem:
            raise Withheld(str(problem)) from problem
        if ok != "OK":
            raise Withheld(
                b" ".join(part for part in data or () if isinstance(part, bytes)).decode(errors="replace")
            )
        for part in data or ():
            if isinstance(part, tuple):
                return part[0], part[1]
            if isinstance(part, bytes) and b"RFC822.SIZE" in part:
                return part, None
        return b"", None

    def _is_older(self, head: bytes) -> bool:
        """Whether the mail lay there before we began, and was left alone then."""
        since, said = self.known.get("since"), re.search(rb'INTERNALDATE "([^"]+)"', head)
        if not since or not said:
            return False
        day, clock, zone = said[1].decode().strip().split(" ")
        arrived = parsedate_to_datetime(f"{day.replace('-', ' ')} {clock} {zone}")
        return arrived < datetime.fromisoformat(since).replace(microsecond=0) - timedelta(seconds=1)

    def _settle(self, uid: int) -> None:
        """What the channel wants done with a kept mail. It is safe with us: what fails here is only told."""
        try:
            if self.after == "mark":
                self.client.uid("STORE", str(uid), "+FLAGS.SILENT", "(\\Seen)")
            elif self.after == "move":
                self.box.move([str(uid)], self.move_to)
        except Exception as problem:
            log.warning("mail %s in %s could not be settled: %s", uid, self.name, problem)


def _introduce(box: Any) -> None:
    """163 and its sisters show no mails to programs that do not say who they are (RFC 2971)."""
    import imaplib

    if "ID" in box.client.capabilities:
        imaplib.Commands["ID"] = ("AUTH", "SELECTED")  # type: ignore[attr-defined]
        try:
            box.client._simple_command("ID", '("name" "Quanfu" "vendor" "Quanfu")')
        except imaplib.IMAP4.error as problem:
            log.info("ID was refused: %s", problem)


def _log_out(box: Any) -> None:
    try:
        box.logout()
    except Exception as problem:
        log.debug("log out: %s", problem)
