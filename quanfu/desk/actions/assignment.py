"""Giving an approved request to one person, by hand, by itself, or the whole queue at once."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.desk import events
from quanfu.desk.actions.request import move
from quanfu.desk.enums import AssignmentMode, OfferState, State
from quanfu.desk.models import Assignment, Offer, Request
from quanfu.desk.permissions import OVERRULING_CREATE
from quanfu.desk.queries.acts import covers
from quanfu.desk.queries.assignment import Candidate, Pool, rank_candidates, reason_text, to_judge
from quanfu.desk.queries.assignment_plan import Plan, plan_batch
from quanfu.desk.queries.queue import batch_of, mode_of

if TYPE_CHECKING:
    from quanfu.org.models import Person


def assign_request(
    *,
    request: Request,
    person: "Person",
    by: Actor,
    reasons: Sequence[dict[str, Any]] = (),
    way: str = AssignmentMode.HAND,
    overrule: str = "",
) -> Assignment:
    """Make the person responsible for the request (approved → being handled).

    Without ``reasons`` the person is ranked here and their reasons kept. Refused when the request is not approved,
    has no business field though its type demands skills, or when the person lacks a skill or a certificate, is absent or
    has left. Somebody off duty, full or of another territory needs ``overrule``, the reason for choosing them all the
    same, and the permission to overrule.
    """
    if request.state != State.APPROVED:
        raise Refused(_("Only an approved request can be assigned."))
    if request.service_type and request.service_type.needs_order and request.field is None:
        raise Refused(_("Choose the business field first."), field="field")
    if not reasons:
        fit = require_fit(request=request, person=person, overrule=overrule, by=by)
        reasons, overrule = fit.reasons, overrule.strip() if fit.blocks else ""
    with transaction.atomic():
        at = now()
        data = {"person": person.pk, "reasons": list(reasons)} | ({"overruled": overrule} if overrule else {})
        move(request=request, to=State.ORDERED, by=by, event=events.REQUEST_ASSIGNED, data=data,
             responsible=person, unit=person.unit, assigned_at=at)  # fmt: skip
        waiting = Offer.objects.filter(request=request, state=OfferState.OPEN)
        waiting.update(state=OfferState.MISSED, answered_at=at)
        return Assignment.objects.create(
            request=request, person=person, by=by.person, at=at, reasons=list(reasons), way=way, overruled=overrule
        )  # fmt: skip


def require_fit(*, request: Request, person: "Person", overrule: str | None = None, by: Actor) -> Candidate:
    """The person as a candidate; Refused with the reason when they may not have this request.

    ``overrule`` None: what may be overruled is overlooked, since somebody with the right to it decides later.
    """
    candidate = rank_candidates(request, at=now(), only=person)[0]
    if candidate.eligible or (overrule is None and not candidate.forbidden):
        return candidate
    told = {"person": person.name, "reasons": "；".join(reason_text(b) for b in candidate.blocks)}
    may = by.person is not None and covers(request, by=by.person, permission=OVERRULING_CREATE)
    if candidate.forbidden or not may:
        raise Refused(_("%(person)s cannot take it: %(reasons)s") % told, field="person")
    if not (overrule or "").strip():
        raise Refused(
            _("%(person)s is not proposed: %(reasons)s. Say why it shall be them all the same.") % told,
            field="overrule",
        )
    return candidate


def auto_assign(*, request: Request, by: Actor) -> Assignment | None:
    """Give the request to the best eligible person; None when there is nobody, then it stays in the queue."""
    if request.state != State.APPROVED:
        return None
    best = next((c for c in rank_candidates(request, at=now()) if c.eligible), None)
    if best is None:
        return None
    return assign_request(
        request=request, person=best.person, reasons=best.reasons, by=by, way=AssignmentMode.AUTOMATIC
    )


def fill_queue(*, company_id: int, by: Actor) -> Plan | None:
    """Look at the queue again: what waits for an automatic mode is given at least total cost, urgent and old ones first.

    None when nothing waits. Running it again changes nothing but what somebody became free for.
    """
    waiting = batch_of(company_id, automatic=True)
    if not waiting:
        return None
    plan = plan_batch(waiting, at=now())
    for row in plan.given:
        way = mode_of(row.request.service_type)
        _assign_quietly(row.request, row.candidate, way=way, by=by)
    return plan


def apply_plan(*, pairs: Iterable[tuple[int, int]], by: Actor) -> tuple[int, list[tuple[str, str]]]:
    """Assign as planned: (request, person) by id. Each pair is judged once more as things stand now.

    (number assigned, [(request's number, why not)]): what moved on meanwhile, or whose person does not fit any more, is
    left and named; the rest goes on.
    """
    wanted = dict(pairs)
    found = [r for r in to_judge(wanted) if r.state == State.APPROVED]
    companies: dict[int, list[Request]] = {}
    for request in found:
        companies.setdefault(request.company_id, []).append(request)
    known = {request.pk for request in found}
    failed = [(str(pk), _("It has moved on meanwhile.")) for pk in wanted if pk not in known]
    given = 0
    for requests in companies.values():
        pool, more = Pool(requests, at=now()), dict[int, int]()
        for request in requests:
            person = pool.people.get(wanted[request.pk])
            if person is None or person.pk not in pool.shared(pool.need_of(request)):
                failed.append((request.number, _("Nobody of that name may have it.")))
                continue
            candidate = pool.judge(request, person, more=more.get(person.pk, 0))
            if not candidate.eligible:
                failed.append((request.number, "；".join(reason_text(b) for b in candidate.blocks)))
            elif _assign_quietly(request, candidate, way=AssignmentMode.BATCH, by=by):
                more[person.pk] = more.get(person.pk, 0) + 1
                given += 1
            else:
                failed.append((request.number, _("It has moved on meanwhile.")))
    return given, failed


def _assign_quietly(request: Request, candidate: Candidate, *, way: str, by: Actor) -> bool:
    """Whether it worked; somebody else may have been faster, or a field may be missing."""
    try:
        assign_request(request=request, person=candidate.person, reasons=candidate.reasons, way=way, by=by)
    except (AlreadyDone, Refused):
        return False
    return True
