from django.http import HttpRequest, HttpResponse

from quanfu.core.clock import today
from quanfu.reports import permissions
from quanfu.reports.forms.chain import MonthForm
from quanfu.reports.queries.chain import chain_figures, month_of
from quanfu.ui.page import answer, page


@page(permissions.CHAIN_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest) -> HttpResponse:
    """The links of the chain in a month: mean time, limits missed, returns; the weak ones stand out (SLA-7)."""
    first = month_of(request.GET.get("month", ""), today())
    rows = chain_figures(request.user, first)
    form = MonthForm(initial={"month": f"{first:%Y-%m}"})
    worst = max((row.share_missed for row in rows), default=0)
    return answer(request, {"rows": rows, "form": form, "first": first, "worst": worst})
