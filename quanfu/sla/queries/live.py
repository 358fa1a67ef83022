"""What live screens of limits are told: that a limit began, moved, came near, passed or ended."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from quanfu.core.push.topics import Asked, Change, Subscription, event
from quanfu.desk.queries.live import sees
from quanfu.sla.permissions import CLOCK_INDEX

if TYPE_CHECKING:
    from quanfu.org.models import Person


class Clocks(Subscription):
    """The supervisors' list: ``clocks``."""

    types = ("desk.Request",)

    def __init__(self, asked: Asked, person: "Person", locale: str) -> None:
        super().__init__(asked, person, locale)
        self.scope = person.scope(CLOCK_INDEX)

    def tell(self, change: Change) -> Iterable[bytes]:
        if change.facts is None or not sees(self.scope, self.person.pk, change.facts):
            return ()
        if not any(name.startswith("sla.") for name in change.events):
            return ()
        return (change.once("clocks", lambda: event("touch", {"topic": self.name}, change.id)),)


def open_clocks(person: "Person", asked: Asked, locale: str) -> Clocks | None:
    return Clocks(asked, person, locale) if person.may(CLOCK_INDEX) else None
