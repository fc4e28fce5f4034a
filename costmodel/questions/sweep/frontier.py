"""The frontier: configurations that no other one is at least as good as in every objective. Exact, a tile at a time.

An objective is a column of which less is better; `-name` says that more is better. Of configurations that are equal in every
objective the first one stands for all.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]

SAMPLED = 1024  # points among which those are looked for that dominate most of a tile
PIVOTS = 6


def signed(columns: Any, objective: str) -> Any:
    """An objective's column, of which less is better."""
    return -columns[objective[1:]] if objective.startswith("-") else columns[objective]


def frontier(objectives: Sequence[Array]) -> Array:
    """Positions of the points that are not dominated, in order; of equal points the first.

    Two objectives take one sort. More take one pass over what is left for each point of the frontier.
    """
    candidates = _candidates(objectives)
    return np.sort(candidates[_undominated([objective[candidates] for objective in objectives])])


def _undominated(points: Sequence[Array]) -> Array:
    return _of_two(points) if len(points) == 2 else _of_many(points)


def _candidates(objectives: Sequence[Array]) -> Array:
    """Positions without those that a few good points dominate, which is nearly all of a large tile; cheaper than a sort.

    A point is left out if it is worse in one objective and no better in the others: then it is not equal to the good point,
    and the first of equal points can still be found. That one is the objective in which the fewest points are equal.
    """
    points = len(objectives[0])
    left = np.arange(points)
    if points <= 2 * SAMPLED:
        return left
    sampled = [objective[:: points // SAMPLED] for objective in objectives]
    most = int(np.argmax([len(np.unique(values)) for values in sampled]))
    ordered = [objectives[most], *objectives[:most], *objectives[most + 1 :]]
    sampled = [sampled[most], *sampled[:most], *sampled[most + 1 :]]
    good = _undominated(sampled)
    for _ in range(PIVOTS):
        dominates = _worse(sampled, [values[good, np.newaxis] for values in sampled])
        pivot = good[np.argmax(dominates.sum(axis=1))]
        if not dominates.any():
            break
        worse = _worse([one if len(left) == points else one[left] for one in ordered], [values[pivot] for values in sampled])
        left = left[~worse]
        stay = ~_worse(sampled, [values[pivot] for values in sampled])
        good = np.cumsum(stay)[good] - 1  # good points are never left out, as none dominates another
        sampled = [values[stay] for values in sampled]
    return left


def _worse(points: Sequence[Array], good: Sequence[Any]) -> Array:
    """Worse than a good point in the first objective and no better in the others."""
    worse: Array = points[0] > good[0]
    for values, value in zip(points[1:], good[1:], strict=True):
        worse &= values >= value
    return worse


def _of_two(points: Sequence[Array]) -> Array:
    """By the first objective, a point stays that is better in the second than all before it."""
    order = np.lexsort((points[1], points[0]))
    second = points[1][order]
    before = np.concatenate(([np.inf], np.minimum.accumulate(second)[:-1]))
    return order[second < before]


def _of_many(points: Sequence[Array]) -> Array:
    """The first point in lexicographic order is not dominated; what it dominates goes; and so on with the rest."""
    matrix = np.stack(points, axis=1)
    order = np.lexsort(points[::-1])
    left = matrix[order]
    kept = []
    while len(order):
        kept.append(order[0])
        stays = np.any(left < left[0], axis=1)
        order, left = order[stays], left[stays]
    return np.array(kept, dtype=np.int64)
