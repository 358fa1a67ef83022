"""Live screens: what has changed is told to those who look at it, within moments and only to them.

    emit() ── after commit ──► tell() ──► the hub of this process, and by a wire those of the others (wire.py)
    hub.py: facts of what changed are read once, each open screen is asked whether it shows them (topics.py), and gets its event
    endpoint.py: the stream of server-sent events that a page holds open
    server.py: the web server: this stream and Django's pages on one port

The wire only hints; the journal is the truth. What a wire loses, the hub finds within seconds in the journal, and a page
that was cut off asks for what it missed since the last journal id it knows.
"""

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.db import transaction

from quanfu.core.push.topics import Hint, wired

if TYPE_CHECKING:
    from quanfu.core.models.journal import JournalEntry
    from quanfu.core.push.hub import Hub

log = logging.getLogger("quanfu.push")
_hub: "Hub | None" = None  # of this process, where it serves pages


def changed(entry: "JournalEntry") -> None:
    """Within the transaction of an act: tell of it once it is committed. Costs no statement."""
    if settings.PUSH and wired().concerns(entry.subject_type, entry.event):
        hint = Hint.of(entry)
        transaction.on_commit(lambda: tell(hint), robust=True)


def tell(hint: Hint) -> None:
    """To the hub of this process at once, to the others by the wire. Never waits, never fails."""
    from quanfu.core.push.wire import wire

    if _hub is not None:
        _hub.hear([hint])
    wire().send(hint.packed())


def writes(key: str, *, person_id: int, face: Mapping[str, Any]) -> None:
    """That somebody is writing about a thing, to all who look at it, for some seconds. Nothing of it is kept."""
    from quanfu.core.push.attendance import WRITING
    from quanfu.core.push.wire import wire

    message = {"hub": wire().me, "key": key, "id": person_id, "face": dict(face), "writes": WRITING}
    if _hub is not None:
        _hub.attend(message)
    wire().send(message)


class Post(NamedTuple):
    """An event to whoever listens to that box, in all processes; kept nowhere.

    What is too long for a wire arrives elsewhere as the event "more" with ``hint``: the listener asks for what it lacks.
    """

    box: str
    name: str
    data: Mapping[str, Any]
    hint: Mapping[str, Any]


def post(*posts: Post) -> None:
    """Never waits, never fails. Each is put into JSON once, however many listen and wherever."""
    from quanfu.core.push.topics import dump, framed
    from quanfu.core.push.wire import LONGEST, Ready, wire

    told, ready = list[tuple[str, bytes]](), list[Ready]()
    for each in posts:
        text = dump(each.data)
        told.append((each.box, framed(each.name, text)))
        message = Ready.of(each.box, each.name, text)
        if message.size > LONGEST - 200:
            message = Ready.of(each.box, "more", dump(each.hint))
        ready.append(message)
    if _hub is not None:
        _hub.deliver(told)
    wire().send(*ready)


def position() -> int:
    """The last journal id whose change has reached the hub of this process: a page drawn now lacks nothing up to it."""
    return _hub.position if _hub is not None else 0


def alive() -> bool:
    """Whether pages drawn by this process can hold a stream open."""
    return _hub is not None


def set_hub(hub: "Hub | None") -> None:
    global _hub
    _hub = hub
