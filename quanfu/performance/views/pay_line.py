from django.http import HttpRequest, HttpResponse

from quanfu.desk.permissions import REQUEST_SHOW
from quanfu.performance import permissions
from quanfu.performance.queries.indicators import answers_behind, indicators_of
from quanfu.performance.queries.pay_run import access_pay_line
from quanfu.performance.queries.period import Period
from quanfu.performance.queries.sheet import lines_for
from quanfu.ui.page import answer, own_page


@own_page(permissions.PAY_LINE_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """A pay line opened down to the sheet, its groups, every rating, and the customers' ratings behind."""
    by = request.user
    line = access_pay_line(pk, by=by, permission=permissions.PAY_LINE_SHOW)
    sheet = line.sheet
    context = {
        "line": line,
        "period": Period.parse(line.run.period),
        "sheet": sheet,
        "is_own": line.person_id == by.pk,
    }
    if sheet:
        context |= {
            "lines": lines_for(sheet, by), "facts": indicators_of(sheet), "answers": answers_behind(sheet)[:200],
            "may_show_requests": by.may(REQUEST_SHOW),
        }  # fmt: skip
    return answer(request, context)
