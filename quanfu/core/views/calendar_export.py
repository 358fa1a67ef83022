from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from quanfu.core import permissions
from quanfu.core.forms.calendar_file import write_days
from quanfu.core.queries.calendar import access_calendar, days_of
from quanfu.ui.page import page


@page(permissions.CALENDAR_EXPORT_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, code: str) -> HttpResponseBase:
    """All special days as CSV, which the import page reads again."""
    row = access_calendar(code)
    headers = {"Content-Disposition": f'attachment; filename="calendar-{row.code}.csv"'}
    return StreamingHttpResponse(
        write_days(days_of(row)), content_type="text/csv; charset=utf-8", headers=headers
    )
