"""Answers that a machine of ours gives: at most one a request, never to a machine, ever fewer to one address."""

from typing import TYPE_CHECKING

from django.db import transaction

from quanfu.channels.actions.message import send_message
from quanfu.channels.adapters.mail.guards import normal_address
from quanfu.channels.enums import Way
from quanfu.channels.models import AutoAnswer, Message
from quanfu.channels.queries.auto_answer import may_answer_now
from quanfu.channels.queries.channel import way_of
from quanfu.core.actor import Actor
from quanfu.core.clock import now

if TYPE_CHECKING:
    from quanfu.channels.models import Incoming


@transaction.atomic
def answer_automatically(*, incoming: "Incoming", subject: str, text: str, by: Actor) -> Message | None:
    """Answer a mail, once for its request. None where nothing was sent: a machine wrote it, the channel does not confirm,
    the request had its answer, or this address had its share (see may_answer_now).

    ``text`` must quote nothing of what came: otherwise anybody could have us send their words to others.
    """
    address, number = normal_address(incoming.email), incoming.request_number
    if (
        not number
        or not address
        or incoming.facts.get("silent")
        or not incoming.channel.setting("confirm", True)
    ):
        return None
    if AutoAnswer.objects.filter(request_number=number).exists():
        return None
    if not may_answer_now(company_id=incoming.company_id, address=address):
        return None
    message = send_message(
        company=incoming.company, way=Way.MAIL, to=incoming.email, subject=subject, text=text, request_number=number,
        channel=incoming.channel, by=by,
    )  # fmt: skip
    AutoAnswer.objects.create(
        company_id=incoming.company_id, address=address, request_number=number, message=message, at=now()
    )
    return message


@transaction.atomic
def answer_on_channel(*, incoming: "Incoming", text: str, by: Actor) -> Message | None:
    """As answer_automatically, by SMS or on the messenger where they wrote; counted alike. None where it was done before."""
    if AutoAnswer.objects.filter(request_number=incoming.request_number).exists():
        return None
    message = send_message(
        company=incoming.company, way=way_of(incoming.channel), to=incoming.sender, subject="", text=text,
        request_number=incoming.request_number, channel=incoming.channel, by=by,
    )  # fmt: skip
    AutoAnswer.objects.create(
        company_id=incoming.company_id, address=incoming.sender, request_number=incoming.request_number, message=message, at=now()
    )  # fmt: skip
    return message
