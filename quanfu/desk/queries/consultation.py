"""Consultations in reach, and how many of them became visits or orders (INT-19)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from quanfu.desk.enums import ConsultationState
from quanfu.desk.models import Consultation
from quanfu.desk.queries.callback import midnight
from quanfu.desk.queries.complaint_report import share_of
from quanfu.desk.queries.request import any_of

if TYPE_CHECKING:
    from quanfu.org.models import Person


@dataclass(frozen=True)
class Converted:
    """The consultations of somebody (or of all: no name), and what came of them."""

    name: str
    consultations: int
    visits: int
    orders: int
    waiting: int

    @property
    def share(self) -> Decimal | None:
        """Per cent that became a visit or an order; None without consultations. 3 of 10 are 30.0."""
        return share_of(self.visits + self.orders, self.consultations, "0.1")


def visible_to(by: "Person", permission: str) -> Q:
    """Consultations of companies and units in reach, and those one gave or wrote down oneself."""
    scope = by.scope(permission)
    found = [Q(company__in=scope.companies)] if scope.companies else []
    if scope.units:
        found.append(Q(unit__in=scope.units))
    if scope.own:
        found += [Q(consultant=by), Q(by=by)]
    return any_of(found)


def consultations_for(by: "Person", permission: str, view: str = "") -> QuerySet[Consultation]:
    """open: nothing came of them yet; anything else: all."""
    found = Consultation.objects.filter(visible_to(by, permission)).select_related(
        "consultant", "reception", "order"
    )
    return found.filter(state=ConsultationState.OPEN) if view == "open" else found


def access_consultation(pk: int, *, by: "Person", permission: str) -> Consultation:
    found = Consultation.objects.filter(visible_to(by, permission), pk=pk)
    one = found.select_related("consultant", "company", "unit", "reception", "order").first()
    if one is None:
        raise Http404
    return one


def conversion(by: "Person", permission: str, since: date, until: date) -> list[Converted]:
    """First all together, then by consultant, most consultations first; both days inclusive. One query."""
    asked = Consultation.objects.filter(visible_to(by, permission), at__gte=midnight(since), at__lt=midnight(until + timedelta(days=1)))  # fmt: skip
    counted = asked.values("consultant__name").annotate(
        all=Count("pk"), visits=Count("pk", filter=Q(state=ConsultationState.VISIT)),
        orders=Count("pk", filter=Q(state=ConsultationState.ORDER)), waiting=Count("pk", filter=Q(state=ConsultationState.OPEN)),
    )  # fmt: skip
    rows = counted.order_by("-all", "consultant__name")
    found = [Converted(r["consultant__name"], r["all"], r["visits"], r["orders"], r["waiting"]) for r in rows]
    names = ("consultations", "visits", "orders", "waiting")
    return [Converted("", *(sum(getattr(each, name) for each in found) for name in names)), *found]
