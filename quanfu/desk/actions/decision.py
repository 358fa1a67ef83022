"""Judging a complaint: assessment, findings, the decision, and what the customer says of it. Each asks the gates of
quanfu.desk.queries.complaint."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import Refused
from quanfu.core.rules import rule
from quanfu.desk import events
from quanfu.desk.actions.case import move_case, require_fair, require_open, require_way, tell_customer
from quanfu.desk.actions.note import add_note
from quanfu.desk.actions.request import approve, move
from quanfu.desk.enums import CaseState, Cause, Grade, Level3, NoteKind, Outcome, Solved, State, Verdict
from quanfu.desk.models import Assessment, Callback, Complaint, Decision, FailurePoint, Finding, ReturnCall
from quanfu.desk.queries.complaint import Gates

if TYPE_CHECKING:
    from quanfu.desk.models import ServiceType
    from quanfu.org.models import Person


def assess_complaint(
    *, complaint: Complaint, severity: str, is_safety: bool, complexity: int, impact: int, urgency: int, by: "Person",
    service_type: "ServiceType | None" = None, remark: str = "",
) -> Assessment:  # fmt: skip
    """The first assessment, or a later one: sets the grade, and takes a new request into handling.

    Safety, or high impact together with high urgency, makes it major whatever the severity. Refused without a service
    type where the request has none yet (INT-8).
    """
    if severity not in Grade.values:
        raise Refused(_("Say how grave it is."), field="severity")
    request = complaint.request
    if service_type is None and request.service_type_id is None:
        raise Refused(_("Choose what it is about."), field="service_type")
    require_open(case=complaint)
    grave = is_safety or (impact == Level3.HIGH and urgency == Level3.HIGH)
    grade = Grade.MAJOR if grave else Grade(severity)
    with transaction.atomic():
        made = Assessment.objects.create(
            complaint=complaint, severity=severity, is_safety=is_safety, complexity=complexity, impact=impact, urgency=urgency,
            grade=grade, remark=remark.strip(), by=by, at=now(),
        )  # fmt: skip
        if service_type and service_type.pk != request.service_type_id:
            move(
                request=request,
                to=State(request.state),
                by=by,
                event=events.REQUEST_CLASSIFIED,
                service_type=service_type,
            )
        if request.state in (State.REGISTERED, State.IN_REVIEW):
            approve(request=request, by=by)
        move_case(
            case=complaint,
            to=CaseState(complaint.state),
            by=by,
            event=events.COMPLAINT_GRADED,
            grade=grade,
            data={"assessment": made.pk},
        )
    return made


def record_finding(
    *, complaint: Complaint, text: str, is_confirmed: bool | None, cause: str, by: "Person",
    failure_point: FailurePoint | None = None,
) -> Finding:  # fmt: skip
    """What the investigation found. Refused from the person complained of, without facts, or without a judgement."""
    if not text.strip():
        raise Refused(_("Write down the facts."), field="text")
    if is_confirmed is None:
        raise Refused(_("Say whether it was our failure."), field="is_confirmed")
    if cause not in Cause.values:
        raise Refused(_("Choose the cause."), field="cause")
    require_fair(case=complaint, by=by)
    require_open(case=complaint)
    with transaction.atomic():
        made = Finding.objects.create(
            complaint=complaint, text=text.strip(), is_confirmed=is_confirmed, cause=cause, failure_point=failure_point, by=by, at=now()
        )  # fmt: skip
        move_case(case=complaint, to=CaseState.INVESTIGATED, by=by, event=events.COMPLAINT_INVESTIGATED, cause=cause,
                   failure_point=failure_point or complaint.failure_point, data={"finding": made.pk})  # fmt: skip
    return made


def decide_complaint(
    *, complaint: Complaint, text: str, is_solved: bool | None, way: str, by: "Person"
) -> Decision:
    """Decide and tell the customer; the request counts as fed back, so that its clocks stop and the customer is asked to rate.

    Refused without findings, assessment or approved offers (CMP-5), by the person complained of, and while work runs
    on a work order.
    """
    if not text.strip():
        raise Refused(_("Say what was decided."), field="text")
    if is_solved is None:
        raise Refused(_("Say whether the matter is solved."), field="is_solved")
    request = complaint.request
    require_way(request=request, way=way, by=by)
    require_fair(case=complaint, by=by)
    require_open(case=complaint)
    Gates(complaint).require("solved")
    if request.state == State.ORDERED and request.service_type and request.service_type.needs_order:
        raise Refused(_("The work order still runs; finish it first."))
    at = now()
    quick = at - complaint.opened_at <= timedelta(hours=int(rule("desk.complaint_quick_hours")))
    outcome = Outcome.UNSOLVED if not is_solved else Outcome.QUICK if quick else Outcome.BASIC
    with transaction.atomic():
        made = Decision.objects.create(
            complaint=complaint, text=text.strip(), is_solved=is_solved, way=way, by=by, at=at
        )
        tell_customer(request=request, way=way, text=made.text, by=by)
        move_case(
            case=complaint,
            to=CaseState.SOLVED,
            by=by,
            event=events.COMPLAINT_SOLVED,
            solved_at=at,
            outcome=outcome,
            data={"decision": made.pk},
        )
        if request.state not in (State.DONE, State.FED_BACK, State.RATED):
            move(
                request=request,
                to=State.DONE,
                by=by,
                event=events.REQUEST_FINISHED,
                done_at=at,
                result=made.text,
            )
        if request.state == State.DONE:
            move(request=request, to=State.FED_BACK, by=by, event=events.REQUEST_FED_BACK, data={"decision": made.pk, "way": way},
                 fed_back_at=at)  # fmt: skip
    return made


def record_return_call(*, complaint: Complaint, verdict: str, text: str, by: "Person") -> ReturnCall:
    """The customer was called after the solution (CMP-9). Not satisfied: the case goes back to its investigation, unless
    it is said why nothing more can be done."""
    if verdict not in Verdict.values:
        raise Refused(_("Say whether the customer is satisfied."), field="verdict")
    if not text.strip():
        raise Refused(_("Write down what the customer said."), field="text")
    if complaint.state not in (CaseState.SOLVED, CaseState.CALLED):
        raise Refused(_("The return call comes after the solution.") + " " + _missing(complaint, "called"))
    with transaction.atomic():
        made = ReturnCall.objects.create(
            complaint=complaint, verdict=verdict, text=text.strip(), by=by, at=now()
        )
        add_note(request=complaint.request, kind=NoteKind.CALL, text=made.text, by=by)
        if verdict == Verdict.GO_ON:
            reopen_complaint(complaint=complaint, reason=made.text, by=by)
        else:
            move_case(
                case=complaint,
                to=CaseState.CALLED,
                by=by,
                event=events.COMPLAINT_CALLED,
                data={"verdict": verdict},
            )
    return made


def count_callback(*, callback: Callback, by: Actor) -> ReturnCall | None:
    """A finished return call about a solved complaint is the call that its way asks for (CMP-9). Not solved: the case goes
    back to its investigation. None where no complaint waits for a call, and where nobody can be said to have called."""
    case = (
        Complaint.objects.select_related("request")
        .filter(request=callback.request_id, state=CaseState.SOLVED)
        .first()
    )
    caller = callback.done_by or callback.assignee
    if case is None or caller is None:
        return None
    with transaction.atomic():
        said = "\n".join(filter(None, (callback.get_solved_display(), callback.opinion, callback.wishes)))
        verdict = Verdict.GO_ON if callback.solved == Solved.NO else Verdict.CONTENT
        made = ReturnCall.objects.create(complaint=case, verdict=verdict, text=said, by=caller, at=now())
        if verdict == Verdict.GO_ON:
            reopen_complaint(complaint=case, reason=said, by=by)
        else:
            move_case(
                case=case,
                to=CaseState.CALLED,
                by=by,
                event=events.COMPLAINT_CALLED,
                data={"verdict": verdict},
            )
    return made


def reopen_complaint(*, complaint: Complaint, reason: str, by: Actor) -> None:
    """Back to the investigation from solved or called; what was decided stays as it was told."""
    if not reason.strip():
        raise Refused(_("Give the reason."), field="reason")
    if complaint.state not in (CaseState.SOLVED, CaseState.CALLED):
        raise Refused(_("Only a solved complaint can be taken up again."))
    with transaction.atomic():
        move_case(case=complaint, to=CaseState.INVESTIGATED, by=by, event=events.COMPLAINT_REOPENED, back=True, outcome=Outcome.UNSOLVED,
                   solved_at=None, reopened=complaint.reopened + 1, data={"reason": reason.strip()})  # fmt: skip


def _missing(case: Complaint, step: str) -> str:
    return " ".join(gate.missing for gate in Gates(case).missing(step))
