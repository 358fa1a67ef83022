"""Reads of work orders. ``visible_to`` is the one place that says who sees which order."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.http import Http404

from quanfu.core.actor import Actor
from quanfu.core.queries.calendar import calendar_for
from quanfu.desk.queries.service_type import limits_of
from quanfu.workorders.enums import OPEN_STATES, OrderState
from quanfu.workorders.models import Order, Plan, Problem, Step

if TYPE_CHECKING:
    from quanfu.core.models import StoredFile
    from quanfu.desk.models import Request
    from quanfu.org.models import Person

DETAIL = (
    "unit",
    "responsible",
    "signature",
    "request__service_type",
    "request__site",
    "request__customer",
    "request__owner",
)
CARD = ("responsible", "request__service_type", "request__site")


def visible_to(by: "Person", permission: str) -> Q:
    """The orders a person may touch by that permission, as a condition over Order.

    Own means: told to do it, or contact owner of its request. Serves day, board, list, page and API.
    """
    scope = by.scope(permission)
    if not scope:
        return Q(pk__in=[])
    reach = Q()
    if scope.companies:
        reach |= Q(company_id__in=scope.companies)
    if scope.units:
        reach |= Q(unit_id__in=scope.units)
    if scope.own and not scope.companies:
        reach |= Q(responsible=by) | Q(request__owner=by)
    return reach


def orders_for(by: "Person", permission: str) -> QuerySet[Order]:
    return Order.objects.filter(visible_to(by, permission))


def access_order(number: str, *, by: "Person", permission: str) -> Order:
    """The order with all its page shows from above it; Http404 alike when absent and when forbidden."""
    found = orders_for(by, permission).select_related(*DETAIL).filter(number=number).first()
    if found is None:
        raise Http404
    return found


def access_step(order: Order, step_id: int) -> Step:
    """A step of an order that was fetched by access_order."""
    found = order.steps.select_related("order__request", "order__responsible").filter(pk=step_id).first()
    if found is None:
        raise Http404
    return found


def access_problem(order: Order, problem_id: int) -> Problem:
    """A problem of an order that was fetched by access_order."""
    found = (
        order.problems.select_related("order__request", "order__responsible").filter(pk=problem_id).first()
    )
    if found is None:
        raise Http404
    return found


def may_act(order: Order, *, by: Actor, permission: str) -> bool:
    """Whether the actor may do the work's acts: the responsible person, a leader whose reach covers the order, the system."""
    person = by.person
    if person is None:
        return by.actor_kind == "system"
    if person.pk == order.responsible_id:
        return person.may(permission)
    return person.scope(permission).covers(unit_id=order.unit_id, company_id=order.company_id)


def current_order(request_id: int) -> Order | None:
    """The open order of a request, if there is one."""
    return (
        Order.objects.filter(request_id=request_id, state__in=OPEN_STATES)
        .select_related("responsible", "request")
        .first()
    )


def orders_of_request(request_id: int) -> QuerySet[Order]:
    """All orders of a request with their steps, newest first: the current one, then those handed over."""
    return (
        Order.objects.filter(request_id=request_id)
        .select_related("responsible", "unit")
        .prefetch_related("steps")
        .order_by("-id")
    )


def current_plan(order: Order) -> Plan | None:
    return order.plans.select_related("by").prefetch_related("steps").order_by("-id").first()


def photos_of(order: Order) -> list["StoredFile"]:
    """The pictures on the notes of its request, oldest first; two queries."""
    notes = (
        order.request.notes.filter(files__type__startswith="image/")
        .distinct()
        .order_by("at", "pk")
        .prefetch_related("files")
    )
    return [file for note in notes for file in note.files.all() if file.type.startswith("image/")]


def required_time(request: "Request") -> datetime:
    """When the work of the request must be done: its limit for completion, counted from its opening."""
    minutes, around_the_clock = limits_of(request.service_type, request.priority)["completion"]
    if around_the_clock:
        return request.opened_at + timedelta(minutes=minutes)
    return calendar_for(request.unit).add(request.opened_at, minutes * 60)


# The engineer's day


@dataclass(frozen=True)
class Day:
    late: list[Order]
    today: list[Order]
    later: list[Order]
    done: list[Order]

    @property
    def open(self) -> int:
        return len(self.late) + len(self.today) + len(self.later)


def day_of(person: "Person", *, at: datetime, start: datetime, end: datetime) -> Day:
    """What the person has to do, the urgent first, then what is due first. ``start``, ``end``: the bounds of their today.

    Today's are those due today and those under way, whenever they are due.
    """
    mine = Order.objects.filter(responsible=person).select_related(*CARD)
    open_ = list(mine.filter(state__in=OPEN_STATES).order_by("request__priority", "required_by", "id"))
    done = list(
        mine.filter(
            state__in=[OrderState.DONE, OrderState.CLOSED], done_at__gte=start, done_at__lt=end
        ).order_by("-done_at")
    )
    late = [order for order in open_ if order.required_by < at]
    rest = [order for order in open_ if order.required_by >= at]
    today = [order for order in rest if order.required_by < end or order.state == OrderState.UNDER_WAY]
    later = [order for order in rest if order not in today]
    return Day(late, today, later, done)
