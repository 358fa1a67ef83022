"""The leader's board and the list of orders."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import State
from quanfu.desk.queries.request import requests_for
from quanfu.workorders.enums import OPEN_STATES, OrderState
from quanfu.workorders.models import Order
from quanfu.workorders.queries.order import CARD, orders_for

if TYPE_CHECKING:
    from quanfu.org.models import Person

MOST_CARDS = 40
# code: (name of the column, states of its orders)
COLUMNS: dict[str, tuple[Promise, tuple[OrderState, ...]]] = {
    "sent": (_("Dispatched"), (OrderState.SENT,)),
    "accepted": (_("Accepted"), (OrderState.ACCEPTED, OrderState.PLANNED)),
    "under_way": (_("Under way"), (OrderState.UNDER_WAY,)),
}
FINISHED = (OrderState.DONE, OrderState.CLOSED)


@dataclass(frozen=True)
class Column:
    """``cards``: requests in the first column, orders in the others, at most MOST_CARDS of ``count``."""

    code: str
    label: str | Promise
    cards: list[Any]
    count: int
    late: int = 0


@dataclass(frozen=True)
class Load:
    """What one person carries: open orders, and those of them past their time."""

    person_id: int
    name: str
    open: int
    late: int


@dataclass(frozen=True)
class Board:
    columns: list[Column]
    loads: list[Load]

    @property
    def most(self) -> int:
        return max((load.open for load in self.loads), default=0)


def board_for(by: "Person", permission: str, filters: dict[str, Any], *, at: datetime) -> Board:
    """What is to be assigned, then the orders by state, then what was finished today; eight queries, whatever their number."""
    orders = _narrowed(orders_for(by, permission), filters)
    waiting = requests_for(by, permission).filter(state=State.APPROVED, service_type__needs_order=True)
    waiting = _narrowed(waiting, filters, prefix="")
    counts = {
        row["state"]: row
        for row in orders.filter(state__in=OPEN_STATES).order_by().values("state")
        .annotate(count=Count("pk"), late=Count("pk", filter=Q(required_by__lt=at)))
    }  # fmt: skip
    columns = [_waiting_column(waiting, at)]
    for code, (label, states) in COLUMNS.items():
        rows = [counts[state] for state in states if state in counts]
        cards = (
            orders.filter(state__in=states)
            .select_related(*CARD)
            .order_by("request__priority", "required_by", "pk")
        )
        columns.append(
            Column(
                code,
                label,
                list(cards[:MOST_CARDS]),
                sum(r["count"] for r in rows),
                sum(r["late"] for r in rows),
            )
        )
    midnight = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    done = orders.filter(state__in=FINISHED, done_at__gte=midnight)
    columns.append(
        Column(
            "done",
            _("Done today"),
            list(done.select_related(*CARD).order_by("-done_at")[:MOST_CARDS]),
            done.count(),
        )
    )
    return Board(columns, _loads(orders, at))


def _waiting_column(waiting: QuerySet[Any], at: datetime) -> Column:
    cards = list(
        waiting.select_related("service_type", "site", "unit").order_by("priority", "due_at", "pk")[
            :MOST_CARDS
        ]
    )
    figures = waiting.aggregate(count=Count("pk"), late=Count("pk", filter=Q(due_at__lt=at)))
    return Column("waiting", _("To be assigned"), cards, figures["count"], figures["late"])


def _loads(orders: QuerySet[Order], at: datetime) -> list[Load]:
    """Open orders per person, most loaded first."""
    rows = (
        orders.filter(state__in=OPEN_STATES)
        .values("responsible_id", "responsible__name")
        .annotate(open=Count("pk"), late=Count("pk", filter=Q(required_by__lt=at)))
        .order_by("-open", "responsible__name")
    )
    return [Load(row["responsible_id"], row["responsible__name"], row["open"], row["late"]) for row in rows]


def _narrowed(found: QuerySet[Any], filters: dict[str, Any], *, prefix: str = "request__") -> QuerySet[Any]:
    if filters.get("unit"):
        found = found.filter(unit=filters["unit"])
    if filters.get("person"):
        found = found.filter(responsible=filters["person"])
    if filters.get("priority") is not None:
        found = found.filter(**{f"{prefix}priority": filters["priority"]})
    return found


def listed_orders(
    orders: QuerySet[Order], filters: dict[str, Any], *, at: datetime
) -> tuple[QuerySet[Order], tuple[str, ...]]:
    """Orders for the list, and their order: the open by their time, the others newest first."""
    found = _narrowed(orders, filters).select_related(*CARD)
    show = filters.get("show") or "open"
    if show in ("open", "late"):
        found = found.filter(state__in=OPEN_STATES)
        return (found.filter(required_by__lt=at) if show == "late" else found), ("required_by", "id")
    if show == "done":
        found = found.filter(state__in=FINISHED)
    elif show == "ended":
        found = found.filter(state__in=[OrderState.CANCELLED, OrderState.HANDED_OVER])
    return found, ("-id",)
