"""Giving an approved request to one person."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import Refused
from quanfu.desk import events
from quanfu.desk.actions.request import move
from quanfu.desk.enums import State
from quanfu.desk.models import Assignment, Request
from quanfu.desk.queries.assignment import Candidate, rank_candidates, reason_text

if TYPE_CHECKING:
    from quanfu.org.models import Person


def assign_request(
    *, request: Request, person: "Person", by: Actor, reasons: Sequence[dict[str, Any]] = ()
) -> Assignment:
    """Make the person responsible for the request (approved → being handled).

    Without ``reasons`` the person is ranked here and their reasons kept. Refused when the request is not approved,
    has no business field though its type demands skills, or when the person lacks a skill, is absent or has left.
    Being off duty or full may be overruled by the one who assigns.
    """
    if request.state != State.APPROVED:
        raise Refused(_("Only an approved request can be assigned."))
    if request.service_type and request.service_type.needs_order and request.field is None:
        raise Refused(_("Choose the business field first."), field="field")
    if not reasons:
        reasons = require_fit(request=request, person=person).reasons
    with transaction.atomic():
        at = now()
        move(request=request, to=State.ORDERED, by=by, event=events.REQUEST_ASSIGNED, data={"person": person.pk, "reasons": list(reasons)},
             responsible=person, unit=person.unit, assigned_at=at)  # fmt: skip
        return Assignment.objects.create(
            request=request, person=person, by=by.person, at=at, reasons=list(reasons)
        )


def require_fit(*, request: Request, person: "Person") -> Candidate:
    """The person as a candidate; Refused with the reason when they may not have this request."""
    candidate = rank_candidates(request, at=now(), only=person)[0]
    if candidate.forbidden:
        reasons = "；".join(reason_text(b) for b in candidate.blocks)
        raise Refused(
            _("%(person)s cannot take it: %(reasons)s") % {"person": person.name, "reasons": reasons},
            field="person",
        )
    return candidate


def auto_assign(*, request: Request, by: Actor) -> Assignment | None:
    """Give the request to the best eligible person; None when there is nobody, then it stays in the queue."""
    if request.state != State.APPROVED:
        return None
    best = next((c for c in rank_candidates(request, at=now()) if c.eligible), None)
    return assign_request(request=request, person=best.person, reasons=best.reasons, by=by) if best else None
