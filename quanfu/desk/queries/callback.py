"""Return calls: when they are due, who may see them, which plan fits."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.timezone import localdate, localtime, make_aware

from quanfu.core.clock import now
from quanfu.core.worktime import Calendar, WorktimeError
from quanfu.desk.enums import CallbackState, Occasion, Regularity
from quanfu.desk.models import Callback, CallbackPlan, Request
from quanfu.desk.permissions import CALLBACK_INDEX, CALLBACK_PLAN_INDEX
from quanfu.desk.queries.request import any_of

if TYPE_CHECKING:
    from quanfu.org.models import Person

DUE_STATES = (CallbackState.OPEN, CallbackState.INCOMPLETE, CallbackState.DIVERTED)
NOTHING = ("", "无", "没有", "—", "-", "none", "no")  # what a text says that says nothing
PARTS = ("solved", "quality", "opinion", "wishes")
MONTHS = {Regularity.MONTH: 1, Regularity.QUARTER: 3, Regularity.HALF: 6, Regularity.YEAR: 12}
VIEWS = ("now", "coming", "late", "sms", "done")
_SALT = "desk.callback.answer"
_DETAIL = ("request__service_type", "request__owner", "customer", "assignee", "company", "unit")


def visible_to(by: "Person", permission: str) -> Q:
    """Return calls of companies and units in reach, and one's own: those one is to make."""
    scope = by.scope(permission)
    found = [Q(company__in=scope.companies)] if scope.companies else []
    if scope.units:
        found.append(Q(unit__in=scope.units))
    if scope.own:
        found.append(Q(assignee=by))
    return any_of(found)


def callbacks_for(by: "Person", view: str, permission: str = CALLBACK_INDEX) -> QuerySet[Callback]:
    """The list of a tab: now | coming | late | sms | done."""
    at = now()
    due = Q(state__in=DUE_STATES)
    wanted = {
        "now": due & ~Q(state=CallbackState.DIVERTED) & Q(planned_at__lte=at),
        "coming": due & ~Q(state=CallbackState.DIVERTED) & Q(planned_at__gt=at),
        "late": due & Q(due_at__lte=at),
        "sms": Q(state=CallbackState.DIVERTED),
        "done": Q(state=CallbackState.DONE),
    }[view if view in VIEWS else "now"]
    return Callback.objects.filter(visible_to(by, permission), wanted).select_related(*_DETAIL)


def access_callback(pk: int, *, by: "Person", permission: str) -> Callback:
    found = (
        Callback.objects.filter(visible_to(by, permission), pk=pk).select_related(*_DETAIL, "done_by").first()
    )
    if found is None:
        raise Http404
    return found


def callbacks_of_request(request: Request) -> list[Callback]:
    """For the request's page; the attempts come along. Two queries."""
    found = Callback.objects.filter(request=request).select_related("assignee", "done_by")
    return list(found.prefetch_related("attempts__by").order_by("pk"))


def plans_for(by: "Person") -> QuerySet[CallbackPlan]:
    """The plans of the viewer's company."""
    return CallbackPlan.objects.filter(
        company__in=by.scope(CALLBACK_PLAN_INDEX).companies | {by.company_id}
    ).select_related("service_type", "person")


def plan_for(request: Request) -> CallbackPlan | None:
    """The plan that fits finished work: one that names its type before one of its kind before one of the class."""
    types = {request.service_type_id, request.service_type.parent_id if request.service_type else None}
    grade = request.customer.grade if request.customer else ""
    plans = CallbackPlan.objects.filter(company=request.company_id, is_active=True).exclude(
        occasion=Occasion.REGULAR
    )
    fitting = [
        p
        for p in plans.order_by("pk")
        if (p.service_type_id is None or p.service_type_id in types)
        and p.kind in ("", request.kind)
        and p.grade in ("", grade)
    ]
    return min(
        fitting,
        key=lambda p: (p.service_type_id is None, p.service_type_id != request.service_type_id, not p.kind, not p.grade),
        default=None,
    )  # fmt: skip


def window(done_at: datetime, from_day: int, to_day: int) -> tuple[datetime, datetime]:
    """From the beginning of the first day to the end of the last, counted from the day the work was done (FBK-9)."""
    day = localdate(done_at)
    start = midnight(day + timedelta(days=from_day)) if from_day else done_at
    return start, midnight(day + timedelta(days=to_day + 1))


def call_time(
    calendar: Calendar, start: datetime, hours: tuple[time | None, time | None] = (None, None)
) -> datetime:
    """The first working instant from ``start`` on, moved into the hours the customer wants to be called (CUS-15).

    The customer's hours beat working time: who wants to be called after 18:00 is called then.
    """
    try:
        at = calendar.next_open(start)
    except (WorktimeError, OverflowError):
        at = start
    first, last = hours
    if first is None and last is None:
        return at
    local = localtime(at)
    if last is not None and (first is None or first <= last) and local.time() > last:
        return call_time(calendar, midnight(local.date() + timedelta(days=1)), hours)
    if first is not None and local.time() < first:
        return make_aware(datetime.combine(local.date(), first))
    return at


def midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))


def period_of(day: date, regularity: str) -> tuple[str, date, date]:
    """(key, first day, day after the last) of the stretch in which a regular call is made once."""
    months = MONTHS[Regularity(regularity)]
    part = (day.month - 1) // months
    first = date(day.year, part * months + 1, 1)
    after = part * months + months
    end = date(day.year + after // 12, after % 12 + 1, 1)
    return f"{day.year}-{regularity[0]}{part + 1}", first, end


def missing_parts(values: dict[str, Any]) -> list[str]:
    """The parts of the four that are empty; none: the call is complete (FBK-11)."""
    return [part for part in PARTS if values.get(part) in (None, "") or not str(values[part]).strip()]


def late_callbacks(limit: int) -> Iterable[Callback]:
    """Those whose time is over and nobody was told of yet."""
    found = Callback.objects.filter(state__in=DUE_STATES, due_at__lte=now(), overdue_at=None)
    return found.select_related("assignee", "unit__head").order_by("due_at")[:limit]


def callback_token(callback: Callback) -> str:
    """What the link in the SMS carries: the id, signed."""
    return signing.Signer(salt=_SALT).sign(str(callback.pk))


def callback_path(callback: Callback) -> str:
    return reverse("portal:callback.show", args=[callback_token(callback)])


def callback_by_token(token: str) -> Callback | None:
    """The return call that a link names, or None for a forged one."""
    try:
        pk = int(signing.Signer(salt=_SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Callback.objects.select_related(*_DETAIL).filter(pk=pk).first()


def callback_by_id(pk: int) -> Callback | None:
    """For reactions; no rights are asked for."""
    return Callback.objects.select_related("request", "done_by", "assignee").filter(pk=pk).first()
