"""Taking in what customers think."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.rules import rule
from quanfu.desk.actions.investigation import open_investigation
from quanfu.desk.actions.rating import mark_rated
from quanfu.surveys import events
from quanfu.surveys.actions.invitation import ask_by_phone, ask_in_chat
from quanfu.surveys.enums import OVERALL, POINTS, AnswerWay
from quanfu.surveys.models import Answer, AnswerChange, Invitation
from quanfu.surveys.queries.answer import CENT, changeable_until, last_said
from quanfu.surveys.queries.invitation import open_invitation_of_phone
from quanfu.surveys.queries.questionnaire import items_of
from quanfu.surveys.queries.sms import read_points

if TYPE_CHECKING:
    from quanfu.desk.models import Request
    from quanfu.org.models import Person, Unit


@transaction.atomic
def record_answer(
    *, invitation: Invitation, items: Mapping[str, int], text: str, way: str, by: Actor
) -> Answer:
    """Keep the rating of a request and credit it to the one who handled it.

    items: {item code: 1 to 5} for every item asked, or {"overall": points} for one number; score: their average.
    Refused before the customer was told the result (REQ-8), but for a chat, which leaves the request's state as it is. The second time it becomes a change of the first answer
    (EVA-15). A score up to ``surveys.low_score`` opens an investigation (EVA-8).
    """
    points = _checked(invitation, items)
    text = _short(text, invitation)
    given = Answer.objects.filter(invitation=invitation).first()
    if given:
        return change_answer(answer=given, items=points, text=text, way=way, by=by)
    request = invitation.request
    if request.fed_back_at is not None:
        mark_rated(request=request, by=by)
    elif way != AnswerWay.CHAT:  # in a chat the answer is the result
        raise Refused(_("It can be rated once you have been told the result."))
    score = _average(points)
    try:
        with transaction.atomic():
            answer = Answer.objects.create(
                invitation=invitation, request=request, company_id=invitation.company_id, unit_id=request.unit_id,
                person=_handler(request), score=score, items=points, text=text, way=way, author=by.actor_label[:80], at=now(),
            )  # fmt: skip
    except IntegrityError:
        raise AlreadyDone(_("This request has just been rated.")) from None
    emit(
        events.ANSWER_RECORDED, answer, by=by, changes={"score": [None, str(score)]},
        data={"request": request.number, "person": answer.person_id, "way": way},
    )  # fmt: skip
    _investigate_low(answer, score, text, by)
    return answer


@transaction.atomic
def record_phone_answer(*, request: "Request", items: Mapping[str, int], text: str, by: Actor) -> Answer:
    """Keep a rating that the customer told by phone (EVA-3), whether or not an invitation went out before."""
    invitation = ask_by_phone(request=request, by=by)
    return record_answer(invitation=invitation, items=items, text=text, way=AnswerWay.PHONE, by=by)


@transaction.atomic
def record_chat_answer(*, request: "Request", points: int, text: str, by: Actor) -> Answer:
    """Keep the one number that a visitor gives at the end of a chat."""
    invitation = ask_in_chat(request=request, by=by)
    return record_answer(invitation=invitation, items={OVERALL: points}, text=text, way=AnswerWay.CHAT, by=by)


@transaction.atomic
def change_answer(*, answer: Answer, items: Mapping[str, int], text: str, way: str, by: Actor) -> Answer:
    """Log that the customer now thinks otherwise. The first rating stays what counts, unless
    ``surveys.changed_answer_counts`` says that the last one does; either way all are kept and shown.

    Refused ``surveys.change_days`` after the first. The same once more changes nothing.
    """
    company = answer.company_id
    if now() > changeable_until(answer):
        raise Refused(_("This rating can no longer be changed."))
    old = last_said(answer)
    score = _average(items)
    new = {"score": str(score), "items": dict(items), "text": text}
    if new == old:
        return answer
    counted = bool(rule("surveys.changed_answer_counts", company=company))
    AnswerChange.objects.create(
        answer=answer, old=old, new=new, counted=counted, author=by.actor_label[:80], way=way, at=now()
    )
    if counted:
        answer.score, answer.items, answer.text = score, dict(items), text
        answer.save(update_fields=["score", "items", "text"])
    emit(
        events.ANSWER_CHANGED, answer, by=by, changes={"score": [old["score"], new["score"]]},
        data={"request": answer.request.number, "person": answer.person_id, "counted": counted},
    )  # fmt: skip
    _investigate_low(answer, score, text, by)
    return answer


def record_sms_answer(*, company: "Unit", phone: str, text: str, by: Actor) -> Answer:
    """Take an SMS such as "5" or "4 分，师傅很好" as the rating of the latest unanswered invitation of that phone (EVA-3).

    Refused when there is none, or when no points can be read in the text.
    """
    invitation = open_invitation_of_phone(company, phone)
    if invitation is None:
        raise Refused(_("There is nothing to rate for this phone number."), field="phone")
    points = read_points(text)
    if points is None:
        raise Refused(_("No rating from 1 to 5 can be read in this text."), field="text")
    words = "" if text.strip() == str(points) else text.strip()
    return record_answer(invitation=invitation, items={OVERALL: points}, text=words, way=AnswerWay.SMS, by=by)


def _checked(invitation: Invitation, items: Mapping[str, int]) -> dict[str, int]:
    if set(items) != {OVERALL}:
        asked = items_of(invitation.questionnaire)
        for item in asked:
            if item.code not in items:
                raise Refused(_("Please rate “%(item)s” too.") % {"item": item}, field=item.code)
        items = {item.code: items[item.code] for item in asked}
    for code, value in items.items():
        if isinstance(value, bool) or not isinstance(value, int) or value not in POINTS:
            raise Refused(_("Choose 1 to 5 points."), field=code)
    if not items:
        raise Refused(_("This questionnaire asks nothing."))
    return dict(items)


def _short(text: str, invitation: Invitation) -> str:
    most = rule("surveys.longest_text", company=invitation.company_id)
    if len(text) > most:
        raise Refused(_("Please keep to %(most)s characters.") % {"most": most}, field="text")
    return text.replace("\0", "").strip()


def _average(items: Mapping[str, int]) -> Decimal:
    return (Decimal(sum(items.values())) / len(items)).quantize(CENT, ROUND_HALF_UP)


def _handler(request: "Request") -> "Person | None":
    """Who held the request when it was done; later hands do not take the rating over."""
    if request.done_at:
        held = request.assignments.filter(
            Q(ended_at=None) | Q(ended_at__gt=request.done_at), at__lte=request.done_at
        )
        if last := held.select_related("person").order_by("-at").first():
            return last.person
    return request.responsible or request.owner


def _investigate_low(answer: Answer, score: Decimal, text: str, by: Actor) -> None:
    if score <= rule("surveys.low_score", company=answer.company_id):
        open_investigation(request=answer.request, score=score, reason=text, by=by)
