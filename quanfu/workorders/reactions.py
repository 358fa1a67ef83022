"""What work orders do when something has happened at the desk. Each unpacks the event and calls one action."""

from quanfu.core.actor import SYSTEM
from quanfu.core.events import Event
from quanfu.workorders.actions.order import accept_order, hand_over_order, send_order, settle_order
from quanfu.workorders.permissions import ACCEPTANCE_CREATE
from quanfu.workorders.queries.order import current_order, may_act


def send_orders(event: Event) -> None:
    """An assigned request whose type needs an order gets one."""
    request = event.subject
    if request.service_type and request.service_type.needs_order:
        unit = request.responsible.unit if request.responsible else None
        send_order(request=request, responsible=request.responsible, unit=unit, by=event.by or SYSTEM)


def follow_reassignment(event: Event) -> None:
    """A granted change of person takes the open order along."""
    request, order = event.subject, current_order(event.subject_id)
    if event.data.get("approved") and order and order.responsible_id != request.responsible_id:
        hand_over_order(order=order, to=request.responsible, by=event.by or SYSTEM)


def accept_claimed(event: Event) -> None:
    """Who claimed an offer has accepted the order by that."""
    order = current_order(event.subject_id)
    if order and event.by and may_act(order, by=event.by, permission=ACCEPTANCE_CREATE):
        accept_order(order=order, by=event.by)


def follow_handover(event: Event) -> None:
    """Who accepted a handover has the order, and has accepted it by that."""
    order, to = current_order(event.subject_id), event.subject.responsible
    if order and event.by and order.responsible_id != to.pk:
        hand_over_order(order=order, to=to, by=event.by)
        accept_claimed(event)


def settle_orders(event: Event) -> None:
    """A request finished or closed leaves no open order behind."""
    settle_order(request_id=event.subject_id, by=event.by or SYSTEM)
