"""The members of a space: how many, which are cheapest, which have the best score for their cost. By dynamic programming.

A member is a path through states (stage, blocks so far, width), and its cost is the sum over the edges. So minimum, maximum,
count, samples and frontier take work in proportion to the edges, whatever the number of members.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import cache, cached_property
from itertools import product
from math import gcd
from random import Random
from typing import Any, NamedTuple

from costmodel.errors import CostModelError
from costmodel.formulas.conventions import PAPER
from costmodel.formulas.metrics import metric
from costmodel.ir.graph import Graph
from costmodel.ir.network import Network
from costmodel.subjects.space.description import Block, Space, add_block, add_head, add_stem, network

State = tuple[int, int, int]  # stage, blocks of it so far, width of the map

BINS = 2**13  # steps of cost into which a budget is divided to draw samples
MOST_BINS = 5 * 10**7  # beyond, an exact count would take gigabytes
MOST_TRIES = 10**7
MOST_PATHS = 2**60  # of half a space, counted in 64 bits


class Edge(NamedTuple):
    """A block, a whole stage, or nothing, between two states."""

    to: State
    cost: int
    score: int
    blocks: tuple[Block, ...]


class Member(NamedTuple):
    """One network of a space.

    Attributes:
        cost: in the metric that was asked for.
    """

    space: Space
    blocks: tuple[Block, ...]
    cost: int
    score: int

    def network(self) -> Graph:
        return network(self.space, self.blocks)

    def __str__(self) -> str:
        stages: dict[int, list[Block]] = {}
        for block in self.blocks:
            stages.setdefault(block.stage, []).append(block)
        return " ".join(
            f"{own[0].width}:" + ",".join(f"k{b.kernel}e{_short(b.expansion)}" for b in own) for own in stages.values()
        )


class Members:
    """All members of a space, with one metric for their cost.

    Args:
        cost: a metric that adds up over nodes.
    """

    def __init__(self, space: Space, cost: str = "mult_adds") -> None:
        self.space = space
        rule = metric(cost).of_part
        if rule is None:
            raise CostModelError(f"{cost} is no sum over stages; allowed are metrics that add up over layers")
        self.metric, self._rule = cost, rule
        self.edges: dict[State, tuple[Edge, ...]] = {}
        self._block_cost = cache(self._block_cost_of)
        self._head_cost = cache(self._head_cost_of)
        for state in self._states():
            self.edges[state] = tuple(self._edges_from(state))

    @cached_property
    def size(self) -> int:
        """How many there are."""
        return self._paths[self._start]

    def cheapest(self) -> Member:
        return self._extreme(-1)

    def dearest(self) -> Member:
        return self._extreme(1)

    def count(self, budget: Fraction | int) -> int:
        """How many cost at most the budget, exactly.

        Costs are counted in their greatest common divisor. Members are counted from both ends to a middle, so that no partial
        count exceeds 64 bits.

        Raises:
            CostModelError: if the budget is too many of these units.
        """
        import numpy as np

        left = budget // 1 - self._fixed
        if left < self._bounds(-1)[self._start]:
            return 0
        if left >= self._bounds(1)[self._start]:
            return self.size
        unit = gcd(*(edge.cost for edges in self.edges.values() for edge in edges))
        bins = int(left // unit) + 1
        if bins > MOST_BINS:
            raise CostModelError(
                f"{self.metric} goes in steps of {unit}, and the budget has {bins:,} of them; at most {MOST_BINS:,}"
            )
        middle = self._middle()
        before: dict[State, Any] = {self._start: np.ones(1, np.int64)}
        for state in [one for one in self.edges if one[0] < middle]:
            counts = before.pop(state)
            for edge in self.edges[state]:
                before[edge.to] = _shifted(before.get(edge.to), counts, edge.cost // unit, bins)
        after: dict[State, Any] = {}
        for state in reversed([one for one in self._order if one[0] >= middle]):
            counts = np.ones(1, np.int64) if state == self._end else None
            for edge in self.edges.get(state, ()):
                counts = _shifted(counts, after[edge.to], edge.cost // unit, bins)
            after[state] = counts
        return sum(_pairs(counts, after[state], bins) for state, counts in before.items())

    def sample(self, number: int, budget: Fraction | int | None = None, seed: int = 0) -> list[Member]:
        """Members drawn uniformly and independently from those within the budget.

        Costs are divided into bins and rounded down, so that a table counts a few members too many; a path is drawn from these
        uniformly, and drawn again where its true cost exceeds the budget. What remains is uniform.

        Raises:
            CostModelError: if no member is within the budget, or next to none.
        """
        chance = Random(seed)
        limit = self._bounds(1)[self._start] if budget is None else int(budget // 1) - self._fixed
        if limit < self._bounds(-1)[self._start]:
            raise CostModelError(f"no member is within the budget: the cheapest has {self.cheapest().cost:,} {self.metric}")
        bin_ = max(1, limit // BINS)
        table = self._table(limit // bin_, bin_)
        drawn: list[Member] = []
        for _ in range(MOST_TRIES):
            if len(drawn) == number:
                return drawn
            path = list(self._drawn(table, limit // bin_, bin_, chance))
            if sum(edge.cost for edge in path) <= limit:
                drawn.append(self._member(path))
        raise CostModelError("the budget leaves too few members to draw from")

    def frontier(self, budget: Fraction | int | None = None) -> list[Member]:
        """The members that no other one beats in both cost and score, from the cheapest on; exact.

        Raises:
            CostModelError: if the file gives no scores.
        """
        if not any(edge.score for edges in self.edges.values() for edge in edges):
            raise CostModelError(f"{self.space.name} has no scores; give a stage a [stage.score], such as kernel = [0, 1, 2]")
        partial: dict[State, dict[int, tuple[int, Edge | None, State | None]]] = {self._start: {0: (0, None, None)}}
        best: dict[State, list[tuple[int, int]]] = {}
        for state in self._order:
            best[state] = _undominated((cost, score) for score, (cost, _, _) in partial[state].items())
            for edge, (cost, score) in product(self.edges.get(state, ()), best[state]):
                reached = partial.setdefault(edge.to, {})
                total, gained = cost + edge.cost, score + edge.score
                if gained not in reached or total < reached[gained][0]:
                    reached[gained] = (total, edge, state)
        members = [self._traced(partial, score) for _, score in best[self._end]]
        return [member for member in members if budget is None or member.cost <= budget]

    @property
    def _start(self) -> State:
        return (0, 0, self.space.stem)

    @property
    def _end(self) -> State:
        return (len(self.space.stage) + 1, 0, 0)

    @cached_property
    def _order(self) -> list[State]:
        return [*self.edges, self._end]

    def _states(self) -> Iterator[State]:
        """In an order in which every edge leads on."""
        entries: tuple[int, ...] = (self.space.stem,)
        for number, stage in enumerate(self.space.stage):
            yield from ((number, 0, width) for width in entries)
            if stage.each == "block":
                yield from ((number, blocks, width) for blocks in range(1, max(stage.depth) + 1) for width in stage.width)
            entries = stage.width
        yield from ((len(self.space.stage), 0, width) for width in entries)

    def _edges_from(self, state: State) -> Iterator[Edge]:
        number, blocks, width = state
        if number == len(self.space.stage):
            yield Edge(self._end, self._head_cost(width), 0, ())
            return
        stage = self.space.stage[number]
        if blocks in stage.depth:
            yield Edge((number + 1, 0, width), 0, 0, ())
        if blocks == max(stage.depth):
            return
        for kernel, expansion, after in product(stage.kernel, stage.expansion, [width] if blocks else stage.width):
            block = Block(number, after, kernel, expansion)
            cost, score = self._block_cost(width, block, blocks == 0), self._score(block, blocks == 0)
            if stage.each == "block":
                yield Edge((number, blocks + 1, after), cost, score, (block,))
                continue
            again, more = self._block_cost(after, block, False), self._score(block, False)
            for depth in stage.depth:
                yield Edge((number + 1, 0, after), cost + (depth - 1) * again, score + (depth - 1) * more, depth * (block,))

    def _score(self, block: Block, first: bool) -> int:
        """A block's kernel, expansion and itself; the stage's width counts once."""
        stage = self.space.stage[block.stage]
        choices = [("kernel", block.kernel), ("expansion", block.expansion), *([("width", block.width)] if first else [])]
        tables = [(getattr(stage.score, name), getattr(stage, name).index(choice)) for name, choice in choices]
        gained: int = stage.score.block + sum(table[place] for table, place in tables if table)
        return gained

    def _block_cost_of(self, before: int, block: Block, first: bool) -> int:
        side = self.space.side(block.stage if first else block.stage + 1)
        net = Network(channels=before, side=side)
        add_block(net, net.input, self.space, block, first)
        return self._cost(net.graph())

    def _head_cost_of(self, width: int) -> int:
        net = Network(channels=width, side=self.space.side(len(self.space.stage)))
        add_head(net, net.input, self.space)
        return self._cost(net.graph())

    @cached_property
    def _fixed(self) -> int:
        """What every member has: the stem."""
        net = Network(side=self.space.resolution)
        add_stem(net, self.space)
        return self._cost(net.graph(), with_input=True)

    def _cost(self, graph: Graph, with_input: bool = False) -> int:
        return int(sum(self._rule(node, PAPER) for node in graph.nodes[0 if with_input else 1 :]))

    @cached_property
    def _paths(self) -> dict[State, int]:
        paths = {self._end: 1}
        for state in reversed(self.edges):
            paths[state] = sum(paths[edge.to] for edge in self.edges[state])
        return paths

    @cache  # noqa: B019  (there are two entries)
    def _bounds(self, sign: int) -> dict[State, int]:
        """The least (-1) or largest (1) cost from each state on."""
        costs = {self._end: 0}
        for state in reversed(self.edges):
            costs[state] = sign * max(sign * (edge.cost + costs[edge.to]) for edge in self.edges[state])
        return costs

    def _extreme(self, sign: int) -> Member:
        costs = self._bounds(sign)
        path: list[Edge] = []
        state = self._start
        while state != self._end:
            path.append(max(self.edges[state], key=lambda edge: sign * (edge.cost + costs[edge.to])))
            state = path[-1].to
        return self._member(path)

    def _member(self, path: list[Edge]) -> Member:
        blocks = tuple(block for edge in path for block in edge.blocks)
        return Member(self.space, blocks, self._fixed + sum(edge.cost for edge in path), sum(edge.score for edge in path))

    def _middle(self) -> int:
        """The stage at which about as many paths lead on as have led there.

        Raises:
            CostModelError: if either are more than 64 bits count.
        """
        on = {
            stage: sum(self._paths[s] for s in self.edges if s[:2] == (stage, 0)) for stage in range(len(self.space.stage) + 1)
        }
        middle = min(on, key=lambda stage: abs(on[stage] ** 2 - self.size))
        if max(on[middle], self.size // on[middle]) >= MOST_PATHS:
            raise CostModelError(f"{self.size:,} members are too many to count within a budget; sample them")
        return middle

    def _table(self, bins: int, bin_: int) -> dict[State, list[int]]:
        """How many paths from each state on have at most so many bins of cost, each edge rounded down."""
        table = {self._end: [1] * (bins + 1)}
        for state in reversed(self.edges):
            row = [0] * (bins + 1)
            for edge in self.edges[state]:
                shift = edge.cost // bin_
                for place, count in enumerate(table[edge.to][: max(bins + 1 - shift, 0)], start=shift):
                    row[place] += count
            table[state] = row
        return table

    def _drawn(self, table: dict[State, list[int]], left: int, bin_: int, chance: Random) -> Iterator[Edge]:
        state = self._start
        while state != self._end:
            ticket = chance.randrange(table[state][left])
            for edge in self.edges[state]:
                rest = left - edge.cost // bin_
                if rest < 0:
                    continue
                ticket -= table[edge.to][rest]
                if ticket < 0:
                    yield edge
                    state, left = edge.to, rest
                    break

    def _traced(self, partial: Any, score: int) -> Member:
        """The path that reached the end with a score."""
        path: list[Edge] = []
        state = self._end
        while True:
            _, edge, before = partial[state][score]
            if edge is None:
                return self._member(path[::-1])
            path.append(edge)
            state, score = before, score - edge.score


def _undominated(points: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of pairs of cost and score those that no cheaper one, or equally dear one, has the score of."""
    kept: list[tuple[int, int]] = []
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


def _short(value: Fraction) -> str:
    return f"{float(value):g}"
