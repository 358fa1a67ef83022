from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.core import permissions
from quanfu.core.actions.calendar import import_days, import_public_holidays
from quanfu.core.forms.calendar import PublicHolidaysForm
from quanfu.core.forms.calendar_file import CalendarFileForm
from quanfu.core.queries.calendar import access_calendar
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.CALENDAR_IMPORT_CREATE)
def create(request: HttpRequest, code: str) -> HttpResponse:
    """Special days from a country's public holidays, or from a file."""
    row = access_calendar(code)
    from_file = "file" in request.FILES or request.POST.get("do") == "file"
    public = PublicHolidaysForm(None if from_file else request.POST or None)
    file = CalendarFileForm(request.POST, request.FILES) if from_file else CalendarFileForm()
    form, action = (file, import_days) if from_file else (public, import_public_holidays)
    if form.is_valid():
        found = attempt(form, action, calendar=row, by=request.user, **form.cleaned_data)
        if found:
            counts = {"added": found.added, "changed": found.changed, "removed": found.removed}
            message = _("%(added)d days added, %(changed)d changed, %(removed)d removed.") % counts
            return done(request, "core:calendar.show", code, message=message)
    return answer(request, {"row": row, "public": public, "file": file})
