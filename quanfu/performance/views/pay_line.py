from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk.permissions import REQUEST_SHOW
from quanfu.performance import permissions
from quanfu.performance.queries.indicators import answers_behind, indicators_of
from quanfu.performance.queries.pay_run import access_pay_line, own_lines
from quanfu.performance.queries.period import Period
from quanfu.performance.queries.sheet import lines_for, own_sheets
from quanfu.ui.page import answer, own_page


@own_page(permissions.PAY_LINE_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """My pay and my appraisals: one's own and nobody else's."""
    lines = [(line, Period.parse(line.run.period)) for line in own_lines(request.user)[:36]]
    sheets = [(sheet, Period.parse(sheet.period)) for sheet in own_sheets(request.user)[:36]]
    scores = [(period.label, sheet.score) for sheet, period in reversed(sheets) if sheet.score is not None]
    return answer(request, {"lines": lines, "sheets": sheets, "scores": scores[-24:], "chart": _chart(scores[-24:])})


def _chart(scores: list[tuple[str, Decimal]]) -> dict[str, Any]:
    return {
        "xAxis": {"type": "category", "data": [label for label, _score in scores]},
        "yAxis": {"type": "value", "max": 100, "min": "dataMin", "minInterval": 5},
        "series": [{"type": "line", "name": _("Score"), "data": [float(score) for _label, score in scores]}],
    }


@own_page(permissions.PAY_LINE_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """A pay line opened down to the sheet, its groups, every rating, and the customers' ratings behind."""
    by = request.user
    line = access_pay_line(pk, by=by, permission=permissions.PAY_LINE_SHOW)
    sheet = line.sheet
    context = {"line": line, "period": Period.parse(line.run.period), "sheet": sheet, "is_own": line.person_id == by.pk}
    if sheet:
        context |= {
            "lines": lines_for(sheet, by), "facts": indicators_of(sheet), "answers": answers_behind(sheet)[:200],
            "may_show_requests": by.may(REQUEST_SHOW),
        }  # fmt: skip
    return answer(request, context)
