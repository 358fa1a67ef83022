"""Reads of appraisal sheets, and who sees how much of one (PER-16)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from quanfu.core.errors import Http404
from quanfu.performance.enums import FIGURES, UNSETTLED, Group
from quanfu.performance.models import RaterSeat, ScoreLine, Sheet, Waiver
from quanfu.performance.permissions import RATER_SHOW, SHEET_INDEX
from quanfu.performance.queries.pay import group_average
from quanfu.performance.queries.period import Period

if TYPE_CHECKING:
    from quanfu.org.models import Person
    from quanfu.performance.queries.indicators import Indicators


def visible_to(by: "Person", permission: str) -> Q:
    """The sheets a person may touch by that permission: of their units and companies. One's own only to read."""
    scope = by.scope(permission)
    reach = Q(pk__in=())
    if scope.companies:
        reach |= Q(company__in=scope.companies)
    if scope.units:
        reach |= Q(unit__in=scope.units)
    return reach


def sheets_for(by: "Person", permission: str) -> QuerySet[Sheet]:
    return Sheet.objects.filter(visible_to(by, permission)).select_related("person", "unit")


def access_sheet(pk: int, *, by: "Person", permission: str, own: bool = False) -> Sheet:
    """The sheet with its person and unit; Http404 alike when absent and when forbidden.

    own: the subject may have it too. Everything else needs the permission to reach the sheet's unit or company.
    """
    reach = visible_to(by, permission)
    if own:
        reach |= Q(person=by)
    found = Sheet.objects.filter(reach, pk=pk).select_related("person", "unit", "company").first()
    if found is None:
        raise Http404("performance.Sheet")
    return found


def access_sheets(pks: Collection[int], *, by: "Person", permission: str) -> list[Sheet]:
    """Those of the sheets that the permission reaches, by name."""
    return list(
        sheets_for(by, permission).filter(pk__in=pks).select_related("company").order_by("person__name", "pk")
    )


def access_seat(pk: int, *, sheet_pk: int, by: "Person", permission: str) -> RaterSeat:
    """A seat of a sheet that the permission reaches; Http404 alike otherwise."""
    sheet = access_sheet(sheet_pk, by=by, permission=permission)
    found = sheet.seats.filter(pk=pk).select_related("rater", "sheet__person").first()
    if found is None:
        raise Http404("performance.RaterSeat")
    return found


def own_sheets(by: "Person") -> QuerySet[Sheet]:
    """A person's own sheets, newest period first."""
    return Sheet.objects.filter(person=by).order_by("-starts_on", "-pk")


def used_periods(by: "Person") -> list[Period]:
    """The periods with sheets in reach of the list page, newest first, 36 at the most."""
    rows = (
        Sheet.objects.filter(visible_to(by, SHEET_INDEX))
        .order_by("-starts_on", "-ends_on")
        .values_list("period", flat=True)
    )
    return [Period.parse(key) for key in rows.distinct()[:36]]


def units_of_sheets(by: "Person", period: str) -> list[tuple[int, str]]:
    """(id, name) of the units that have sheets of the period, in the order of the tree."""
    sheets = sheets_for(by, SHEET_INDEX).filter(period=period).order_by("unit__path", "person")
    return list({sheet.unit_id: sheet.unit.label for sheet in sheets}.items())


@dataclass(frozen=True)
class Overview:
    """The sheets of a period in reach: how many in each state, and their average score so far."""

    states: dict[str, int]
    average: Decimal | None

    @property
    def sheets(self) -> int:
        return sum(self.states.values())


def period_overview(by: "Person", period: str) -> Overview:
    """Two queries."""
    sheets = Sheet.objects.filter(visible_to(by, SHEET_INDEX), period=period)
    states = dict(sheets.order_by().values_list("state").annotate(Count("pk")))
    scores = [score for score in sheets.values_list("score", flat=True) if score is not None]
    return Overview(states, group_average(scores) if scores else None)


@dataclass
class Progress:
    """How far a group is with a sheet."""

    group: Group
    maximum: Decimal
    seats: int = 0
    rated: int = 0
    waived: bool = False

    @property
    def complete(self) -> bool:
        """Nobody of the group is waited for. Figures hold no seats: they are looked at when computing."""
        return self.waived or self.group in FIGURES or (self.seats > 0 and self.rated == self.seats)

    @property
    def missing(self) -> bool:
        """Nothing to count: this is what blocks computing (PER-19)."""
        return not self.waived and self.group not in FIGURES and self.rated == 0


def progress_of(sheet_ids: Collection[int]) -> dict[int, list[Progress]]:
    """By sheet, in the order of the groups. Two queries."""
    lines: dict[tuple[int, str], Progress] = {}
    found: dict[int, list[Progress]] = defaultdict(list)
    rows = ScoreLine.objects.filter(sheet__in=sheet_ids).order_by("sheet", "position")
    for sheet, group, maximum, waiver in rows.values_list("sheet", "group", "maximum", "waiver"):
        lines[sheet, group] = line = Progress(Group(group), maximum, waived=waiver is not None)
        found[sheet].append(line)
    counts = RaterSeat.objects.filter(sheet__in=sheet_ids).values_list("sheet", "group")
    for sheet, group, seats, rated in counts.annotate(Count("pk"), Count("rating")).order_by():
        if (sheet, group) in lines:
            lines[sheet, group].seats, lines[sheet, group].rated = seats, rated
    return found


@dataclass
class RatingView:
    """A seat as this reader sees it: ``rater`` is None where the name is withheld, ``points`` while they are."""

    seat: RaterSeat
    rater: "Person | None"
    points: Decimal | None
    remark: str
    at: datetime | None
    rated: bool


@dataclass
class LineView:
    """A group of the sheet as this reader sees it."""

    line: ScoreLine
    group: Group
    points: Decimal | None
    waiver: Waiver | None
    rows: list[RatingView] = field(default_factory=list)
    lone_peer: bool = False  # with one peer only, rating cannot be anonymous (AMB-16)
    has_figure: bool = True  # of a group that holds no seats: there is something to reckon with

    @property
    def rated(self) -> int:
        return sum(row.rated for row in self.rows)

    @property
    def missing(self) -> bool:
        """Nothing to count: this blocks computing."""
        return self.waiver is None and not (self.has_figure if self.group in FIGURES else self.rated)

    @property
    def width(self) -> int:
        """Points as a share of the maximum, 0 to 100, for the bar."""
        return (
            round(100 * self.points / self.line.maximum)
            if self.points is not None and self.line.maximum
            else 0
        )


def lines_for(sheet: Sheet, by: "Person", facts: "Indicators | None" = None) -> list[LineView]:
    """The sheet opened down to every rating. Two queries.

    Points are shown once the sheet is computed; before, everybody sees their own only. Names of raters are shown to who
    may see raters in that unit; others read the group, and peers stay unnamed unless the group has a single rater.
    facts: the sheet's indicators, so that a line of the customers without ratings counts as missing.
    """
    settled = not sheet.is_unsettled
    may_see_names = (
        by.scope(RATER_SHOW).covers(unit_id=sheet.unit_id, company_id=sheet.company_id)
        and by.pk != sheet.person_id
    )
    seats: dict[str, list[RaterSeat]] = defaultdict(list)
    for seat in sheet.seats.select_related("rater__unit", "rating").order_by(
        "rater__number", "rater__name", "pk"
    ):
        seats[seat.group].append(seat)
    views = []
    for line in sheet.lines.select_related("waiver__by"):
        group = Group(line.group)
        lone = group == Group.PEERS and len(seats[group]) == 1
        view = LineView(line, group, line.points, getattr(line, "waiver", None), lone_peer=lone)
        figure = facts and (facts.rating if group == Group.CUSTOMERS else facts.return_visit_rate)
        view.has_figure = facts is None or figure is not None
        named = may_see_names or group != Group.PEERS or lone
        for seat in seats[group]:
            view.rows.append(_row(seat, named=named, shown=settled or seat.rater_id == by.pk))
        if not named:
            view.rows.sort(
                key=lambda row: (row.points is None, row.points)
            )  # their order must not give them away
        views.append(view)
    return views


def _row(seat: RaterSeat, *, named: bool, shown: bool) -> RatingView:
    rating = getattr(seat, "rating", None)
    return RatingView(
        seat=seat,
        rater=seat.rater if named else None,
        points=rating.points if rating and shown else None,
        remark=rating.remark if rating and shown else "",
        at=rating.at if rating and named else None,
        rated=rating is not None,
    )


def seats_of(by: "Person", *, period: str | None = None) -> QuerySet[RaterSeat]:
    """The seats a person holds, to rate from; never one on their own sheet."""
    seats = RaterSeat.objects.filter(rater=by).exclude(sheet__person=by)
    if period is not None:
        seats = seats.filter(sheet__period=period)
    return seats.select_related("sheet__person", "sheet__unit", "rating")


def rating_tasks(by: "Person") -> list[tuple[Period, int, int, int]]:
    """(period, people to rate, rated, still open) where one holds a seat, newest first, 24 at the most. One query."""
    seats = (
        RaterSeat.objects.filter(rater=by)
        .exclude(sheet__person=by)
        .order_by("-sheet__starts_on", "-sheet__ends_on")
    )
    waiting = Count("pk", filter=Q(rating=None, sheet__state__in=UNSETTLED))
    rows = seats.values_list("sheet__period").annotate(
        people=Count("pk"), rated=Count("rating"), waiting=waiting
    )
    return [(Period.parse(key), people, rated, left) for key, people, rated, left in rows[:24]]


def maxima_of(sheet_ids: Iterable[int]) -> dict[tuple[int, str], Decimal]:
    """(sheet, group) → maximum points."""
    rows = ScoreLine.objects.filter(sheet__in=list(sheet_ids)).values_list("sheet", "group", "maximum")
    return {(sheet, group): maximum for sheet, group, maximum in rows}


def sheets_covering(company_id: int, starts_on: object, ends_on: object) -> dict[int, Sheet]:
    """By person, the sheet of the shortest period that holds those days. One query."""
    rows = Sheet.objects.filter(company=company_id, starts_on__lte=starts_on, ends_on__gte=ends_on)
    return {
        sheet.person_id: sheet for sheet in rows.order_by("starts_on", "-ends_on")
    }  # the shortest comes last
