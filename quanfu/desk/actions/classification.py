"""Saying what kind of work a request is."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import Refused
from quanfu.core.fields import clean_facts
from quanfu.desk import events
from quanfu.desk.actions.request import approve, move
from quanfu.desk.actions.review import require_qualification
from quanfu.desk.enums import Kind, Priority, State
from quanfu.desk.models import Request, ServiceType
from quanfu.desk.queries.emergency import emergency_team
from quanfu.desk.queries.kind_fields import facts_owner
from quanfu.desk.queries.service_type import only_field
from quanfu.org.queries.person import head_of

if TYPE_CHECKING:
    from quanfu.org.models import Skill

UNJUDGED = {State.REGISTERED, State.IN_REVIEW}
CLASSIFIABLE = {State.REGISTERED, State.IN_REVIEW, State.APPROVED, State.ORDERED}


def classify_request(
    *,
    request: Request,
    service_type: ServiceType,
    by: Actor,
    priority: int | None = None,
    field: "Skill | None" = None,
    charge: str = "",
    special_wish: str | None = None,
    expected_at: datetime | None = None,
    facts: dict[str, Any] | None = None,
) -> None:
    """Set type, urgency, field and details. A new request goes on to review, or is approved if its type needs none.

    Refused for a type of the first level or another company, for a wish in the past, for facts the type does not
    know, and once the work is done. Whoever classifies accepts: the qualification is demanded (REQ-7).
    """
    require_qualification(by=by)
    if (
        service_type.company_id != request.company_id
        or service_type.parent_id is None
        or not service_type.is_active
    ):
        raise Refused(_("Choose a service type of the second level."), field="service_type")
    if State(request.state) not in CLASSIFIABLE:
        raise Refused(_("The work is done; the type can no longer be changed."))
    if expected_at and expected_at != request.expected_at and expected_at < now():
        raise Refused(_("The wished time lies in the past."), field="expected_at")
    columns: dict[str, Any] = {
        "service_type": service_type,
        "kind": Kind.COMPLAINT if request.kind == Kind.COMPLAINT else service_type.kind,
        "charge": charge or service_type.charge,
        "facts": clean_facts(facts_owner(service_type), facts if facts is not None else request.facts),
        "priority": request.priority if priority is None else priority,
        "field": field or request.field or only_field(service_type),
        "special_wish": request.special_wish if special_wish is None else special_wish,
        "expected_at": expected_at or request.expected_at,
        "unit": service_type.unit
        or (request.site.unit if request.site and request.site.unit else request.unit),
    }
    team = emergency_team(request.company) if columns["priority"] == Priority.EMERGENCY else None
    if team and request.state != State.ORDERED:  # straight to the team, past review (INT-24)
        columns |= {"unit": team, "responsible": head_of(team) or request.responsible}
    new = request.state == State.REGISTERED
    past_review = (new and not service_type.needs_review) or (team is not None and request.state in UNJUDGED)
    to = State.IN_REVIEW if new and not past_review else State(request.state)
    with transaction.atomic():
        move(request=request, to=to, by=by, event=events.REQUEST_CLASSIFIED, **columns)
        if past_review:
            approve(request=request, by=by)
