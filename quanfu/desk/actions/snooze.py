"""Putting a request aside, and its coming back."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from quanfu.core.actor import SYSTEM, Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.rules import rule
from quanfu.desk import events
from quanfu.desk.enums import State, WakeReason
from quanfu.desk.models import Request, Snooze
from quanfu.desk.queries.snooze import tomorrow_morning
from quanfu.org.actions.notification import notify


def snooze_request(
    *,
    request: Request,
    by: Actor,
    until: datetime | None = None,
    until_answer: bool = False,
    remark: str = "",
) -> Snooze:
    """Out of the lists of one's own work until an instant, or until the customer answers; clocks run on.

    Without an instant it comes back after desk.snooze_most_days at the latest. Refused for the past, for longer than
    that, and for closed requests; AlreadyDone while it sleeps.
    """
    at = now()
    latest = at + timedelta(days=int(rule("desk.snooze_most_days")))
    if by.person is None or request.state == State.CLOSED:
        raise Refused(_("The request is closed."))
    if until is None and not until_answer:
        raise Refused(_("Say until when."), field="until")
    until = until or latest
    if until <= at:
        raise Refused(_("This time has passed."), field="until")
    if until > latest:
        raise Refused(_("At most %(days)s days.") % {"days": rule("desk.snooze_most_days")}, field="until")
    try:
        with transaction.atomic():
            snooze = Snooze.objects.create(
                request=request,
                by=by.person,
                at=at,
                until=until,
                until_answer=until_answer,
                remark=remark.strip()[:300],
            )
            Request.objects.filter(pk=request.pk).update(snoozed_until=until, updated_at=at)
            emit(events.SNOOZE_BEGUN, request, by=by, changes={"snoozed_until": [None, until.isoformat()]},
                 data={"remark": snooze.remark, "until_answer": until_answer})  # fmt: skip
    except IntegrityError as error:
        raise AlreadyDone(_("%(number)s is put aside already.") % {"number": request.number}) from error
    request.snoozed_until, request.updated_at = until, at
    return snooze


def snooze_for(
    *, request: Request, when: str, by: Actor, until: datetime | None = None, remark: str = ""
) -> Snooze:
    """As snooze_request, for a choice of queries/steps.py SNOOZES: tomorrow, answer, hours_2, days_3 …, or "until"."""
    unit, _sign, count = when.partition("_")
    if when == "tomorrow" and by.person:
        until = tomorrow_morning(by.person)
    elif unit in ("hours", "days") and count.isdecimal():
        until = now() + timedelta(**{unit: int(count)})
    return snooze_request(request=request, until=until, until_answer=when == "answer", remark=remark, by=by)


def wake_request(*, request: Request, reason: str, by: Actor) -> None:
    """It comes back, exactly once; AlreadyDone when it does not sleep. Who put it aside is told, unless they woke it
    themselves or it was closed."""
    at = now()
    with transaction.atomic():
        sleeping = Snooze.objects.filter(request=request, woken_at=None).select_related("by").first()
        if sleeping is None or not Snooze.objects.filter(pk=sleeping.pk, woken_at=None).update(
            woken_at=at, reason=reason
        ):
            raise AlreadyDone(_("%(number)s is back already.") % {"number": request.number})
        Request.objects.filter(pk=request.pk).update(snoozed_until=None, updated_at=at)
        emit(events.SNOOZE_ENDED, request, by=by, changes={"snoozed_until": [sleeping.until.isoformat(), None]},
             data={"reason": str(WakeReason(reason).label), "remark": sleeping.remark})  # fmt: skip
        request.snoozed_until, request.updated_at = None, at
        if reason in (WakeReason.TIME, WakeReason.ANSWER):
            said = _("%(number)s is back: the customer answered") if reason == WakeReason.ANSWER else _("%(number)s is back: %(subject)s")  # fmt: skip
            text = said % {"number": request.number, "subject": sleeping.remark or request.subject}
            notify(
                people=[sleeping.by],
                text=text,
                url=reverse("desk:request.show", args=[request.number]),
                by=by,
            )


def wake_due(*, by: Actor = SYSTEM, limit: int = 500) -> int:
    """Bring back what is to come back by now; how many were looked at."""
    due = (
        Snooze.objects.filter(woken_at=None, until__lte=now())
        .select_related("request__company")
        .order_by("until")[:limit]
    )
    found = list(due)
    for snooze in found:
        try:
            wake_request(request=snooze.request, reason=WakeReason.TIME, by=by)
        except AlreadyDone:
            continue
    return len(found)
