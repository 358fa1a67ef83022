"""The whole queue at once: who would get what, at which cost, and what stays and why. Nothing is written here."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from quanfu.desk.models import Request
from quanfu.desk.queries.assignment import Candidate, Pool, to_judge
from quanfu.desk.queries.matching import NOBODY, cheapest

MOST_PAIRS = 8_000_000  # of request and free place, solved at once: about half a gigabyte
SCALE = 100  # hundredths of a point, so that the solver works with whole numbers


@dataclass(frozen=True)
class Given:
    request: Request
    candidate: Candidate

    @property
    def cost(self) -> float:
        """Points short of the best conceivable."""
        return 100 - self.candidate.points


@dataclass
class Plan:
    """``left``: requests that nobody can have, each with (block, number of people). Both in the order of the queue."""

    given: list[Given] = field(default_factory=list)
    left: list[tuple[Request, list[tuple[dict[str, Any], int]]]] = field(default_factory=list)

    @property
    def cost(self) -> float:
        return sum(row.cost for row in self.given)

    @property
    def mean_points(self) -> float:
        return 100 - self.cost / len(self.given) if self.given else 0.0


def plan_batch(requests: Sequence[Request], *, at: datetime, most_pairs: int = MOST_PAIRS) -> Plan:
    """The assignment of least total cost: as many as possible, the urgent and old ones first where not all can be given.

    ``requests``: approved ones of one company in the order of the queue, with all that judging reads (JUDGED). No gate and
    no capacity is broken, nothing is overruled. The cost of load grows with each further request of a person, so that work
    spreads by itself. A fixed number of queries, whatever the number of requests and people. A queue with more than
    ``most_pairs`` pairs of request and free place is solved in portions of that size, one on top of the other.
    """
    pool, plan, start = Pool(requests, at=at), Plan(), 0
    people, rows = list(pool.people.values()), rows_of(pool)
    while start < len(requests):
        places = places_of(pool)
        end = _portion(rows, places, start, most_pairs)
        part = requests[start:end]
        chosen = cheapest(rows[start:end], places, penalties_of(part))
        more = Counter[int]()
        for request, index, (possible, _costs) in zip(part, chosen, rows[start:end], strict=True):
            if index == NOBODY:
                why = [({"code": "all_full"}, len(possible))] if len(possible) else pool.why_nobody(request)
                plan.left.append((request, why))
                continue
            person = people[index]
            plan.given.append(Given(request, pool.judge(request, person, more=more[person.pk])))
            more[person.pk] += 1
        for pk, count in more.items():
            pool.load[pk] = pool.load.get(pk, 0) + count
        start = end
    return plan


def _portion(rows: Sequence[tuple[Any, Any]], places: Sequence[Sequence[int]], start: int, most: int) -> int:
    """Where the portion ends that begins there: at least one request, and no more pairs than ``most``."""
    pairs, end = 0, start
    while end < len(rows):
        pairs += sum(len(places[person]) for person in rows[end][0])
        if pairs > most and end > start:
            break
        end += 1
    return end


@dataclass(frozen=True)
class Suggestion:
    """The best for a request, or why there is nobody: (block, number of people)."""

    best: Candidate | None
    why: list[tuple[dict[str, Any], int]]


def suggestions_for(request_ids: Sequence[int], *, at: datetime) -> dict[int, Suggestion]:
    """By request, for a page of the queue; the same number of queries however many they are (once for each company)."""
    companies: dict[int, list[Request]] = {}
    for request in to_judge(request_ids):
        companies.setdefault(request.company_id, []).append(request)
    found = {}
    for requests in companies.values():
        pool = Pool(requests, at=at)
        for request in requests:
            best = next((c for c in pool.rank(request) if c.eligible), None)
            found[request.pk] = Suggestion(best, [] if best else pool.why_nobody(request))
    return found


def rows_of(pool: Pool) -> list[tuple[Any, Any]]:
    """For each request the indices of those who may have it if they have room, and the cost of each but for the load."""
    import numpy as np

    index = {pk: i for i, pk in enumerate(pool.people)}
    people = list(pool.people.values())
    made: dict[Any, tuple[Any, Any, list[int]]] = {}
    rows = []
    for request in pool.requests:
        need = pool.need_of(request)
        if need not in made:
            fit = [c for c in pool.shared(need).values() if c.eligible and pool.capacity(c.person) > pool.load.get(c.person.pk, 0)]  # fmt: skip
            made[need] = (
                np.array([index[c.person.pk] for c in fit], dtype=np.int64),
                np.array([100 - pool.weights["load"] - c.points for c in fit]),
                [c.person.unit_id for c in fit],
            )
        indices, costs, units = made[need]
        if request.site is not None and len(indices):
            one_of = dict(zip(units, indices, strict=True))
            near = {unit: pool.nearness(request, people[i], need)[0] for unit, i in one_of.items()}
            costs = costs - np.array([near[unit] for unit in units])
        friends = {index[pk] for pk in pool.knowing.get(request.customer_id or 0, ())}
        known = [at for at, i in enumerate(indices.tolist()) if i in friends] if friends else []
        if known:
            costs = costs.copy()
            costs[known] -= pool.weights["affinity"]
        rows.append((indices, np.rint(costs * SCALE).astype(np.int64) if len(costs) else costs))
    return rows


def places_of(pool: Pool) -> list[list[int]]:
    """For each person the cost of load of each further request, as far as there is room."""
    most, found = len(pool.requests), []
    for person in pool.people.values():
        room = max(0, min(most, pool.capacity(person) - pool.load.get(person.pk, 0)))
        found.append([round((pool.weights["load"] - pool.load_points(person, k)) * SCALE) for k in range(room)])  # fmt: skip
    return found


def penalties_of(requests: Sequence[Request]) -> list[int]:
    """Leaving one costs more than giving all; leaving an urgent one more than leaving another, an old one than a new one."""
    unit = 200 * SCALE * (len(requests) + 1)
    worst = max((request.priority for request in requests), default=0)
    return [
        unit * (1 + worst - request.priority) + unit * (len(requests) - i) // (len(requests) + 1)
        for i, request in enumerate(requests)
    ]
