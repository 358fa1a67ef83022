"""Judging a request and explaining a refusal."""

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import Refused
from quanfu.core.events import emit
from quanfu.core.rules import rule
from quanfu.desk import events
from quanfu.desk.actions.request import approve, move
from quanfu.desk.enums import Kind, State
from quanfu.desk.models import Explanation, Request, Review
from quanfu.org.queries.skill import level_of


def review_request(
    *,
    request: Request,
    reasonable: bool | None,
    feasible: bool | None,
    by: Actor,
    reason: str = "",
    charge: str = "",
) -> Review:
    """Judge both ways; approved when both are yes, else refused with a reason (REQ-4).

    charge: what the request falls under, where the type leaves that to the one who judges; a repair is approved only when
    it is said (REQ-11). Refused when a judgement is missing, when the request is not in review, or when the reviewer lacks the
    acceptance qualification (REQ-7).
    """
    if reasonable is None:
        raise Refused(_("Judge whether the request is reasonable."), field="reasonable")
    if feasible is None:
        raise Refused(_("Judge whether the request is feasible."), field="feasible")
    require_qualification(by=by)
    approved = reasonable and feasible
    if not approved and not reason.strip():
        raise Refused(_("Give the reason for refusing."), field="reason")
    charge = charge or request.charge
    if approved and request.kind == Kind.REPAIR and not charge:
        raise Refused(_("Decide whether the repair is free, paid or under a contract."), field="charge")
    if request.state != State.IN_REVIEW:
        raise Refused(_("Only a request in review can be judged; classify it first."))
    with transaction.atomic():
        review = Review.objects.create(
            request=request, reasonable=reasonable, feasible=feasible, approved=approved, reason=reason.strip(), by=by.person, at=now()
        )  # fmt: skip
        if approved:
            emit(events.REQUEST_REVIEWED, request, by=by, data={"review": review.pk, "approved": True})
            approve(request=request, by=by, **({"charge": charge} if charge != request.charge else {}))
        else:
            move(request=request, to=State.REFUSED, by=by, event=events.REQUEST_REVIEWED,
                 data={"review": review.pk, "approved": False, "reason": review.reason})  # fmt: skip
    return review


def require_qualification(*, by: Actor) -> None:
    """Refused unless the person has the skill that accepting requests demands (REQ-7). The system needs none."""
    skill, least = str(rule("desk.acceptance_skill")), int(rule("desk.acceptance_level"))
    if by.person and skill and level_of(by.person, skill_code=skill) < least:
        raise Refused(
            _("Accepting requests demands the skill “%(skill)s” at level %(level)s.")
            % {"skill": skill, "level": least}
        )


def explain_refusal(*, request: Request, way: str, text: str, by: Actor) -> Explanation:
    """Record that the customer was told why (REQ-5). Counts as contact with the customer."""
    if not text.strip():
        raise Refused(_("Say what the customer was told."), field="text")
    if request.state != State.REFUSED or by.person is None:
        raise Refused(_("Only a refused request is explained."))
    with transaction.atomic():
        explanation = Explanation.objects.create(
            request=request, way=way, text=text.strip(), by=by.person, at=now()
        )
        emit(events.REQUEST_EXPLAINED, request, by=by, data={"way": way, "text": text.strip()})
    return explanation
