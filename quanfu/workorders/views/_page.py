"""The page of one order. Every act on it answers with this page when its form was wrong."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from quanfu.core.clock import now
from quanfu.core.files import file_url
from quanfu.workorders.actions.order import PlannedStep
from quanfu.workorders.enums import StepState
from quanfu.workorders.forms.completion import CompletionForm
from quanfu.workorders.forms.plan import PlanForm
from quanfu.workorders.forms.problem import ProblemForm, SolutionForm
from quanfu.workorders.forms.progress import ProgressForm
from quanfu.workorders.forms.step import SkipForm
from quanfu.workorders.models import Order, Plan, Step
from quanfu.workorders.queries.act import acts_for
from quanfu.workorders.queries.history import history_lines
from quanfu.workorders.queries.order import current_plan, orders_of_request, photos_of

TEMPLATE = "workorders/order/show.html"
HALF_HOUR = timedelta(minutes=30)


def order_page(order: Order, *, request: HttpRequest, **forms: Any) -> dict[str, Any]:
    """What the template needs. ``forms``: bound ones that replace the empty ones; ``tried``: pk of the step or problem."""
    plan, steps, problems = (
        current_plan(order),
        list(order.steps.select_related("by")),
        list(order.problems.select_related("by", "solved_by")),
    )
    context = {
        "order": order,
        "req": order.request,
        "plan": plan,
        "steps": steps,
        "current_step": next((step.pk for step in steps if step.state == StepState.OPEN), None),
        "steps_left": sum(step.state == StepState.OPEN for step in steps),
        "problems": problems,
        "problems_open": sum(problem.solved_at is None for problem in problems),
        "acts": acts_for(order, request.user, planned=plan is not None),
        "others": [other for other in orders_of_request(order.request_id) if other.pk != order.pk],
        "history": history_lines(order),
        "signature_url": file_url(order.signature, request) if order.signature else "",
        "at": now(),
        "photos": [file_url(photo, request) for photo in photos_of(order)],
        "tried": None,
        "problem_form": ProblemForm(),
        "solution_form": SolutionForm(),
        "progress_form": ProgressForm(),
        "completion_form": CompletionForm(),
        "skip_form": SkipForm(),
        "plan_form": PlanForm(lines=plan_lines(plan, steps), more=1 if plan or steps else 3),
    }
    return context | forms


def plan_lines(plan: Plan | None, steps: list[Step]) -> list[PlannedStep | str]:
    """What the plan form begins with: the plan there is, else the standard steps, half an hour each from the next half hour on."""
    if plan:
        return [PlannedStep(s.title, s.starts_at, s.ends_at, s.resources) for s in plan.steps.all()]
    start = _next_half_hour(now())
    return [
        PlannedStep(step.title, start + number * HALF_HOUR, start + (number + 1) * HALF_HOUR)
        for number, step in enumerate(step for step in steps if step.state == StepState.OPEN)
    ]


def _next_half_hour(at: datetime) -> datetime:
    return at + (datetime.min.replace(tzinfo=at.tzinfo) - at) % HALF_HOUR
