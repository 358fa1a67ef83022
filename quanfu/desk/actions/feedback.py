"""Telling the customer how it ended, and following up what they say."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.channels.actions.message import send_message
from quanfu.channels.enums import Way
from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.desk import events
from quanfu.desk.actions.request import move
from quanfu.desk.enums import State
from quanfu.desk.models import Feedback, Followup, Request
from quanfu.desk.queries.due import working_due
from quanfu.desk.queries.reply_way import reply_way


def give_feedback(
    *,
    request: Request,
    way: str,
    text: str,
    asked_for_opinions: bool | None,
    by: Actor,
    opinions: str = "",
    is_problem: bool = False,
    is_product: bool = False,
) -> Feedback:
    """Record that the customer was told the result (done → fed back); by mail and SMS it is sent here.

    Refused without a way (FBK-3), without text, or when it is not said whether opinions were asked for (FBK-5).
    An opinion marked as a problem opens a follow-up task (FBK-6).
    """
    if way not in Way.values:
        raise Refused(_("Choose how the customer was told."), field="way")
    if not text.strip():
        raise Refused(_("Say what the customer was told."), field="text")
    if asked_for_opinions is None:
        raise Refused(_("Say whether you asked for opinions."), field="asked_for_opinions")
    if (is_problem or is_product) and not opinions.strip():
        raise Refused(_("Describe the problem that was raised."), field="opinions")
    if request.state != State.DONE or by.person is None:
        raise Refused(_("Feedback is given when the work is done."))
    to: str | None = {Way.MAIL: request.contact_email, Way.SMS: request.contact_phone}.get(Way(way))
    answered, recipient, channel = reply_way(request)
    if way == Way.CHANNEL:
        to = recipient if answered == Way.CHANNEL else ""
    if to == "":
        raise Refused(_("The customer gave no address for this way."), field="way")
    at = now()
    with transaction.atomic():
        feedback = Feedback.objects.create(
            request=request, way=way, text=text.strip(), asked_for_opinions=asked_for_opinions, opinions=opinions.strip(),
            is_problem=is_problem, is_product=is_product, by=by.person, at=at,
        )  # fmt: skip
        contacted: dict[str, Any] = {} if request.contacted_at else {"contacted_at": at}
        move(request=request, to=State.FED_BACK, by=by, event=events.REQUEST_FED_BACK, data={"feedback": feedback.pk, "way": way},
             fed_back_at=at, **contacted)  # fmt: skip
        if to:
            send_message(company=request.company, way=way, to=to, subject=f"{request.number} {request.subject}"[:200], text=feedback.text,
                         by=by, request_number=request.number, channel=channel if way == answered else None)  # fmt: skip
        if is_problem:
            open_followup(request=request, feedback=feedback, text=feedback.opinions, by=by)
    return feedback


def open_followup(*, request: Request, text: str, by: Actor, feedback: Feedback | None = None) -> Followup:
    """A problem the customer raised becomes a task of the request's contact owner, with a date."""
    with transaction.atomic():
        followup = Followup.objects.create(
            request=request, feedback=feedback, text=text, owner=request.owner or request.responsible,  # type: ignore[misc]  # an open request has one
            due_at=working_due(request, "desk.followup_minutes"),
        )  # fmt: skip
        emit(events.FOLLOWUP_OPENED, request, by=by, data={"followup": followup.pk})
    return followup


def finish_followup(*, followup: Followup, result: str, by: Actor) -> None:
    """The problem is dealt with; say how."""
    if not result.strip():
        raise Refused(_("Say what came of it."), field="result")
    with transaction.atomic():
        if (
            Followup.objects.filter(pk=followup.pk, done_at=None).update(done_at=now(), result=result.strip())
            != 1
        ):
            raise AlreadyDone(_("This task is done already."))
        emit(
            events.FOLLOWUP_FINISHED,
            followup.request,
            by=by,
            data={"followup": followup.pk, "result": result.strip()},
        )
