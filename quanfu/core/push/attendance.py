"""Who looks at a thing, and who is writing about it. Kept in memory only, told between hubs, forgotten when not renewed.

Looking at it is holding a stream open that says so; writing is said by the page now and then (see ``present``).
"""

import asyncio
import time
from typing import TYPE_CHECKING, Any

from quanfu.core.push.topics import Subscription, event
from quanfu.core.push.wire import wire

if TYPE_CHECKING:
    from quanfu.core.push.hub import Hub, Seat

WRITING = 8.0  # seconds that somebody counts as writing after the page said so
STAYS = 2.0  # seconds that somebody counts as looking after their stream ended: a page that is loaded anew is no leaving
RENEWED = 10.0  # seconds between two words of a hub about those it has
FORGOTTEN = 25.0  # seconds after which another hub's people are gone when it says nothing


class Attendance:
    """Belongs to its hub's event loop. A message is {"hub", "key", "id", "face", "looks" | "writes": seconds}."""

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub
        # key -> person id -> [face, {hub: looks until}, writes until]
        self.there: dict[str, dict[int, list[Any]]] = {}
        self.shown: dict[str, list[dict[str, Any]]] = {}
        self.renewed = 0.0

    def came(self, seat: "Seat") -> None:
        for subscription in seat.subscriptions:
            if key := subscription.attends:
                self._say(seat, subscription, FORGOTTEN)
                seat.put(self._event(key))

    def went(self, seat: "Seat") -> None:
        for subscription in seat.subscriptions:
            key = subscription.attends
            if key and not any(
                self._attends(other, key) for other in self.hub.seats if other.person.pk == seat.person.pk
            ):
                self._say(seat, subscription, STAYS)

    @staticmethod
    def _attends(seat: "Seat", key: str) -> bool:
        return not seat.ending and any(subscription.attends == key for subscription in seat.subscriptions)

    def _say(self, seat: "Seat", subscription: Subscription, looks: float) -> None:
        message = {
            "hub": wire().me, "key": subscription.attends, "id": seat.person.pk, "face": dict(subscription.face), "looks": looks,
        }  # fmt: skip
        self.heard(message)
        wire().send(message)

    def heard(self, message: dict[str, Any]) -> None:
        people = self.there.setdefault(message["key"], {})
        entry = people.setdefault(message["id"], [message["face"], {}, 0.0])
        if "looks" in message:
            entry[1][message["hub"]] = time.monotonic() + message["looks"]
        if "writes" in message:
            entry[2] = time.monotonic() + message["writes"]
        self._show(message["key"])

    async def tick(self) -> None:
        while True:
            await asyncio.sleep(0.5)
            at = time.monotonic()
            if at - self.renewed > RENEWED:
                self.renewed = at
                for seat in list(self.hub.seats):
                    for subscription in seat.subscriptions:
                        if subscription.attends and not seat.ending:
                            self._say(seat, subscription, FORGOTTEN)
            for key in list(self.there):
                self._show(key)

    def _show(self, key: str) -> None:
        """Tell those who look at it, if who is there has changed."""
        at = time.monotonic()
        people = self.there.get(key, {})
        for id_, (_face, hubs, _writes) in list(people.items()):
            if all(until <= at for until in hubs.values()):
                del people[id_]
        now_there = [
            {"id": id_, **face, "writes": writes > at}
            for id_, (face, _hubs, writes) in sorted(people.items())
        ]
        if not people:
            self.there.pop(key, None)
        if now_there == self.shown.get(key, []):
            return
        if now_there:
            self.shown[key] = now_there
        else:
            self.shown.pop(key, None)
        for seat in self.hub.seats:
            if self._attends(seat, key):
                seat.put(self._event(key))

    def _event(self, key: str) -> bytes:
        return event("presence", {"key": key, "people": self.shown.get(key, [])})
