"""Whoever takes a complaint first owns it to the end; somebody else only with a superior's leave (CMP-2)."""

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.desk import events
from quanfu.desk.actions.case import require_open
from quanfu.desk.actions.request import move
from quanfu.desk.enums import State
from quanfu.desk.models import Complaint, OwnerChange

if TYPE_CHECKING:
    from quanfu.org.models import Person


def ask_owner_change(*, complaint: Complaint, taker: "Person", reason: str, by: "Person") -> OwnerChange:
    """Ask that somebody else owns the complaint; until it is decided the first owner stays. Refused without a reason, to
    whom it is about, and to whoever owns it; AlreadyDone while another wish waits."""
    request = complaint.request
    require_open(case=complaint)
    if not reason.strip():
        raise Refused(_("Give the reason for the change."), field="reason")
    if request.owner is None:
        raise Refused(_("The complaint has no owner yet."))
    if taker.pk == request.owner.pk:
        raise Refused(_("%(person)s has it already.") % {"person": taker.name}, field="taker")
    if taker.pk == complaint.about_id:
        raise Refused(_("The complaint is about %(person)s: somebody else has to own it.") % {"person": taker.name}, field="taker")  # fmt: skip
    try:
        with transaction.atomic():
            wish = OwnerChange.objects.create(
                complaint=complaint, giver=request.owner, taker=taker, reason=reason.strip(), asked_by=by, asked_at=now()
            )  # fmt: skip
            data = {
                "owner_change": wish.pk,
                "giver": wish.giver.name,
                "taker": taker.name,
                "reason": wish.reason,
            }
            emit(events.OWNER_CHANGE_ASKED, request, by=by, data=data)
    except IntegrityError as error:
        raise AlreadyDone(_("A change for %(number)s waits for a decision already.") % {"number": request.number}) from error  # fmt: skip
    return wish


def decide_owner_change(*, wish: OwnerChange, approved: bool | None, by: "Person", remark: str = "") -> None:
    """Grant or refuse the change. Neither who asked for it nor who is to get it decides; a refusal says why."""
    if approved is None:
        raise Refused(_("Grant or refuse the change."), field="approved")
    if by.pk in (wish.asked_by_id, wish.taker_id):
        raise Refused(_("Somebody else has to decide about your own wish."))
    if not approved and not remark.strip():
        raise Refused(_("Say why the change is refused."), field="remark")
    request = wish.complaint.request
    with transaction.atomic():
        decided = OwnerChange.objects.filter(pk=wish.pk, decided_at=None).update(
            approved=approved, decided_by=by, decided_at=now(), remark=remark.strip()
        )
        if decided != 1:
            raise AlreadyDone(_("This change is decided already."))
        wish.approved, wish.decided_by, wish.remark = approved, by, remark.strip()
        data = {"owner_change": wish.pk, "approved": approved, "giver": wish.giver.name, "taker": wish.taker.name, "remark": wish.remark}  # fmt: skip
        if not approved:
            emit(events.OWNER_CHANGE_DECIDED, request, by=by, data=data)
            return
        require_open(case=wish.complaint)
        move(
            request=request,
            to=State(request.state),
            by=by,
            event=events.OWNER_CHANGE_DECIDED,
            data=data,
            owner=wish.taker,
        )
