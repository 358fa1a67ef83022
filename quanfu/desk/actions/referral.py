"""Passing a complaint or an opinion to a department, and bringing it back: answered, sent back, or climbed."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import SYSTEM, Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.rules import rule
from quanfu.desk import events
from quanfu.desk.actions.request import move
from quanfu.desk.enums import Kind, ReferralEnd, State
from quanfu.desk.models import Referral, Request
from quanfu.desk.queries.due import referral_due
from quanfu.org.queries.person import head_of
from quanfu.org.queries.unit import common_superior, parent_of

if TYPE_CHECKING:
    from quanfu.org.models import Person, Unit


def refer_request(
    *,
    request: Request,
    unit: "Unit",
    step: str,
    by: "Person",
    due_at: datetime | None = None,
    person: "Person | None" = None,
) -> Referral:
    """Pass it to a department with the step it has to take. Of a complaint its head becomes the responsible person; the
    contact owner stays (CMP-2). Without a date: rule desk.referral_minutes around the clock for a complaint, else
    desk.opinion_minutes of working time.

    Refused without a step, for one's own unit, for a date in the past, or when the department has nobody who answers.
    """
    if not step.strip():
        raise Refused(_("Say what the department has to do."), field="step")
    if request.state == State.CLOSED:
        raise Refused(_("The request is closed."))
    if due_at is not None and due_at <= now():
        raise Refused(_("The date lies in the past."), field="due_at")
    taker = person or head_of(unit)
    if taker is None:
        raise Refused(
            _("The unit “%(unit)s” has no head who could take the request.") % {"unit": unit}, field="unit"
        )
    case = getattr(request, "complaint", None)
    if case is not None and case.about_id == taker.pk:
        raise Refused(
            _("The complaint is about %(person)s: choose another department.") % {"person": taker.name},
            field="unit",
        )
    if request.referrals.filter(unit=unit, ended_at=None).exists():
        raise AlreadyDone(_("%(unit)s has it already.") % {"unit": unit})
    return _open(
        request, unit, taker, step.strip(), due_at or referral_due(request), by=by, from_unit=by.unit
    )


def _open(
    request: Request,
    unit: "Unit",
    person: "Person",
    step: str,
    due_at: datetime,
    *,
    by: Actor,
    from_unit: "Unit",
) -> Referral:
    with transaction.atomic():
        made = Referral.objects.create(
            request=request, from_unit=from_unit, unit=unit, person=person, step=step, by=by.person, at=now(), due_at=due_at, next_at=due_at
        )  # fmt: skip
        _give(request, person, by, events.REFERRAL_OPENED, made)
    return made


def _give(request: Request, person: "Person", by: Actor, event: str, referral: Referral) -> None:
    """The one who must act now becomes responsible for a complaint; an opinion leaves its request where it is."""
    data = {"referral": referral.pk, "person": person.pk}
    if request.kind == Kind.COMPLAINT and request.responsible_id != person.pk:
        move(request=request, to=State(request.state), by=by, event=event, data=data, responsible=person)
    else:
        emit(event, request, by=by, data=data)


def answer_referral(*, referral: Referral, answer: str, by: "Person") -> None:
    """The department has done its step. A complaint goes back to its contact owner."""
    if not answer.strip():
        raise Refused(_("Write down the answer."), field="answer")
    with transaction.atomic():
        _end(referral, ReferralEnd.ANSWERED, answer.strip(), by)
        _give_back(referral, by)


def return_referral(*, referral: Referral, answer: str, by: "Person") -> Referral | None:
    """The department says it is not theirs. The second return between the same two goes to their common superior, whose
    referral comes back (CMP-11); before that the contact owner has it again."""
    if not answer.strip():
        raise Refused(_("Say why it is not yours."), field="answer")
    request = referral.request
    with transaction.atomic():
        _end(referral, ReferralEnd.RETURNED, answer.strip(), by)
        pair = (referral.unit_id, referral.from_unit_id)
        returns = Referral.objects.filter(
            request=request, unit__in=pair, from_unit__in=pair, end=ReferralEnd.RETURNED
        ).count()
        if returns < int(rule("desk.referral_returns", company=request.company_id)):
            _give_back(referral, by)
            return None
        superior = common_superior(referral.unit, referral.from_unit)
        head = head_of(superior)
        if head is None:
            _give_back(referral, by)
            return None
        step = _("Decide who does it: %(step)s") % {"step": referral.step}
        return _open(request, superior, head, step, referral_due(request), by=by, from_unit=referral.unit)


def _end(referral: Referral, end: ReferralEnd, answer: str, by: "Person") -> None:
    changed = Referral.objects.filter(pk=referral.pk, ended_at=None).update(
        end=end, answer=answer, ended_by=by, ended_at=now(), next_at=None
    )
    if changed != 1:
        raise AlreadyDone(_("This has been answered already."))
    referral.end, referral.answer = end, answer


def _give_back(referral: Referral, by: Actor) -> None:
    request = referral.request
    owner = request.owner or referral.by or referral.person
    data = {"referral": referral.pk, "person": owner.pk, "end": referral.end}
    others = Referral.objects.filter(request=request, ended_at=None).exists()
    if request.kind == Kind.COMPLAINT and request.state != State.CLOSED and not others:
        move(
            request=request,
            to=State(request.state),
            by=by,
            event=events.REFERRAL_ENDED,
            data=data,
            responsible=owner,
        )
    else:
        emit(events.REFERRAL_ENDED, request, by=by, data=data)


def climb_referrals(*, by: Actor = SYSTEM, limit: int = 200) -> int:
    """What departments did not answer in time goes one level up, to the head above, and all concerned are told (CMP-13,
    FBK-18); how many climbed. Each climbs once a limit, however often the job runs."""
    late = (
        Referral.objects.filter(next_at__lte=now())
        .order_by("next_at")
        .select_related("request", "person", "unit")[:limit]
    )
    return sum(_climb(referral, by) for referral in late)


def _climb(referral: Referral, by: Actor) -> bool:
    """To the nearest head above who is somebody else; with nobody above it stays, and those concerned are told."""
    superior = parent_of(referral.unit)
    head = head_of(superior, other_than=referral.person) if superior else None
    step = referral.due_at - referral.at
    again = referral.next_at + step if head and referral.next_at else None
    with transaction.atomic():
        changed = Referral.objects.filter(pk=referral.pk, next_at=referral.next_at).update(
            level=referral.level + 1,
            next_at=again,
            person=head or referral.person,
            unit=superior or referral.unit,
        )
        if changed != 1:
            return False
        before = referral.person
        referral.level += 1
        referral.person, referral.unit = head or before, superior or referral.unit
        data = {
            "referral": referral.pk,
            "person": referral.person.pk,
            "before": before.pk,
            "level": referral.level,
        }
        request = referral.request
        if head and request.kind == Kind.COMPLAINT and request.responsible_id != head.pk:
            move(
                request=request,
                to=State(request.state),
                by=by,
                event=events.REFERRAL_CLIMBED,
                data=data,
                responsible=head,
            )
        else:
            emit(events.REFERRAL_CLIMBED, request, by=by, data=data)
    return True


def end_referral(*, referral: Referral, end: str, answer: str, by: "Person") -> None:
    """Answer it, or send it back."""
    if end == ReferralEnd.RETURNED:
        return_referral(referral=referral, answer=answer, by=by)
    else:
        answer_referral(referral=referral, answer=answer, by=by)
