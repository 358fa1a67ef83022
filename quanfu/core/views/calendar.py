from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.core import permissions
from quanfu.core.actions.calendar import delete_calendar, save_calendar
from quanfu.core.clock import today
from quanfu.core.forms.calendar import SHORT_WEEKDAYS, WEEKDAYS, CalendarForm, TrialForm
from quanfu.core.queries.calendar import (
    DEFAULT_CODE,
    Sheet,
    access_calendar,
    all_calendars,
    days_of_year,
    hours_text,
    trial,
)
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

COLUMNS = (
    Column(gettext_lazy("Calendar name"), sort="name"), Column(gettext_lazy("Time zone"), sort="tz", quiet=True),
    Column(gettext_lazy("Weekly hours")), Column(gettext_lazy("Special days ahead"), sort="ahead", align="end"),
)  # fmt: skip


@page(permissions.CALENDAR_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    found = listing(
        request, all_calendars(), columns=COLUMNS, order=("name", "id"), search=("name", "name_en", "code")
    )
    context = {"listing": found, "default": DEFAULT_CODE, "weekdays": WEEKDAYS, "hours_text": hours_text,
               "may_create": request.user.may(permissions.CALENDAR_CREATE)}  # fmt: skip
    return answer(request, context)


@page(permissions.CALENDAR_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, code: str) -> HttpResponse:
    """The week, one year as a sheet, and a place to try what is due when."""
    row = access_calendar(code)
    year = _year(request.GET.get("year", ""))
    form = TrialForm(request.GET if "minutes" in request.GET else None, zone=row.tz)
    with timezone.override(row.tz):  # the start is wall time of the calendar
        tried = form.is_valid()
        due = trial(row, **form.cleaned_data) if tried else None
    context = {
        "row": row, "sheet": Sheet(row, year, list(days_of_year(row, year))), "today": today(), "year": year,
        "weekdays": WEEKDAYS, "short_weekdays": list(zip(SHORT_WEEKDAYS, WEEKDAYS.values(), strict=True)),
        "hours_text": hours_text, "form": form, "tried": tried, "due": due,
        "may_update": request.user.may(permissions.CALENDAR_UPDATE),
        "may_set_day": request.user.may(permissions.CALENDAR_DAY_UPDATE),
        "may_import": request.user.may(permissions.CALENDAR_IMPORT_CREATE),
    }  # fmt: skip
    return answer(request, context)


@page(permissions.CALENDAR_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    form = CalendarForm(request.POST or None)
    if form.is_valid():
        row = attempt(form, save_calendar, calendar=None, by=request.user, **form.cleaned_data)
        if row:
            return done(request, "core:calendar.show", row.code, message=_("Saved"))
    return answer(request, {"form": form, "weekdays": WEEKDAYS})


@page(permissions.CALENDAR_UPDATE)
def update(request: HttpRequest, code: str) -> HttpResponse:
    row = access_calendar(code)
    form = CalendarForm(request.POST or None, row=row)
    if form.is_valid():
        saved = attempt(form, save_calendar, calendar=row, by=request.user, **form.cleaned_data)
        if saved:
            return done(request, "core:calendar.show", saved.code, message=_("Saved"))
    may_delete = code != DEFAULT_CODE and request.user.may(permissions.CALENDAR_DELETE)
    return answer(request, {"form": form, "row": row, "may_delete": may_delete, "weekdays": WEEKDAYS})


@page(permissions.CALENDAR_DELETE, methods=("POST",))
def delete(request: HttpRequest, code: str) -> HttpResponse:
    row = access_calendar(code)
    delete_calendar(calendar=row, by=request.user)
    return done(request, "core:calendar.index", message=_("%(name)s deleted") % {"name": row.label})


def _year(asked: str) -> int:
    return int(asked) if asked.isascii() and asked.isdigit() and 1970 <= int(asked) <= 2100 else today().year
