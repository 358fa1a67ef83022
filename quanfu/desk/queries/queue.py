"""What waits to be assigned, and in which way it is to find its person."""

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q

from quanfu.core.rules import rule
from quanfu.desk.enums import AssignmentMode, OfferState, State
from quanfu.desk.models import Offer, Request, ServiceType
from quanfu.desk.permissions import BATCH_CREATE
from quanfu.desk.queries.assignment import waiting_requests
from quanfu.desk.queries.request import visible_to

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quanfu.org.models import Person

AUTOMATIC = (AssignmentMode.AUTOMATIC, AssignmentMode.BATCH)


def mode_of(service_type: ServiceType | None) -> str:
    """How requests of the type are assigned: its own mode, else what the setting says."""
    if service_type and service_type.mode:
        return service_type.mode
    return AssignmentMode.AUTOMATIC if rule("desk.assignment_automatic") else AssignmentMode.HAND


def _of_modes(modes: "Iterable[str]") -> Q:
    """Requests whose type has one of the modes, by itself or by the setting."""
    condition = Q(service_type__mode__in=list(modes))
    usual = AssignmentMode.AUTOMATIC if rule("desk.assignment_automatic") else AssignmentMode.HAND
    return condition | Q(service_type__mode="") if usual in modes else condition


def batch_of(company_id: int, *, automatic: bool = False, by: "Person | None" = None) -> list[Request]:
    """The queue of a company as a batch takes it, urgent and old ones first; ``automatic``: only what is to find its person
    by itself; ``by``: only what that person may assign in a batch. Offered ones and those that lack their business field are left out. One query."""
    waiting = waiting_requests(company_id).exclude(service_type__needs_order=True, field=None)
    offered = Offer.objects.filter(request=OuterRef("pk"), state=OfferState.OPEN)
    waiting = waiting.filter(~Exists(offered))
    if by is not None:
        waiting = waiting.filter(visible_to(by, BATCH_CREATE))
    if automatic:
        waiting = waiting.filter(_of_modes(AUTOMATIC))
    return list(waiting[: int(rule("desk.assignment_batch_most"))])


def to_offer(company_id: int) -> list[Request]:
    """Requests that are to be offered and are offered to nobody now, urgent and old ones first."""
    offered = Offer.objects.filter(request=OuterRef("pk"), state=OfferState.OPEN)
    waiting = waiting_requests(company_id).filter(_of_modes([AssignmentMode.OFFER])).filter(~Exists(offered))
    return list(waiting[: int(rule("desk.assignment_batch_most"))])


def companies_waiting() -> list[int]:
    """Companies with something in the queue that is to find its person by itself; one query over an index."""
    waiting = Request.objects.filter(state=State.APPROVED).filter(_of_modes([*AUTOMATIC, AssignmentMode.OFFER]))  # fmt: skip
    return list(waiting.values_list("company", flat=True).order_by(F("company")).distinct())
