from django.http import HttpRequest, HttpResponse

from quanfu.desk import permissions
from quanfu.desk.forms.complaint import ReportForm
from quanfu.desk.queries.consultation import conversion
from quanfu.ui.page import answer, page


@page(permissions.CONSULTATION_REPORT_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest) -> HttpResponse:
    """How many consultations of a period became visits or orders, all and by consultant."""
    form = ReportForm(request.GET or None)
    since, until = form.period()
    together, *each = conversion(request.user, permissions.CONSULTATION_REPORT_SHOW, since, until)
    return answer(request, {"form": form, "since": since, "until": until, "together": together, "each": each})
