from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from quanfu.core import permissions
from quanfu.core.actions.calendar import delete_day, set_day
from quanfu.core.forms.calendar import WEEKDAYS, DayForm
from quanfu.core.queries.calendar import DAYS, access_calendar, access_day, day_on, hours_text
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.CALENDAR_DAY_CREATE)
def create(request: HttpRequest, code: str) -> HttpResponse:
    row = access_calendar(code)
    form = DayForm(request.POST or None)
    if form.is_valid():
        day = attempt(form, set_day, calendar=row, by=request.user, **form.cleaned_data)
        if day:
            return done(request, f"{_sheet(code)}?year={day.date.year}", message=_("Saved"))
    return answer(request, {"row": row, "form": form})


@page(permissions.CALENDAR_DAY_UPDATE)
def update(request: HttpRequest, code: str, on: date) -> HttpResponse:
    """One date, special already or not."""
    row = access_calendar(code)
    day = day_on(row, on)
    form = DayForm(request.POST or None, on=on, day=day)
    if form.is_valid() and attempt(form, set_day, calendar=row, on=on, by=request.user, **form.cleaned_data):
        return done(request, f"{_sheet(code)}?year={on.year}", message=_("Saved"))
    weekday = DAYS[on.weekday()]
    context = {"row": row, "on": on, "day": day, "form": form, "back": f"{_sheet(code)}?year={on.year}",
               "weekday": WEEKDAYS[weekday], "usual": hours_text(row.week.get(weekday, []))}  # fmt: skip
    return answer(request, context)


@page(permissions.CALENDAR_DAY_DELETE, methods=("POST",))
def delete(request: HttpRequest, code: str, on: date) -> HttpResponse:
    day = access_day(access_calendar(code), on)
    delete_day(day=day, by=request.user)
    return done(
        request, f"{_sheet(code)}?year={on.year}", message=_("%(day)s follows the week again.") % {"day": on}
    )


def _sheet(code: str) -> str:
    return reverse("core:calendar.show", args=(code,))
