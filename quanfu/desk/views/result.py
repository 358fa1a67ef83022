from datetime import timedelta

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.core.clock import today
from quanfu.desk import permissions
from quanfu.desk.forms.enquiry import ResultFilter
from quanfu.desk.queries.result import result_columns, result_rows, results_of
from quanfu.ui.download import KINDS, download
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, page

HEADS = (
    Column(gettext_lazy("Request")), Column(gettext_lazy("Result")), Column(gettext_lazy("Responsible"), quiet=True),
    Column(gettext_lazy("Completed at"), align="end"),
)  # fmt: skip


@page(permissions.RESULT_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponseBase:
    """What was handled on a day (?day=), today without one; ?export=xlsx or csv gives the list."""
    form = ResultFilter(request.GET)
    day = (form.is_valid() and form.cleaned_data["day"]) or today()
    if request.GET.get("export") in KINDS:
        title = _("Results of %(day)s") % {"day": day}
        return download(title, result_columns(), result_rows(request.user, day), kind=request.GET["export"])
    rows = listing(request, results_of(request.user, day), columns=HEADS, order=("done_at", "id"))
    context = {
        "list": rows,
        "day": day,
        "form": form,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
    }
    return answer(request, context | {"is_today": day >= today()})
