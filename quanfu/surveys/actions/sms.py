"""Ratings that come by SMS (EVA-3)."""

from typing import TYPE_CHECKING

from django.db import transaction

from quanfu.channels.actions.incoming import settle
from quanfu.channels.enums import ChannelKind, IncomingKind
from quanfu.core.actor import Actor, visitor
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.surveys.actions.answer import record_answer
from quanfu.surveys.enums import OVERALL, AnswerWay
from quanfu.surveys.models import Answer
from quanfu.surveys.queries.invitation import rateable_of_phone
from quanfu.surveys.queries.sms import read_rating

if TYPE_CHECKING:
    from quanfu.channels.models import Incoming


def take_sms(*, incoming: "Incoming", by: Actor) -> Answer | None:
    """An SMS such as "5" is the rating of what its number was last invited to rate; it then opens no request.

    None, and the words go to the desk, where they are no rating, or there is nothing that can still be rated.
    """
    if incoming.kind != IncomingKind.REPLY or incoming.channel.kind != ChannelKind.SMS:
        return None
    found = read_rating(incoming.words)
    phone = incoming.phone or incoming.sender
    invitation = rateable_of_phone(incoming.company, phone) if found else None
    if found is None or invitation is None:
        return None
    points, words = found
    who = visitor(invitation.request.contact_name or phone)
    try:
        with transaction.atomic():
            answer = record_answer(
                invitation=invitation, items={OVERALL: points}, text=words, way=AnswerWay.SMS, by=who
            )
    except (Refused, AlreadyDone):  # too late to change, or too long: the desk reads it
        return None
    incoming.kind = IncomingKind.RATING
    incoming.save(update_fields=["kind"])
    settle(incoming=incoming, request_number=invitation.request.number, is_verified=True, by=by)
    return answer
