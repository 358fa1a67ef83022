"""Advice before a sale, and what came of it (INT-19)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.customers.queries.customer import customer_by_phone
from quanfu.customers.queries.phone import normal_phone
from quanfu.desk import events
from quanfu.desk.actions.reception import arrange_visit
from quanfu.desk.enums import ConsultationState
from quanfu.desk.models import Consultation, Request

if TYPE_CHECKING:
    from quanfu.org.models import Person


def record_consultation(
    *, consultant: "Person", name: str, topic: str, by: "Person", phone: str = "", advice: str = ""
) -> Consultation:
    """Keep whom a consultant advised about what. The customer is found by the phone where it is known."""
    if not name.strip():
        raise Refused(_("Say who was advised."), field="name")
    if not topic.strip():
        raise Refused(_("Say what it was about."), field="topic")
    with transaction.atomic():
        made = Consultation.objects.create(
            company=by.company, unit=consultant.unit, consultant=consultant, name=name.strip(), topic=topic.strip(),
            phone=normal_phone(phone) or phone, customer=customer_by_phone(by.company, phone) if phone else None,
            advice=advice.strip(), at=now(), by=by,
        )  # fmt: skip
        emit(events.CONSULTATION_RECORDED, made, by=by, data={"consultant": consultant.pk})
    return made


def settle_consultation(
    *,
    consultation: Consultation,
    state: str,
    by: "Person",
    appointment_at: datetime | None = None,
    order: Request | None = None,
    remark: str = "",
) -> Consultation:
    """Say what came of it. A visit needs its appointment and is arranged with the consultant as host; an order may name its
    request; nothing needs a reason. AlreadyDone when it is settled."""
    if state not in ConsultationState.values or state == ConsultationState.OPEN:
        raise Refused(_("Say how the consultation ended."), field="state")
    if state == ConsultationState.VISIT and (appointment_at is None or appointment_at <= now()):
        raise Refused(_("Give the appointment of the visit; it lies ahead."), field="appointment_at")
    if state == ConsultationState.NOTHING and not remark.strip():
        raise Refused(_("Say why nothing came of it."), field="remark")
    columns: dict[str, Any] = {"state": state, "settled_at": now(), "remark": remark.strip()}
    if state == ConsultationState.ORDER:
        columns["order"] = order
    with transaction.atomic():
        waiting = Consultation.objects.filter(pk=consultation.pk, state=ConsultationState.OPEN)
        if waiting.update(**columns) != 1:
            raise AlreadyDone(_("It is settled already."))
        if state == ConsultationState.VISIT and appointment_at:
            visit = arrange_visit(topic=consultation.topic, visitors=consultation.name, appointment_at=appointment_at,
                                  host=consultation.consultant, phone=consultation.phone, by=by)  # fmt: skip
            Consultation.objects.filter(pk=consultation.pk).update(reception=visit)
        consultation.refresh_from_db()
        emit(
            events.CONSULTATION_SETTLED,
            consultation,
            by=by,
            changes={"state": [ConsultationState.OPEN.value, state]},
        )
    return consultation
