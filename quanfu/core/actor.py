"""Who acts. A Person satisfies Actor by itself; customers and the system are made here."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Optional, Protocol

if TYPE_CHECKING:
    from quanfu.org.models.person import Person


class Actor(Protocol):
    """What the journal keeps of the one who acts. ``person`` is None for customers and the system."""

    @property
    def actor_kind(self) -> str: ...
    @property
    def actor_id(self) -> int | None: ...
    @property
    def actor_label(self) -> str: ...
    @property
    def person(self) -> Optional["Person"]: ...


@dataclass(frozen=True)
class Outsider:
    """An actor without an account: 'customer' or 'system'."""

    actor_kind: str
    actor_label: str
    actor_id: int | None = None
    person: None = None


SYSTEM = Outsider("system", "system")


def visitor(name: str, customer_id: int | None = None) -> Outsider:
    """A customer acting through a public page. ``name`` as they gave it, cut to 80 characters."""
    return Outsider("customer", name[:80] or "?", customer_id)
