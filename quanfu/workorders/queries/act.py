"""What a person may do next with an order: what its page offers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quanfu.workorders import permissions
from quanfu.workorders.enums import TAKEN_STATES, OrderState
from quanfu.workorders.models import Order
from quanfu.workorders.queries.order import may_act

if TYPE_CHECKING:
    from quanfu.org.models import Person


@dataclass(frozen=True)
class Acts:
    """Each is whether the person may do it now. ``needs_plan``: the start waits for a plan."""

    accept: bool
    contact: bool
    plan: bool
    start: bool
    needs_plan: bool
    step: bool
    problem: bool
    solve: bool
    progress: bool
    finish: bool


def acts_for(order: Order, by: "Person", *, planned: bool) -> Acts:
    """No queries beyond the person's grants. ``planned``: the order has a plan."""

    def may(permission: str, *states: OrderState) -> bool:
        return order.state in states and may_act(order, by=by, permission=permission)

    service_type = order.request.service_type
    needs_plan = bool(service_type and service_type.needs_plan and not planned)
    return Acts(
        accept=may(permissions.ACCEPTANCE_CREATE, OrderState.SENT),
        contact=order.request.contacted_at is None
        and may(permissions.CONTACT_CREATE, OrderState.SENT, *TAKEN_STATES),
        plan=may(permissions.PLAN_CREATE, *TAKEN_STATES),
        start=not needs_plan and may(permissions.START_CREATE, OrderState.ACCEPTED, OrderState.PLANNED),
        needs_plan=needs_plan,
        step=may(permissions.STEP_UPDATE, OrderState.UNDER_WAY),
        problem=may(permissions.PROBLEM_CREATE, *TAKEN_STATES),
        solve=may(permissions.PROBLEM_UPDATE, *TAKEN_STATES),
        progress=may(permissions.PROGRESS_CREATE, *TAKEN_STATES),
        finish=may(permissions.COMPLETION_CREATE, OrderState.UNDER_WAY),
    )
