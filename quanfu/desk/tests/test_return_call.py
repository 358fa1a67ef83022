"""A return call by plan and the call after the solution of a complaint are one."""

from datetime import timedelta

import pytest

from quanfu.core.clock import now
from quanfu.core.errors import Refused
from quanfu.desk.actions.callback import record_call
from quanfu.desk.actions.decision import reopen_complaint
from quanfu.desk.enums import CaseState, Occasion
from quanfu.desk.models import Callback, Complaint
from quanfu.desk.queries.complaint import Gates
from quanfu.desk.tests.test_complaint import case, solved
from quanfu.org.models import Person

pytestmark = pytest.mark.django_db
__all__ = ["case", "solved"]


@pytest.mark.req("CMP-9")
@pytest.mark.parametrize(("answer", "state"), [("yes", CaseState.CALLED), ("no", CaseState.INVESTIGATED)])
def test_finished_return_call_is_the_call_after_the_solution(
    solved: Complaint, li: Person, answer: str, state: CaseState
) -> None:
    """Called back by plan, the customer need not be called once more for the complaint; "not solved" takes it up again."""
    request = solved.request
    callback = Callback.objects.create(
        company=request.company, unit=request.unit, occasion=Occasion.JOB, request=request, assignee=li, due_from=now(),
        planned_at=now(), due_at=now() + timedelta(days=1),
    )  # fmt: skip
    record_call(callback=callback, solved=answer, quality=4, opinion="处理及时", wishes="无", by=li)
    solved.refresh_from_db()
    assert (solved.state, solved.return_calls.get().by) == (state, li)
    assert ("called" in [gate.code for gate in Gates(solved).missing("closed")]) == (answer == "no")


def test_return_call_about_a_closed_complaint_changes_nothing(solved: Complaint, li: Person) -> None:
    Complaint.objects.filter(pk=solved.pk).update(state=CaseState.CLOSED)
    request = solved.request
    callback = Callback.objects.create(
        company=request.company, unit=request.unit, occasion=Occasion.JOB, request=request, assignee=li, due_from=now(),
        planned_at=now(), due_at=now() + timedelta(days=1),
    )  # fmt: skip
    record_call(callback=callback, solved="no", quality=1, opinion="又不热了", wishes="无", by=li)
    solved.refresh_from_db()
    assert solved.state == CaseState.CLOSED and not solved.return_calls.exists()
    with pytest.raises(Refused):
        reopen_complaint(complaint=solved, reason="又不热了", by=li)
