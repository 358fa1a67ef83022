"""Incoming calls."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.channels import events
from quanfu.channels.models import Call
from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import Refused
from quanfu.core.events import emit
from quanfu.core.queries.calendar import calendar_for
from quanfu.core.rules import rule

if TYPE_CHECKING:
    from quanfu.channels.models import Channel
    from quanfu.org.models import Unit


def record_call(
    *,
    company: "Unit",
    is_answered: bool,
    by: Actor,
    is_confirmed: bool | None = None,
    channel: "Channel | None" = None,
    phone: str = "",
    request_number: str = "",
    remark: str = "",
    at: datetime | None = None,
    source_key: str = "",
) -> Call:
    """Keep one incoming call. An answered one says whether the agent read back what they had understood (INT-14).

    Its quality is 100 points; not reading back takes channels.unconfirmed_deduction of them away. Refused without that
    answer, and for a time to come. The same ``source_key`` once more gives the call that is there.
    """
    at = at or now()
    if at > now():
        raise Refused(_("This time lies in the future."), field="at")
    if is_answered and is_confirmed is None:
        raise Refused(_("Say whether you read back what you understood."), field="is_confirmed")
    if source_key and (known := Call.objects.filter(company=company, source_key=source_key).first()):
        return known
    quality = None
    if is_answered:
        lost = int(rule("channels.unconfirmed_deduction", on=at, company=company.pk))
        quality = 100 if is_confirmed else 100 - lost
    with transaction.atomic():
        call = Call.objects.create(
            company=company, channel=channel, phone=phone, is_answered=is_answered, quality=quality,
            is_confirmed=is_confirmed if is_answered else None, in_hours=calendar_for(company).is_open(at),
            request_number=request_number, remark=remark, person=by.person, at=at, source_key=source_key,
        )  # fmt: skip
        emit(events.CALL_RECORDED, call, by=by, label=request_number or "—", data={"answered": is_answered})
    return call
