from django.http import HttpRequest, HttpResponse

from quanfu.desk import permissions
from quanfu.desk.forms.complaint import ReportForm
from quanfu.desk.queries.complaint_report import report_for
from quanfu.ui.page import answer, page


@page(permissions.COMPLAINT_REPORT_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest) -> HttpResponse:
    """Rate, hand-offs, retention by outcome, weak links and causes of a period."""
    since, until = ReportForm(request.GET or None).period()
    form = ReportForm(initial={"since": since, "until": until})  # what is shown stands in the fields
    found = report_for(request.user, permissions.COMPLAINT_REPORT_SHOW, since, until)
    return answer(request, {"form": form, **found})
