"""The four charts: ECharts options and the same figures as a table."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from quanfu.reports.queries.figures import Target
from quanfu.reports.queries.series import Point
from quanfu.ui.formats import minutes


def charts(points: list[Point], targets: dict[str, Target]) -> list[dict[str, Any]]:
    """title, option, heads, rows of each, in the order of the tiles."""
    return [
        _chart(_("Satisfied customers"), points, [(_("Satisfied, %"), lambda p: p.satisfaction), (_("Number of ratings"), lambda p: p.ratings)],
               target=targets["satisfaction"], top=100),
        _chart(_("Time to first contact"), points, [(_("Median"), lambda p: p.median), (_("90th percentile"), lambda p: p.p90)],
               target=targets["response"], lines=2, shown=minutes, unit=_("working minutes")),
        _chart(_("Completed on time"), points, [(_("On time, %"), lambda p: p.completion), (_("Number due"), lambda p: p.due)],
               target=targets["completion"], top=100),
        _chart(_("Complaints"), points, [(_("Complaint rate, %"), lambda p: p.complaint_rate), (_("Number of complaints"), lambda p: p.complaints),
               (_("Number of requests"), lambda p: p.requests)], target=targets["complaints"]),
    ]  # fmt: skip


def _chart(
    title: str, points: list[Point], columns: list[tuple[str, Callable[[Point], Any]]], *, target: Target,
    lines: int = 1, top: int | None = None, shown: Callable[[Any], Any] | None = None, unit: str = "",
) -> dict[str, Any]:  # fmt: skip
    """The first ``lines`` columns are drawn, all are in the table."""
    series = []
    for number, (name, value) in enumerate(columns[:lines]):
        drawn: dict[str, Any] = {
            "name": name,
            "type": "line",
            "data": [None if (v := value(p)) is None else float(v) for p in points],
        }
        if number == 0:
            drawn["markLine"] = {
                "silent": True, "symbol": "none", "lineStyle": {"type": "dashed"},
                "label": {"formatter": _("goal"), "position": "insideEndTop", "color": "inherit", "textBorderWidth": 0}, "data": [{"yAxis": float(target.wanted)}],
            }  # fmt: skip
            drawn["areaStyle"] = {"opacity": 0.08}
        series.append(drawn)
    axis: dict[str, Any] = {"type": "value", "name": unit, "nameGap": 8, "scale": top is not None}
    if top is not None:
        axis["max"] = top
    option = {
        "xAxis": {"type": "category", "boundaryGap": False, "data": [p.month for p in points]},
        "yAxis": axis,
        "series": series,
    }
    if lines > 1:
        option["legend"] = {"top": 0, "right": 0}
    shown = shown or (lambda value: "—" if value is None else value)
    rows = [[p.label, *(shown(value(p)) for _name, value in columns)] for p in points]
    is_empty = all(value is None for drawn in series for value in drawn["data"])
    return {
        "title": title,
        "is_empty": is_empty,
        "option": option,
        "heads": [_("Month"), *(name for name, _value in columns)],
        "rows": rows,
    }
