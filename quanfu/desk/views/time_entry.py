from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from quanfu.core.clock import today
from quanfu.desk import permissions
from quanfu.desk.actions.time_entry import delete_time, record_time
from quanfu.desk.forms.time_entry import TimeEntryForm, TimeFilter
from quanfu.desk.queries.request import access_request
from quanfu.desk.queries.time_entry import access_time, time_by_day, time_columns, time_line, times_of
from quanfu.desk.queries.words import words
from quanfu.ui.download import KINDS, download
from quanfu.ui.page import answer, attempt, done, page

SHOWN = 1000  # lines on the page; the file has all


@page(permissions.TIME_ENTRY_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponseBase:
    """Who spent how much on which day, of the last month if nothing else is asked; to download as well."""
    form = TimeFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    since = asked.get("since") or today() - timedelta(days=30)
    rows = time_by_day(request.user, since=since, until=asked.get("until"))
    wanted = request.GET.get("format", "")
    if wanted in KINDS:
        return download(_("Time spent"), time_columns(), (time_line(row) for row in rows), kind=wanted)
    shown = list(rows[: SHOWN + 1])
    return answer(request, {"rows": shown[:SHOWN], "more": len(shown) > SHOWN, "filters": form, "since": since, "heads": time_columns()})  # fmt: skip


@page(permissions.TIME_ENTRY_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    req = access_request(number, by=request.user, permission=permissions.TIME_ENTRY_CREATE)
    form = TimeEntryForm(request.POST or None)
    if form.is_valid() and attempt(form, record_time, request=req, by=request.user, **form.cleaned_data):
        return done(request, "desk:request.show", number, message=_("The time is recorded."))
    return answer(request, {**words(req), "req": req, "form": form})


@page(permissions.TIME_ENTRY_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    entry = access_time(pk, by=request.user)
    delete_time(entry=entry, by=request.user)
    return done(request, "desk:request.show", entry.request.number, message=_("The entry is gone."))


@page(permissions.TIME_ENTRY_PANEL, methods=("GET", "HEAD"))
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """Who spent how much on the request, and a field for one's own; a script suggests the time the page was open."""
    req = access_request(number, by=request.user, permission=permissions.TIME_ENTRY_PANEL)
    entries = times_of(req)
    own = request.user.may(permissions.TIME_ENTRY_CREATE)
    return answer(
        request,
        {
            "req": req,
            "entries": entries,
            "total": sum(e.minutes for e in entries),
            "form": TimeEntryForm() if own else None,
        },
        block="content",
    )
