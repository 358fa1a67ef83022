"""What a complainant sees of the way of their complaint: procedure, steps and dates, in plain words."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from quanfu.desk.enums import CaseState
from quanfu.desk.queries.complaint import case_of

if TYPE_CHECKING:
    from quanfu.desk.models import Request


@dataclass(frozen=True)
class CaseStep:
    """state: done | current | open; at: when it was completed."""

    label: str
    state: str
    at: datetime | None


@dataclass(frozen=True)
class CaseView:
    """owner: who stays the contact to the end. answer_by: promised; None until it was."""

    owner: str
    answer_by: datetime | None
    answered: bool
    department: str
    steps: tuple[CaseStep, ...]


def procedure_told(request: "Request") -> str:
    """The procedure as it was told on receipt, or nothing."""
    case = case_of(request)
    told = case.acknowledgements.order_by("-at").first() if case and case.is_heard else None
    return told.procedure if told else ""


def case_view(request: "Request") -> CaseView | None:
    """None for what is no complaint, and for a failure that only we know of. Names no one but the contact."""
    case = case_of(request)
    if case is None or not case.is_heard:
        return None
    told = list(case.acknowledgements.order_by("at"))
    decided, called = case.decisions.order_by("at").last(), case.return_calls.order_by("at").last()
    found = case.findings.order_by("at").first()
    reached = list(CaseState).index(CaseState(case.state))
    marks = [
        (_("We have received your complaint"), CaseState.RECEIVED, case.complained_at),
        (_("You were told how it goes on"), CaseState.ACKNOWLEDGED, told[0].at if told else None),
        (_("We have looked into it"), CaseState.INVESTIGATED, found.at if found else None),
        (_("We have decided and told you"), CaseState.SOLVED, decided.at if decided else None),
        (
            _("We have called you to ask whether it is solved"),
            CaseState.CALLED,
            called.at if called else None,
        ),
        (_("Closed"), CaseState.CLOSED, case.closed_at),
    ]
    steps, before = [], True
    for label, state, at in marks:
        passed = reached >= list(CaseState).index(state)
        steps.append(
            CaseStep(label, "done" if passed else "current" if before else "open", at if passed else None)
        )
        before = passed
    away = request.referrals.filter(ended_at=None).select_related("unit").first()
    return CaseView(
        request.owner.name if request.owner else str(request.company), told[-1].expected_at if told else None, decided is not None,
        away.unit.label if away else "", tuple(steps),
    )  # fmt: skip
