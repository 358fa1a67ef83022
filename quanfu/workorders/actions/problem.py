"""Problems that come up during the work."""

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.workorders import events, permissions
from quanfu.workorders.actions.order import require_reach
from quanfu.workorders.enums import TAKEN_STATES
from quanfu.workorders.models import Order, Problem


def report_problem(*, order: Order, text: str, by: Actor) -> Problem:
    """Record a problem or complaint of the customer at the work; it must be solved before the order can be finished."""
    require_reach(order=order, by=by, permission=permissions.PROBLEM_CREATE)
    if not text.strip():
        raise Refused(_("Describe the problem."), field="text")
    if order.state not in TAKEN_STATES:
        raise Refused(_("Problems are recorded between acceptance and completion."))
    with transaction.atomic():
        problem = Problem.objects.create(order=order, text=text.strip(), by=by.person, at=now())
        emit(events.PROBLEM_REPORTED, order, by=by, data={"problem": problem.pk, "text": problem.text})
    return problem


def solve_problem(*, problem: Problem, solution: str, by: Actor) -> None:
    """Record how it was solved; refused without saying how."""
    require_reach(order=problem.order, by=by, permission=permissions.PROBLEM_UPDATE)
    if not solution.strip():
        raise Refused(_("Say how the problem was solved."), field="solution")
    at = now()
    with transaction.atomic():
        solved = Problem.objects.filter(pk=problem.pk, solved_at=None)
        if solved.update(solved_at=at, solved_by=by.person, solution=solution.strip()) != 1:
            raise AlreadyDone(_("This problem is solved already."))
        problem.solved_at, problem.solution = at, solution.strip()
        emit(
            events.PROBLEM_SOLVED,
            problem.order,
            by=by,
            data={"problem": problem.pk, "solution": problem.solution},
        )
