"""What a hint, a change and a subscription are, and the part of wiring.py that says who may listen to what.

wiring.PUSH_FACTS    subject type -> (ids) -> {id: facts}; facts may name "keys" by which single screens are found
wiring.PUSH_TOPICS   topic -> (person, Asked) -> Subscription | None; None: not for this person
wiring.PUSH_RIGHTS   names of events (or patterns) after which everybody's rights are looked at again
wiring.PUSH_PEOPLE   (person ids) -> {id: something that changes whenever their rights do}
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from quanfu.core.models.journal import JournalEntry
    from quanfu.org.models import Person

T = TypeVar("T")
_DUMP = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Hint(NamedTuple):
    """That an act was committed: what a wire carries."""

    id: int
    type: str
    subject: int
    event: str
    by: int | None
    before: dict[str, Any]

    @classmethod
    def of(cls, entry: "JournalEntry") -> "Hint":
        before = {
            name: pair[0]
            for name, pair in entry.changes.items()
            if not isinstance(pair[0], str | dict | list) or len(pair[0]) < 40
        }
        by = entry.actor_id if entry.actor_kind == "person" else None
        return cls(entry.pk, entry.subject_type, entry.subject_id, entry.event, by, before)

    def packed(self) -> list[Any]:
        return list(self)


@dataclass
class Change:
    """All that was done to one thing since the screens were last told. ``facts``: None when it is gone.

    ``before``: old values of columns as the journal has them. ``once`` keeps what is worked out or drawn for several
    screens: it is done for the first that asks.
    """

    id: int
    type: str
    subject: int
    at: datetime
    events: list[str] = field(default_factory=list)
    by: int | None = None
    before: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] | None = None
    kept: dict[Hashable, Any] = field(default_factory=dict)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        if key not in self.kept:
            self.kept[key] = make()
        found: T = self.kept[key]
        return found


@dataclass(frozen=True)
class Asked:
    """A topic as a page asks for it: ``inbox:mine;rows=3,5;until=[2,1700000000]``."""

    topic: str
    argument: str
    options: dict[str, str]

    @classmethod
    def of(cls, text: str) -> "Asked":
        head, *pairs = text.split(";")
        topic, _colon, argument = head.partition(":")
        return cls(topic, argument, dict(pair.split("=", 1) for pair in pairs if "=" in pair))

    @property
    def name(self) -> str:
        return f"{self.topic}:{self.argument}" if self.argument else self.topic


class Subscription(ABC):
    """One screen's wish. Made anew for each stream, so it may remember what its screen shows.

    types: it hears of every change to things of these types; keys: only of changes whose facts name one of these keys.
    boxes: what is posted there (push.post) reaches its screen as it is.
    attends: the key under which people who look at the same thing are shown to each other, each with their ``face``.
    over: set by ``tell`` once its thing has left the reader's reach; the stream then ends, and the page is asked anew.
    """

    types: tuple[str, ...] = ()
    keys: tuple[Hashable, ...] = ()
    boxes: tuple[str, ...] = ()
    attends: str = ""
    face: Mapping[str, Any] = {}
    over: bool = False

    def __init__(self, asked: Asked, person: "Person", locale: str) -> None:
        self.name, self.person, self.locale = asked.name, person, locale

    @abstractmethod
    def tell(self, change: Change) -> Iterable[bytes]:
        """The events (see ``event``) for its screen, after looking at the reader's rights once more; asks no database."""


def event(name: str, data: Mapping[str, Any], id_: int | None = None) -> bytes:
    """One server-sent event."""
    return framed(name, dump(data), id_)


def framed(name: str, text: str, id_: int | None = None) -> bytes:
    head = f"id: {id_}\n" if id_ else ""
    return f"{head}event: {name}\ndata: {text}\n\n".encode()


def dump(data: Mapping[str, Any]) -> str:
    return _DUMP(data)


@dataclass(frozen=True)
class Wiring:
    facts: dict[str, Callable[[list[int]], dict[int, dict[str, Any]]]]
    topics: dict[str, Callable[[Any, Asked, str], Subscription | None]]
    rights: tuple[str, ...]
    people: Callable[[list[int]], dict[int, Hashable]]

    def concerns(self, subject_type: str, event: str) -> bool:
        return subject_type in self.facts or self.moves_rights(event)

    def moves_rights(self, event: str) -> bool:
        return any(fnmatchcase(event, pattern) for pattern in self.rights)


@cache
def wired() -> Wiring:
    """What wiring.py says of live screens."""
    table: Any = import_module(settings.WIRING)
    return Wiring(
        facts={name: _lazy(path) for name, path in getattr(table, "PUSH_FACTS", {}).items()},
        topics={name: _lazy(path) for name, path in getattr(table, "PUSH_TOPICS", {}).items()},
        rights=tuple(getattr(table, "PUSH_RIGHTS", ())),
        people=_lazy(getattr(table, "PUSH_PEOPLE", "")),
    )


def _lazy(path: str) -> Callable[..., Any]:
    """The function of that name, imported when it is first called: emit() must not load every context's pages."""
    return lambda *args: import_string(path)(*args)
