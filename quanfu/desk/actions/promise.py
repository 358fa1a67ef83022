"""Promising an answer, and keeping the promise."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import Refused
from quanfu.core.events import emit
from quanfu.desk import events
from quanfu.desk.models import Promise, Request


def make_promise(*, request: Request, promised_at: datetime | None, by: Actor, text: str = "") -> Promise:
    """What could not be answered at once will be by then (INT-9). Refused without a time, or with one that has passed.

    The clocks of the promise are sla's; a reply to the customer or a call keeps it.
    """
    if promised_at is None:
        raise Refused(_("Say by when you promised to answer."), field="promised_at")
    if promised_at <= now():
        raise Refused(_("The promised time lies in the past."), field="promised_at")
    if by.person is None or not request.is_open:
        raise Refused(_("The request is closed."))
    with transaction.atomic():
        promise = Promise.objects.create(
            request=request, promised_at=promised_at, text=text.strip(), by=by.person, at=now()
        )
        emit(
            events.PROMISE_MADE, request, by=by,
            data={"promise": promise.pk, "due": promised_at.isoformat(), "person": by.person.pk},
        )  # fmt: skip
    return promise


def keep_promises(*, request: Request, by: Actor) -> int:
    """The customer was answered: all open promises about the request are kept; how many there were."""
    with transaction.atomic():
        waiting = list(Promise.objects.filter(request=request, kept_at=None).values_list("pk", flat=True))
        for pk in waiting:  # hardly ever more than one
            if Promise.objects.filter(pk=pk, kept_at=None).update(kept_at=now()):
                emit(events.PROMISE_KEPT, request, by=by, data={"promise": pk})
    return len(waiting)
