"""Opening appraisal sheets, computing and closing them."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now, today
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.org.actions.notification import notify
from quanfu.performance import events
from quanfu.performance.enums import UNSETTLED, Group, PeriodKind, SheetState
from quanfu.performance.models import RaterSeat, ScoreLine, Sheet
from quanfu.performance.queries.indicators import Indicators, indicators_for
from quanfu.performance.queries.pay import group_average, rating_points, total_score
from quanfu.performance.queries.period import Period
from quanfu.performance.queries.raters import Raters
from quanfu.performance.queries.salary import salaries_on
from quanfu.performance.queries.sheet import progress_of
from quanfu.performance.queries.weights import Weights, weights_on

if TYPE_CHECKING:
    from quanfu.org.models import Person, Unit


def open_sheet(*, person: "Person", period: Period, by: Actor) -> Sheet:
    """Open one person's sheet, with the groups, maxima and raters that the rules and the unit tree give (PER-2).

    AlreadyDone when the person has one for the period; Refused before the period begins, or when the weights in force on
    its last day do not make 100.
    """
    company = person.unit.company or person.unit
    weights = _weights(company, period)
    with transaction.atomic():
        sheet = _open(person, company, period, weights, Raters(company, period.ends_on), by)
        if sheet is None:
            raise AlreadyDone(
                _("%(person)s has a sheet for %(period)s already.")
                % {"person": person.name, "period": period.label}
            )
        _tell(_raters_of([sheet]), period, by)
    return sheet


def open_sheets(*, company: "Unit", period: Period, by: Actor) -> list[Sheet]:
    """Open the missing sheets of everybody in the company who is paid by appraisal (PER-7); returns the new ones.

    Running it again opens nothing twice. Each rater is told once, however many sheets wait for them.
    """
    weights = _weights(company, period)
    have = set(Sheet.objects.filter(company=company, period=period.key).values_list("person", flat=True))
    people = [
        s.person for s in salaries_on(period.ends_on, company.pk) if s.is_rated and s.person_id not in have
    ]
    if not people:
        return []
    raters = Raters(company, period.ends_on)
    opened = []
    with transaction.atomic():
        for person in people:
            if sheet := _open(person, company, period, weights, raters, by):
                opened.append(sheet)
        _tell(_raters_of(opened), period, by)
    return opened


def _weights(company: "Unit", period: Period) -> Weights:
    if period.kind not in (PeriodKind.MONTH, PeriodKind.QUARTER):
        raise Refused(_("Appraisal is by month or by quarter."), field="period")
    if period.starts_on > today():
        raise Refused(_("%(period)s has not begun.") % {"period": period.label}, field="period")
    weights = weights_on(period.ends_on, company.pk)
    if not weights.fits:
        raise Refused(
            _("The weights in force on %(day)s make %(sum)s, not 100. Correct them first.")
            % {"day": period.ends_on, "sum": weights.total}
        )
    return weights


def _open(
    person: "Person", company: "Unit", period: Period, weights: Weights, raters: Raters, by: Actor
) -> Sheet | None:
    """One sheet with lines and seats; None when another process was faster."""
    try:
        with transaction.atomic():
            sheet = Sheet.objects.create(
                person=person, company=company, unit=person.unit, kind=period.kind, period=period.key,
                starts_on=period.starts_on, ends_on=period.ends_on, opened_at=now(),
            )  # fmt: skip
    except IntegrityError:
        return None
    groups = weights.counting()
    ScoreLine.objects.bulk_create(
        ScoreLine(sheet=sheet, group=group, position=position, maximum=maximum)
        for position, (group, maximum) in enumerate(groups.items())
    )
    seats = [
        RaterSeat(sheet=sheet, group=group, rater=rater) for group, rater in raters.of(person, list(groups))
    ]
    RaterSeat.objects.bulk_create(seats)
    emit(events.SHEET_OPENED, sheet, by=by, data={
        "person": person.pk, "period": period.key, "maxima": {group.value: str(m) for group, m in groups.items()},
        "raters": [[seat.group, seat.rater_id] for seat in seats],
    })  # fmt: skip
    return sheet


def _raters_of(sheets: list[Sheet]) -> list["Person"]:
    return [seat.rater for seat in RaterSeat.objects.filter(sheet__in=sheets).select_related("rater")]


def _tell(raters: list["Person"], period: Period, by: Actor) -> None:
    text = _("Please rate your colleagues for %(period)s.") % {"period": period.label}
    notify(people=raters, text=text, url=reverse("performance:rating.create", args=[period.key]), by=by)


def settle_progress(*, sheet: Sheet, by: Actor) -> None:
    """Move a sheet between 'being rated' and 'all have rated', as its seats and waivers stand now.

    For this context's actions, inside their transaction.
    """
    complete = all(line.complete for line in progress_of([sheet.pk])[sheet.pk])
    was, to = (SheetState.OPEN, SheetState.RATED) if complete else (SheetState.RATED, SheetState.OPEN)
    at = now() if complete else None
    if Sheet.objects.filter(pk=sheet.pk, state=was).update(state=to, rated_at=at):
        sheet.state, sheet.rated_at = to, at
        if complete:
            emit(events.SHEET_RATED, sheet, by=by, changes={"state": [was.value, to.value]})


def _lock_unsettled(sheet: Sheet) -> None:
    """Take the row for this transaction if it may still be changed; Refused when it is computed or closed."""
    if Sheet.objects.filter(pk=sheet.pk, state__in=UNSETTLED).update(opened_at=sheet.opened_at) != 1:
        raise Refused(_("The sheet is computed already and can no longer be changed."))


def compute_sheet(*, sheet: Sheet, by: Actor) -> Sheet:
    """Average inside each group, add up, and write score and indicators for good (PER-3, PER-5, EVA-7).

    Points of a group are rounded half up to 0.01. Refused when a group gave nothing and was not waived; raters missing
    inside a group that did rate do not block. AlreadyDone when it is computed or closed.
    """
    with transaction.atomic():
        before = SheetState(sheet.state)
        facts = indicators_for([sheet.person_id], Period.parse(sheet.period))[sheet.person_id]
        lines = list(sheet.lines.select_related("waiver"))
        missing = []
        for line in lines:
            points = _points(sheet, line, facts)
            if points is None:
                missing.append(str(Group(line.group).label))
            else:
                line.points = points
        if missing:
            raise Refused(
                _("No points from: %(groups)s. Ask them, or waive the group with a reason.")
                % {"groups": ", ".join(missing)}
            )
        score = total_score(line.points for line in lines if line.points is not None)
        changed = Sheet.objects.filter(pk=sheet.pk, state__in=UNSETTLED).update(
            state=SheetState.COMPUTED, score=score, indicators=facts.as_json(), computed_at=now()
        )
        if changed != 1:
            raise AlreadyDone(
                _("The sheet of %(person)s is computed already.") % {"person": sheet.person.name}
            )
        ScoreLine.objects.bulk_update(lines, ["points"])
        sheet.refresh_from_db(fields=["state", "score", "indicators", "computed_at"])
        emit(events.SHEET_COMPUTED, sheet, by=by,
             changes={"state": [before.value, SheetState.COMPUTED.value], "score": [None, str(score)]},
             data={"points": {line.group: str(line.points) for line in lines}, "indicators": sheet.indicators})  # fmt: skip
    return sheet


def _points(sheet: Sheet, line: ScoreLine, facts: Indicators) -> Decimal | None:
    """What the group gives; None when nothing is there to count."""
    waiver = getattr(line, "waiver", None)
    if waiver is not None:
        return waiver.points
    if line.group == Group.CUSTOMERS:
        return rating_points(facts.rating, facts.scale, line.maximum) if facts.rating is not None else None
    if line.group == Group.RETURN_CALLS:
        rate = facts.return_visit_rate
        return rating_points(rate, 100, line.maximum) if rate is not None else None
    points = list(
        sheet.seats.filter(group=line.group, rating__isnull=False).values_list("rating__points", flat=True)
    )
    return group_average(points) if points else None


def close_sheet(*, sheet: Sheet, by: Actor) -> Sheet:
    """Lock a computed sheet; only closed sheets decide pay (PER-6). AlreadyDone when closed; Refused when not computed."""
    if sheet.is_unsettled:
        raise Refused(_("Compute the sheet of %(person)s first.") % {"person": sheet.person.name})
    with transaction.atomic():
        at = now()
        if (
            Sheet.objects.filter(pk=sheet.pk, state=SheetState.COMPUTED).update(
                state=SheetState.CLOSED, closed_at=at
            )
            != 1
        ):
            raise AlreadyDone(_("The sheet of %(person)s is closed already.") % {"person": sheet.person.name})
        sheet.state, sheet.closed_at = SheetState.CLOSED, at
        emit(events.SHEET_CLOSED, sheet, by=by, changes={"state": [SheetState.COMPUTED.value, SheetState.CLOSED.value]},
             data={"person": sheet.person_id, "period": sheet.period, "score": str(sheet.score)})  # fmt: skip
    return sheet
