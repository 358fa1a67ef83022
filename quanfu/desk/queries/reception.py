"""Visits of customers, what was agreed in them, and walk-ins at the windows."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from quanfu.core.clock import now
from quanfu.desk import permissions
from quanfu.desk.models import Reception, ReceptionTask, ServiceWindow, WalkIn
from quanfu.desk.queries.callback import midnight
from quanfu.desk.queries.request import any_of

if TYPE_CHECKING:
    from quanfu.org.models import Person


def visible_to(by: "Person", permission: str) -> Q:
    """Visits of companies and units in reach, and those one receives or arranged oneself."""
    scope = by.scope(permission)
    found = [Q(company__in=scope.companies)] if scope.companies else []
    if scope.units:
        found.append(Q(unit__in=scope.units))
    if scope.own:
        found += [Q(host=by), Q(by=by)]
    return any_of(found)


def receptions_for(by: "Person", view: str) -> QuerySet[Reception]:
    """coming: still to be closed, the next first; closed: the latest first."""
    found = Reception.objects.filter(visible_to(by, permissions.RECEPTION_INDEX)).select_related(
        "host", "customer"
    )
    return found.filter(closed_at__isnull=view != "closed")


def visits_of_customer(customer_id: int, by: "Person") -> QuerySet[Reception]:
    """Visits of a customer in the viewer's reach, the latest first."""
    found = Reception.objects.filter(visible_to(by, permissions.RECEPTION_INDEX), customer=customer_id)
    return found.select_related("host").order_by("-appointment_at", "-pk")


def access_reception(pk: int, *, by: "Person", permission: str) -> Reception:
    found = Reception.objects.filter(visible_to(by, permission), pk=pk)
    reception = found.select_related("host", "customer", "company", "unit").first()
    if reception is None:
        raise Http404
    return reception


def tasks_for(by: "Person", permission: str = permissions.RECEPTION_TASK_INDEX) -> QuerySet[ReceptionTask]:
    """Open tasks of visits in reach, and one's own wherever they come from; the first due first."""
    mine = Q(owner=by) if by.scope(permission).own else Q(pk__in=[])
    visits = Reception.objects.filter(visible_to(by, permission))
    found = ReceptionTask.objects.filter(Q(reception__in=visits) | mine, done_at=None)
    return found.select_related("reception", "owner").order_by("due_on", "id")


def access_task(pk: int, *, by: "Person") -> ReceptionTask:
    found = tasks_for(by, permissions.RECEPTION_TASK_UPDATE).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def windows_for(by: "Person", permission: str = permissions.SERVICE_WINDOW_INDEX) -> QuerySet[ServiceWindow]:
    """The windows of companies in reach, and of one's own."""
    scope = by.scope(permission)
    return ServiceWindow.objects.filter(company__in=scope.companies | {by.company_id}).select_related("unit")


def walk_ins_for(by: "Person", day: date) -> QuerySet[WalkIn]:
    """Who came on that day to windows of one's company, the latest first."""
    found = WalkIn.objects.filter(
        company=by.company_id, at__gte=midnight(day), at__lt=midnight(day + timedelta(days=1))
    )
    return found.select_related("window", "by").order_by("-at", "-id")


def volumes_of(by: "Person", day: date) -> list[tuple[ServiceWindow, int]]:
    """Each window in use and how many came to it on that day (INT-21); one statement."""
    during = Q(walk_ins__at__gte=midnight(day), walk_ins__at__lt=midnight(day + timedelta(days=1)))
    windows = ServiceWindow.objects.filter(company=by.company_id, is_active=True).order_by("code")
    return [(w, w.volume) for w in windows.annotate(volume=Count("walk_ins", filter=during))]  # type: ignore[attr-defined]


def is_late(task: ReceptionTask) -> bool:
    return task.done_at is None and midnight(task.due_on + timedelta(days=1)) <= now()
