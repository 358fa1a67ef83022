"""What every act on a complaint shares: moving the case, telling the customer, and what none may do."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.channels.actions.message import send_message
from quanfu.channels.enums import Way
from quanfu.core.actor import SYSTEM, Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.desk import events
from quanfu.desk.actions.note import add_note
from quanfu.desk.actions.request import mark_contacted
from quanfu.desk.enums import CaseState, NoteKind
from quanfu.desk.models import Complaint, Note, Request

if TYPE_CHECKING:
    from quanfu.org.models import Person

WAY = list(CaseState)
TOLD_BY = (Way.PHONE, Way.SMS, Way.MAIL, Way.VISIT)


def move_case(
    *,
    case: Complaint,
    to: CaseState,
    by: Actor,
    event: str,
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


def offered(*, complaint: Complaint, by: Actor) -> None:
    """A solution is on the table: approved, or within the limit of the one who offered it."""
    if WAY.index(CaseState(complaint.state)) < WAY.index(CaseState.OFFERED):
        Complaint.objects.filter(pk=complaint.pk, state=complaint.state).update(state=CaseState.OFFERED)
        complaint.state = CaseState.OFFERED


def tell_customer(*, request: Request, way: str, text: str, by: Actor) -> None:
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


def require_open(*, case: Complaint) -> None:
    if case.state == CaseState.CLOSED:
        raise AlreadyDone(_("The complaint %(number)s is closed.") % {"number": case.request.number})


def require_fair(*, case: Complaint, by: "Person") -> None:
    if case.about_id == by.pk:
        raise Refused(_("The complaint is about yourself: somebody else has to judge it."))


def require_way(*, request: Request, way: str, by: Actor) -> None:
    if way not in TOLD_BY and not (by is SYSTEM and way == Way.SYSTEM):
        raise Refused(_("Choose how the customer was told."), field="way")
    if {Way.MAIL: request.contact_email, Way.SMS: request.contact_phone}.get(Way(way)) == "":
        raise Refused(_("The customer gave no address for this way."), field="way")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return getattr(value, "pk", value)
