"""Who should get a request, best first, with the reasons. Six queries, whatever the number of candidates."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quanfu.core.rules import rule
from quanfu.desk.enums import State
from quanfu.desk.models import Assignment, Request
from quanfu.org.queries.person import people_of_company
from quanfu.org.queries.roster import absent, on_duty
from quanfu.org.queries.skill import mastery_for

if TYPE_CHECKING:
    from quanfu.org.models import Person

MAY_BE_OVERRULED = {"off_duty", "full"}


@dataclass
class Candidate:
    """A person with points (0 to 100) and reasons, each {"code", "points", …}; ``blocks`` say why they cannot have it."""

    person: "Person"
    points: float = 0.0
    reasons: list[dict[str, Any]] = field(default_factory=list)
    blocks: list[dict[str, Any]] = field(default_factory=list)

    @property
    def eligible(self) -> bool:
        return not self.blocks

    @property
    def forbidden(self) -> bool:
        """Blocked by something that even a dispatcher may not overrule."""
        return any(b["code"] not in MAY_BE_OVERRULED for b in self.blocks)

    def add(self, code: str, points: float, **facts: Any) -> None:
        self.points += points
        self.reasons.append({"code": code, "points": round(points, 1), **facts})


def rank_candidates(request: Request, *, at: datetime, only: "Person | None" = None) -> list[Candidate]:
    """Candidates for a request, eligible first, best first; ties by fewer open requests, then by name.

    Hard gates: all demanded skills at the demanded level, not absent, on duty (where a roster exists), unit open,
    capacity. Points: skill above need, free capacity, same customer lately, same unit; weights are dated rules.
    """
    demands = _demands(request)
    people = [only] if only else list(people_of_company(request.company_id))
    mastery = mastery_for([skill.pk for skill, _level in demands])
    if not only:
        # without a demand the responsible unit's own people are asked; with one, whoever has the skill in the company
        people = [p for p in people if (any(p.pk in mastery.get(s.pk, {}) for s, _l in demands) if demands else p.unit_id == request.unit_id)]  # fmt: skip
    ids = [p.pk for p in people]
    away, rostered = absent(ids, at=at), on_duty(ids, at=at)
    loads = dict(Request.objects.filter(responsible__in=ids, state=State.ORDERED).values_list("responsible").annotate(Count("pk")).order_by())  # fmt: skip
    known = _last_served(request, ids, at)
    weights = {
        name: float(rule(f"desk.assignment_{name}_weight")) for name in ("skill", "load", "affinity", "unit")
    }
    total = sum(weights.values()) or 1.0
    weights = {name: 100 * w / total for name, w in weights.items()}
    capacity = int(rule("desk.assignment_capacity"))
    candidates = []
    for person in people:
        candidate = Candidate(person)
        share = 0.0
        for skill, need in demands:
            have = mastery.get(skill.pk, {}).get(person.pk, 0)
            if have < need:
                candidate.blocks.append({"code": "skill", "skill": skill.label, "have": have, "need": need})
            share += have / 3
            candidate.reasons.append({"code": "skill", "skill": skill.label, "have": have, "need": need, "points": round(weights["skill"] * have / 3 / len(demands), 1)})  # fmt: skip
        candidate.points += weights["skill"] * share / len(demands) if demands else weights["skill"]
        load = loads.get(person.pk, 0)
        candidate.add("load", weights["load"] * max(0.0, 1 - load / capacity), open=load, capacity=capacity)
        if person.pk in known:
            candidate.add("affinity", weights["affinity"], days=(at - known[person.pk]).days)
        if person.unit_id == request.unit_id:
            candidate.add("unit", weights["unit"], unit=person.unit.label)
        if load >= capacity:
            candidate.blocks.append({"code": "full", "open": load, "capacity": capacity})
        if person.pk in away:
            candidate.blocks.append({"code": "absent"})
        if rostered is not None:
            candidate.reasons.insert(0, {"code": "on_duty", "points": 0}) if person.pk in rostered else candidate.blocks.append({"code": "off_duty"})  # fmt: skip
        if not person.is_active or not person.unit.is_open(at.date()):
            candidate.blocks.append({"code": "unit_closed", "unit": person.unit.label})
        candidates.append(candidate)
    return sorted(
        candidates, key=lambda c: (not c.eligible, -c.points, loads.get(c.person.pk, 0), c.person.name)
    )


def _demands(request: Request) -> list[tuple[Any, int]]:
    """(skill, least level): those of the service type, and the request's own business field."""
    found = {}
    if request.service_type:
        for demand in request.service_type.demands.select_related("skill"):
            found[demand.skill_id] = (demand.skill, demand.level)
    if request.field and request.field.pk not in found:
        found[request.field.pk] = (request.field, 1)
    return list(found.values())


def _last_served(request: Request, ids: list[int], at: datetime) -> dict[int, datetime]:
    """When each person last had a request of the same customer, within the remembered days."""
    if request.customer_id is None:
        return {}
    since = at - timedelta(days=int(rule("desk.assignment_affinity_days")))
    rows = Assignment.objects.filter(
        request__customer=request.customer_id, person__in=ids, at__gte=since
    ).exclude(request=request)
    return dict(rows.values_list("person").annotate(Max("at")).order_by())


def reason_text(reason: dict[str, Any]) -> str:
    """One reason or block in the reader's language: 'skill Boilers 3/3', '2 of 8 open', 'same customer 12 days ago'."""
    texts = {
        "skill": _("%(skill)s %(have)s/3 (needs %(need)s)"),
        "load": _("%(open)s of %(capacity)s open"),
        "affinity": ngettext(
            "served this customer %(days)s day ago",
            "served this customer %(days)s days ago",
            reason.get("days", 0),
        ),
        "unit": _("belongs to %(unit)s"),
        "own": _("answered it at the desk"),
        "on_duty": _("on duty"),
        "off_duty": _("off duty"),
        "absent": _("absent"),
        "full": _("full: %(open)s of %(capacity)s open"),
        "unit_closed": _("%(unit)s is closed or the person has left"),
    }
    return texts[reason["code"]] % reason
