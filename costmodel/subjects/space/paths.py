"""Paths of a directed acyclic graph whose edges have costs and scores: how many, which cheapest, which best for their cost.

By dynamic programming: minimum, maximum, count, samples and frontier take work in proportion to the edges, whatever the number
of paths.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache, cached_property
from itertools import product
from math import gcd, lcm
from random import Random
from typing import Any, NamedTuple, TypeAlias

from costmodel.errors import CostModelError, library

State: TypeAlias = Hashable
Cost: TypeAlias = int | Fraction

BINS = 2**13  # steps of cost into which a limit is divided to draw samples
MOST_BINS = 5 * 10**7  # beyond, an exact count would take gigabytes
MOST_TRIES = 10**7
MOST_PATHS = 2**60  # on one side of the middle, counted in 64 bits


class Edge(NamedTuple):
    """From one state to another.

    Attributes:
        label: what a path is told by.
    """

    to: State
    cost: Cost
    score: int = 0
    label: Any = None


class Paths:
    """All paths from a start to an end.

    Args:
        edges: of each state but the end, in an order in which every edge leads on; each state leads to the end.
    """

    def __init__(self, edges: Mapping[State, Sequence[Edge]], start: State, end: State) -> None:
        self.edges, self.start, self.end = edges, start, end

    @property
    def size(self) -> int:
        """How many there are."""
        return self._onward[self.start]

    @property
    def is_scored(self) -> bool:
        return any(edge.score for edges in self.edges.values() for edge in edges)

    @property
    def least(self) -> Cost:
        """Of the costs of all paths."""
        return self._bounds(-1)[self.start]

    @property
    def most(self) -> Cost:
        """Of the costs of all paths."""
        return self._bounds(1)[self.start]

    def cheapest(self) -> list[Edge]:
        return self._extreme(-1)

    def dearest(self) -> list[Edge]:
        return self._extreme(1)

    def count(self, limit: Cost) -> int:
        """How many cost at most so much, exactly.

        Costs are counted in their greatest common divisor. Paths are counted from both ends to a middle, so that no partial
        count exceeds 64 bits.

        Raises:
            CostModelError: if the limit is too many of these units, there are too many paths, or numpy is missing.
        """
        if limit < self.least:
            return 0
        if limit >= self.most:
            return self.size
        library("numpy", "sweep")
        import numpy as np

        unit = _common_divisor(edge.cost for edges in self.edges.values() for edge in edges)
        bins = int(limit // unit) + 1
        if bins > MOST_BINS:
            raise CostModelError(f"costs go in steps of {unit}, and the budget has {bins:,} of them; at most {MOST_BINS:,}")
        states, middle = list(self.edges), self._middle()
        before: dict[State, Any] = {self.start: np.ones(1, np.int64)}
        for state in states[:middle]:
            counts = before.pop(state)
            for edge in self.edges[state]:
                before[edge.to] = _shifted(before.get(edge.to), counts, int(edge.cost // unit), bins)
        after: dict[State, Any] = {self.end: np.ones(1, np.int64)}
        for state in reversed(states[middle:]):
            counts = None
            for edge in self.edges[state]:
                counts = _shifted(counts, after[edge.to], int(edge.cost // unit), bins)
            after[state] = counts
        return sum(_pairs(counts, after[state], bins) for state, counts in before.items())

    def sample(self, number: int, limit: Cost | None = None, seed: int = 0) -> list[list[Edge]]:
        """Paths drawn uniformly and independently from those that cost at most the limit, where one is given.

        Costs are divided into bins and rounded down, so that a table counts a few paths too many; a path is drawn from these
        uniformly, and drawn again where its true cost exceeds the limit. What remains is uniform.

        Raises:
            CostModelError: if no path is within the limit, or next to none.
        """
        chance = Random(seed)
        limit = self.most if limit is None else min(limit, self.most)
        if limit < self.least:
            raise CostModelError("no path is within the limit")
        bin_ = max(1, int(limit // BINS))
        table = self._table(int(limit // bin_), bin_)
        drawn: list[list[Edge]] = []
        for _ in range(MOST_TRIES):
            if len(drawn) == number:
                return drawn
            path = list(self._drawn(table, int(limit // bin_), bin_, chance))
            if sum(edge.cost for edge in path) <= limit:
                drawn.append(path)
        raise CostModelError("the budget leaves too few members to draw from")

    def frontier(self) -> list[list[Edge]]:
        """The paths that no other one beats in both cost and score, from the cheapest on; exact."""
        partial: dict[State, dict[int, tuple[Cost, Edge | None, State]]] = {self.start: {0: (0, None, self.start)}}
        best: dict[State, list[tuple[Cost, int]]] = {}
        for state in (*self.edges, self.end):
            best[state] = _undominated((cost, score) for score, (cost, _, _) in partial[state].items())
            for edge, (cost, score) in product(self.edges.get(state, ()), best[state]):
                reached = partial.setdefault(edge.to, {})
                total, gained = cost + edge.cost, score + edge.score
                if gained not in reached or total < reached[gained][0]:
                    reached[gained] = (total, edge, state)
        return [self._traced(partial, score) for _, score in best[self.end]]

    @cached_property
    def _onward(self) -> dict[State, int]:
        """How many paths lead from each state to the end."""
        paths = {self.end: 1}
        for state in reversed(self.edges):
            paths[state] = sum(paths[edge.to] for edge in self.edges[state])
        return paths

    @cache  # noqa: B019  (there are two entries)
    def _bounds(self, sign: int) -> dict[State, Cost]:
        """The least (-1) or largest (1) cost from each state on."""
        costs: dict[State, Cost] = {self.end: 0}
        for state in reversed(self.edges):
            costs[state] = sign * max(sign * (edge.cost + costs[edge.to]) for edge in self.edges[state])
        return costs

    def _extreme(self, sign: int) -> list[Edge]:
        costs = self._bounds(sign)
        path: list[Edge] = []
        state = self.start
        while state != self.end:
            path.append(max(self.edges[state], key=lambda edge: sign * (edge.cost + costs[edge.to])))
            state = path[-1].to
        return path

    def _middle(self) -> int:
        """How many states come before a place that few states reach across, with about as many paths on either side of it.

        Raises:
            CostModelError: if on one side there are always more than 64 bits count.
        """
        reached: dict[State, int] = {self.start: 1}  # states that lie on, and how many paths have led there
        places = []
        for place, state in enumerate(self.edges):
            paths = max(sum(reached.values()), *(self._onward[one] for one in reached))
            if paths < MOST_PATHS:
                places.append((len(reached), paths, place))
            arrived = reached.pop(state)
            for edge in self.edges[state]:
                reached[edge.to] = reached.get(edge.to, 0) + arrived
        if not places:
            raise CostModelError(f"{self.size:,} members are too many to count within a budget; sample them")
        return min(places)[-1]

    def _table(self, bins: int, bin_: int) -> dict[State, list[int]]:
        """How many paths from each state on have at most so many bins of cost, each edge rounded down."""
        table = {self.end: [1] * (bins + 1)}
        for state in reversed(self.edges):
            row = [0] * (bins + 1)
            for edge in self.edges[state]:
                shift = int(edge.cost // bin_)
                for place, count in enumerate(table[edge.to][: max(bins + 1 - shift, 0)], start=shift):
                    row[place] += count
            table[state] = row
        return table

    def _drawn(self, table: dict[State, list[int]], left: int, bin_: int, chance: Random) -> Iterator[Edge]:
        state = self.start
        while state != self.end:
            ticket = chance.randrange(table[state][left])
            for edge in self.edges[state]:
                rest = left - int(edge.cost // bin_)
                if rest < 0:
                    continue
                ticket -= table[edge.to][rest]
                if ticket < 0:
                    yield edge
                    state, left = edge.to, rest
                    break

    def _traced(self, partial: Mapping[State, Mapping[int, tuple[Cost, Edge | None, State]]], score: int) -> list[Edge]:
        """The path that reached the end with a score."""
        path: list[Edge] = []
        state = self.end
        while True:
            _, edge, before = partial[state][score]
            if edge is None:
                return path[::-1]
            path.append(edge)
            state, score = before, score - edge.score


def _common_divisor(costs: Iterable[Cost]) -> Cost:
    """The largest number of which all costs are multiples; tools that print halves count in halves."""
    fractions = [Fraction(cost) for cost in costs]
    scale = lcm(*(one.denominator for one in fractions))
    return Fraction(gcd(*(int(one * scale) for one in fractions)), scale)


def _undominated(points: Iterable[tuple[Cost, int]]) -> list[tuple[Cost, int]]:
    """Of pairs of cost and score those that no cheaper one, or equally dear one, has the score of."""
    kept: list[tuple[Cost, int]] = []
    for cost, score in sorted(points, key=lambda point: (point[0], -point[1])):
        if not kept or score > kept[-1][1]:
            kept.append((cost, score))
    return kept


def _shifted(sums: Any, counts: Any, shift: int, bins: int) -> Any:
    """Counts by cost, moved up by an edge's cost and added to sums that are there; what exceeds the bins is cut off."""
    import numpy as np

    length = min(len(counts) + shift, bins)
    if sums is None or len(sums) < length:
        longer = np.zeros(length, np.int64)
        if sums is not None:
            longer[: len(sums)] = sums
        sums = longer
    sums[shift:length] += counts[: max(length - shift, 0)]
    return sums


def _pairs(before: Any, after: Any, bins: int) -> int:
    """Pairs of a first and a second part within the bins. Products may exceed 64 bits, so they are added up in Python."""
    import numpy as np

    up_to = np.cumsum(after)
    places = np.flatnonzero(before)
    rest = up_to[np.minimum(bins - 1 - places, len(up_to) - 1)]
    low = before[places] & (2**31 - 1)
    high = before[places] >> 31
    total = 0
    for start in range(0, len(places), 2**20):
        part = slice(start, start + 2**20)
        for shift, limbs in ((0, low[part]), (31, high[part])):
            for more, others in ((0, rest[part] & (2**31 - 1)), (31, rest[part] >> 31)):
                products = limbs * others
                total += (int(np.sum(products >> 31)) * 2**31 + int(np.sum(products & (2**31 - 1)))) << (shift + more)
    return total
