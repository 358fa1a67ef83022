"""Receiving customers who come to see us (INT-20)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now, today
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.customers.queries.customer import customer_by_phone
from quanfu.customers.queries.phone import normal_phone
from quanfu.desk import events
from quanfu.desk.models import Reception, ReceptionTask
from quanfu.org.actions.notification import notify

if TYPE_CHECKING:
    from quanfu.org.models import Person


@dataclass(frozen=True)
class Agreed:
    """What a visit ended with: who does what by when."""

    text: str
    owner: "Person"
    due_on: date


def arrange_visit(
    *, topic: str, visitors: str, appointment_at: datetime, host: "Person", by: Actor, phone: str = ""
) -> Reception:
    """Note down an appointment; the host is told. The customer is found by the phone where it is known."""
    if by.person is None:
        raise Refused(_("Only staff arranges visits."))
    with transaction.atomic():
        reception = Reception.objects.create(
            company=by.person.company, unit=host.unit, topic=topic.strip(), visitors=visitors.strip(), phone=normal_phone(phone) or phone,
            customer=customer_by_phone(by.person.company, phone) if phone else None, appointment_at=appointment_at,
            host=host, by=by.person, at=now(),
        )  # fmt: skip
        emit(events.RECEPTION_ARRANGED, reception, by=by)
        text = _("You receive visitors: %(topic)s") % {"topic": reception.topic}
        notify(people=[host], text=text, url=reverse("desk:reception.update", args=[reception.pk]), by=by)
    return reception


def close_visit(
    *, reception: Reception, minutes: str, agreed: Sequence[Agreed], by: Actor
) -> list[ReceptionTask]:
    """Keep the minutes and make a task of everything agreed, with its owner and date; the owners are told.

    Refused without minutes, and for a date that has passed. AlreadyDone when it is closed.
    """
    if not minutes.strip():
        raise Refused(_("Write the minutes first."), field="minutes")
    if any(each.due_on < today() for each in agreed):
        raise Refused(_("A task cannot be due in the past."))
    with transaction.atomic():
        closed = Reception.objects.filter(pk=reception.pk, closed_at=None)
        if not closed.update(closed_at=now(), minutes=minutes.strip()):
            raise AlreadyDone(_("This visit is closed already."))
        tasks = ReceptionTask.objects.bulk_create(
            ReceptionTask(reception=reception, text=each.text, owner=each.owner, due_on=each.due_on)
            for each in agreed
        )
        emit(events.RECEPTION_CLOSED, reception, by=by, data={"tasks": len(tasks)})
        for task in tasks:
            text = _("Agreed with visitors: %(task)s") % {"task": task.text}
            notify(people=[task.owner], text=text, url=reverse("desk:reception_task.index"), by=by)
    return tasks


def finish_task(*, task: ReceptionTask, result: str, by: Actor) -> None:
    """Done, and how. AlreadyDone when somebody was faster."""
    if not result.strip():
        raise Refused(_("Say what came of it."), field="result")
    with transaction.atomic():
        if not ReceptionTask.objects.filter(pk=task.pk, done_at=None).update(
            done_at=now(), result=result.strip()
        ):
            raise AlreadyDone(_("This task is done already."))
        emit(events.RECEPTION_TASK_FINISHED, task, by=by, data={"result": result.strip()})
