from datetime import timedelta

import pytest

from quanfu.core.clock import now
from quanfu.core.errors import Refused
from quanfu.desk.models import ServiceType
from quanfu.org.models import Person
from quanfu.workorders.actions.order import PlannedStep, accept_order, plan_order, start_order
from quanfu.workorders.enums import OrderState
from quanfu.workorders.models import Order, PlanStep
from quanfu.workorders.queries.order import current_plan

pytestmark = pytest.mark.django_db


def steps(*titles: str) -> list[PlannedStep]:
    start = now()
    return [
        PlannedStep(t, start + timedelta(hours=n), start + timedelta(hours=n + 1), "管钳")
        for n, t in enumerate(titles)
    ]


@pytest.fixture
def accepted(order: Order, sun: Person) -> Order:
    accept_order(order=order, by=sun)
    return order


@pytest.mark.req("EXE-1")
def test_work_that_needs_a_plan_does_not_start_without_one(
    accepted: Order, repair_type: ServiceType, sun: Person
) -> None:
    ServiceType.objects.filter(pk=repair_type.pk).update(needs_plan=True)
    order = Order.objects.get(pk=accepted.pk)
    with pytest.raises(Refused):
        start_order(order=order, by=sun)
    plan_order(order=order, steps=steps("入户"), by=sun)
    start_order(order=order, by=sun)
    assert order.state == OrderState.UNDER_WAY


@pytest.mark.req("EXE-2")
def test_plan_without_a_step_is_refused(accepted: Order, sun: Person) -> None:
    with pytest.raises(Refused):
        plan_order(order=accepted, steps=[], by=sun)


@pytest.mark.req("EXE-2")
def test_plan_keeps_steps_times_and_resources(accepted: Order, sun: Person) -> None:
    plan_order(order=accepted, steps=steps("入户", "换阀"), by=sun)
    assert accepted.state == OrderState.PLANNED
    kept = PlanStep.objects.filter(plan__order=accepted)
    assert [(s.title, s.resources, s.ends_at - s.starts_at) for s in kept] == [
        ("入户", "管钳", timedelta(hours=1)), ("换阀", "管钳", timedelta(hours=1)),
    ]  # fmt: skip


def test_step_that_ends_before_it_begins_is_refused(accepted: Order, sun: Person) -> None:
    with pytest.raises(Refused):
        plan_order(order=accepted, steps=[PlannedStep("入户", now(), now() - timedelta(hours=1))], by=sun)


def test_new_plan_during_work_counts_and_the_old_one_stays(accepted: Order, sun: Person) -> None:
    plan_order(order=accepted, steps=steps("入户"), by=sun)
    start_order(order=accepted, by=sun)
    plan_order(order=accepted, steps=steps("换阀"), by=sun)
    plan = current_plan(accepted)
    assert plan is not None and [s.title for s in plan.steps.all()] == ["换阀"]
    assert (accepted.plans.count(), accepted.state) == (2, OrderState.UNDER_WAY)


def test_order_not_accepted_is_not_planned(order: Order, sun: Person) -> None:
    with pytest.raises(Refused):
        plan_order(order=order, steps=steps("入户"), by=sun)
