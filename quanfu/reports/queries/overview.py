"""A page of figures for one reader: whole, before, cut, month by month, and the choices to narrow it by."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from quanfu.channels.queries.call import Answered, answered
from quanfu.channels.queries.names import channel_names, channels_of
from quanfu.core.access import Scope
from quanfu.core.clock import now
from quanfu.desk.enums import Kind
from quanfu.desk.queries.figures import Cut, Slice, type_names, types_for_choice
from quanfu.desk.queries.solving import ReturnVisits, Solving, return_visits, solving
from quanfu.org.queries.names import person_names, unit_names
from quanfu.org.queries.unit import units_for
from quanfu.performance.enums import PeriodKind
from quanfu.reports.queries.figures import (
    Figures,
    Target,
    across,
    along,
    figures_by,
    figures_by_both,
    since_acceptance,
    targets,
    total,
    whole,
)
from quanfu.reports.queries.series import Point, borders_of, months_series, points_of
from quanfu.reports.queries.span import Span
from quanfu.sla.queries.figures import Durations

if TYPE_CHECKING:
    from quanfu.org.models import Person


@dataclass(frozen=True)
class Wanted:
    """What the reader chose. basis: registered | completed, by which day requests and complaints are counted."""

    span: Span
    cut: Cut = Cut.UNIT
    unit: int | None = None
    kind: str = ""
    service_type: int | None = None
    channel: int | None = None
    basis: str = "registered"


@dataclass(frozen=True)
class Choices:
    """What can be chosen: (id, name) in the reader's reach. ``types``: (id, name, group)."""

    units: list[tuple[int, str]]
    types: list[tuple[int, str, int | None]]
    channels: list[tuple[int, str]]


@dataclass(frozen=True)
class Row:
    """One value of the cut. ``key`` is None for records without a value."""

    key: Any
    label: str
    figures: Figures


@dataclass(frozen=True)
class Overview:
    wanted: Wanted
    figures: Figures
    before: Figures
    accepted: Durations
    targets: dict[str, Target]
    solving: Solving
    visits: ReturnVisits
    calls: Answered
    rows: list[Row] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)


def choices_for(by: "Person", permission: str) -> Choices:
    """Three queries."""
    units = list(units_for(by, permission))
    companies = {unit.company_id or unit.pk for unit in units}
    return Choices(
        [(u.pk, "　" * (u.depth - units[0].depth) + u.label) for u in units],
        types_for_choice(companies),
        channels_of(companies),
    )


def slice_for(by: "Person", permission: str, wanted: Wanted) -> Slice:
    """The records in the reader's scope that match the choice. A unit stands for all below it."""
    scope = by.scope(permission)
    units = None
    if wanted.unit is not None:
        reached = {unit.pk: unit.path for unit in units_for(by, permission)}
        top = reached.get(wanted.unit)
        units = frozenset(pk for pk, path in reached.items() if top and path.startswith(top))
    types: tuple[int, ...] = ()
    if wanted.service_type is not None:
        known = types_for_choice(scope.companies | {by.company_id})
        types = (wanted.service_type, *(pk for pk, _name, group in known if group == wanted.service_type))
    span = wanted.span
    return Slice(span.starts_at, span.ends_at, _without_own(scope), units, wanted.kind, types, wanted.channel)


def _without_own(scope: Scope) -> Scope:
    return Scope(False, scope.units, scope.companies)


def overview(by: "Person", permission: str, wanted: Wanted, *, at: datetime | None = None) -> Overview:
    """Everything a page of figures shows; the number of statements does not depend on the records."""
    at = at or now()
    part = slice_for(by, permission, wanted)
    found, points = _counted(part, wanted, at)
    figures = total(found.values())
    earlier = wanted.span.previous()
    before = whole(replace(part, start=earlier.starts_at, end=earlier.ends_at), at=at, basis=wanted.basis)
    return Overview(
        wanted, figures, before, since_acceptance(part), targets(figures, wanted.span.ends_on), solving(part),
        return_visits(part).get(0, ReturnVisits()), _calls(part), _rows(found, wanted.cut), points,
    )  # fmt: skip


def _calls(part: Slice) -> Answered:
    """Calls have no unit, kind or type: where the page is narrowed to one there is nothing to say."""
    narrowed = part.units is not None or part.kind or part.service_types or part.channel
    return Answered() if narrowed else answered(part.scope.companies, part.start, part.end)


def _counted(part: Slice, wanted: Wanted, at: datetime) -> tuple[dict[Any, Figures], list[Point]]:
    """The figures by the cut, and the twelve months. A year is both: its records are read once for the two."""
    months = wanted.span.months()
    if wanted.span.period and wanted.span.period.kind == PeriodKind.YEAR:
        borders = borders_of(months)
        both = figures_by_both(part, wanted.cut, borders, at=at, basis=wanted.basis)
        return across(both), points_of(months, along(both, borders))
    found = figures_by(part, wanted.cut, at=at, basis=wanted.basis)
    return found, months_series(part, months, at=at, basis=wanted.basis)


def _rows(found: dict[Any, Figures], cut: Cut) -> list[Row]:
    """Named, the busiest first."""
    keys = [key for key in found if key is not None]
    match cut:
        case Cut.UNIT:
            names: dict[Any, str] = unit_names(keys)
        case Cut.PERSON:
            names = person_names(keys)
        case Cut.CHANNEL:
            names = channel_names(keys)
        case Cut.SERVICE_TYPE:
            names = type_names(keys)
        case _:
            names = {kind.value: str(kind.label) for kind in Kind}
    rows = [Row(key, names.get(key, ""), figures) for key, figures in found.items()]
    return sorted(rows, key=lambda row: (-row.figures.volume.requests, row.label))
