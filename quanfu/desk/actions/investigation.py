"""Finding out why a customer was dissatisfied."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.channels.enums import Way
from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.desk import events
from quanfu.desk.models import Investigation, Request
from quanfu.desk.queries.due import working_due
from quanfu.org.queries.person import head_of


def open_investigation(*, request: Request, score: Decimal, reason: str, by: Actor) -> Investigation:
    """Open one, owned by the head of the unit that did the work, with a date (EVA-8); the open one if there is one."""
    with transaction.atomic():
        existing = Investigation.objects.filter(request=request, closed_at=None).first()
        if existing:
            return existing
        owner = head_of(request.unit, other_than=request.responsible) or request.owner or request.responsible
        investigation = Investigation.objects.create(
            request=request, score=score, reason=reason, owner=owner,  # type: ignore[misc]  # somebody did the work
            opened_at=now(),
            due_at=working_due(request, "desk.investigation_minutes"),
        )  # fmt: skip
        emit(
            events.INVESTIGATION_OPENED,
            request,
            by=by,
            data={"investigation": investigation.pk, "score": str(score)},
        )
    return investigation


def close_investigation(
    *,
    investigation: Investigation,
    findings: str,
    action_taken: str,
    reply_way: str,
    reply_text: str,
    by: Actor,
) -> None:
    """Close it with cause, action and what the customer was told; refused when one is missing (EVA-8, EVA-9)."""
    if not findings.strip():
        raise Refused(_("Say what the cause was."), field="findings")
    if not action_taken.strip():
        raise Refused(_("Say what was done about it."), field="action_taken")
    if reply_way not in Way.values or not reply_text.strip():
        raise Refused(_("Record how and what the customer was told."), field="reply_text")
    with transaction.atomic():
        closed = Investigation.objects.filter(pk=investigation.pk, closed_at=None).update(
            findings=findings.strip(), action_taken=action_taken.strip(), reply_way=reply_way, reply_text=reply_text.strip(), closed_at=now()
        )  # fmt: skip
        if closed != 1:
            raise AlreadyDone(_("This investigation is closed already."))
        emit(
            events.INVESTIGATION_CLOSED,
            investigation.request,
            by=by,
            data={"investigation": investigation.pk},
        )
