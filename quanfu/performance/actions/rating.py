"""Giving points, naming raters, waiving groups. All of it only until the sheet is computed."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.performance import events
from quanfu.performance.actions.sheet import _lock_unsettled, settle_progress
from quanfu.performance.enums import RATING_GROUPS, Group
from quanfu.performance.models import GroupRater, RaterSeat, Rating, ScoreLine, Sheet, Waiver
from quanfu.performance.queries.pay import CENT

if TYPE_CHECKING:
    from quanfu.org.models import Person, Unit


def give_rating(*, seat: RaterSeat, points: Decimal, by: "Person", remark: str = "") -> Rating:
    """Points from 0 to the group's maximum, with at most two decimals; given again they replace the first ones.

    Refused for anybody but the rater of the seat, on one's own sheet, and once the sheet is computed.
    """
    if seat.rater_id != by.pk or seat.sheet.person_id == by.pk:
        raise Refused(_("Only the named rater gives these points."))
    maximum = _clean_points(seat.sheet, seat.group, points)
    remark = remark.strip()
    with transaction.atomic():
        _lock_unsettled(seat.sheet)
        old = Rating.objects.filter(seat=seat).first()
        if old and (old.points, old.remark) == (points, remark):
            return old
        rating, _made = Rating.objects.update_or_create(
            seat=seat, defaults={"points": points, "remark": remark, "at": now()}
        )
        emit(events.RATING_GIVEN, seat.sheet, by=by,
             changes={"points": [str(old.points) if old else None, str(points)]},
             data={"group": seat.group, "rater": seat.rater_id, "maximum": str(maximum)})  # fmt: skip
        settle_progress(sheet=seat.sheet, by=by)
    return rating


def give_ratings(*, given: Sequence[tuple[RaterSeat, Decimal, str]], by: "Person") -> int:
    """(seat, points, remark) of several people at once, all or none; returns how many are new or changed.

    As give_rating; the field of a refusal is points_<seat>.
    """
    changed = 0
    with transaction.atomic():
        for seat, points, remark in given:
            old = getattr(seat, "rating", None)
            try:
                rating = give_rating(seat=seat, points=points, remark=remark, by=by)
            except Refused as refused:
                raise Refused(refused.message, field=f"points_{seat.pk}") from refused
            changed += old is None or (old.points, old.remark) != (rating.points, rating.remark)
    return changed


def _clean_points(sheet: Sheet, group: str, points: Decimal) -> Decimal:
    """The maximum of the group; Refused when the points are not between 0 and it, or have more than two decimals."""
    maximum = ScoreLine.objects.values_list("maximum", flat=True).get(sheet=sheet, group=group)
    if not points.is_finite() or not 0 <= points <= maximum:
        raise Refused(_("Give 0 to %(maximum)s points.") % {"maximum": maximum.normalize()}, field="points")
    if points != points.quantize(CENT):
        raise Refused(_("At most two decimals."), field="points")
    return maximum


def seat_rater(*, sheet: Sheet, group: str, rater: "Person", by: Actor) -> RaterSeat:
    """Name a further rater. Refused for the subject (PER-16), for people of another company, and for groups off the sheet."""
    if rater.pk == sheet.person_id:
        raise Refused(_("Nobody rates themselves."), field="rater")
    if rater.company_id != sheet.company_id or not rater.is_active:
        raise Refused(_("%(person)s does not work in this company.") % {"person": rater.name}, field="rater")
    if group not in RATING_GROUPS or not ScoreLine.objects.filter(sheet=sheet, group=group).exists():
        raise Refused(_("This group is not on the sheet."), field="group")
    with transaction.atomic():
        _lock_unsettled(sheet)
        seat, made = RaterSeat.objects.get_or_create(sheet=sheet, group=group, rater=rater)
        if not made:
            raise AlreadyDone(_("%(person)s is among the raters already.") % {"person": rater.name})
        emit(events.RATER_SEATED, sheet, by=by, data={"group": group, "rater": rater.pk})
        settle_progress(sheet=sheet, by=by)
    return seat


def unseat_rater(*, seat: RaterSeat, by: Actor) -> None:
    """Take a rater who has not rated off the sheet. Refused once they gave points: what was given is kept."""
    with transaction.atomic():
        _lock_unsettled(seat.sheet)
        if Rating.objects.filter(seat=seat).exists():
            raise Refused(_("%(person)s has rated; what was given is kept.") % {"person": seat.rater.name})
        if not RaterSeat.objects.filter(pk=seat.pk).delete()[0]:
            raise AlreadyDone(_("%(person)s is no longer among the raters.") % {"person": seat.rater.name})
        emit(events.RATER_UNSEATED, seat.sheet, by=by, data={"group": seat.group, "rater": seat.rater_id})
        settle_progress(sheet=seat.sheet, by=by)


def waive_group(*, sheet: Sheet, group: str, reason: str, points: Decimal, by: Actor) -> Waiver:
    """Let the sheet be computed without a group that did not rate (PER-19). The other weights stay as they are.

    points: what counts instead, 0 to the group's maximum. Refused without a reason, and when the group has rated.
    """
    if not reason.strip():
        raise Refused(_("Say why the group does not rate."), field="reason")
    line = ScoreLine.objects.filter(sheet=sheet, group=group).first()
    if line is None:
        raise Refused(_("This group is not on the sheet."), field="group")
    _clean_points(sheet, group, points)
    with transaction.atomic():
        _lock_unsettled(sheet)
        if Rating.objects.filter(seat__sheet=sheet, seat__group=group).exists():
            raise Refused(_("This group has rated; its points count."), field="group")
        waiver, made = Waiver.objects.get_or_create(
            line=line, defaults={"points": points, "reason": reason.strip(), "by": by.person, "at": now()}
        )
        if not made:
            raise AlreadyDone(_("This group is waived already."))
        emit(
            events.GROUP_WAIVED,
            sheet,
            by=by,
            data={"group": group, "points": str(points), "reason": reason.strip()},
        )
        settle_progress(sheet=sheet, by=by)
    return waiver


def appoint_rater(*, company: "Unit", group: str, person: "Person", by: Actor) -> GroupRater:
    """From now on the person rates for marketing or production in the company. Open sheets keep their raters."""
    if group not in (Group.MARKETING_HEAD, Group.PRODUCTION_HEAD):
        raise Refused(_("Only the heads of marketing and of production are appointed."), field="group")
    if person.company_id != company.pk or not person.is_active:
        raise Refused(
            _("%(person)s does not work in this company.") % {"person": person.name}, field="person"
        )
    with transaction.atomic():
        row, made = GroupRater.objects.get_or_create(company=company, group=group, person=person)
        if not made:
            raise AlreadyDone(_("%(person)s is among the raters already.") % {"person": person.name})
        emit(events.RATER_APPOINTED, company, by=by, data={"group": group, "person": person.pk})
    return row


def dismiss_rater(*, row: GroupRater, by: Actor) -> None:
    """The person rates for the group no longer. Open sheets keep their raters."""
    with transaction.atomic():
        if not GroupRater.objects.filter(pk=row.pk).delete()[0]:
            raise AlreadyDone(_("%(person)s is no longer among the raters.") % {"person": row.person.name})
        emit(events.RATER_DISMISSED, row.company, by=by, data={"group": row.group, "person": row.person_id})
