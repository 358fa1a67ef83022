"""Closing a duplicate for the request that says the same, and taking that back."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quanfu.channels.actions.message import send_message
from quanfu.channels.enums import Way
from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.rules import rule
from quanfu.desk import events
from quanfu.desk.actions.request import move
from quanfu.desk.enums import LinkKind, State
from quanfu.desk.models import Link, Merge, Request

MERGEABLE = {State.REGISTERED, State.IN_REVIEW, State.APPROVED}


def merge_request(*, request: Request, main: Request, by: Actor, tell: bool = False) -> Merge:
    """``request`` says the same as ``main``: it is closed for it and its notes stand in the main one's history.

    Its clocks are cancelled by the event. The customer is told only with ``tell``. Refused once work on the duplicate has
    begun, with requests below it, across companies, and when the main one is closed or itself the duplicate of another.
    """
    if request.pk == main.pk or request.company_id != main.company_id:
        raise Refused(_("Choose another request of the same company."), field="main")
    if main.state == State.CLOSED:
        raise Refused(_("%(number)s is closed.") % {"number": main.number}, field="main")
    if State(request.state) not in MERGEABLE or by.person is None:
        raise Refused(_("Work on it has begun; finish it instead of merging it."))
    if (
        Link.objects.filter(request=request, kind=LinkKind.PARENT).exists()
        or request.merged.filter(undone_at=None).exists()
    ):
        raise Refused(_("Others belong to it; merge the other way round."))
    at, before = now(), request.state
    data = {"main": main.number, "text": _("same as %(number)s") % {"number": main.number}}
    try:
        with transaction.atomic():
            merge = Merge.objects.create(
                duplicate=request, main=main, before=before, told=tell, by=by.person, at=at
            )
            move(
                request=request, to=State.CLOSED, by=by, event=events.REQUEST_MERGED, data=data, closed_at=at
            )
            emit(events.LINK_MADE, main, by=by, data={"kind": "merged", "text": _("%(number)s says the same") % {"number": request.number}})  # fmt: skip
            if tell:
                _tell_customer(request, main, by)
    except IntegrityError as error:
        raise AlreadyDone(_("%(number)s is merged already.") % {"number": request.number}) from error
    return merge


def _tell_customer(request: Request, main: Request, by: Actor) -> None:
    way, to = (Way.MAIL, request.contact_email) if request.contact_email else (Way.SMS, request.contact_phone)
    text = _("Dear %(name)s, your request %(number)s is dealt with together with your request %(main)s.") % {
        "name": request.contact_name, "number": request.number, "main": main.number,
    } if request.customer_id == main.customer_id else _(
        "Dear %(name)s, what you reported as %(number)s is known to us already and is being dealt with."
    ) % {"name": request.contact_name, "number": request.number}  # fmt: skip
    send_message(company=request.company, way=way, to=to, subject=f"{request.number} {request.subject}"[:200], text=text,
                 by=by, request_number=request.number)  # fmt: skip


def undo_merge(*, merge: Merge, by: Actor) -> None:
    """The duplicate lives on in the state it had; its clocks start anew by the event, from its opening.

    Refused after desk.merge_undo_minutes; the second time AlreadyDone.
    """
    at = now()
    if merge.at < at - timedelta(minutes=int(rule("desk.merge_undo_minutes"))):
        raise Refused(_("It is too late to take the merging back."))
    with transaction.atomic():
        if not Merge.objects.filter(pk=merge.pk, undone_at=None).update(undone_at=at, undone_by=by.person):
            raise AlreadyDone(_("This was taken back already."))
        request = merge.duplicate
        move(request=request, to=State(merge.before), by=by, event=events.REQUEST_UNMERGED, data={"main": merge.main.number}, closed_at=None)  # fmt: skip
        emit(events.LINK_DELETED, merge.main, by=by, data={"kind": "merged", "text": request.number})
