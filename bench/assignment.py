"""A whole queue assigned at once: seconds, and how much cheaper than one after the other.

    python bench/assignment.py [--requests 5000] [--staff 500]

1. One batch: requests × staff (20 units, 30 skills in three levels, customers who know people, places on the map), on the
   product's own tables and by its own `plan_batch`. Beside it, on the same costs and capacities: each request in turn to
   the cheapest person (greedy) and to the next one in a circle who may have it (round robin). Proof: the dual of the
   transport problem, found by shortest paths over what is left to change; its value is the least cost that any choice
   can have, so a ratio of 1 to it is the optimum.
2. A replay of real cases (data-nyc-constituent-cases, if QUANFU_CORPORA names the folder): real arrivals, types, districts
   and durations; every day the queue is assigned in a batch, greedily, or by turns, and who is busy stays so.

Prints JSON, ratios first: `of_proven` (1: nothing cheaper exists), `greedy_to_ours`, `round_robin_to_ours` in points lost.
"""

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict, deque
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from _house import environment

UNITS, SKILLS = 20, 30
LEFT = 10**9


def gini(loads: list[int]) -> float:
    """0: all have the same; 1: one has all."""
    loads, total = sorted(loads), sum(loads)
    n = len(loads)
    return (2 * sum(i * x for i, x in enumerate(loads, 1)) / (n * total) - (n + 1) / n) if total else 0.0


# three ways to choose, on the same rows and places


def greedy(rows: list[Any], places: list[list[int]]) -> list[int]:
    more, chosen = [0] * len(places), []
    for people, costs in rows:
        best, who = LEFT, -1
        for person, cost in zip(people, costs, strict=True):
            if more[person] < len(places[person]) and cost + places[person][more[person]] < best:
                best, who = cost + places[person][more[person]], int(person)
        if who >= 0:
            more[who] += 1
        chosen.append(who)
    return chosen


def round_robin(rows: list[Any], places: list[list[int]]) -> list[int]:
    more, chosen, turn = [0] * len(places), [], deque(range(len(places)))
    for people, _costs in rows:
        may, who = set(map(int, people)), -1
        for _ in range(len(turn)):
            turn.rotate(-1)
            if turn[-1] in may and more[turn[-1]] < len(places[turn[-1]]):
                who = turn[-1]
                more[who] += 1
                break
        chosen.append(who)
    return chosen


def total(rows: list[Any], places: list[list[int]], chosen: list[int]) -> tuple[int, int]:
    """(cost of what is given, number given); gates and capacities asserted."""
    more, cost, given = Counter[int](), 0, 0
    for (people, costs), who in zip(rows, chosen, strict=True):
        if who < 0:
            continue
        at = list(map(int, people)).index(who)
        cost += int(costs[at]) + places[who][more[who]]
        more[who] += 1
        given += 1
    return cost, given


def proven(
    rows: list[Any], places: list[list[int]], penalties: list[int], chosen: list[int]
) -> tuple[int, int]:
    """(primal, dual) of the transport problem with the penalties in it; equal: proven optimal.

    Nodes are the people and "nobody"; an arc is the cheapest way to move one request from here to there. Potentials by
    Bellman and Ford over them; the dual is then summed over every pair, so that it holds whatever solver chose.
    """
    import numpy as np

    n, p = len(rows), len(places)
    cost = np.full((n, p + 1), np.inf)
    for i, (people, costs) in enumerate(rows):
        cost[i, people] = costs
        cost[i, p] = penalties[i]
    at = np.array([who if who >= 0 else p for who in chosen])
    count = np.bincount(at, minlength=p + 1)
    own = cost[np.arange(n), at]
    arcs = np.full((p + 1, p + 1), np.inf)
    for node in range(p + 1):
        mine = np.flatnonzero(at == node)
        if len(mine):
            arcs[node] = (cost[mine] - own[mine, None]).min(axis=0)
    nxt = np.array([places[q][count[q]] if count[q] < len(places[q]) else np.inf for q in range(p)] + [0.0])
    last = np.array([places[q][count[q] - 1] if count[q] else -np.inf for q in range(p)] + [0.0])
    # price of a place at each person: between what the last one taken costs and what the next would
    price = np.where(np.isfinite(nxt), nxt, 0.0)
    full = ~np.isfinite(nxt)
    price[full] = np.where(np.isfinite(last[full]), last[full], 0.0)
    price[p] = 0.0
    low, high = last.copy(), nxt.copy()
    low[p] = high[p] = 0.0
    # greatest prices ≤ high with price[node] ≤ arcs[node, to] + price[to] wherever a request could move
    price = np.where(np.isfinite(high), high, LEFT * 10.0)
    for _ in range(p + 2):
        better = np.minimum(price, (arcs + price[None, :]).min(axis=1))
        better[p] = min(better[p], 0.0)
        if np.allclose(better, price, rtol=0, atol=1e-6):
            break
        price = better
    # dual: each request pays the cheapest price it could; each place gives back what it is paid above its cost
    paid = (cost + price[None, :]).min(axis=1).sum()
    back = sum(max(0.0, float(price[q]) - place) for q in range(p) for place in places[q])
    dual = paid - back
    seen, primal = Counter[int](), float(own.sum())
    for who in chosen:
        if who >= 0:
            primal += places[who][seen[who]]
            seen[who] += 1
    return round(primal), round(dual)


# 1. the batch, on the product's tables


def build(requests: int, staff: int, chance: random.Random) -> Any:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from quanfu.channels.enums import ChannelKind
    from quanfu.channels.models import Channel
    from quanfu.core.clock import now
    from quanfu.customers.models import Customer, Site
    from quanfu.desk.enums import State
    from quanfu.desk.models import Assignment, Request, ServiceSkill, ServiceType
    from quanfu.org.enums import UnitKind
    from quanfu.org.models import Person, PersonSkill, Skill, Unit

    at = now()
    company = Unit.objects.add_root({"code": "c", "name": "公司", "kind": UnitKind.COMPANY})
    company.company = company
    company.save()
    units = []
    for n in range(UNITS):
        top = Unit.objects.get(pk=company.pk)
        units.append(Unit.objects.add_child(top, {"code": f"u{n}", "name": f"{n} 站", "kind": UnitKind.STATION, "company_id": company.pk,
                                                  "latitude": 45 + chance.random() / 2, "longitude": 126 + chance.random() / 2}))  # fmt: skip
    skills = Skill.objects.bulk_create(
        Skill(company=company, code=f"s{n}", name=f"技能 {n}") for n in range(SKILLS)
    )
    people = Person.objects.bulk_create(
        Person(login=f"p{n}", name=f"员工 {n}", unit=units[n % UNITS], capacity=chance.randint(8, 16))
        for n in range(staff)
    )
    PersonSkill.objects.bulk_create(
        PersonSkill(person=person, skill=skill, level=chance.randint(1, 3))
        for person in people
        for skill in chance.sample(skills, 4)
    )
    group = ServiceType.objects.create(company=company, code="g", name="服务")
    types = ServiceType.objects.bulk_create(
        ServiceType(company=company, parent=group, code=f"t{n}", name=f"类型 {n}") for n in range(SKILLS)
    )
    ServiceSkill.objects.bulk_create(
        ServiceSkill(service_type=t, skill=s, level=chance.choice((1, 1, 2)))
        for t, s in zip(types, skills, strict=True)
    )
    customers = Customer.objects.bulk_create(
        Customer(company=company, name=f"客户 {n}", created_at=at) for n in range(requests // 2)
    )
    sites = Site.objects.bulk_create(
        Site(
            customer=c,
            unit=chance.choice(units),
            address="路",
            latitude=45 + chance.random() / 2,
            longitude=126 + chance.random() / 2,
        )
        for c in customers
    )
    channel = Channel.objects.create(company=company, code="phone", kind=ChannelKind.PHONE, name="热线")
    boss = people[0]

    def request(number: str, n: int, state: State, **columns: Any) -> Request:
        site = sites[n % len(sites)]
        kind = chance.randrange(SKILLS)
        return Request(number=number, company=company, unit=site.unit, state=state, service_type=types[kind], field=skills[kind], subject="报修",
                       customer=customers[n % len(customers)], site=site, contact_name="客户", channel=channel, opened_at=at, due_at=at,
                       updated_at=at, approved_at=at - timedelta(minutes=n), priority=chance.choice((2, 2, 2, 2, 1)), **{"responsible": boss} | columns)  # fmt: skip

    old = Request.objects.bulk_create(
        (request(f"O{n}", n, State.ORDERED, responsible=chance.choice(people)) for n in range(staff * 2)),
        batch_size=500,
    )
    Assignment.objects.bulk_create(
        (
            Assignment(request=r, person_id=r.responsible_id, at=at - timedelta(days=chance.randint(1, 29)))
            for r in old
        ),
        batch_size=500,
    )
    Request.objects.bulk_create(
        (request(f"N{n}", n, State.APPROVED) for n in range(requests)), batch_size=500
    )
    return company


def batch(requests: int, staff: int) -> dict[str, Any]:
    company = build(requests, staff, random.Random(5))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from quanfu.core.clock import now
    from quanfu.desk.queries.assignment import Pool
    from quanfu.desk.queries.assignment_plan import penalties_of, places_of, plan_batch, rows_of
    from quanfu.desk.queries.matching import cheapest
    from quanfu.desk.queries.queue import batch_of

    began, used = time.perf_counter(), time.process_time()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        waiting = batch_of(company.pk)
        plan = plan_batch(waiting, at=now())
    seconds, used = time.perf_counter() - began, time.process_time() - used
    pool = Pool(waiting, at=now())
    rows, places, penalties = rows_of(pool), places_of(pool), penalties_of(waiting)
    began = time.perf_counter()
    ours = cheapest(rows, places, penalties)
    solver = time.perf_counter() - began
    ways = {"ours": ours, "greedy": greedy(rows, places), "round_robin": round_robin(rows, places)}
    costs = {name: total(rows, places, chosen) for name, chosen in ways.items()}
    primal, dual = proven(rows, places, penalties, ours)
    held = [pool.load.get(person, 0) for person in pool.people]

    def spread(chosen: list[int]) -> float:
        more = Counter(chosen)
        return round(gini([load + more[i] for i, load in enumerate(held)]), 3)

    lost = {name: cost / max(given, 1) / 100 for name, (cost, given) in costs.items()}
    return {
        "of_proven": round(primal / dual, 9) if dual else None,
        "greedy_to_ours": round(lost["greedy"] / lost["ours"], 3),
        "round_robin_to_ours": round(lost["round_robin"] / lost["ours"], 3),
        "seconds": round(seconds, 2),
        "cpu_seconds": round(used, 2),
        "solver_seconds": round(solver, 2),
        "statements": len(asked),
        "requests": len(waiting),
        "staff": staff,
        "pairs": int(sum(len(people) for people, _c in rows)),
        "given": {name: given for name, (_c, given) in costs.items()},
        "points_lost_each": {name: round(value, 2) for name, value in lost.items()},
        "planned_mean_points": round(plan.mean_points, 2),
        "gini_of_load": {name: spread(chosen) for name, chosen in ways.items()}
        | {"before": round(gini(held), 3)},
        "primal": primal,
        "dual": dual,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


# 2. the replay


def stream(folder: Path, most: int) -> list[tuple[Any, str, str, int]]:
    """(day opened, type, district, days until it was closed) of real cases in their order."""
    import duckdb

    cases = folder / "data-nyc-constituent-cases" / "cases.parquet"
    if not cases.exists():
        return []
    return duckdb.sql(
        "SELECT opendate::DATE, complaint_type, coalesce(council_dist, '?'),"
        " least(10, greatest(1, coalesce(date_diff('day', opendate, closedate), 10)))"
        f" FROM '{cases}' WHERE complaint_type IS NOT NULL ORDER BY opendate, unique_key LIMIT {int(most)}"
    ).fetchall()


def replay(folder: Path, most: int) -> dict[str, Any] | None:
    """People who know a third of the types in levels and sit in one district each; a case takes as many days (at most ten) of
    one of their six places as it really took. There are a sixth more people than that work fills."""
    import numpy as np

    from quanfu.desk.queries.matching import cheapest

    cases = stream(folder, most)
    if not cases:
        return None
    kinds = sorted({kind for _o, kind, _p, _d in cases})
    districts = sorted({place for _o, _k, place, _d in cases})
    days: dict[Any, list[tuple[str, str, int]]] = defaultdict(list)
    for opened, kind, place, lasts in cases:
        days[opened].append((kind, place, lasts))
    work = sum(lasts for _o, _k, _p, lasts in cases) / len(days) / 6  # places of one day
    found: dict[str, Any] = {}
    for name, choose in (("ours", None), ("greedy", greedy), ("round_robin", round_robin)):
        chance = random.Random(3)
        size = max(12, round(1.15 * work))
        staff = [{"skills": {k: chance.randint(1, 3) for k in chance.sample(kinds, len(kinds) // 3 + 1)}, "place": chance.choice(districts), "cap": 6}
                 for _ in range(size)]  # fmt: skip
        busy: list[deque[Any]] = [deque() for _ in staff]
        waiting: list[tuple[str, str, int]] = []
        lost = given = waited = 0
        counts, seconds = Counter[int](), 0.0
        for day in sorted(days):
            for mine in busy:
                while mine and mine[0] <= day:
                    mine.popleft()
            waiting += days[day]
            places = [
                [round(40 * (len(b) + k) / s["cap"] * 100) for k in range(s["cap"] - len(b))]
                for s, b in zip(staff, busy, strict=True)
            ]
            rows = []
            for kind, place, _lasts in waiting:
                fit = [i for i, s in enumerate(staff) if kind in s["skills"]]
                rows.append((np.array(fit, dtype=int), np.array([round((60 - 40 * staff[i]["skills"][kind] / 3 - 20 * (staff[i]["place"] == place)) * 100) for i in fit], dtype=int)))  # fmt: skip
            began = time.perf_counter()
            n = len(waiting)
            chosen = (
                choose(rows, places)
                if choose
                else cheapest(rows, places, [20000 * (n + 1) + n - i for i in range(n)])
            )
            seconds += time.perf_counter() - began
            cost, count = total(rows, places, chosen)
            lost, given = lost + cost, given + count
            for (_kind, _place, lasts), who in zip(waiting, chosen, strict=True):
                if who >= 0:
                    counts[who] += 1
                    busy[who].append(day + timedelta(days=lasts))
            for mine in range(len(busy)):
                busy[mine] = deque(sorted(busy[mine]))
            waiting = [case for case, who in zip(waiting, chosen, strict=True) if who < 0]
            waited += len(waiting)
        found[name] = {"points_lost_each": round(lost / max(given, 1) / 100, 2), "given": given, "days_waited_each": round(waited / max(given, 1), 3),
                       "gini_of_work": round(gini([counts[i] for i in range(len(staff))]), 3), "seconds": round(seconds, 2)}  # fmt: skip
    ratio = {
        f"{name}_to_ours": round(found[name]["points_lost_each"] / found["ours"]["points_lost_each"], 3)
        for name in ("greedy", "round_robin")
    }
    return (
        ratio
        | {"cases": len(cases), "days": len(days), "types": len(kinds), "districts": len(districts)}
        | found
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--requests", type=int, default=5000)
    parser.add_argument("--staff", type=int, default=500)
    parser.add_argument("--cases", type=int, default=20000)
    asked = parser.parse_args()
    corpora = os.environ.get("QUANFU_CORPORA", "")
    with tempfile.TemporaryDirectory() as folder:
        environment(folder)
        import django

        django.setup()
        found: dict[str, Any] = batch(asked.requests, asked.staff)
        found["replay"] = replay(Path(corpora), asked.cases) if corpora else None
        print(json.dumps(found, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
