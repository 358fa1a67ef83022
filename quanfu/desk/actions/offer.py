"""Offering a request to the best: whoever claims it first has it, and it is passed on when time runs out."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from quanfu.core.actor import SYSTEM, Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.rules import rule
from quanfu.desk import events
from quanfu.desk.actions.assignment import assign_request, require_fit
from quanfu.desk.actions.request import accept_request
from quanfu.desk.enums import AssignmentMode, OfferState, State
from quanfu.desk.models import Assignment, Offer, Request
from quanfu.desk.queries.assignment import Pool
from quanfu.desk.queries.queue import to_offer
from quanfu.org.actions.notification import notify
from quanfu.org.queries.person import head_of


def offer_request(*, request: Request, by: Actor) -> list[Offer]:
    """Offer an approved request to the best of those who were not asked yet, for the minutes of the rule.

    Nobody left, or offered as often as the rule allows: [] and the unit's head is told once; it stays in the queue.
    """
    return offer_requests(requests=[request], by=by)


def offer_requests(*, requests: list[Request], by: Actor) -> list[Offer]:
    """As offer_request, for approved requests of one company; what is offered to somebody still is left alone."""
    pool, made = Pool(requests, at=now()), list[Offer]()
    asked: dict[int, set[int]] = {}
    rounds: dict[int, int] = {}
    busy = set[int]()
    for pk, person, number, state in Offer.objects.filter(request__in=requests).values_list("request", "person", "round", "state"):  # fmt: skip
        asked.setdefault(pk, set()).add(person)
        rounds[pk] = max(rounds.get(pk, 0), number)
        if state == OfferState.OPEN:
            busy.add(pk)
    for request in requests:
        if request.state != State.APPROVED or request.pk in busy:
            continue
        number, most = rounds.get(request.pk, 0) + 1, int(rule("desk.offer_rounds"))
        fit = [c for c in pool.rank(request) if c.eligible and c.person.pk not in asked.get(request.pk, ())]
        best = fit[: int(rule("desk.offer_people"))] if number <= most else []
        if not best:
            _give_up(request, tried=number - 1, by=by)
            continue
        at = now()
        until = at + timedelta(minutes=int(rule("desk.offer_minutes")))
        with transaction.atomic():
            offers = Offer.objects.bulk_create(
                [
                    Offer(request=request, person=c.person, round=number, points=round(c.points, 1), reasons=c.reasons,
                          offered_at=at, expires_at=until)
                    for c in best
                ]
            )  # fmt: skip
            emit(events.OFFER_MADE, request, by=by, data={"people": [c.person.pk for c in best], "round": number, "until": until.isoformat()})  # fmt: skip
            text = _("%(number)s is offered to you: %(subject)s") % {"number": request.number, "subject": request.subject}  # fmt: skip
            notify(people=[c.person for c in best], text=text, url=reverse("desk:offer.index"), by=SYSTEM)
            from quanfu.desk.jobs import pass_offer_on

            pass_offer_on.using(run_after=until).enqueue(request_id=request.pk, number=number)
        made += offers
    return made


def _give_up(request: Request, *, tried: int, by: Actor) -> None:
    """The dispatcher decides: said once, when the last round has ended."""
    if tried and not Request.objects.filter(pk=request.pk, offers__state=OfferState.OPEN).exists():
        with transaction.atomic():
            emit(events.OFFER_PASSED, request, by=by, data={"rounds": tried})
            text = _("Nobody claimed %(number)s: please assign it.") % {"number": request.number}
            notify(people=[head_of(request.unit)], text=text, url=reverse("desk:assignment.create", args=[request.number]), by=SYSTEM)  # fmt: skip


def offer_waiting(*, company_id: int, by: Actor) -> list[Offer]:
    """Offer what waits for it and was never offered: somebody may have become free for it."""
    fresh = [request for request in to_offer(company_id) if not request.offers.all()]
    return offer_requests(requests=fresh, by=by) if fresh else []


def claim_offer(*, offer: Offer, by: Actor) -> Assignment:
    """Take an offered request: the first claim wins, all others are AlreadyDone. Taking it is accepting it too.

    Refused when the person has become absent or full meanwhile, and when the time is over.
    """
    if by.person is None or by.person.pk != offer.person_id:
        raise Refused(_("This was offered to somebody else."))
    request, at = offer.request, now()
    with transaction.atomic():
        mine = Offer.objects.filter(pk=offer.pk, state=OfferState.OPEN, expires_at__gt=at)
        if not mine.update(state=OfferState.CLAIMED, answered_at=at):
            raise AlreadyDone(_("Somebody was faster, or the time is over."))
        fit = require_fit(request=request, person=by.person, overrule="", by=by)
        assignment = assign_request(request=request, person=by.person, reasons=fit.reasons, by=by, way=AssignmentMode.OFFER)  # fmt: skip
        emit(events.OFFER_CLAIMED, request, by=by, data={"round": offer.round, "seconds": int((at - offer.offered_at).total_seconds())})  # fmt: skip
        if request.service_type is None or not request.service_type.needs_order:
            accept_request(request=request, by=by)
    return assignment


def decline_offer(*, offer: Offer, by: Actor) -> None:
    """Not for me. When all of the round have declined it is passed on at once."""
    with transaction.atomic():
        mine = Offer.objects.filter(pk=offer.pk, person=by.person, state=OfferState.OPEN)
        if not mine.update(state=OfferState.DECLINED, answered_at=now()):
            raise AlreadyDone(_("Somebody was faster, or the time is over."))
        emit(events.OFFER_DECLINED, offer.request, by=by, data={"round": offer.round})
    if not Offer.objects.filter(request=offer.request_id, state=OfferState.OPEN).exists():
        offer_request(
            request=Request.objects.select_related("site__unit").get(pk=offer.request_id), by=SYSTEM
        )


def pass_on(*, request_id: int, number: int, by: Actor) -> list[Offer]:
    """The time of a round is over: its open offers end, and the next best are asked. The second time nothing changes."""
    ended = Offer.objects.filter(
        request=request_id, round=number, state=OfferState.OPEN, expires_at__lte=now()
    )
    if not ended.update(state=OfferState.EXPIRED, answered_at=now()):
        return []
    request = Request.objects.select_related("site__unit").get(pk=request_id)
    return offer_request(request=request, by=by) if request.state == State.APPROVED else []
