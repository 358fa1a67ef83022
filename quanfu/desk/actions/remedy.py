"""What is done for customers who complained, and who may promise how much."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.money import Money
from quanfu.core.rules import rule
from quanfu.desk import events
from quanfu.desk.actions.case import offered
from quanfu.desk.enums import CaseState, RemedyKind
from quanfu.desk.models import Complaint, Remedy
from quanfu.desk.permissions import LARGE_REMEDY_UPDATE

if TYPE_CHECKING:
    from quanfu.org.models import Person

PAID = (RemedyKind.REFUND, RemedyKind.COMPENSATION)


def offer_remedy(
    *,
    complaint: Complaint,
    kind: str,
    text: str,
    by: "Person",
    amount: Money | None = None,
    is_distress: bool = False,
) -> Remedy:
    """Record what is done or offered; "none" too, with its reason (CMP-7). An amount above the rule desk.remedy_own_yuan
    waits for an approval (CMP-6). Refused without words, and for money without an amount."""
    if kind not in RemedyKind.values:
        raise Refused(_("Choose what is done for the customer."), field="kind")
    if not text.strip():
        raise Refused(_("Say what is done, or why nothing is."), field="text")
    amount = amount or Money(0)
    if kind in PAID and amount <= Money(0):
        raise Refused(_("Give the amount."), field="amount")
    if amount < Money(0) or (kind in (RemedyKind.NONE, RemedyKind.APOLOGY) and amount):
        raise Refused(_("This kind has no amount."), field="amount")
    if complaint.state == CaseState.CLOSED:
        raise AlreadyDone(_("The complaint %(number)s is closed.") % {"number": complaint.request.number})
    if complaint.about_id == by.pk:
        raise Refused(_("The complaint is about yourself: somebody else has to judge it."))
    alone = amount <= Money.yuan(int(rule("desk.remedy_own_yuan", company=complaint.company_id)))
    with transaction.atomic():
        at = now()
        made = Remedy.objects.create(
            complaint=complaint, kind=kind, amount=amount, is_distress=is_distress, text=text.strip(), by=by, at=at,
            approved=True if alone else None, decided_by=by if alone else None, decided_at=at if alone else None,
        )  # fmt: skip
        emit(events.REMEDY_OFFERED, made, by=by, label=complaint.request.number,
             data={"complaint": complaint.pk, "fen": amount.fen, "waits": not alone})  # fmt: skip
        if alone:
            offered(complaint=complaint, by=by)
    return made


def decide_remedy(*, remedy: Remedy, approved: bool | None, by: "Person", remark: str = "") -> None:
    """Approve or refuse an offer above the limit. Nobody approves their own; beyond desk.remedy_approver_yuan the right
    to approve any amount is needed. A refusal says why."""
    if approved is None:
        raise Refused(_("Approve or refuse the offer."), field="approved")
    if by.pk == remedy.by_id:
        raise Refused(_("Somebody else has to decide about your own offer."))
    if not approved and not remark.strip():
        raise Refused(_("Say why the offer is refused."), field="remark")
    case = remedy.complaint
    most = Money.yuan(int(rule("desk.remedy_approver_yuan", company=case.company_id)))
    request = case.request
    any_amount = by.scope(LARGE_REMEDY_UPDATE).covers(unit_id=request.unit_id, company_id=request.company_id)
    if approved and remedy.amount > most and not any_amount:
        raise Refused(
            _("You may approve up to %(most)s yuan; this needs a higher authority.") % {"most": f"{most:,}"}
        )
    with transaction.atomic():
        decided = Remedy.objects.filter(pk=remedy.pk, approved=None).update(
            approved=approved, decided_by=by, decided_at=now(), remark=remark.strip()
        )
        if decided != 1:
            raise AlreadyDone(_("This offer is decided already."))
        remedy.approved = approved
        emit(
            events.REMEDY_DECIDED,
            remedy,
            by=by,
            label=request.number,
            changes={"approved": [None, approved]},
            data={"complaint": case.pk},
        )
        if approved and case.state != CaseState.CLOSED:
            offered(complaint=case, by=by)
