"""What a missed limit does to a request: more urgent, in other hands, or in those of a higher authority."""

from typing import TYPE_CHECKING

from django.db import transaction

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.desk import events
from quanfu.desk.actions.assignment import auto_assign
from quanfu.desk.actions.request import move
from quanfu.desk.enums import Priority, State
from quanfu.desk.models import Assignment, Reassignment, Request
from quanfu.desk.queries.assignment import rank_candidates

if TYPE_CHECKING:
    from quanfu.org.models import Person

SETTLED = {State.REFUSED, State.FED_BACK, State.RATED, State.CLOSED}


def lock_request(*, request_id: int, by: Actor) -> Request:
    """The request as it is, held until the transaction ends: acts on it wait, so that rows are locked in one order. Nothing is
    written, so that ``by`` is not kept."""
    return Request.objects.select_for_update(of=("self",)).select_related("unit", "responsible").get(pk=request_id)  # fmt: skip


def raise_priority(*, request: Request, by: Actor) -> bool:
    """One step more urgent; False when it is an emergency already."""
    if request.priority == Priority.EMERGENCY:
        return False
    with transaction.atomic():
        move(request=request, to=State(request.state), by=by, event=events.REQUEST_RAISED, priority=request.priority - 1)  # fmt: skip
    return True


def take_over(*, request: Request, person: "Person", reason: str, by: Actor) -> bool:
    """The person becomes responsible for the request as it is, whatever its state; False when they are already, or when
    there is nothing left to do. A work order stays with whoever works on it."""
    if request.responsible_id == person.pk or State(request.state) in SETTLED:
        return False
    at = now()
    with transaction.atomic():
        if request.state == State.ORDERED:
            Assignment.objects.filter(request=request, ended_at=None).update(ended_at=at)
            Assignment.objects.create(
                request=request, person=person, by=by.person, at=at, reasons=[{"code": "escalated", "points": 0}]
            )  # fmt: skip
        move(request=request, to=State(request.state), by=by, event=events.REQUEST_TAKEN_OVER, responsible=person,
             data={"reason": reason})  # fmt: skip
    return True


def give_to_another(
    *, request: Request, asked_by: "Person", reason: str, by: Actor
) -> "Person | None":  # fmt: skip
    """Give a late request to the best eligible other person, as a granted change that ``asked_by`` answers for.

    None when it is not with anybody who could be relieved, or when nobody else is eligible.
    """
    if request.state == State.APPROVED:
        given = auto_assign(request=request, by=by)
        return given.person if given else None
    if request.state != State.ORDERED or request.responsible is None:
        return None
    best = next((c for c in rank_candidates(request, at=now()) if c.eligible and c.person.pk != request.responsible_id), None)  # fmt: skip
    if best is None:
        return None
    at, giver = now(), request.responsible
    with transaction.atomic():
        Reassignment.objects.filter(request=request, decided_at=None).update(
            decided_at=at, approved=False, remark=reason[:200]
        )
        wish = Reassignment.objects.create(
            request=request, giver=giver, taker=best.person, reason=reason, asked_by=asked_by, asked_at=at, decided_at=at, approved=True
        )  # fmt: skip
        Assignment.objects.filter(request=request, ended_at=None).update(ended_at=at)
        Assignment.objects.create(
            request=request, person=best.person, by=by.person, at=at, reasons=best.reasons
        )
        data = {"reassignment": wish.pk, "approved": True, "remark": reason, "giver": giver.name, "taker": best.person.name}  # fmt: skip
        move(request=request, to=State.ORDERED, by=by, event=events.REASSIGNMENT_DECIDED, data=data,
             responsible=best.person, unit=best.person.unit, assigned_at=at, accepted_at=None)  # fmt: skip
    return best.person
