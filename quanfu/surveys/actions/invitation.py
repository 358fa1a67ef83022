"""Asking the customer to rate."""

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quanfu.channels.actions.message import send_message
from quanfu.channels.enums import Way
from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.events import emit
from quanfu.customers.queries.phone import is_mobile
from quanfu.desk.enums import Kind
from quanfu.desk.queries.reply_way import reply_way
from quanfu.surveys import events
from quanfu.surveys.actions.questionnaire import ensure_questionnaire
from quanfu.surveys.models import Invitation
from quanfu.surveys.queries.invitation import invitation_of
from quanfu.surveys.queries.text import addresses_of, texts_of

if TYPE_CHECKING:
    from quanfu.desk.models import Request


@transaction.atomic
def invite_customer(*, request: "Request", by: Actor) -> Invitation:
    """Send the one invitation of this request, by mail if the customer has one, else by SMS to a mobile, else where
    they wrote, on a messenger; else it stands on the customer's own page (EVA-2). Called again, it gives the invitation that is there.
    """
    email, phone = addresses_of(request)
    there, sender, channel = reply_way(request)
    way = (
        Way.MAIL
        if email
        else Way.SMS
        if is_mobile(phone)
        else Way.CHANNEL
        if there == Way.CHANNEL
        else Way.SYSTEM
    )
    invitation, made = _find_or_make(request, way, by)
    if not made:
        return invitation
    subject, text = texts_of(invitation)
    to = {Way.MAIL: email, Way.SMS: phone, Way.CHANNEL: sender}.get(way, "")
    invitation.message = send_message(
        company=request.company,
        way=way,
        to=to,
        subject=subject,
        text=text,
        by=by,
        request_number=request.number,
        channel=channel if way == there else None,
        is_bulk=True,
    )
    invitation.save(update_fields=["message"])
    emit(events.INVITATION_SENT, invitation, by=by, data={"request": request.number, "way": way})
    return invitation


@transaction.atomic
def ask_by_phone(*, request: "Request", by: Actor) -> Invitation:
    """The invitation of this request; where none was sent, one by word of mouth, which sends nothing."""
    invitation, made = _find_or_make(request, Way.PHONE, by)
    if made:
        emit(events.INVITATION_SENT, invitation, by=by, data={"request": request.number, "way": Way.PHONE})
    return invitation


@transaction.atomic
def ask_in_chat(*, request: "Request", by: Actor) -> Invitation:
    """The invitation of this request; where none was sent, one on the visitor's own screen."""
    invitation, made = _find_or_make(request, Way.SYSTEM, by)
    if made:
        emit(events.INVITATION_SENT, invitation, by=by, data={"request": request.number, "way": Way.SYSTEM})
    return invitation


def _find_or_make(request: "Request", way: Way, by: Actor) -> tuple[Invitation, bool]:
    present = invitation_of(request)
    if present:
        return present, False
    try:
        with transaction.atomic():
            made = Invitation.objects.create(
                request=request, company=request.company, way=way, phone=addresses_of(request)[1], at=now(),
                questionnaire=ensure_questionnaire(company=request.company, complaint=request.kind == Kind.COMPLAINT, by=by),
            )  # fmt: skip
    except IntegrityError:  # somebody else did at the same moment
        return Invitation.objects.get(request=request), False
    return made, True
