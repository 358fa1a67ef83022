import pytest

from quanfu.core.errors import AlreadyDone, Refused
from quanfu.desk.models import ServiceStep, ServiceType
from quanfu.org.models import Person
from quanfu.workorders.actions.step import skip_step, tick_step
from quanfu.workorders.enums import StepState
from quanfu.workorders.models import Order

pytestmark = pytest.mark.django_db


@pytest.mark.req("TEC-2", "EXE-6")
def test_later_step_waits_for_the_earlier_one(under_way: Order, sun: Person) -> None:
    first, second, _third = under_way.steps.all()
    with pytest.raises(Refused, match="入户查看"):
        tick_step(step=second, by=sun)
    tick_step(step=first, by=sun)
    tick_step(step=second, by=sun)
    assert [s.state for s in under_way.steps.all()] == [StepState.DONE, StepState.DONE, StepState.OPEN]


@pytest.mark.req("EXE-6")
def test_skipping_demands_a_reason(under_way: Order, sun: Person) -> None:
    step = under_way.steps.first()
    with pytest.raises(Refused) as refused:
        skip_step(step=step, reason=" ", by=sun)
    assert refused.value.field == "reason"
    skip_step(step=step, reason="客户已自行查看", by=sun)
    step.refresh_from_db()
    assert (step.state, step.reason, step.by) == (StepState.SKIPPED, "客户已自行查看", sun)


def test_step_before_the_start_is_refused(order: Order, sun: Person) -> None:
    with pytest.raises(Refused):
        tick_step(step=order.steps.first(), by=sun)


def test_step_ticked_twice_is_ticked_once(under_way: Order, sun: Person) -> None:
    stale = under_way.steps.first()
    tick_step(step=under_way.steps.first(), by=sun)
    with pytest.raises(AlreadyDone):
        tick_step(step=stale, by=sun)


def test_changing_the_standard_leaves_work_under_way_alone(
    under_way: Order, repair_type: ServiceType
) -> None:
    ServiceStep.objects.filter(service_type=repair_type).update(title="新步骤")
    assert under_way.steps.first().title == "入户查看"


def test_colleague_may_not_tick(under_way: Order, zhou: Person) -> None:
    with pytest.raises(Refused):
        tick_step(step=under_way.steps.first(), by=zhou)
