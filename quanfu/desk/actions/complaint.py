"""The way of a complaint from receipt to closing. Every step asks the gates of quanfu.desk.queries.complaint."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quanfu.channels.enums import ChannelKind, Way
from quanfu.channels.queries.channel import channels_of
from quanfu.core.actor import SYSTEM, Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.rules import rule
from quanfu.desk import events
from quanfu.desk.actions.case import move_case, require_open, require_way, tell_customer
from quanfu.desk.actions.note import add_note
from quanfu.desk.actions.request import move, open_request
from quanfu.desk.enums import CaseState, Kind, NoteKind, Origin, State
from quanfu.desk.models import (
    Acknowledgement,
    Closure,
    Complaint,
    Request,
)
from quanfu.desk.queries.complaint import Gates, case_of, procedure_of, promised_by

if TYPE_CHECKING:
    from quanfu.org.models import Person, Unit

SELF_REPORT = "self_report"  # the source of requests that staff reported on themselves


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
    move_case(case=complaint, to=CaseState(complaint.state), by=by, event=events.COMPLAINT_NAMED, about=about)


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
    require_way(request=request, way=way, by=by)
    require_open(case=complaint)
    with transaction.atomic():
        made = Acknowledgement.objects.create(
            complaint=complaint,
            way=way,
            procedure=procedure.strip(),
            expected_at=expected_at,
            by=by.person,
            at=now(),
        )
        move_case(case=complaint, to=CaseState.ACKNOWLEDGED, by=by, event=events.COMPLAINT_ACKNOWLEDGED, data={"expected_at": expected_at.isoformat()})  # fmt: skip
        tell_customer(request=request, way=way, text=made.procedure, by=by)
    return made


def close_complaint(*, complaint: Complaint, by: Actor, lesson: str = "", reason: str = "") -> Complaint:
    """Close the case and its request. Refused, with everything that is missing at once, while a gate is not passed:
    return call (CMP-9), lesson of a major one (CMP-10), compensation (CMP-7), more than an apology (CMP-8) …"""
    require_open(case=complaint)
    Gates(complaint, lesson=lesson, reason=reason).require("closed")
    request, at = complaint.request, now()
    with transaction.atomic():
        move_case(case=complaint, to=CaseState.CLOSED, by=by, event=events.COMPLAINT_CLOSED, closed_at=at, lesson=lesson.strip() or complaint.lesson,
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


def relate_complaint(*, complaint: Complaint, regarding: Request, by: Actor) -> None:
    """Say which earlier request the complaint is about."""
    move_case(
        case=complaint,
        to=CaseState(complaint.state),
        by=by,
        event=events.COMPLAINT_NAMED,
        regarding=regarding,
    )
