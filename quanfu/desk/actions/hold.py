"""A request waits for the customer, for parts, for something special; limits that may pause stand still meanwhile."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from quanfu.channels.actions.message import send_message
from quanfu.channels.enums import Way
from quanfu.core.actor import SYSTEM, Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.rules import rule
from quanfu.desk import events
from quanfu.desk.actions.request import move
from quanfu.desk.enums import State, WaitsFor
from quanfu.desk.models import Closure, Hold, Request
from quanfu.desk.queries.hold import HOLDABLE, open_hold
from quanfu.desk.queries.request import tracking_path

log = logging.getLogger(__name__)


def begin_hold(*, request: Request, waits_for: str, by: Actor, text: str = "") -> Hold:
    """Put an open request on hold. Refused without the words that the kind of waiting demands, before anybody has looked
    at it, and once the work is told; AlreadyDone when it waits already.

    Who waits for the customer lets the customer be asked again after some days, and told when it closes by itself.
    """
    if waits_for not in WaitsFor.values:
        raise Refused(_("Say what the request waits for."), field="waits_for")
    if State(request.state) not in HOLDABLE:
        raise Refused(_("Only a request that is being worked on can wait."))
    text = text.strip()
    if not text and rule(f"desk.hold_{waits_for}_reason", company=request.company_id):
        raise Refused(_("Give the reason for waiting."), field="text")
    at = now()
    days = int(rule("desk.hold_followup_days", company=request.company_id))
    asks = waits_for == WaitsFor.CUSTOMER and days
    try:
        with transaction.atomic():
            hold = Hold.objects.create(
                request=request, waits_for=waits_for, text=text, by=by.person, begun_at=at,
                next_at=at + timedelta(days=days) if asks else None,
            )  # fmt: skip
            _set(request, waits_for, at)
            emit(
                events.HOLD_BEGUN,
                request,
                by=by,
                data={"hold": hold.pk, "waits_for": waits_for, "text": text},
            )
    except IntegrityError:
        raise AlreadyDone(_("%(number)s waits already.") % {"number": request.number}) from None
    return hold


def end_hold(*, hold: Hold, by: Actor) -> None:
    """Take the request up again; what stood still goes on to the second. AlreadyDone when somebody was faster."""
    at, request = now(), hold.request
    with transaction.atomic():
        columns = {"ended_at": at, "ended_by": by.actor_label[:80], "next_at": None}
        if Hold.objects.filter(pk=hold.pk, ended_at=None).update(**columns) != 1:
            raise AlreadyDone(_("%(number)s no longer waits.") % {"number": request.number})
        for name, value in columns.items():
            setattr(hold, name, value)
        _set(request, "", at)
        emit(events.HOLD_ENDED, request, by=by, data={"hold": hold.pk, "waits_for": hold.waits_for})


def end_hold_of(*, request: Request, by: Actor) -> None:
    """As end_hold, for whoever has only the request; nothing when it does not wait."""
    if request.waits_for and (hold := open_hold(request)):
        hold.request = request
        end_hold(hold=hold, by=by)


def _set(request: Request, waits_for: str, at: datetime) -> None:
    Request.objects.filter(pk=request.pk).update(waits_for=waits_for, updated_at=at)
    request.waits_for, request.updated_at = waits_for, at


def ring_holds(*, by: Actor = SYSTEM, limit: int = 500) -> int:
    """Ask customers again who have not answered, and close what stays unanswered after that was announced; how many.
    Each in a transaction of its own, once: what fails is logged and left for the next run."""
    at, rung = now(), 0
    due = Hold.objects.filter(next_at__lte=at).select_related("request__company").order_by("next_at")
    for hold in due[:limit]:
        try:
            with transaction.atomic():
                rung += _close(hold, by) if hold.closes_at else _remind(hold, at, by)
        except (AlreadyDone, Refused):
            continue
        except Exception:
            log.exception("hold %s of %s could not ring", hold.pk, hold.request)
    return rung


def _remind(hold: Hold, at: datetime, by: Actor) -> bool:
    """The follow-up; it says when the request closes by itself, where the rule wants that."""
    request = hold.request
    days = int(rule("desk.hold_close_days", company=request.company_id))
    closes_at = at + timedelta(days=days) if days else None
    columns: dict[str, Any] = {"followed_up_at": at, "closes_at": closes_at, "next_at": closes_at}
    if Hold.objects.filter(pk=hold.pk, ended_at=None, next_at=hold.next_at).update(**columns) != 1:
        return False
    values = {
        "name": request.contact_name, "number": request.number, "link": settings.PUBLIC_URL + tracking_path(request),
        "date": f"{localtime(closes_at):%Y-%m-%d %H:%M}" if closes_at else "",
    }  # fmt: skip
    text = _("Dear %(name)s, we are waiting for your answer about %(number)s: %(link)s.") % values
    if closes_at:
        text += " " + _("Without it we will close the request on %(date)s; you can write to us again at any time.") % values  # fmt: skip
    _message(request, text, by)
    emit(events.HOLD_REMINDED, request, by=by,
         data={"hold": hold.pk, "closes_at": closes_at.isoformat() if closes_at else ""})  # fmt: skip
    return True


def _close(hold: Hold, by: Actor) -> bool:
    """What was announced. A request without a type is not closed (INT-8), nor one with something else open."""
    request = hold.request
    other = request.investigations.filter(closed_at=None).exists() or request.followups.filter(done_at=None).exists()  # fmt: skip
    if request.service_type_id is None or other:
        Hold.objects.filter(pk=hold.pk, next_at=hold.next_at).update(next_at=None)
        return False
    reason = _("no answer from the customer within the time announced")
    end_hold(hold=hold, by=by)
    request.refresh_from_db()
    at = now()
    move(request=request, to=State.CLOSED, by=by, event=events.REQUEST_CLOSED, data={"reason": reason}, closed_at=at)  # fmt: skip
    Closure.objects.create(request=request, reason=reason, by=by.person, at=at)
    text = _("Dear %(name)s, your request %(number)s is closed because we had no answer. Write to us again at any time.")  # fmt: skip
    _message(request, text % {"name": request.contact_name, "number": request.number}, by)
    return True


def _message(request: Request, text: str, by: Actor) -> None:
    way, to = (Way.MAIL, request.contact_email) if request.contact_email else (Way.SMS, request.contact_phone)
    subject = f"{request.number} {request.subject}"[:200]
    send_message(company=request.company, way=way, to=to, subject=subject, text=text, by=by, request_number=request.number)  # fmt: skip
