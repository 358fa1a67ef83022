"""Who should get a request, best first, with the reasons: one of them or a whole queue.

A `Pool` reads what ranking needs for any number of requests of one company in a fixed number of queries; judging a
pair of request and person asks nothing more.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, QuerySet
from django.utils.timezone import localdate

from quanfu.core.rules import rule
from quanfu.customers.queries.customer import is_key_account
from quanfu.desk.enums import State
from quanfu.desk.models import Assignment, Request, ServiceCertificate, ServiceSkill
from quanfu.desk.queries.reason import reason_text
from quanfu.org.queries.person import people_of_company
from quanfu.org.queries.roster import absent, roster_at
from quanfu.org.queries.skill import mastery_for
from quanfu.training.queries.certificate import certified, key_account_kinds

if TYPE_CHECKING:
    from quanfu.org.models import Person, Unit

__all__ = ["Candidate", "Pool", "rank_candidates", "reason_text", "to_judge", "waiting_requests"]

MAY_BE_OVERRULED = {"off_duty", "full", "territory"}
WEIGHTS = ("skill", "load", "fairness", "affinity", "unit", "distance")
JUDGED = ("service_type", "field", "customer", "unit", "site__unit")


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

    def block(self, code: str, **facts: Any) -> None:
        self.blocks.append({"code": code, **facts})


@dataclass(frozen=True)
class Need:
    """What a request demands of a person; requests of the same need are judged once."""

    demands: tuple[tuple[int, int], ...]  # (skill, least level)
    papers: frozenset[int]  # kinds of certificate
    unit: int
    territory: str  # path of the unit within which they must work; empty: anywhere
    near: str  # path of the unit that serves the place


class Pool:
    """Everybody of the company, as candidates for the given requests at one instant. ``also``: somebody who is judged even
    without one of the skills, to be told why not."""

    def __init__(self, requests: Sequence[Request], *, at: datetime, also: "Person | None" = None) -> None:
        self.at, self.requests = at, requests
        company = requests[0].company_id if requests else 0
        self.people: dict[int, Person] = {p.pk: p for p in people_of_company(company)} if requests else {}
        self.also = also
        if also is not None:
            self.people.setdefault(also.pk, also)
        ids = list(self.people)
        self._load_needs(company)
        self.mastery = mastery_for(list(self.skills))
        self.away, (self.on_duty, self.rostered) = absent(ids, at=at), roster_at(ids, at)
        self.certified = certified(ids, on=localdate(at)) if self.kinds else {}
        mine = Request.objects.filter(responsible__in=ids, state=State.ORDERED)
        self.load: dict[int, int] = dict(mine.values_list("responsible").annotate(Count("pk")).order_by())
        self.window = int(rule("desk.assignment_fairness_days"))
        since = at - timedelta(days=self.window)
        given = Assignment.objects.filter(person__in=ids, at__gte=since, at__lte=at)
        self.recent: dict[int, int] = dict(given.values_list("person").annotate(Count("pk")).order_by())
        self.known = self._known(ids)
        self.knowing: dict[int, set[int]] = defaultdict(set)  # customer → who served them lately
        for customer, person in self.known:
            self.knowing[customer].add(person)
        weights = {name: float(rule(f"desk.assignment_{name}_weight")) for name in WEIGHTS}
        total = sum(weights.values()) or 1.0
        self.weights = {name: 100 * weight / total for name, weight in weights.items()}
        self.usual = int(rule("desk.assignment_capacity"))
        self.far = float(rule("desk.assignment_far_km"))
        self._shared: dict[Need, dict[int, Candidate]] = {}
        self._distances: dict[tuple[int, int], float | None] = {}

    def _load_needs(self, company: int) -> None:
        """Demanded skills and certificates of the types; those of key accounts; two or three queries."""
        types = {request.service_type_id for request in self.requests if request.service_type_id}
        self.skills = {r.field.pk: r.field for r in self.requests if r.field}
        self.kinds: dict[int, Any] = {}
        self._demands: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._papers: dict[int, set[int]] = defaultdict(set)
        for demand in ServiceSkill.objects.filter(service_type__in=types).select_related("skill").order_by("pk"):  # fmt: skip
            self.skills[demand.skill_id] = demand.skill
            self._demands[demand.service_type_id].append((demand.skill_id, demand.level))
        for paper in ServiceCertificate.objects.filter(service_type__in=types).select_related("kind"):
            self.kinds[paper.kind_id] = paper.kind
            self._papers[paper.service_type_id].add(paper.kind_id)
        self._key: set[int] = set()
        if any(is_key_account(request.customer) for request in self.requests):
            kinds = {kind.pk: kind for kind in key_account_kinds(company)}
            self.kinds |= kinds
            self._key = set(kinds)

    def _known(self, ids: list[int]) -> dict[tuple[int, int], datetime]:
        """(customer, person) → when they last had a request of theirs, within the remembered days."""
        customers = {r.customer_id for r in self.requests if r.customer_id}
        since = self.at - timedelta(days=int(rule("desk.assignment_affinity_days")))
        rows = Assignment.objects.filter(request__customer__in=customers, person__in=ids, at__gte=since)
        if len(self.requests) == 1:
            rows = rows.exclude(request=self.requests[0])
        found = rows.values_list("request__customer", "person").annotate(Max("at")).order_by()
        return {(customer, person): at for customer, person, at in found}

    def need_of(self, request: Request) -> Need:
        demands = dict(self._demands[request.service_type_id] if request.service_type_id else ())
        if request.field and request.field.pk not in demands:
            demands[request.field.pk] = 1
        papers = set(self._papers[request.service_type_id]) if request.service_type_id else set()
        if self._key and is_key_account(request.customer):
            papers |= self._key
        serving: Unit = request.site.unit if request.site and request.site.unit else request.unit
        bound = request.service_type is not None and request.service_type.bound_to_unit
        return Need(tuple(demands.items()), frozenset(papers), request.unit_id, serving.path if bound else "", serving.path)  # fmt: skip

    def shared(self, need: Need) -> dict[int, Candidate]:
        """Every candidate for a need, with all that does not depend on the request itself or on the load."""
        if need not in self._shared:
            people = [person for person in self.people.values() if self._is_asked(person, need)]
            mean = sum(self.recent.get(p.pk, 0) for p in people) / len(people) if people else 0.0
            if self.also is not None and self.also not in people:
                people.append(self.also)
            self._shared[need] = {person.pk: self._judge_need(person, need, mean) for person in people}
        return self._shared[need]

    def _is_asked(self, person: "Person", need: Need) -> bool:
        """With demands, whoever has one of the skills in the company; without, the responsible unit's own people."""
        if need.demands:
            return any(person.pk in self.mastery.get(skill, {}) for skill, _level in need.demands)
        return person.unit_id == need.unit

    def _judge_need(self, person: "Person", need: Need, mean: float) -> Candidate:
        candidate, weights = Candidate(person), self.weights
        if person.unit_id in self.rostered:
            if person.pk in self.on_duty:
                candidate.add("on_duty", 0)
            else:
                candidate.block("off_duty")
        for skill, level in need.demands:
            have, label = self.mastery.get(skill, {}).get(person.pk, 0), self.skills[skill].label
            candidate.add("skill", weights["skill"] * have / 3 / len(need.demands), skill=label, have=have, need=level)  # fmt: skip
            if have < level:
                candidate.block("skill", skill=label, have=have, need=level)
        if not need.demands:
            candidate.points += weights["skill"]
        for kind in sorted(need.papers):
            if kind in self.certified.get(person.pk, ()):
                candidate.add("certificate", 0, kind=self.kinds[kind].label)
            else:
                candidate.block("certificate", kind=self.kinds[kind].label)
        recent = self.recent.get(person.pk, 0)
        share = max(0.0, 1 - recent / (2 * mean)) if mean else 1.0
        candidate.add("fairness", weights["fairness"] * share, given=recent, mean=round(mean, 1), days=self.window)  # fmt: skip
        if person.unit_id == need.unit:
            candidate.add("unit", weights["unit"], unit=person.unit.label)
        if need.territory and not person.unit.path.startswith(need.territory):
            candidate.block("territory", unit=person.unit.label)
        if person.pk in self.away:
            candidate.block("absent")
        if not person.is_active or not person.unit.is_open(localdate(self.at)):
            candidate.block("unit_closed", unit=person.unit.label)
        return candidate

    def capacity(self, person: "Person") -> int:
        return self.usual if person.capacity is None else person.capacity

    def load_points(self, person: "Person", more: int = 0) -> float:
        """What a person gets for being free, with so many more than they have."""
        capacity, load = self.capacity(person), self.load.get(person.pk, 0) + more
        return self.weights["load"] * max(0.0, 1 - load / capacity) if capacity else 0.0

    def nearness(self, request: Request, person: "Person", need: Need) -> tuple[float, dict[str, Any]]:
        """(points, facts) for a visit: by the way between place and unit where both are on the map, else by territory."""
        if request.site is None:
            return 0.0, {}
        km = self._way(request.site, person.unit)
        if km is not None:
            return self.weights["distance"] * max(0.0, 1 - km / self.far), {"km": round(km, 1)}
        serves = person.unit.path.startswith(need.near)
        return (self.weights["distance"], {"unit": person.unit.label}) if serves else (0.0, {})

    def _way(self, site: Any, unit: "Unit") -> float | None:
        """Kilometres as the crow flies between a place and a unit; None where one is not on the map."""
        if (site.pk, unit.pk) not in self._distances:
            points = [site.latitude, site.longitude, unit.latitude, unit.longitude]
            known = [point for point in points if point is not None]
            self._distances[site.pk, unit.pk] = _kilometres(*known) if len(known) == 4 else None
        return self._distances[site.pk, unit.pk]

    def affinity(self, request: Request, person: int) -> int | None:
        """Days since the person last had something of the customer; None: not within the remembered ones."""
        at = self.known.get((request.customer_id or 0, person))
        return None if at is None else (self.at - at).days

    def judge(self, request: Request, person: "Person", *, more: int = 0) -> Candidate:
        """The person as a candidate for the request; ``more`` requests are thought to be on top of their load."""
        need = self.need_of(request)
        shared = self.shared(need)[person.pk]
        candidate = Candidate(person, shared.points, list(shared.reasons), list(shared.blocks))
        load, capacity = self.load.get(person.pk, 0) + more, self.capacity(person)
        candidate.add("load", self.load_points(person, more), open=load, capacity=capacity)
        if (days := self.affinity(request, person.pk)) is not None:
            candidate.add("affinity", self.weights["affinity"], days=days)
        near, facts = self.nearness(request, person, need)
        if facts:
            candidate.add("way" if "km" in facts else "near", near, **facts)
        if load >= capacity:
            candidate.block("full", open=load, capacity=capacity)
        return candidate

    def rank(self, request: Request) -> list[Candidate]:
        """Candidates for a request, eligible first, best first; ties by fewer open requests, then by name."""
        people = self.shared(self.need_of(request))
        judged = [self.judge(request, self.people[pk]) for pk in people]
        return sorted(judged, key=lambda c: (not c.eligible, -c.points, self.load.get(c.person.pk, 0), c.person.name))  # fmt: skip

    def why_nobody(self, request: Request) -> list[tuple[dict[str, Any], int]]:
        """(block, number of people) for a request that nobody can have, the commonest first; empty: nobody is asked."""
        counted: dict[str, tuple[dict[str, Any], int]] = {}
        for candidate in self.rank(request):
            for block in candidate.blocks[:1]:
                first, number = counted.get(block["code"], (block, 0))
                counted[block["code"]] = (first, number + 1)
        return sorted(counted.values(), key=lambda pair: -pair[1])


def _kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Along the great circle of a sphere of 6,371 km."""
    a, b = radians(lat1), radians(lat2)
    h = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(h))


def rank_candidates(request: Request, *, at: datetime, only: "Person | None" = None) -> list[Candidate]:
    """Candidates for one request, eligible first, best first; a dozen queries, whatever the number of candidates.

    Hard gates: demanded skills and certificates, those of key accounts, not absent, on duty (where their unit keeps a
    roster), unit open and of the territory, capacity. Points: skill above need, free capacity, few given lately, same
    customer lately, same unit, short way; weights are dated rules.
    """
    pool = Pool([request], at=at, also=only)
    return [pool.judge(request, only)] if only else pool.rank(request)


def to_judge(requests: Iterable[int]) -> list[Request]:
    """Requests by id with all that judging them reads; one query."""
    return list(Request.objects.filter(pk__in=list(requests)).select_related(*JUDGED).order_by("pk"))


def waiting_requests(company_id: int) -> QuerySet[Request]:
    """Approved, not assigned: most urgent first, then oldest."""
    waiting = Request.objects.filter(company=company_id, state=State.APPROVED)
    return waiting.select_related(*JUDGED).order_by("priority", "approved_at", "pk")
