"""The one contract of all channels. A kind of channel is a folder here with an `Adapter` that overrides what it can.

What comes in walks one path, whatever the kind:

    a call-back (`verify`) or a held connection (`listen`)
      → the raw bytes are kept, once a provider's id, and only then acknowledged   (actions/incoming.py: keep_incoming)
      → a job lets the adapter read them (`understand`)                            (understand_incoming)
      → the desk opens a request or adds the words to one                          (event channels.incoming.understood)

What goes out: `send_message` writes a row; a job hands it to the adapter's `send`, at the channel's pace.

An adapter writes nothing to the database and imports heavy libraries inside its functions.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from django import forms

from quanfu.channels.enums import ChannelKind, HeldReason, IncomingKind

if TYPE_CHECKING:
    from quanfu.channels.adapters.window import Window
    from quanfu.channels.models import Channel, Message


class Forbidden(Exception):
    """A call-back that is not from whom it says: answered with 403, nothing is kept."""


class NotSent(Exception):
    """``text``: what the other side said. ``final``: trying again is no use, another way may be."""

    def __init__(self, text: str, *, final: bool = False) -> None:
        super().__init__(text)
        self.text, self.final = text[:300], final


@dataclass(frozen=True)
class Finding:
    """One line of "test connection": what works, or what is wrong and what to do."""

    ok: bool
    text: str


@dataclass(frozen=True)
class Call:
    """A call-back as it came. Names of headers are in small letters; ``address``: who called."""

    method: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    address: str = ""


@dataclass(frozen=True)
class Reply:
    """What the caller gets."""

    body: str = ""
    type: str = "text/plain; charset=utf-8"
    status: int = 200


@dataclass(frozen=True)
class Piece:
    """Raw bytes to keep. ``key``: the provider's id, by which the same thing is known when it comes again."""

    key: str
    raw: bytes


@dataclass(frozen=True)
class Calls:
    """A call-back with something in it: what to keep, and what to answer once it is kept."""

    pieces: Sequence[Piece]
    reply: Reply = Reply()


@dataclass(frozen=True)
class Attached:
    name: str
    content: bytes


@dataclass
class Understood:
    """What raw bytes say.

    ``kind`` REQUEST always opens a request. REPLY goes to the request that ``thread`` names; without a thread to the
    sender's open request on this channel, and opens one where there is none: an adapter of a conversation (SMS, chat)
    says REPLY always. REPORT and BOUNCE are about a message of ours: facts {"provider_id": …, "ok": …, "error": …}.
    AUTO and IGNORED are kept and cause nothing. QUARANTINE waits for a person; ``error`` says why.

    ``thread``: number of a request. ``is_verified``: it was proven (signed) that the sender belongs to it; otherwise the
    desk compares the sender with the request's contact. ``sender``: mail address, phone number or the provider's id of
    the person; ``phone`` and ``email`` where they are known beside it. ``key``: set where one piece holds several.
    """

    kind: str = IncomingKind.REQUEST
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    text: str = ""
    reply_text: str = ""
    html: str = ""
    thread: str = ""
    is_verified: bool = False
    phone: str = ""
    email: str = ""
    files: Sequence[Attached] = ()
    warnings: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    key: str = ""


@dataclass(frozen=True)
class Sent:
    """Taken by the other side. ``provider_id``: by which its delivery report will name it."""

    provider_id: str = ""


class Keep(Protocol):
    """What a listening adapter is given: keep("id", raw) is durable when it returns True (False: known already)."""

    memory: dict[str, Any]  # what the adapter remembered last (a cursor); survives restarts

    def __call__(self, key: str, raw: bytes) -> bool: ...

    def beat(self) -> None:
        """Say that the connection is sound; at least every 15 seconds, or the channel is shown as impaired."""

    def remember(self, **memory: Any) -> None:
        """Add to ``memory``, durably."""


class NoSettings(forms.Form):
    """The form of a kind that needs none."""


class Adapter:
    """The base: a kind that can nothing by itself. ``way``: the Way by which its answers go out, "" for none.

    ``form``: its settings. What it cleans is kept in Channel.settings; fields named in ``secrets`` go encrypted into
    Channel.secrets and are never shown again (left empty: unchanged).
    """

    kind: ClassVar[ChannelKind]
    way: ClassVar[str] = ""
    form: ClassVar[type[forms.Form]] = NoSettings
    secrets: ClassVar[tuple[str, ...]] = ()
    # whether `understand` reads in another process, so that no bytes can end ours
    reads_apart: ClassVar[bool] = False

    @property
    def has_hook(self) -> bool:
        """Whether it has call-backs (a `verify` of its own), so that its settings show the address of its hook."""
        return type(self).verify is not Adapter.verify

    @property
    def is_testable(self) -> bool:
        """Whether a machine can test it (a `check` of its own), so that its page has the button."""
        return type(self).check is not Adapter.check

    def check(self, channel: "Channel") -> list[Finding]:
        """ "Test connection", in words for whoever set it up. Takes at most ten seconds; an empty list: nothing to test."""
        return []

    def held_reason(self, channel: "Channel | None") -> str:
        """'' when `send` can be called, else the HeldReason for which messages wait for a person."""
        return HeldReason.BY_PERSON

    def objection(self, channel: "Channel", to: str, text: str) -> str:
        """Why this text cannot go to this person now, and what to do instead, for whoever is writing it; '' if it can."""
        return ""

    def window(self, channel: "Channel", to: str) -> "Window | None":
        """How long, and how often, they can still be answered; None where the provider sets no such limit."""
        return None

    def verify(self, channel: "Channel", call: Call) -> Reply | Calls:
        """A call-back: raise Forbidden, answer a handshake, or say what to keep. No database writes, no long work."""
        raise Forbidden

    def understand(self, channel: "Channel", raw: bytes) -> Understood | list[Understood]:
        """What the bytes say. Writes nothing and is bounded; it may fetch pictures that the bytes name. An exception means a
        try later and quarantine in the end."""
        raise NotImplementedError

    def send(self, channel: "Channel | None", message: "Message") -> Sent:
        """Hand the message over; raises NotSent. May be called again for the same message after a crash."""
        raise NotSent("", final=True)

    def listens(self, channel: "Channel") -> bool:
        """Whether `quanfu listen` is to hold a connection for this channel, as it is set up."""
        return False

    def listen(self, channel: "Channel", stop: threading.Event, keep: Keep) -> None:
        """Hold the connection until ``stop`` is set. An exception: the connection is made anew after a pause."""
        raise NotImplementedError
