"""The cheapest way to give requests to people under their capacities: exact, by a library, loaded only when asked."""

from collections.abc import Sequence
from typing import Any

NOBODY = -1


def cheapest(
    rows: Sequence[tuple[Any, Any]], places: Sequence[Sequence[int]], penalties: Sequence[int]
) -> list[int]:
    """For each request the person who gets it, or NOBODY; no other choice has a smaller sum of costs.

    rows: for each request the indices of the people who may have it and what each costs (two arrays, whole numbers from
    0 up). places: for each person what the first, second … further request costs on top, never falling: their free
    capacity. penalties: what it costs to leave a request without anybody, more than any change of people could save.

    A minimum-weight matching of requests and places (Jonker and Volgenant, sparse). Each request also has a place of its
    own at the price of its penalty, so there always is one that is full.
    """
    import numpy as np
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    if not rows:
        return []
    counts = np.array([len(p) for p in places], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(counts)])
    prices = np.array([price for p in places for price in p], dtype=np.float64)
    owners = np.repeat(np.arange(len(places)), counts)
    total = int(starts[-1])
    columns, weights, ends = [], [], [0]
    for i, (people, costs) in enumerate(rows):
        people = np.asarray(people, dtype=np.int64)
        free = counts[people] if len(people) else people
        first = np.repeat(starts[people] - np.concatenate([[0], np.cumsum(free)[:-1]]) if len(people) else people, free)  # fmt: skip
        mine = first + np.arange(len(first))
        columns.append(np.append(mine, total + i))
        weights.append(np.append(np.repeat(np.asarray(costs, dtype=np.float64), free) + prices[mine], penalties[i]))  # fmt: skip
        ends.append(ends[-1] + len(mine) + 1)
    # 1 on every pair: a weight of 0 would read as "no pair"; each request has exactly one, so nothing is decided by it
    pairs = (np.concatenate(weights) + 1, np.concatenate(columns), np.array(ends))
    graph = csr_matrix(pairs, shape=(len(rows), total + len(rows)))
    taken = min_weight_full_bipartite_matching(graph)[1]
    return [int(owners[place]) if place < total else NOBODY for place in taken]
