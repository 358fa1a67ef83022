import csv
from io import StringIO

from django.http import HttpRequest, HttpResponse

from quanfu.core import permissions
from quanfu.core.forms.calendar_file import export_rows
from quanfu.core.queries.calendar import access_calendar, days_of
from quanfu.ui.page import page


@page(permissions.CALENDAR_EXPORT_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, code: str) -> HttpResponse:
    """All special days as CSV in UTF-8 with mark, which the import page reads again."""
    row, text = access_calendar(code), StringIO()
    csv.writer(text).writerows(export_rows(days_of(row)))
    headers = {"Content-Disposition": f'attachment; filename="calendar-{row.code}.csv"'}
    return HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)
