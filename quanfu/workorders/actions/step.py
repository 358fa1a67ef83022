"""The standard steps of an order, one after the other."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.workorders import events, permissions
from quanfu.workorders.actions.order import require_reach
from quanfu.workorders.enums import OrderState, StepState
from quanfu.workorders.models import Step


def tick_step(*, step: Step, by: Actor) -> None:
    """The step is done. Refused while an earlier one is open (TEC-2), and before the work has started."""
    _end(step, StepState.DONE, events.STEP_DONE, by=by)


def skip_step(*, step: Step, reason: str, by: Actor) -> None:
    """The step is left out. Refused without a reason (EXE-6), and as for ticking."""
    if not reason.strip():
        raise Refused(_("Say why the step is skipped."), field="reason")
    _end(step, StepState.SKIPPED, events.STEP_SKIPPED, by=by, reason=reason.strip())


def _end(step: Step, to: StepState, event: str, *, by: Actor, **columns: Any) -> None:
    order = step.order
    require_reach(order=order, by=by, permission=permissions.STEP_UPDATE)
    if order.state != OrderState.UNDER_WAY:
        raise Refused(_("Steps are worked through once the work has started."))
    earlier = order.steps.filter(position__lt=step.position, state=StepState.OPEN).first()
    if earlier:
        raise Refused(_("First comes “%(step)s”.") % {"step": earlier.title})
    at = now()
    with transaction.atomic():
        if (
            Step.objects.filter(pk=step.pk, state=StepState.OPEN).update(
                state=to, by=by.person, at=at, **columns
            )
            != 1
        ):
            raise AlreadyDone(_("This step is done already."))
        step.state, step.at = to, at
        emit(
            event, order, by=by, changes={"state": [StepState.OPEN, to]}, data={"step": step.title, **columns}
        )
