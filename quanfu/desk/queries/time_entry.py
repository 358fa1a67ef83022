"""How much time requests take, and whose."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from quanfu.core.errors import Http404
from quanfu.desk.models import Request, TimeEntry
from quanfu.desk.permissions import TIME_ENTRY_DELETE, TIME_ENTRY_INDEX
from quanfu.desk.queries.request import visible_to

if TYPE_CHECKING:
    from quanfu.org.models import Person


def times_of(request: Request) -> list[TimeEntry]:
    """The entries of a request, newest first, with who spent it; one query."""
    return list(TimeEntry.objects.filter(request=request).select_related("person").order_by("-day", "-pk"))


def access_time(pk: int, *, by: "Person") -> TimeEntry:
    """An entry of one's own, on a request still in reach."""
    requests = Request.objects.filter(visible_to(by, TIME_ENTRY_DELETE))
    found = (
        TimeEntry.objects.filter(pk=pk, person=by.pk, request__in=requests).select_related("request").first()
    )
    if found is None:
        raise Http404(str(pk))
    return found


def time_by_day(by: "Person", *, since: date | None = None, until: date | None = None) -> QuerySet[Any, Any]:
    """Per person and day the minutes and the number of requests, over the people in reach: rows with day, person__name,
    person__unit__name, minutes, requests."""
    scope = by.scope(TIME_ENTRY_INDEX)
    reach = Q(person=by.pk) if scope.own else Q(pk__in=())
    reach |= Q(person__unit__in=scope.units) | Q(company__in=scope.companies)
    rows = TimeEntry.objects.filter(reach)
    if since:
        rows = rows.filter(day__gte=since)
    if until:
        rows = rows.filter(day__lte=until)
    return (
        rows.values("day", "person", "person__name", "person__unit__name")
        .annotate(spent=Sum("minutes"), requests=Count("request", distinct=True))
        .values_list("day", "person", "person__name", "person__unit__name", "spent", "requests", named=True)
        .order_by("-day", "person__name", "person")
    )


def time_columns() -> list[str]:
    return [_("Day"), _("Person"), _("Unit"), _("Requests"), _("Minutes")]


def time_line(row: Any) -> list[Any]:
    """A row of time_by_day as the values of time_columns."""
    return [row.day, row.person__name, row.person__unit__name, row.requests, row.spent]
