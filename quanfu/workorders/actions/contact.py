"""The engineer speaks to the customer."""

from quanfu.core.actor import Actor
from quanfu.desk.actions.request import mark_contacted
from quanfu.workorders import permissions
from quanfu.workorders.actions.order import require_reach
from quanfu.workorders.models import Order


def contact_customer(*, order: Order, by: Actor) -> None:
    """The customer was reached; the first time stops the request's clock for first contact, later times change nothing."""
    require_reach(order=order, by=by, permission=permissions.CONTACT_CREATE)
    mark_contacted(request=order.request, by=by)
