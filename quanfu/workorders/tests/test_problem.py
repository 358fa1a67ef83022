import pytest

from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.queries.journal import history_of
from quanfu.org.models import Person
from quanfu.workorders.actions.order import finish_order
from quanfu.workorders.actions.problem import report_problem, solve_problem
from quanfu.workorders.actions.step import tick_step
from quanfu.workorders.enums import OrderState
from quanfu.workorders.models import Order

pytestmark = pytest.mark.django_db


@pytest.mark.req("EXE-9")
def test_open_problem_blocks_completion_until_it_is_solved(under_way: Order, sun: Person) -> None:
    for step in under_way.steps.all():
        tick_step(step=step, by=sun)
    problem = report_problem(order=under_way, text="地板渗水", by=sun)
    assert problem.order == under_way
    with pytest.raises(Refused):
        finish_order(order=under_way, result="修好", no_signature_reason="不在家", by=sun)
    solve_problem(problem=problem, solution="更换密封圈", by=sun)
    finish_order(order=under_way, result="修好", no_signature_reason="不在家", by=sun)
    assert under_way.state == OrderState.DONE


@pytest.mark.req("EXE-9")
def test_problem_and_solution_stand_in_the_history(under_way: Order, sun: Person) -> None:
    problem = report_problem(order=under_way, text="地板渗水", by=sun)
    solve_problem(problem=problem, solution="更换密封圈", by=sun)
    told = [entry.data.get("text") or entry.data.get("solution") for entry in history_of(under_way)[-2:]]
    assert told == ["地板渗水", "更换密封圈"]


def test_problem_is_solved_once(under_way: Order, sun: Person) -> None:
    problem = report_problem(order=under_way, text="地板渗水", by=sun)
    solve_problem(problem=problem, solution="更换密封圈", by=sun)
    with pytest.raises(AlreadyDone):
        solve_problem(problem=problem, solution="又换一次", by=sun)


@pytest.mark.parametrize("text", ["", "   "])
def test_problem_without_words_is_refused(under_way: Order, sun: Person, text: str) -> None:
    with pytest.raises(Refused):
        report_problem(order=under_way, text=text, by=sun)
    problem = report_problem(order=under_way, text="渗水", by=sun)
    with pytest.raises(Refused):
        solve_problem(problem=problem, solution=text, by=sun)


def test_problem_before_acceptance_is_refused(order: Order, sun: Person) -> None:
    with pytest.raises(Refused):
        report_problem(order=order, text="渗水", by=sun)
