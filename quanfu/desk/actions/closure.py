"""Closing a request for good."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from quanfu.core.actor import SYSTEM, Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.rules import rule
from quanfu.desk import events
from quanfu.desk.actions.link import require_no_open_children
from quanfu.desk.actions.request import move
from quanfu.desk.enums import CaseState, Kind, State
from quanfu.desk.models import Closure, Complaint, Followup, Investigation, Request
from quanfu.desk.queries.complaint import Gates, case_of

WITH_REASON = {State.REGISTERED, State.IN_REVIEW, State.APPROVED, State.FED_BACK}


def close_request(*, request: Request, by: Actor, reason: str = "") -> Closure:
    """Close it. Rated: at once. Fed back but not rated, or not yet begun (withdrawn, double): with a reason.

    Refused while work is under way or not yet fed back, without a type (INT-8), when a refusal was not explained
    (REQ-5), and while an investigation, a follow-up or a request below it is open.
    """
    if request.kind == Kind.COMPLAINT and (case := case_of(request)) and case.is_open:
        missing = " ".join(gate.missing for gate in Gates(case).missing("closed"))
        raise Refused(_("A complaint is closed on its own page.") + " " + missing)
    require_no_open_children(request=request)
    state = State(request.state)
    if state in (State.ORDERED, State.DONE):
        raise Refused(_("Finish the work and tell the customer first."))
    if state in WITH_REASON and not reason.strip():
        raise Refused(_("Give the reason for closing."), field="reason")
    if request.service_type_id is None:
        raise Refused(_("Classify the request before closing it."), field="service_type")
    if state == State.REFUSED and not request.explanations.exists():
        raise Refused(_("Explain the refusal to the customer first."))
    if request.investigations.filter(closed_at=None).exists():
        raise Refused(_("An investigation is still open."))
    if request.followups.filter(done_at=None).exists():
        raise Refused(_("A follow-up task is still open."))
    with transaction.atomic():
        at = now()
        move(
            request=request,
            to=State.CLOSED,
            by=by,
            event=events.REQUEST_CLOSED,
            data={"reason": reason.strip()},
            closed_at=at,
        )
        return Closure.objects.create(request=request, reason=reason.strip(), by=by.person, at=at)


def close_unrated_requests(*, by: Actor = SYSTEM, limit: int = 500) -> int:
    """Close requests whose customers were told long enough ago and did not rate; how many were closed."""
    before: datetime = now() - timedelta(days=int(rule("desk.rating_wait_days")))
    waiting = (
        Request.objects.filter(state=State.FED_BACK, fed_back_at__lte=before, service_type__isnull=False)
        .exclude(Exists(Investigation.objects.filter(request=OuterRef("pk"), closed_at=None)))
        .exclude(Exists(Followup.objects.filter(request=OuterRef("pk"), done_at=None)))
        .exclude(Exists(Complaint.objects.filter(request=OuterRef("pk")).exclude(state=CaseState.CLOSED)))
        .order_by("fed_back_at")[:limit]
    )
    closed = 0
    for request in waiting:
        try:
            close_request(request=request, by=by, reason=_("no rating within the waiting time"))
            closed += 1
        except (AlreadyDone, Refused):
            continue
    return closed
