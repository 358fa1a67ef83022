"""Every write to the improvement register and its notices."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quanfu.channels.actions.message import send_message
from quanfu.channels.enums import Way
from quanfu.core.actor import SYSTEM, Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.rules import rule
from quanfu.desk.queries.failure_point import weak_links
from quanfu.quality import events
from quanfu.quality.enums import MOVES, OPEN, ImprovementState, Origin
from quanfu.quality.models import Improvement, Notice, Source

if TYPE_CHECKING:
    from quanfu.desk.models import FailurePoint, Feedback, Request
    from quanfu.org.models import Person, Unit


def register_improvement(
    *, company: "Unit", title: str, by: Actor, unit: "Unit | None" = None, text: str = "", origin: str = Origin.OWN,
    is_product: bool = False, owner: "Person | None" = None, due_on: date | None = None,
    failure_point: "FailurePoint | None" = None, request: "Request | None" = None, feedback: "Feedback | None" = None,
) -> Improvement:  # fmt: skip
    """Take something into the register, with the request it came from. A prevention is only proposed."""
    if not title.strip():
        raise Refused(_("Say what is to improve."), field="title")
    state = ImprovementState.PROPOSED if origin == Origin.PREVENTION else ImprovementState.FOUND
    with transaction.atomic():
        made = Improvement.objects.create(
            company=company, unit=unit or company, title=title.strip()[:200], text=text.strip(), origin=origin, is_product=is_product,
            state=state, failure_point=failure_point, owner=owner, due_on=due_on, found_at=now(),
        )  # fmt: skip
        if request:
            Source.objects.create(improvement=made, request=request, feedback=feedback)
        emit(events.IMPROVEMENT_FOUND, made, by=by, data={"origin": origin})
    return made


def improve_after(
    *, request: "Request", title: str, text: str, origin: str, by: Actor, feedback: "Feedback | None" = None
) -> Improvement:
    """A product cause or a product wish enters the register, once a request and origin."""
    known = Improvement.objects.filter(sources__request=request, origin=origin).first()
    return known or register_improvement(
        company=request.company, unit=request.unit, title=title, text=text, origin=origin, is_product=True, request=request,
        feedback=feedback, by=by,
    )  # fmt: skip


def move_improvement(
    *,
    improvement: Improvement,
    state: str,
    by: "Person",
    result: str = "",
    owner: "Person | None" = None,
    due_on: date | None = None,
) -> None:
    """Take it up, begin, finish or drop it. Finished or dropped it needs a result in words; finished, it leaves a notice for
    every customer it came from (FBK-16)."""
    to = ImprovementState(state)
    if to != improvement.state and to not in MOVES.get(ImprovementState(improvement.state), ()):
        raise Refused(_("It cannot go from here to there."), field="state")
    if to == ImprovementState.UNDER_WAY and owner is None:
        raise Refused(_("Say who improves it."), field="owner")
    ended = to not in OPEN
    if ended and not result.strip():
        raise Refused(_("Say what came of it."), field="result")
    with transaction.atomic():
        changed = Improvement.objects.filter(pk=improvement.pk, state=improvement.state).update(
            state=to, owner=owner, due_on=due_on, result=result.strip(), closed_at=now() if ended else None
        )
        if changed != 1:
            raise AlreadyDone(_("Somebody has moved it meanwhile."))
        before, improvement.state, improvement.result = improvement.state, to, result.strip()
        event = events.IMPROVEMENT_CLOSED if to == ImprovementState.CLOSED else events.IMPROVEMENT_MOVED
        emit(event, improvement, by=by, changes={"state": [before, to.value]})
        if to == ImprovementState.CLOSED:
            sources = Source.objects.filter(improvement=improvement).values_list("request", flat=True)
            notices = [Notice(improvement=improvement, request_id=pk) for pk in sources]
            Notice.objects.bulk_create(notices, ignore_conflicts=True)


def tell_notice(*, notice: Notice, way: str, text: str, by: "Person") -> None:
    """Record that the customer was told; by mail and SMS it is sent here."""
    if not text.strip():
        raise Refused(_("Say what the customer was told."), field="text")
    request = notice.request
    to = {Way.MAIL: request.contact_email, Way.SMS: request.contact_phone}.get(Way(way))
    if to == "":
        raise Refused(_("The customer gave no address for this way."), field="way")
    with transaction.atomic():
        changed = Notice.objects.filter(pk=notice.pk, told_at=None).update(
            way=way, text=text.strip(), told_by=by, told_at=now()
        )
        if changed != 1:
            raise AlreadyDone(_("This customer has been told already."))
        emit(events.NOTICE_TOLD, notice, by=by, data={"way": way})
        if to:
            send_message(company=request.company, way=way, to=to, subject=str(notice.improvement), text=text.strip(), by=by,
                         request_number=request.number, is_bulk=True)  # fmt: skip


def propose_prevention(*, by: Actor = SYSTEM) -> int:
    """Each failure point that was hit often enough within the days set becomes a proposed prevention task, unless one is open
    (CMP-16); how many are new. Running it again changes nothing."""
    since = now() - timedelta(days=int(rule("desk.failure_days")))
    found = 0
    for link in weak_links(since=since, least=int(rule("desk.failure_hits"))):
        title = _("Prevent: %(point)s") % {"point": link.point.name}
        text = _("%(hits)s complaints within %(days)s days.") % {
            "hits": link.hits,
            "days": rule("desk.failure_days"),
        }
        if Improvement.objects.filter(failure_point=link.point, state__in=OPEN).exists():
            continue
        try:
            with transaction.atomic():
                register_improvement(
                    company=link.point.company,
                    title=title,
                    text=text,
                    origin=Origin.PREVENTION,
                    failure_point=link.point,
                    by=by,
                )
                found += 1
        except IntegrityError:  # another worker was as fast
            continue
    return found
