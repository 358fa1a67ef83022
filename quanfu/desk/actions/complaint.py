"""The way of a complaint from receipt to closing. Every step asks the gates of quanfu.desk.queries.complaint."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quanfu.channels.actions.message import send_message
from quanfu.channels.enums import ChannelKind, Way
from quanfu.channels.queries.channel import channels_of
from quanfu.core.actor import SYSTEM, Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.rules import rule
from quanfu.desk import events
from quanfu.desk.actions.note import add_note
from quanfu.desk.actions.request import approve, mark_contacted, move, open_request
from quanfu.desk.enums import CaseState, Cause, Grade, Kind, Level3, NoteKind, Origin, Outcome, State, Verdict
from quanfu.desk.models import (
    Acknowledgement,
    Assessment,
    Closure,
    Complaint,
    Decision,
    FailurePoint,
    Finding,
    Note,
    Request,
    ReturnCall,
)
from quanfu.desk.queries.complaint import Gates, case_of, procedure_of

if TYPE_CHECKING:
    from quanfu.desk.models import ServiceType
    from quanfu.org.models import Person, Unit

WAY = list(CaseState)
SELF_REPORT = "self_report"  # the source of requests that staff reported on themselves
TOLD_BY = (Way.PHONE, Way.SMS, Way.MAIL, Way.VISIT)


def open_case(
    *,
    request: Request,
    by: Actor,
    origin: str = Origin.CUSTOMER,
    regarding: Request | None = None,
    complained: bool = True,
) -> Complaint:
    """The case beside a request of kind complaint; the one that is there if it has one.

    What came in from outside without a person is acknowledged by itself (rule desk.complaint_acknowledge).
    """
    if known := case_of(request):
        return known
    at = now()
    try:
        with transaction.atomic():
            case = Complaint.objects.create(
                request=request, company_id=request.company_id, origin=origin, regarding=regarding, opened_at=at,
                complained_at=at if complained else None,
            )  # fmt: skip
            emit(events.COMPLAINT_OPENED, case, by=by, data={"request": request.pk, "origin": origin})
    except IntegrityError as error:
        raise AlreadyDone(
            _("%(number)s has become a complaint meanwhile.") % {"number": request.number}
        ) from error
    if complained and by.person is None and rule("desk.complaint_acknowledge", company=request.company_id):
        _acknowledge_by_itself(case)
    return case


def ensure_case(*, request: Request, by: Actor) -> None:
    """A request of kind complaint gets its case; reported by our own staff, it is one that nobody has complained of yet."""
    if request.kind == Kind.COMPLAINT:
        own = request.source == SELF_REPORT
        open_case(
            request=request, by=by, origin=Origin.SELF_REPORT if own else Origin.CUSTOMER, complained=not own
        )


def _acknowledge_by_itself(case: Complaint) -> None:
    """By mail, else SMS, else on the customer's own page. It is no answer: the clock for the first contact runs on (AMB-13)."""
    request = case.request
    way = Way.MAIL if request.contact_email else Way.SMS if request.contact_phone else Way.SYSTEM
    expected = promised_by(request.opened_at)
    acknowledge_complaint(
        complaint=case, way=way, procedure=procedure_of(request, expected), expected_at=expected, by=SYSTEM
    )


def promised_by(since: datetime) -> datetime:
    """By when a complainant has our answer: around the clock (AMB-13)."""
    return since + timedelta(hours=int(rule("desk.complaint_answer_hours")))


def turn_into_complaint(*, request: Request, reason: str, by: Actor) -> Complaint:
    """An open request becomes a complaint, in the customer's words. Refused when it is closed or one already."""
    if not reason.strip():
        raise Refused(_("Say what the customer complains about."), field="reason")
    if request.state == State.CLOSED:
        raise Refused(_("The request is closed: register a new complaint about it."))
    if case_of(request):
        raise AlreadyDone(_("%(number)s is a complaint already.") % {"number": request.number})
    with transaction.atomic():
        add_note(request=request, kind=NoteKind.CUSTOMER, text=reason, by=by)
        case = open_case(request=request, origin=Origin.TURNED, by=by)
        move(
            request=request,
            to=State(request.state),
            by=by,
            event=events.REQUEST_CLASSIFIED,
            kind=Kind.COMPLAINT,
        )
    return case


def report_failure(
    *, company: "Unit", subject: str, body: str, contact_name: str, contact_phone: str, by: "Person"
) -> Request:
    """Staff report their own failure: recovery opens before the customer complains, marked as such (CMP-19)."""
    found = channels_of(company, kinds=(ChannelKind.STAFF, ChannelKind.PHONE)).order_by("pk")
    channel = found.filter(kind=ChannelKind.STAFF).first() or found.first()
    if channel is None:
        raise Refused(_("The company has no channel for this: open one under settings."))
    return open_request(
        company=company, channel=channel, subject=subject, body=body, contact_name=contact_name, contact_phone=contact_phone,
        kind=Kind.COMPLAINT, source=SELF_REPORT, by=by,
    )  # fmt: skip


def voice_complaint(*, complaint: Complaint, by: Actor) -> None:
    """The customer has now complained of what we reported ourselves; from here on receipt and return call are owed."""
    with transaction.atomic():
        at = now()
        if Complaint.objects.filter(pk=complaint.pk, complained_at=None).update(complained_at=at) != 1:
            raise AlreadyDone(_("The customer's complaint is recorded already."))
        complaint.complained_at = at
        emit(events.COMPLAINT_VOICED, complaint, by=by)


def name_person(*, complaint: Complaint, about: "Person | None", by: Actor) -> None:
    """Say whom the complaint is about. They cannot be the one who handles it (CMP-5)."""
    if about and about.pk == complaint.request.responsible_id:
        raise Refused(_("%(person)s handles this complaint: give it to somebody else first.") % {"person": about.name}, field="about")  # fmt: skip
    if about and by.person and about.pk == by.person.pk:
        raise Refused(_("Somebody else has to record a complaint about yourself."), field="about")
    _move_case(complaint, CaseState(complaint.state), by, events.COMPLAINT_NAMED, about=about)


def acknowledge_complaint(
    *, complaint: Complaint, way: str, procedure: str, expected_at: datetime | None, by: Actor
) -> Acknowledgement:
    """Tell the customer how the complaint is handled and by when; refused without either (CMP-4). Sent by mail or SMS."""
    if not procedure.strip():
        raise Refused(_("Tell the customer the procedure."), field="procedure")
    if expected_at is None:
        raise Refused(_("Tell the customer by when to expect an answer."), field="expected_at")
    if expected_at <= now():
        raise Refused(_("The promised time lies in the past."), field="expected_at")
    request = complaint.request
    _require_way(request, way, by)
    _require_open(complaint)
    with transaction.atomic():
        made = Acknowledgement.objects.create(
            complaint=complaint,
            way=way,
            procedure=procedure.strip(),
            expected_at=expected_at,
            by=by.person,
            at=now(),
        )
        _move_case(complaint, CaseState.ACKNOWLEDGED, by, events.COMPLAINT_ACKNOWLEDGED, data={"expected_at": expected_at.isoformat()})  # fmt: skip
        _tell(request, way, made.procedure, by)
    return made


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
    _require_open(complaint)
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
        _move_case(
            complaint,
            CaseState(complaint.state),
            by,
            events.COMPLAINT_GRADED,
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
    _require_fair(complaint, by)
    _require_open(complaint)
    with transaction.atomic():
        made = Finding.objects.create(
            complaint=complaint, text=text.strip(), is_confirmed=is_confirmed, cause=cause, failure_point=failure_point, by=by, at=now()
        )  # fmt: skip
        _move_case(complaint, CaseState.INVESTIGATED, by, events.COMPLAINT_INVESTIGATED, cause=cause,
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
    _require_way(request, way, by)
    _require_fair(complaint, by)
    _require_open(complaint)
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
        _tell(request, way, made.text, by)
        _move_case(
            complaint,
            CaseState.SOLVED,
            by,
            events.COMPLAINT_SOLVED,
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
            _move_case(complaint, CaseState.CALLED, by, events.COMPLAINT_CALLED, data={"verdict": verdict})
    return made


def reopen_complaint(*, complaint: Complaint, reason: str, by: Actor) -> None:
    """Back to the investigation from solved or called; what was decided stays as it was told."""
    if not reason.strip():
        raise Refused(_("Give the reason."), field="reason")
    if complaint.state not in (CaseState.SOLVED, CaseState.CALLED):
        raise Refused(_("Only a solved complaint can be taken up again."))
    with transaction.atomic():
        _move_case(complaint, CaseState.INVESTIGATED, by, events.COMPLAINT_REOPENED, back=True, outcome=Outcome.UNSOLVED,
                   solved_at=None, reopened=complaint.reopened + 1, data={"reason": reason.strip()})  # fmt: skip


def close_complaint(*, complaint: Complaint, by: Actor, lesson: str = "", reason: str = "") -> Complaint:
    """Close the case and its request. Refused, with everything that is missing at once, while a gate is not passed:
    return call (CMP-9), lesson of a major one (CMP-10), compensation (CMP-7), more than an apology (CMP-8) …"""
    _require_open(complaint)
    Gates(complaint, lesson=lesson, reason=reason).require("closed")
    request, at = complaint.request, now()
    with transaction.atomic():
        _move_case(complaint, CaseState.CLOSED, by, events.COMPLAINT_CLOSED, closed_at=at, lesson=lesson.strip() or complaint.lesson,
                   closing_reason=reason.strip(), data={"cause": complaint.cause, "lesson": bool(lesson.strip() or complaint.lesson)})  # fmt: skip
        if request.state != State.CLOSED:
            move(
                request=request,
                to=State.CLOSED,
                by=by,
                event=events.REQUEST_CLOSED,
                data={"reason": reason.strip()},
                closed_at=at,
            )
            Closure.objects.create(request=request, reason=reason.strip()[:300], by=by.person, at=at)
    return complaint


def _move_case(
    case: Complaint,
    to: CaseState,
    by: Actor,
    event: str,
    *,
    back: bool = False,
    data: dict[str, Any] | None = None,
    **columns: Any,
) -> None:
    """As desk.actions.request.move, for the case: onwards only, unless ``back``. AlreadyDone when somebody was faster."""
    if not back and WAY.index(CaseState(case.state)) > WAY.index(to):
        to = CaseState(case.state)
    before = {name: getattr(case, name) for name in columns}
    with transaction.atomic():
        if Complaint.objects.filter(pk=case.pk, state=case.state).update(state=to, **columns) != 1:
            raise AlreadyDone(_("%(number)s has moved on meanwhile.") % {"number": case.request.number})
        changes: dict[str, list[Any]] = {"state": [case.state, to.value]} if case.state != to else {}
        for name, value in columns.items():
            if before[name] != value:
                changes[name] = [_plain(before[name]), _plain(value)]
            setattr(case, name, value)
        case.state = to
        emit(event, case, by=by, changes=changes, data=data)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return getattr(value, "pk", value)


def _require_open(case: Complaint) -> None:
    if case.state == CaseState.CLOSED:
        raise AlreadyDone(_("The complaint %(number)s is closed.") % {"number": case.request.number})


def _require_fair(case: Complaint, by: "Person") -> None:
    if case.about_id == by.pk:
        raise Refused(_("The complaint is about yourself: somebody else has to judge it."))


def _require_way(request: Request, way: str, by: Actor) -> None:
    if way not in TOLD_BY and not (by is SYSTEM and way == Way.SYSTEM):
        raise Refused(_("Choose how the customer was told."), field="way")
    if {Way.MAIL: request.contact_email, Way.SMS: request.contact_phone}.get(Way(way)) == "":
        raise Refused(_("The customer gave no address for this way."), field="way")


def _tell(request: Request, way: str, text: str, by: Actor) -> None:
    """A line of the conversation: by phone or in person a call, else a reply, sent by mail or SMS. What a person tells
    counts as contact with the customer; what goes out by itself does not (AMB-13)."""
    if way in (Way.PHONE, Way.VISIT):
        add_note(request=request, kind=NoteKind.CALL, text=text, by=by)
        return
    author = by.actor_label if by.person else str(request.company)
    note = Note.objects.create(
        request=request, kind=NoteKind.REPLY, text=text, by=by.person, author=author[:80], at=now()
    )
    Request.objects.filter(pk=request.pk).update(last_line=text[:120], updated_at=note.at)
    emit(events.REQUEST_NOTED, request, by=by, data={"note": note.pk, "kind": note.kind})
    to = {Way.MAIL: request.contact_email, Way.SMS: request.contact_phone}.get(Way(way), "")
    send_message(company=request.company, way=way, to=to, subject=f"{request.number} {request.subject}"[:200], text=text,
                 by=by, request_number=request.number)  # fmt: skip
    if by.person:
        mark_contacted(request=request, by=by)


def _missing(case: Complaint, step: str) -> str:
    return " ".join(gate.missing for gate in Gates(case).missing(step))


def offered(*, complaint: Complaint, by: Actor) -> None:
    """A solution is on the table: approved, or within the limit of the one who offered it."""
    if WAY.index(CaseState(complaint.state)) < WAY.index(CaseState.OFFERED):
        Complaint.objects.filter(pk=complaint.pk, state=complaint.state).update(state=CaseState.OFFERED)
        complaint.state = CaseState.OFFERED


def change_case(
    *, complaint: Complaint, about: "Person | None", by: Actor, voiced: bool = False
) -> Complaint:
    """Whom it is about, and, of a failure we reported ourselves, that the customer has now complained."""
    with transaction.atomic():
        if voiced:
            voice_complaint(complaint=complaint, by=by)
        if about != complaint.about:
            name_person(complaint=complaint, about=about, by=by)
    return complaint
