"""Requests pass the chain of departments; each step has its deadline, and none is left out unseen."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.channels.actions.message import send_message
from quanfu.channels.enums import Way
from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import Refused
from quanfu.core.events import emit
from quanfu.core.graph import add, one_write
from quanfu.core.queries.calendar import calendar_for
from quanfu.desk.actions.feedback import open_followup
from quanfu.desk.enums import State
from quanfu.sla import events
from quanfu.sla.actions.clock import start_clock, stop_clock
from quanfu.sla.enums import Target, Telling
from quanfu.sla.models import Passage, Step
from quanfu.sla.queries.limit import used
from quanfu.sla.queries.policy import policy_for
from quanfu.sla.queries.step import STEPS, chain_for, passages_of

if TYPE_CHECKING:
    from quanfu.desk.models import Request

ENDED = {State.CLOSED, State.REFUSED}


def save_step(*, instance: Step | None, by: Actor, **columns: Any) -> Step:
    """Make or change a link of the company's chain. Refused for a code that is taken and for a message without text."""
    company_id: Any = (instance and instance.company_id) or (by.person and by.person.company_id)
    twin = Step.objects.filter(
        company=company_id, code=columns.get("code", instance.code if instance else "")
    )
    if (twin.exclude(pk=instance.pk) if instance else twin).exists():
        raise Refused(_("This code is taken."), field="code")
    if columns.get("telling") == Telling.MESSAGE and not columns.get("text", "").strip():
        raise Refused(_("Say what the customer is told."), field="text")
    with transaction.atomic():
        step = instance or Step(company_id=company_id)
        old = {name: getattr(step, name) for name in columns} if instance else {}
        for name, value in columns.items():
            setattr(step, name, value)
        step.save()
        changes = {n: [_plain(old.get(n)), _plain(v)] for n, v in columns.items() if old.get(n) != v}
        emit(events.STEP_SAVED, step, by=by, changes=changes)
        STEPS.changed()
    return step


def _plain(value: Any) -> Any:
    return getattr(value, "pk", value)


def delete_step(*, instance: Step, by: Actor) -> None:
    """Remove a step that no request ever passed; others are taken out of use instead."""
    if Passage.objects.filter(step=instance).exists():
        raise Refused(_("It has been used; take it out of use instead."))
    with transaction.atomic():
        emit(events.STEP_DELETED, instance, by=by, changes={"code": [instance.code, None]})
        instance.delete()
        STEPS.changed()


def follow_state(*, request: "Request", by: Actor) -> None:
    """The request has come into a state: enter the step of that state, or leave the chain at the end. Costs nothing where
    the company keeps no chain."""
    chain = chain_for(request)
    if not chain:
        return
    if State(request.state) in ENDED:
        leave_chain(request=request, by=by)
        return
    step = next((step for step in chain if step.state == request.state), None)
    if step is not None:
        enter_step(request=request, step=step, by=by)


def enter_step(*, request: "Request", step: Step, by: Actor) -> Passage | None:
    """The request passes to that step: its deadline is stored, the one before ends, what was left out is flagged, and the
    customer is told where the step wants that. None when it is there already.

    Refused for a step of another company's or type's chain.
    """
    chain = chain_for(request)
    if all(step.pk != one.pk for one in chain):
        raise Refused(_("This step is not part of the request's chain."), field="step")
    with one_write():
        at, passages = now(), passages_of(request)
        current = next((p for p in passages if p.left_at is None), None)
        if current is not None and current.step_id == step.pk:  # type: ignore[attr-defined]
            return None
        if current is not None:
            _leave(request, current, at, by=by)
        been = {p.step_id for p in passages if not p.is_skipped}  # type: ignore[attr-defined]
        place = next(i for i, one in enumerate(chain) if one.pk == step.pk)
        _flag(request, chain[:place], passages, at, by=by)
        unit = step.unit or request.unit
        passage = Passage(
            request=request, company_id=request.company_id, step=step, unit=unit, entered_at=at, by=by.person,
            is_return=step.pk in been,
        )  # fmt: skip
        passage.due_at = _start(request, step, by=by)
        add(passage)
        data = {"step": step.code, "name": step.name, "unit": unit.pk, "back": passage.is_return}
        emit(events.PASSAGE_ENTERED, request, by=by, data=data)
        _tell(request, step, by=by)
    return passage


def leave_chain(*, request: "Request", by: Actor) -> None:
    """The request has ended: its step ends with it, and required steps that were never passed are flagged."""
    with one_write():
        at, passages = now(), passages_of(request)
        current = next((p for p in passages if p.left_at is None), None)
        if current is not None:
            _leave(request, current, at, by=by)
        if request.state == State.CLOSED and passages:
            _flag(request, chain_for(request), passages, at, by=by)


def _start(request: "Request", step: Step, *, by: Actor) -> datetime | None:
    if not step.minutes and policy_for(request, Target.STEP, now()) is None:
        return None
    head = step.unit.head if step.unit else None
    clock = start_clock(
        request=request, target=Target.STEP, key=step.code, minutes=step.minutes or None, by=by, unit=step.unit,
        person=head if head and head.is_active else None, around_the_clock=step.around_the_clock,
    )  # fmt: skip
    return clock.due_at


def _leave(request: "Request", passage: Passage, at: datetime, *, by: Actor) -> None:
    seconds = used(passage.entered_at, at, calendar_for(passage.unit), around_the_clock=False)
    clock = stop_clock(request=request, target=Target.STEP, key=passage.step.code, by=by)
    columns: dict[str, Any] = {"left_at": at, "seconds": seconds}
    if clock is not None:
        columns["due_at"] = clock.due_at  # waiting, extensions and new calendars may have moved it
    Passage.objects.filter(pk=passage.pk, left_at=None).update(**columns)


def _flag(
    request: "Request", before: list[Step], passages: list[Passage], at: datetime, *, by: Actor
) -> None:
    """Required steps that should have come before and did not."""
    seen = {passage.step_id for passage in passages}  # type: ignore[attr-defined]
    missed = [step for step in before if step.required and step.pk not in seen]
    for step in missed:
        add(Passage(
            request=request, company_id=request.company_id, step=step, unit=step.unit or request.unit, entered_at=at,
            left_at=at, seconds=0, is_skipped=True, by=by.person,
        ))  # fmt: skip
    if missed:
        emit(events.PASSAGE_SKIPPED, request, by=by, data={"steps": [step.code for step in missed], "name": "、".join(step.name for step in missed)})  # fmt: skip


def _tell(request: "Request", step: Step, *, by: Actor) -> None:
    """One stop: the customer learns on our own accord where it stands (SLA-5)."""
    if step.telling == Telling.TASK:
        open_followup(request=request, text=_("Tell the customer: %(step)s") % {"step": step.text or step.name}, by=by)  # fmt: skip
    elif step.telling == Telling.MESSAGE:
        way, to = (
            (Way.MAIL, request.contact_email) if request.contact_email else (Way.SMS, request.contact_phone)
        )
        subject = f"{request.number} {request.subject}"[:200]
        send_message(company=request.company, way=way, to=to, subject=subject, text=step.text, by=by, request_number=request.number)  # fmt: skip
