"""Reads of clocks. ``visible_to`` is the one place that says who sees which clock."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q, QuerySet

from quanfu.core.rules import rule
from quanfu.sla.enums import ClockState
from quanfu.sla.models import Clock, Escalation, Extension

if TYPE_CHECKING:
    from quanfu.org.models import Person

ESCALATIONS = Prefetch("escalations", Escalation.objects.select_related("to").order_by("level"))
EXTENSIONS = Prefetch("extensions", Extension.objects.select_related("decided_by", "asked_by").order_by("pk"))


def visible_to(by: "Person", permission: str) -> Q:
    """The clocks a person may touch by that permission, as a condition over Clock. Own means: must act, or owns the contact."""
    scope = by.scope(permission)
    if not scope:
        return Q(pk__in=[])
    reach = Q()
    if scope.companies:
        reach |= Q(company_id__in=scope.companies)
    if scope.units:
        reach |= Q(unit_id__in=scope.units)
    if scope.own and not scope.companies:
        reach |= Q(person=by) | Q(request__owner=by)
    return reach


def clocks_for(by: "Person", permission: str) -> QuerySet[Clock]:
    return Clock.objects.filter(visible_to(by, permission))


def clocks_of_request(request_id: int) -> list[Clock]:
    """All clocks of a request in the order they began, with what they name; three queries."""
    rows = Clock.objects.filter(request_id=request_id).select_related("person", "service_type", "unit")
    return list(rows.prefetch_related(ESCALATIONS, EXTENSIONS).order_by("started_at", "pk"))


def watched_clocks(clocks: QuerySet[Clock], filters: dict[str, Any], *, at: datetime) -> QuerySet[Clock]:
    """Running clocks for the supervisors' list: late ones, soon late ones, or all, narrowed by target, unit and person."""
    found = (
        clocks.filter(state=ClockState.RUNNING)
        .select_related("request", "person", "unit", "service_type")
        .prefetch_related(ESCALATIONS)
    )
    for name in ("target", "unit", "person"):
        if filters.get(name):
            found = found.filter(**{name: filters[name]})
    show = filters.get("show") or "watch"
    if show == "late":
        return found.filter(due_at__lte=at)
    if show == "soon":
        return found.filter(due_at__gt=at, due_at__lte=soon(at))
    return found.filter(due_at__lte=soon(at)) if show == "watch" else found


def soon(at: datetime) -> datetime:
    """What is due before then is late soon."""
    return at + timedelta(minutes=int(rule("sla.soon_minutes")))
