"""Changing a wrong assignment, with a reason and a manager's leave."""

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.desk import events
from quanfu.desk.actions.assignment import require_fit
from quanfu.desk.actions.request import move
from quanfu.desk.enums import State
from quanfu.desk.models import Assignment, Reassignment, Request

if TYPE_CHECKING:
    from quanfu.org.models import Person


def ask_reassignment(*, request: Request, taker: "Person", reason: str, by: Actor) -> Reassignment:
    """Ask for somebody else; until it is decided the old person stays responsible (ASG-8, ASG-9)."""
    if not reason.strip():
        raise Refused(_("Give the reason for the change."), field="reason")
    if request.state != State.ORDERED or request.responsible is None or by.person is None:
        raise Refused(_("Only a request that is being handled can be given to somebody else."))
    if taker.pk == request.responsible_id:
        raise Refused(_("%(person)s has it already.") % {"person": taker.name}, field="taker")
    require_fit(request=request, person=taker, by=by)
    try:
        with transaction.atomic():
            wish = Reassignment.objects.create(
                request=request, giver=request.responsible, taker=taker, reason=reason.strip(), asked_by=by.person, asked_at=now()
            )  # fmt: skip
            emit(events.REASSIGNMENT_ASKED, request, by=by,
                 data={"reassignment": wish.pk, "giver": wish.giver.name, "taker": taker.name, "reason": wish.reason})  # fmt: skip
    except IntegrityError as error:
        raise AlreadyDone(
            _("A change for %(number)s waits for a decision already.") % {"number": request.number}
        ) from error
    return wish


def decide_reassignment(
    *, reassignment: Reassignment, approved: bool | None, by: Actor, remark: str = ""
) -> None:
    """Grant or refuse the change. Nobody decides their own wish. Granted: the new person is responsible and must accept."""
    if approved is None:
        raise Refused(_("Grant or refuse the change."), field="approved")
    if by.person is None or by.person.pk == reassignment.asked_by_id:
        raise Refused(_("Somebody else has to decide about your own wish."))
    if not approved and not remark.strip():
        raise Refused(_("Say why the change is refused."), field="remark")
    at = now()
    with transaction.atomic():
        decided = Reassignment.objects.filter(pk=reassignment.pk, decided_at=None).update(
            approved=approved, decided_by=by.person, decided_at=at, remark=remark.strip()
        )
        if decided != 1:
            raise AlreadyDone(_("This change is decided already."))
        reassignment.refresh_from_db()
        request = reassignment.request
        data = {"reassignment": reassignment.pk, "approved": approved, "remark": remark.strip(), "giver": reassignment.giver.name, "taker": reassignment.taker.name}  # fmt: skip
        if not approved:
            emit(events.REASSIGNMENT_DECIDED, request, by=by, data=data)
            return
        if request.state != State.ORDERED:
            raise AlreadyDone(_("%(number)s has moved on meanwhile.") % {"number": request.number})
        fit = require_fit(request=request, person=reassignment.taker, by=by)
        Assignment.objects.filter(request=request, ended_at=None).update(ended_at=at)
        Assignment.objects.create(
            request=request, person=reassignment.taker, by=by.person, at=at, reasons=fit.reasons
        )
        move(request=request, to=State.ORDERED, by=by, event=events.REASSIGNMENT_DECIDED, data=data,
             responsible=reassignment.taker, unit=reassignment.taker.unit, assigned_at=at, accepted_at=None)  # fmt: skip
