"""Handing open work over: at the end of a shift, for a leave, when somebody leaves the company (EXE-12, EXE-13)."""

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quanfu.core.actor import SYSTEM, Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.desk import events
from quanfu.desk.actions.assignment import require_fit
from quanfu.desk.actions.request import move
from quanfu.desk.enums import HandoverCause, HandoverState, State
from quanfu.desk.models import Assignment, Handover, Request
from quanfu.desk.queries.handover import open_items
from quanfu.org.actions.notification import notify
from quanfu.org.queries.person import head_of
from quanfu.org.queries.roster import absence_by_id, absent

if TYPE_CHECKING:
    from quanfu.org.models import Absence, Person


def ask_handover(
    *, request: Request, taker: "Person", progress: str, by: Actor, cause: str = HandoverCause.SHIFT
) -> Handover:
    """Ask a colleague to take an open item over, with the progress noted; until they accept nothing changes.

    Refused without the progress, to oneself, and to somebody who may not do the work.
    """
    if not progress.strip():
        raise Refused(_("Note how far it is."), field="progress")
    giver = request.responsible
    if request.state != State.ORDERED or giver is None:
        raise Refused(_("Only a request that is being handled can be given to somebody else."))
    if taker.pk == giver.pk:
        raise Refused(_("%(person)s has it already.") % {"person": taker.name}, field="taker")
    require_fit(request=request, person=taker, by=by)
    try:
        with transaction.atomic():
            handover = Handover.objects.create(
                request=request, giver=giver, taker=taker, cause=cause, progress=progress.strip(), asked_by=by.person, asked_at=now()
            )  # fmt: skip
            _tell(handover, by=by)
    except IntegrityError as error:
        raise AlreadyDone(
            _("%(number)s waits for somebody to take it over already.") % {"number": request.number}
        ) from error
    return handover


def _tell(handover: Handover, *, by: Actor) -> None:
    emit(events.HANDOVER_ASKED, handover.request, by=by, data=_told(handover))
    text = _("%(giver)s hands %(number)s over to you: please accept") % {"giver": handover.giver.name, "number": handover.request.number}  # fmt: skip
    notify(people=[handover.taker], text=text, url=reverse("desk:handover.index"), by=SYSTEM)


def _told(handover: Handover) -> dict[str, object]:
    return {"handover": handover.pk, "giver": handover.giver.name, "taker": handover.taker.name, "cause": handover.cause, "progress": handover.progress}  # fmt: skip


def hand_over_all(
    *, person: "Person", taker: "Person | None", cause: str, by: Actor, absence: "Absence | None" = None
) -> int:
    """Ask ``taker``, else the head, to accept each open item of somebody who is away or has left; how many were asked for.

    Until then it stays theirs, is shown, and the leader is told once. The second time, for the same absence, nothing changes.
    """
    leader = head_of(person.unit, other_than=person)
    taker = taker or leader
    items = {item.pk: item for item in open_items(person.pk)}
    known = Q(state=HandoverState.WAITING) | (Q(absence=absence) if absence else Q())
    for pk in Handover.objects.filter(known, request__in=items).values_list("request_id", flat=True):
        items.pop(pk, None)
    if taker is None or not items:
        return 0
    at = now()
    with transaction.atomic():
        made = Handover.objects.bulk_create(
            Handover(request=item, giver=person, taker=taker, cause=cause, absence=absence, progress=item.last_line or item.subject,
                     asked_by=by.person, asked_at=at)
            for item in items.values()
        )  # fmt: skip
        for handover in made:
            emit(events.HANDOVER_ASKED, handover.request, by=by, data=_told(handover))
        text = ngettext(
            "%(person)s is away: %(count)s open item waits for %(taker)s to accept it",
            "%(person)s is away: %(count)s open items wait for %(taker)s to accept them",
            len(made),
        ) % {"person": person.name, "count": len(made), "taker": taker.name}
        notify(people=[taker, leader], text=text, url=reverse("desk:handover.index"), by=SYSTEM)
    return len(made)


def accept_handover(*, handover: Handover, by: Actor) -> None:
    """The taker answers for it from now on, and follows it until it is solved."""
    taker, request, at = handover.taker, handover.request, now()
    if by.person is None or by.person.pk != taker.pk:
        raise Refused(_("Only %(person)s can accept this.") % {"person": taker.name})
    with transaction.atomic():
        _answer(handover, HandoverState.ACCEPTED)
        still = Request.objects.filter(pk=request.pk, state=State.ORDERED, responsible=handover.giver)
        if still.update(updated_at=at) != 1:
            raise AlreadyDone(_("%(number)s has moved on meanwhile.") % {"number": request.number})
        reasons = [{"code": "handover", "giver": handover.giver.name, "points": 0}]
        Assignment.objects.filter(request=request, ended_at=None).update(ended_at=at)
        Assignment.objects.create(request=request, person=taker, by=by.person, at=at, reasons=reasons)
        # where there is a work order, accepting that one stamps the time
        ordered = request.service_type is not None and request.service_type.needs_order
        move(request=request, to=State.ORDERED, by=by, event=events.HANDOVER_ACCEPTED, data=_told(handover),
             responsible=taker, unit=taker.unit, assigned_at=at, accepted_at=None if ordered else at)  # fmt: skip


def decline_handover(*, handover: Handover, remark: str, by: Actor) -> None:
    """The taker says why not; the giver keeps it and hears of it, and so does the leader."""
    if by.person is None or by.person.pk != handover.taker_id:
        raise Refused(_("Only %(person)s can accept this.") % {"person": handover.taker.name})
    if not remark.strip():
        raise Refused(_("Say why you do not take it."), field="remark")
    with transaction.atomic():
        _answer(handover, HandoverState.DECLINED, remark=remark.strip())
        emit(
            events.HANDOVER_DECLINED,
            handover.request,
            by=by,
            data=_told(handover) | {"remark": remark.strip()},
        )
        text = _("%(taker)s does not take %(number)s over: %(remark)s") % {"taker": handover.taker.name, "number": handover.request.number, "remark": remark.strip()}  # fmt: skip
        leader = head_of(handover.giver.unit, other_than=handover.giver)
        notify(people=[handover.giver, leader], text=text, url=reverse("desk:handover.index"), by=by)


def _answer(handover: Handover, state: HandoverState, *, remark: str = "") -> None:
    waiting = Handover.objects.filter(pk=handover.pk, state=HandoverState.WAITING)
    if waiting.update(state=state, answered_at=now(), remark=remark) != 1:
        raise AlreadyDone(_("This handover is answered already."))


def settle_handovers(*, request_id: int, by: Actor) -> None:
    """The request was finished, closed or given to somebody else: nobody need take it over any more."""
    waiting = Handover.objects.filter(request=request_id, state=HandoverState.WAITING)
    waiting.update(state=HandoverState.WITHDRAWN, answered_at=now(), remark=by.actor_label[:120])


def begin_absence(*, absence_id: int, by: Actor) -> int:
    """The leave has begun: its substitute, else the head, is asked to accept each open item (EXE-13). How many.

    Nothing when the absence was taken back, is over, or has not begun.
    """
    absence = absence_by_id(absence_id)
    if absence is None or not absence.start <= now() < absence.end:
        return 0
    return hand_over_all(person=absence.person, taker=absence.substitute, cause=HandoverCause.ABSENCE, absence=absence, by=by)  # fmt: skip


def end_absence(*, person: "Person", by: Actor) -> int:
    """The leave was taken back: what waits because of it stays with its owner. How many."""
    if person.pk in absent([person.pk], at=now()):
        return 0
    waiting = Handover.objects.filter(giver=person, cause=HandoverCause.ABSENCE, state=HandoverState.WAITING)
    return waiting.update(state=HandoverState.WITHDRAWN, answered_at=now(), remark=by.actor_label[:120])
