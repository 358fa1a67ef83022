"""What a customer sees of the way of their request."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from quanfu.core.fields import show_facts
from quanfu.desk.enums import STAGE_OF, Kind, Stage, State
from quanfu.desk.queries.kind_fields import facts_owner
from quanfu.desk.queries.timeline import outward_lines
from quanfu.portal.queries.complaint import case_view
from quanfu.portal.queries.promise import promises_of
from quanfu.surveys.queries.answer import answer_of
from quanfu.surveys.queries.invitation import invitation_of, rating_path

if TYPE_CHECKING:
    from quanfu.core.models import StoredFile
    from quanfu.desk.models import Request


@dataclass(frozen=True)
class Step:
    """One of the six stages (REQ-8). state: done | current | open | wrong; at: when it was completed."""

    label: str
    state: str
    at: datetime | None


@dataclass(frozen=True)
class Said:
    """A line of the conversation that the customer may see. kind: customer | reply."""

    at: datetime
    by: str
    kind: str
    text: str
    files: "tuple[StoredFile, ...]" = ()


def steps_of(request: "Request") -> list[Step]:
    """All six stages in order, done up to the present one; a refused request stops at its acceptance."""
    stages, present = list(Stage), STAGE_OF[State(request.state)]
    ended = request.state in (State.RATED, State.CLOSED)
    completed = {
        Stage.ENQUIRY: request.opened_at, Stage.ACCEPTANCE: request.approved_at, Stage.ASSIGNMENT: request.assigned_at,
        Stage.EXECUTION: request.done_at, Stage.FEEDBACK: request.fed_back_at, Stage.EVALUATION: request.rated_at,
    }  # fmt: skip
    steps = []
    for stage in stages:
        passed = ended or stages.index(stage) < stages.index(present)
        state = "done" if passed else "current" if stage == present else "open"
        if stage == present and request.state == State.REFUSED:
            state = "wrong"
        if ended and completed[stage] is None:
            state = "skipped"
        steps.append(Step(str(stage.label), state, completed[stage] if state == "done" else None))
    return steps


def conversation_of(request: "Request") -> list[Said]:
    """The customer's words and what we told them, oldest first: replies, results, reasons of a refusal.

    Never private notes, calls or who judged what.
    """
    company = str(request.company)
    said = [Said(request.opened_at, request.contact_name, "customer", request.body or request.subject)]
    for line in outward_lines(request):
        said.append(Said(line.at, line.by, line.kind, line.text, tuple(line.files)))
    said += [Said(told.at, company, "reply", told.text) for told in request.feedbacks.all()]
    said += [Said(told.at, company, "reply", told.text) for told in request.explanations.all()]
    said += [
        Said(told.closed_at, company, "reply", told.reply_text)
        for told in request.investigations.exclude(reply_text="")
        if told.closed_at
    ]
    return sorted(said, key=lambda line: line.at)


def page_of(request: "Request") -> dict[str, Any]:
    """All that the tracking page shows."""
    invitation = invitation_of(request)
    rated = answer_of(request)
    return {
        "company": request.company,
        "req": request,
        "case": case_view(request) if request.kind == Kind.COMPLAINT else None,
        "steps": steps_of(request),
        "said": conversation_of(request),
        "promises": promises_of(request),
        "rating": rated,
        "rating_path": rating_path(invitation) if invitation else None,
        "facts": show_facts(facts_owner(request.service_type), request.facts) if request.service_type else [],
        "open": request.state != State.CLOSED,
    }
