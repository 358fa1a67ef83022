"""The page of figures that managers and heads of units share; they differ in what their permission reaches."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from quanfu.core.clock import today
from quanfu.desk.queries.figures import Cut
from quanfu.performance.enums import PeriodKind
from quanfu.performance.queries.period import Period
from quanfu.reports.forms.figures import CUTS, FiguresForm
from quanfu.reports.queries.overview import Overview, Row, choices_for, overview
from quanfu.reports.queries.span import Span
from quanfu.reports.views._charts import charts
from quanfu.reports.views._tiles import more_tiles, tiles
from quanfu.ui.download import download
from quanfu.ui.page import answer

# Where a row of a cut leads: the parameter that holds its key, and the next cut.
DEEPER = {
    Cut.UNIT: ("unit", Cut.PERSON), Cut.CHANNEL: ("channel", Cut.UNIT), Cut.SERVICE_TYPE: ("service_type", Cut.UNIT),
    Cut.KIND: ("kind", Cut.UNIT),
}  # fmt: skip


def figures_page(request: HttpRequest, permission: str) -> HttpResponseBase:
    """The page, or with ?export=xlsx or csv its table as a file."""
    form = FiguresForm(request.GET, choices=choices_for(request.user, permission), day=today())
    found = overview(request.user, permission, form.wanted())
    if request.GET.get("export") in ("xlsx", "csv"):
        return _file(found, request.GET["export"])
    return answer(request, {
        "form": form, "found": found, "span": found.wanted.span, "tiles": tiles(found), "more": more_tiles(found), "charts": charts(found.points, found.targets),
        "steps": steps_of(request, found.wanted.span),
        "rows": [(row, _link(request, row, found.wanted.cut)) for row in found.rows],
        "links": {
            **{kind: _query(request, export=kind) for kind in ("xlsx", "csv")},
            **{cut.value: _query(request, cut=cut.value, export=None) for cut in Cut},
        },
    })  # fmt: skip


def _query(request: HttpRequest, **changes: Any) -> str:
    """The present choice with other parameters; None takes one away."""
    params = request.GET.copy()
    for name, value in changes.items():
        params.pop(name, None)
        if value is not None:
            params[name] = str(value)
    return f"?{params.urlencode()}"


def steps_of(request: HttpRequest, span: Span) -> dict[str, Any]:
    """The kinds of period round the present one, and the one before and after; none after today."""

    def link(period: Period) -> str:
        return _query(request, period=period.key, first=None, last=None, export=None)

    anchor = min(span.ends_on, today())
    kinds = [
        (kind.label, link(Period.of(kind, anchor)), bool(span.period and span.period.kind == kind))
        for kind in PeriodKind
    ]
    after = span.period.next() if span.period else None
    return {
        "kinds": kinds, "before": link(span.period.previous()) if span.period else None,
        "after": link(after) if after and after.starts_on <= today() else None,
    }  # fmt: skip


def _link(request: HttpRequest, row: Row, cut: Cut) -> str | None:
    if cut not in DEEPER or row.key is None:
        return None
    name, deeper = DEEPER[cut]
    return _query(request, **{name: row.key, "cut": deeper.value, "export": None})


def _file(found: Overview, kind: str) -> HttpResponseBase:
    heads = [
        str(dict(CUTS)[found.wanted.cut.value]), _("Requests"), _("Complaints"), _("Complaint rate, %"), _("Number of ratings"), _("Satisfied, %"), _("Average rating"),
        _("First contacts"), _("Median, min"), _("90th percentile, min"), _("Mean, min"), _("Number due"), _("Completed on time"), _("On time, %"),
    ]  # fmt: skip
    everything = [
        *((row.label or _("without"), row.figures) for row in found.rows),
        (_("All"), found.figures),
    ]
    rows = (
        (name, f.volume.requests, f.volume.complaints, f.complaint_rate, f.ratings.count, f.satisfaction, f.ratings.average,
         f.response.count, f.median, f.p90, f.response.mean, f.on_time.due, f.on_time.kept, f.completion)
        for name, f in everything
    )  # fmt: skip
    return download(_("Figures %(span)s") % {"span": found.wanted.span.label}, heads, rows, kind=kind)
