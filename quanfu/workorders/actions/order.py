"""Work orders from sending to the end. Every change of state is a compare-and-set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.files import store_file
from quanfu.core.numbers import next_number
from quanfu.desk.actions.request import accept_request, finish_request
from quanfu.desk.enums import Kind
from quanfu.org.actions.notification import notify
from quanfu.workorders import events, permissions
from quanfu.workorders.enums import OPEN_STATES, TAKEN_STATES, OrderState, StepState
from quanfu.workorders.models import Order, Plan, PlanStep, Problem, Step
from quanfu.workorders.queries.order import current_order, may_act, required_time

if TYPE_CHECKING:
    from django.core.files import File

    from quanfu.desk.models import Request
    from quanfu.org.models import Person, Unit


@dataclass(frozen=True)
class PlannedStep:
    """A part of a plan as it comes in. Times are aware."""

    title: str
    starts_at: datetime
    ends_at: datetime
    resources: str = ""


def send_order(
    *,
    request: "Request",
    responsible: "Person | None",
    unit: "Unit | None",
    by: Actor,
    after: Order | None = None,
) -> Order:
    """Make the order of a request and send it: number, description, required time, standard steps, notification (ASG-5).

    ``after``: the order it takes over from; progress, steps with their state and open problems come along.
    Refused without a responsible person or unit, and for a repair whose scope nobody decided (REQ-11). AlreadyDone when the request has an open order.
    """
    if responsible is None or not responsible.is_active:
        raise Refused(_("An order needs a responsible person."), field="responsible")
    if unit is None:
        raise Refused(_("An order needs a responsible unit."), field="unit")
    if request.kind == Kind.REPAIR and not request.charge:
        raise Refused(_("Decide first whether the repair is free, paid or under a contract."), field="charge")
    with transaction.atomic():
        if current_order(request.pk):
            raise AlreadyDone(_("%(number)s has an order already.") % {"number": request.number})
        at = now()
        order = Order.objects.create(
            number=next_number("WO", at=at), request=request, company_id=request.company_id, unit=unit,
            responsible=responsible, description=request.body or request.subject, required_by=required_time(request),
            state=OrderState.SENT, sent_at=at, progress=after.progress if after else "",
        )  # fmt: skip
        Step.objects.bulk_create(_steps_for(order, after))
        if after:
            Problem.objects.filter(order=after, solved_at=None).update(order=order)
        emit(events.ORDER_SENT, order, by=by, changes={"state": [OrderState.DRAFT, OrderState.SENT]},
             data={"request": request.number, "responsible": responsible.pk, "required_by": order.required_by.isoformat()})  # fmt: skip
        text = _("Work order %(number)s: %(subject)s, required by %(time)s") % {
            "number": order.number, "subject": request.subject, "time": f"{localtime(order.required_by):%m-%d %H:%M}",
        }  # fmt: skip
        notify(people=[responsible], text=text[:300], url=order.path, by=by)
    return order


def _steps_for(order: Order, after: Order | None) -> list[Step]:
    """Those of the order it follows, as far as they are; else the standard ones of the service type."""
    if after:
        return [
            Step(
                order=order,
                position=s.position,
                title=s.title,
                state=s.state,
                reason=s.reason,
                by_id=s.by_id,
                at=s.at,
            )
            for s in after.steps.all()
        ]
    service_type = order.request.service_type
    standard = service_type.steps.all() if service_type else []
    return [
        Step(order=order, position=number, title=step.title) for number, step in enumerate(standard, start=1)
    ]


def hand_over_order(*, order: Order, to: "Person", by: Actor) -> Order:
    """The order goes to somebody else: this one ends as handed over, a new one is sent to them with the progress kept."""
    with transaction.atomic():
        _move(order, OPEN_STATES, OrderState.HANDED_OVER, events.ORDER_HANDED_OVER, by=by,
              data={"from": order.responsible.name, "to": to.name, "progress": order.progress})  # fmt: skip
        return send_order(request=order.request, responsible=to, unit=to.unit, by=by, after=order)


def receive_order(*, order: Order, by: Actor) -> bool:
    """The receiver has seen it: stamped once, when they open it themselves (ASG-7). Whether it was the first time."""
    person = by.person
    if order.received_at or person is None or person.pk != order.responsible_id:
        return False
    with transaction.atomic():
        at = now()
        if Order.objects.filter(pk=order.pk, received_at=None).update(received_at=at) != 1:
            return False
        order.received_at = at
        emit(events.ORDER_RECEIVED, order, by=by, changes={"received_at": [None, at.isoformat()]})
    return True


def accept_order(*, order: Order, by: Actor) -> None:
    """Take the order on (sent → accepted); the request counts as accepted with it."""
    require_reach(order=order, by=by, permission=permissions.ACCEPTANCE_CREATE)
    at = now()
    with transaction.atomic():
        _move(order, (OrderState.SENT,), OrderState.ACCEPTED, events.ORDER_ACCEPTED, by=by,
              accepted_at=at, received_at=order.received_at or at)  # fmt: skip
        accept_request(request=order.request, by=by)


def plan_order(*, order: Order, steps: Sequence[PlannedStep], by: Actor) -> Plan:
    """Say how the work will be done, before or during it; the newest plan counts.

    Refused without a step (EXE-2), with a step that ends before it begins, and for an order not accepted or ended.
    """
    require_reach(order=order, by=by, permission=permissions.PLAN_CREATE)
    if not steps:
        raise Refused(_("A plan needs at least one step."), field="steps")
    for step in steps:
        if not step.title.strip():
            raise Refused(_("Every step of the plan needs a name."), field="steps")
        if step.ends_at <= step.starts_at:
            raise Refused(_("“%(step)s” ends before it begins.") % {"step": step.title}, field="steps")
    if order.state not in TAKEN_STATES:
        raise Refused(_("An order is planned between acceptance and completion."))
    at, state = now(), OrderState(order.state)
    to = OrderState.PLANNED if state == OrderState.ACCEPTED else state
    with transaction.atomic():
        _move(
            order,
            (state,),
            to,
            events.ORDER_PLANNED,
            by=by,
            data={"steps": [step.title for step in steps]},
            planned_at=at,
        )
        plan = Plan.objects.create(order=order, by=by.person, at=at)
        PlanStep.objects.bulk_create(
            PlanStep(plan=plan, position=number, title=step.title.strip(), starts_at=step.starts_at, ends_at=step.ends_at,
                     resources=step.resources.strip())
            for number, step in enumerate(steps, start=1)
        )  # fmt: skip
    return plan


def start_order(*, order: Order, by: Actor) -> None:
    """Begin the work. Refused before acceptance, and without a plan where the service type needs one (EXE-1)."""
    require_reach(order=order, by=by, permission=permissions.START_CREATE)
    if order.state == OrderState.SENT:
        raise Refused(_("Accept the order first."))
    service_type = order.request.service_type
    if service_type and service_type.needs_plan and not order.plans.exists():
        raise Refused(_("This kind of work needs a plan before it starts."))
    with transaction.atomic():
        _move(
            order,
            (OrderState.ACCEPTED, OrderState.PLANNED),
            OrderState.UNDER_WAY,
            events.ORDER_STARTED,
            by=by,
            started_at=now(),
        )


def finish_order(
    *,
    order: Order,
    result: str,
    by: Actor,
    signature: "File[bytes] | None" = None,
    no_signature_reason: str = "",
) -> None:
    """The work is done, with result, time and the customer's signature (EXE-10); the request is finished with it.
    ``signature``: a PNG, stored here.

    Refused without a result, without a signature or the reason for none, with a step neither done nor skipped (EXE-6),
    with an open problem (EXE-9), and before the start.
    """
    require_reach(order=order, by=by, permission=permissions.COMPLETION_CREATE)
    if order.state in (OrderState.SENT, OrderState.ACCEPTED, OrderState.PLANNED):
        raise Refused(_("Start the work first."))
    left = order.steps.filter(state=StepState.OPEN).first()
    if left:
        raise Refused(_("Step “%(step)s” is neither done nor skipped.") % {"step": left.title})
    if order.problems.filter(solved_at=None).exists():
        raise Refused(_("A problem is still open. Solve it first."))
    if not result.strip():
        raise Refused(_("Say how the work ended."), field="result")
    if signature is None and not no_signature_reason.strip():
        raise Refused(
            _("The customer's signature is missing; or say why there is none."), field="no_signature_reason"
        )
    with transaction.atomic():
        stored = store_file(signature, by=by) if signature else None
        _move(order, (OrderState.UNDER_WAY,), OrderState.DONE, events.ORDER_FINISHED, by=by, done_at=now(), result=result.strip(),
              signature=stored, no_signature_reason="" if stored else no_signature_reason.strip())  # fmt: skip
        finish_request(request=order.request, result=result, by=by)


def settle_order(*, request_id: int, by: Actor) -> None:
    """The request came to its end: an open order is cancelled, a done one is closed. The second time nothing changes."""
    order = (
        Order.objects.filter(request_id=request_id, state__in=[*OPEN_STATES, OrderState.DONE])
        .order_by("-id")
        .first()
    )
    if order is None:
        return
    with transaction.atomic():
        if order.state == OrderState.DONE:
            if order.request.closed_at:
                _move(order, (OrderState.DONE,), OrderState.CLOSED, events.ORDER_CLOSED, by=by)
            return
        _move(order, OPEN_STATES, OrderState.CANCELLED, events.ORDER_CANCELLED, by=by)
        text = _("Work order %(number)s is cancelled: the request no longer needs it.") % {
            "number": order.number
        }
        notify(people=[order.responsible], text=text, url=order.path, by=by)


def reschedule_order(*, request_id: int, required_by: datetime, by: Actor) -> None:
    """The request's limit for completion has changed (type, urgency, unit): its open order follows."""
    order = current_order(request_id)
    if order is None or order.required_by == required_by:
        return
    with transaction.atomic():
        old = order.required_by
        if (
            Order.objects.filter(pk=order.pk, state__in=OPEN_STATES, required_by=old).update(
                required_by=required_by
            )
            == 1
        ):
            emit(
                events.ORDER_RESCHEDULED,
                order,
                by=by,
                changes={"required_by": [old.isoformat(), required_by.isoformat()]},
            )


def reschedule_orders(*, due: dict[int, datetime], by: Actor) -> None:
    """As reschedule_order for many requests by id; one query for their orders, one for each that moves."""
    orders = Order.objects.filter(request__in=due, state__in=OPEN_STATES)
    for order in orders.select_related("request"):
        old, new = order.required_by, due[order.request_id]
        if (
            old
            and old != new
            and Order.objects.filter(pk=order.pk, required_by=old).update(required_by=new) == 1
        ):
            changes = {"required_by": [old.isoformat(), new.isoformat()]}
            emit(events.ORDER_RESCHEDULED, order, by=by, changes=changes)


def require_reach(*, order: Order, by: Actor, permission: str) -> None:
    """Refused unless the actor is the responsible person or leads them."""
    if not may_act(order, by=by, permission=permission):
        raise Refused(_("Only %(person)s or their leader may do this.") % {"person": order.responsible})


def _move(
    order: Order, origins: Sequence[OrderState], to: OrderState, event: str, *, by: Actor, data: dict[str, Any] | None = None,
    **columns: Any,
) -> None:  # fmt: skip
    """Set the state from one of ``origins`` (and columns), or AlreadyDone; then emit."""
    if Order.objects.filter(pk=order.pk, state__in=origins).update(state=to, **columns) != 1:
        raise AlreadyDone(_("%(number)s has moved on meanwhile.") % {"number": order.number})
    changes: dict[str, list[Any]] = {} if order.state == to else {"state": [str(order.state), str(to)]}
    for name, value in columns.items():
        if getattr(order, name) != value:
            changes[name] = [_plain(getattr(order, name)), _plain(value)]
        setattr(order, name, value)
    order.state = to
    emit(event, order, by=by, changes=changes, data={"request": order.request.number, **(data or {})})


def _plain(value: Any) -> Any:
    """A value as the journal keeps it."""
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, str | int | None) else str(value)
