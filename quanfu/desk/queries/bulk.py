"""How far a bulk act has come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from quanfu.core.clock import now
from quanfu.core.errors import Http404
from quanfu.core.rules import rule
from quanfu.desk.enums import BulkOutcome
from quanfu.desk.models import BulkRow, BulkRun, Request
from quanfu.desk.queries.steps import STEPS

if TYPE_CHECKING:
    from quanfu.org.models import Person

SHOWN = 200
KEPT_OF = {
    "assign": ("responsible", "unit", "assigned_at"),
    "classify": ("service_type", "kind", "charge", "facts", "field", "unit", "responsible", "approved_at"),
    "priority": ("priority",),
}


@dataclass(frozen=True)
class Progress:
    """Rows by outcome; ``wrong``: those not done, or not undone, with their requests and reasons."""

    counts: dict[str, int]
    wrong: list[BulkRow]
    total: int

    @property
    def seen_to(self) -> int:
        return self.total - self.counts.get(BulkOutcome.WAITING, 0)


def access_run(pk: int, *, by: "Person") -> BulkRun:
    """A bulk act one has begun oneself; Http404 alike for absent and for another's."""
    found = BulkRun.objects.filter(pk=pk, by=by.pk).select_related("by__unit__company").first()
    if found is None:
        raise Http404(str(pk))
    return found


def bulk_run(pk: int) -> BulkRun:
    """For the job."""
    return BulkRun.objects.select_related("by__unit__company").get(pk=pk)


def progress_of(run: BulkRun) -> Progress:
    """Two queries."""
    counts = dict(run.rows.order_by().values_list("outcome").annotate(Count("pk")))
    wrong = run.rows.filter(outcome__in=[BulkOutcome.FAILED, BulkOutcome.KEPT]).select_related("request")
    return Progress(counts, list(wrong.order_by("pk")[:SHOWN]), run.total)


def may_undo(run: BulkRun) -> bool:
    """Whether the button stands there."""
    until = now() - timedelta(minutes=int(rule("desk.bulk_undo_minutes")))
    return bool(
        STEPS[run.step["act"]].undoable and run.finished_at and not run.undone_at and run.finished_at > until
    )


def kept_of(request: Request, act: str) -> dict[str, Any]:
    """What stands to be put back after that act, as JSON."""
    found: dict[str, Any] = {"state": request.state}
    for name in KEPT_OF.get(act, ()):
        value = getattr(request, Request._meta.get_field(name).attname)  # type: ignore[union-attr]
        found[name] = value.isoformat() if isinstance(value, datetime) else value
    return found
