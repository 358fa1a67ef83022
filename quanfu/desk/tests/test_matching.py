"""The solver alone: what it answers is allowed, and nothing cheaper is."""

import os
import subprocess
import sys
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from quanfu.desk.queries.matching import NOBODY, cheapest

Case = tuple[list[dict[int, int]], list[list[int]]]
LEFT = 10_000


@st.composite
def cases(draw: st.DrawFn, requests: int = 7, people: int = 4) -> Case:
    count = draw(st.integers(1, people))
    places = [sorted(draw(st.lists(st.integers(0, 40), max_size=3))) for _ in range(count)]
    row = st.dictionaries(st.integers(0, count - 1), st.integers(0, 60))
    return draw(st.lists(row, min_size=1, max_size=requests)), places


def solved(rows: list[dict[int, int]], places: list[list[int]]) -> list[int]:
    return cheapest([(list(row), list(row.values())) for row in rows], places, [LEFT] * len(rows))


def cost(rows: list[dict[int, int]], places: list[list[int]], chosen: list[int]) -> int | None:
    """None where a gate or a capacity is broken."""
    more, total = [0] * len(places), 0
    for row, person in zip(rows, chosen, strict=True):
        if person == NOBODY:
            total += LEFT
            continue
        if person not in row or more[person] >= len(places[person]):
            return None
        total += row[person] + places[person][more[person]]
        more[person] += 1
    return total


def greedy(rows: list[dict[int, int]], places: list[list[int]]) -> list[int]:
    """Each in turn takes the cheapest who has room."""
    more, chosen = [0] * len(places), []
    for row in rows:
        free = {p: c + places[p][more[p]] for p, c in row.items() if more[p] < len(places[p])}
        person = min(free, key=lambda p: free[p]) if free else NOBODY
        if person != NOBODY:
            more[person] += 1
        chosen.append(person)
    return chosen


@settings(max_examples=150, deadline=None)
@given(cases())
def test_no_gate_and_no_capacity_is_broken_and_greedy_is_never_cheaper(case: Case) -> None:
    rows, places = case
    found = cost(rows, places, solved(rows, places))
    by_turns = cost(rows, places, greedy(rows, places))
    assert found is not None and by_turns is not None
    assert found <= by_turns


@settings(max_examples=60, deadline=None)
@given(cases(requests=5, people=3))
def test_of_all_possible_choices_none_is_cheaper(case: Case) -> None:
    rows, places = case
    every = product(*([NOBODY, *row] for row in rows))
    costs = [c for chosen in every if (c := cost(rows, places, list(chosen))) is not None]
    assert cost(rows, places, solved(rows, places)) == min(costs)


def test_nothing_waiting_is_nothing_chosen() -> None:
    assert cheapest([], [[1]], []) == []


def test_greedy_is_beaten_where_the_first_takes_what_the_second_needs() -> None:
    rows, places = [{0: 0, 1: 1}, {0: 0}], [[0], [0]]
    assert solved(rows, places) == [1, 0]
    assert greedy(rows, places) == [0, NOBODY]


def test_a_web_process_that_never_plans_a_batch_does_not_load_the_solver() -> None:
    code = "import django; django.setup(); import quanfu.urls, quanfu.wiring, sys; print('numpy' in sys.modules, 'scipy' in sys.modules)"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "quanfu.settings"}
    told = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["False", "False"]
