"""The chain of departments: which steps a request passes, where it is, what was left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from quanfu.core.cached import Cached
from quanfu.core.clock import now
from quanfu.desk.queries.request import requests_for
from quanfu.sla.models import Passage, Step
from quanfu.sla.permissions import PASSAGE_INDEX

if TYPE_CHECKING:
    from quanfu.desk.models import Request
    from quanfu.org.models import Person


def _load() -> dict[int, list[Step]]:
    found: dict[int, list[Step]] = {}
    for step in Step.objects.filter(is_active=True).select_related("unit__head__unit"):
        found.setdefault(step.company_id, []).append(step)
    return found


STEPS = Cached("sla.steps", _load)


def chain_for(request: "Request") -> list[Step]:
    """The steps of the request's type, else the general ones of its company, in order; no statement."""
    steps = STEPS.get().get(request.company_id, [])
    if not steps:
        return []
    own = [s for s in steps if s.service_type_id is not None and s.service_type_id == request.service_type_id]  # type: ignore[attr-defined]
    return own or [s for s in steps if s.service_type_id is None]  # type: ignore[attr-defined]


def passages_of(request: "Request") -> list[Passage]:
    """In the order they were entered, with step and department; one query."""
    rows = Passage.objects.filter(request_id=request.pk).select_related("step", "unit", "by")
    return list(rows.order_by("entered_at", "pk"))


def steps_for(by: "Person") -> QuerySet[Step]:
    """The chain of the viewer's own company, for the settings page."""
    return Step.objects.filter(company=by.company_id).select_related("unit", "service_type")


@dataclass(frozen=True)
class Link:
    """A link of the chain as a page shows it. state: done | current | open | skipped | wrong (late)."""

    step: Step
    state: str
    passage: Passage | None
    unit: str


def links_of(request: "Request", passages: Sequence[Passage], at: datetime | None = None) -> list[Link]:
    """Every step of the request's chain with how far it is; steps of an earlier chain come first, as they were."""
    at, latest = at or now(), {passage.step_id: passage for passage in passages}  # type: ignore[attr-defined]
    chain = chain_for(request)
    known = {step.pk for step in chain}
    steps = [p.step for p in latest.values() if p.step_id not in known] + chain  # type: ignore[attr-defined]
    return [_link(step, latest.get(step.pk), request, at) for step in steps]


def _link(step: Step, passage: Passage | None, request: "Request", at: datetime) -> Link:
    unit = passage.unit.label if passage else step.unit.label if step.unit else request.unit.label
    if passage is None:
        return Link(step, "open", None, unit)
    if passage.is_skipped:
        return Link(step, "skipped", passage, unit)
    late = passage.due_at is not None and (passage.left_at or at) > passage.due_at
    if passage.left_at is None:
        return Link(step, "wrong" if late else "current", passage, unit)
    return Link(step, "wrong" if late else "done", passage, unit)


def skipped_passages(by: "Person") -> QuerySet[Passage]:
    """Steps that were left out, of requests in reach, the newest first (SLA-12)."""
    requests = requests_for(by, PASSAGE_INDEX)
    rows = Passage.objects.filter(is_skipped=True, request__in=requests)
    return rows.select_related("request", "step", "unit", "by").order_by("-entered_at", "-pk")
