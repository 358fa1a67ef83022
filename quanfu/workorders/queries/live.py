"""What live screens of field work are told: that the board, or somebody's day, is no longer what they show."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from quanfu.core.push.topics import Asked, Change, Subscription, event
from quanfu.workorders.models import Order
from quanfu.workorders.permissions import BOARD_SHOW, DAY_SHOW

if TYPE_CHECKING:
    from quanfu.org.models import Person

READ = ("pk", "number", "company_id", "unit_id", "responsible_id", "request_id", "request__owner_id", "state")


def order_facts(ids: list[int]) -> dict[int, dict[str, Any]]:
    """One statement, however many."""
    rows = Order.objects.filter(pk__in=ids).values(*READ)
    return {
        row["pk"]: {**row, "owner_id": row["request__owner_id"], "keys": [("person", row["responsible_id"])]}
        for row in rows
    }


class Board(Subscription):
    """The board of those whose work one may see: ``board``."""

    types = ("workorders.Order", "desk.Request")

    def __init__(self, asked: Asked, person: "Person", locale: str) -> None:
        super().__init__(asked, person, locale)
        self.scope = person.scope(BOARD_SHOW)

    def tell(self, change: Change) -> Iterable[bytes]:
        facts, scope = change.facts, self.scope
        if facts is None:
            return ()
        own = (
            scope.own
            and not scope.companies
            and self.person.pk in (facts["responsible_id"], facts["owner_id"])
        )
        if not own and not scope.covers(unit_id=facts["unit_id"], company_id=facts["company_id"]):
            return ()
        return (change.once("board", lambda: event("touch", {"topic": self.name}, change.id)),)


class Day(Subscription):
    """One's own day: ``day``."""

    def __init__(self, asked: Asked, person: "Person", locale: str) -> None:
        super().__init__(asked, person, locale)
        self.keys = (("person", person.pk),)

    def tell(self, change: Change) -> Iterable[bytes]:
        if change.facts is None or change.facts["responsible_id"] != self.person.pk:
            return ()
        return (change.once("day", lambda: event("touch", {"topic": self.name}, change.id)),)


def open_board(person: "Person", asked: Asked, locale: str) -> Board | None:
    return Board(asked, person, locale) if person.may(BOARD_SHOW) else None


def open_day(person: "Person", asked: Asked, locale: str) -> Day | None:
    return Day(asked, person, locale) if person.may(DAY_SHOW) else None
