"""What a mail is once it has been read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What becomes of a mail; each mail is exactly one."""

    REQUEST = "request"
    REPLY = "reply"
    BOUNCE = "bounce"
    AUTO = "auto"
    QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True)
class Address:
    """Who a header names. ``address`` is "" where only a name stands."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class File:
    """An attachment. ``content_id`` is what a cid: address in the HTML names it by; inline files are shown in the text."""

    name: str
    type: str
    content: bytes = field(repr=False)
    content_id: str = ""
    is_inline: bool = False

    @property
    def size(self) -> int:
        return len(self.content)


@dataclass(slots=True)
class Mail:
    """One mail. ``text`` is whole and plain whatever was sent; ``reply_text`` is its new part; ``html`` is cleaned.

    ``warnings`` are codes with what they are about: "charset gb2312 gb18030". ``headers`` are lower-case names with
    decoded values, in the order of the mail. ``date`` is None where the mail names none that can be read: then the
    time of receipt holds. ``automatic`` says why a mail counts as one that no person wrote: "" if none.
    """

    kind: Kind = Kind.REQUEST
    sender: Address = Address("", "")
    to: list[Address] = field(default_factory=list)
    cc: list[Address] = field(default_factory=list)
    reply_to: list[Address] = field(default_factory=list)
    subject: str = ""
    subject_base: str = ""
    date: datetime | None = None
    message_id: str = ""
    in_reply_to: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    text: str = ""
    reply_text: str = ""
    html: str = ""
    files: list[File] = field(default_factory=list)
    failed_recipients: list[str] = field(default_factory=list)
    delayed_recipients: list[str] = field(default_factory=list)
    bounced_message_id: str = ""
    automatic: str = ""
    warnings: list[str] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    ms: float = 0.0

    def header(self, name: str) -> str:
        """The first header of this name, "" if there is none."""
        return next((value for known, value in self.headers if known == name.lower()), "")

    def warn(self, code: str, *about: str) -> None:
        """Note a warning once. What it is about is cut, so that a hostile mail cannot fill the log."""
        warning = " ".join([code, *(part[:80] for part in about)])
        if warning not in self.warnings and len(self.warnings) < 40:
            self.warnings.append(warning)
