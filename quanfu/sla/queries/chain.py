"""Figures over the steps that requests pass."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Avg, Count, F, Q

from quanfu.sla.models import Passage, Step

if TYPE_CHECKING:
    from quanfu.core.access import Scope


@dataclass(frozen=True)
class StepFigures:
    """A step within a stretch: how often entered, mean working seconds until it was left, limits missed, returns, skips."""

    step: Step
    entered: int
    mean_seconds: int | None
    breaches: int
    returns: int
    skipped: int

    @property
    def share_missed(self) -> int:
        return round(100 * self.breaches / self.entered) if self.entered else 0


def figures_of_steps(scope: "Scope", *, start: datetime, end: datetime) -> list[StepFigures]:
    """By step, in the order of the chain, of what was entered in [start, end) within the scope; two statements.

    Missed: left after its deadline. A step that is still open counts as entered, not yet in the mean.
    """
    reach = Q(company__in=scope.companies) | Q(unit__in=scope.units)
    rows = Passage.objects.filter(reach, entered_at__gte=start, entered_at__lt=end).order_by()
    passed = Q(is_skipped=False)
    counted = rows.values_list("step").annotate(
        entered=Count("pk", filter=passed),
        mean=Avg("seconds", filter=passed),
        breaches=Count("pk", filter=Q(left_at__gt=F("due_at"))),
        returns=Count("pk", filter=Q(is_return=True)),
        skipped=Count("pk", filter=Q(is_skipped=True)),
    )
    found = {step: figures for step, *figures in counted}
    steps = Step.objects.filter(pk__in=found).select_related("unit", "service_type")
    return [_figures(step, *found[step.pk]) for step in steps]


def _figures(
    step: Step, entered: int, mean: float | None, breaches: int, returns: int, skipped: int
) -> StepFigures:
    return StepFigures(step, entered, None if mean is None else round(mean), breaches, returns, skipped)
