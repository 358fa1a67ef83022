from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.performance import permissions
from quanfu.performance.queries.pay_run import own_lines
from quanfu.performance.queries.period import Period
from quanfu.performance.queries.sheet import own_sheets
from quanfu.ui.page import answer, own_page


@own_page(permissions.OWN_PAY_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest) -> HttpResponse:
    """My pay and my appraisals: one's own and nobody else's."""
    lines = [(line, Period.parse(line.run.period)) for line in own_lines(request.user)[:36]]
    sheets = [(sheet, Period.parse(sheet.period)) for sheet in own_sheets(request.user)[:36]]
    scores = [(period.label, sheet.score) for sheet, period in reversed(sheets) if sheet.score is not None]
    return answer(
        request, {"lines": lines, "sheets": sheets, "scores": scores[-24:], "chart": _chart(scores[-24:])}
    )


def _chart(scores: list[tuple[str, Decimal]]) -> dict[str, Any]:
    lowest = min((int(score) for _label, score in scores), default=0)
    return {
        "xAxis": {"type": "category", "data": [label for label, _score in scores]},
        "yAxis": {"type": "value", "max": 100, "min": lowest - lowest % 5 - 5 if lowest >= 5 else 0},
        "series": [
            {"type": "line", "name": _("Total score"), "data": [float(score) for _label, score in scores]}
        ],
    }
