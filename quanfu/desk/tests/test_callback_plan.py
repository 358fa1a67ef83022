from collections.abc import Callable
from typing import Any

import pytest

from quanfu.core.errors import Refused
from quanfu.desk.actions.callback_plan import save_callback_plan
from quanfu.desk.models import CallbackPlan
from quanfu.desk.views import callback_plan
from quanfu.org.models import Person, Unit
from quanfu.ui.crud_tests import CrudTests

PLAN: dict[str, Any] = {
    "name": "安装回访", "occasion": "installation", "from_day": 2, "to_day": 3, "caller": "owner", "is_active": "on",
}  # fmt: skip


class TestCallbackPlans(CrudTests):
    crud = callback_plan.crud

    @pytest.fixture
    def make(self, company: Unit) -> Callable[[int], CallbackPlan]:
        return lambda n: CallbackPlan.objects.create(company=company, name=f"计划{n}")

    @pytest.fixture
    def valid(self) -> dict[str, Any]:
        return PLAN

    @pytest.fixture
    def invalid(self) -> dict[str, Any]:
        return PLAN | {"name": ""}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"occasion": "regular"}, "regularity"), ({"from_day": 4}, "to_day"), ({"caller": "person"}, "person")],
)
def test_plan_that_makes_no_sense_is_refused(zheng: Person, wrong: dict[str, Any], field: str) -> None:
    columns = PLAN | {"regularity": "", "person": None, "is_active": True} | wrong
    with pytest.raises(Refused) as refused:
        save_callback_plan(instance=None, by=zheng, **columns)
    assert refused.value.field == field
