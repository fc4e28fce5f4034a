"""The members of a space as paths: a state is a stage, the blocks of it so far, and the width of the map."""

from collections.abc import Iterator
from fractions import Fraction
from functools import cache, cached_property
from itertools import product
from typing import NamedTuple, TypeAlias

from costmodel.errors import CostModelError, located
from costmodel.formulas.counting import AsCounting, Counting
from costmodel.formulas.metrics import METRICS, PartRule, metric
from costmodel.formulas.part import Part
from costmodel.formulas.select import summed
from costmodel.ir.graph import Graph
from costmodel.ir.network import Network
from costmodel.subjects.space.description import Block, Space, add_block, add_head, add_stem, network, scope
from costmodel.subjects.space.paths import Cost, Edge, Paths

Step: TypeAlias = tuple[int, int, int]  # stage, blocks of it so far, width of the map


class Member(NamedTuple):
    """One network of a space.

    Attributes:
        cost: in the metric that was asked for.
    """

    space: Space
    blocks: tuple[Block, ...]
    cost: Cost
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
        metric: one that adds up over layers.

    Raises:
        CostModelError: if the metric does not, or the convention names a scope that no member has.

    Example:
        >>> members = Members(space("examples/ofa_mobilenet_v3.toml").members.space)
        >>> members.count(300_000_000)
        856295841105991212
    """

    def __init__(self, space: Space, metric: str = "mult_adds", counting: AsCounting = "paper") -> None:
        self.space, self.counting = space, Counting.of(counting)
        self.metric, self._rule = metric, _rule(metric)
        self._block_cost = cache(self._block_cost_of)
        self._head_cost = cache(self._head_cost_of)
        self.paths = Paths({step: tuple(self._edges(step)) for step in self._steps()}, self._start, self._end)
        self.counting.convention.nodes(self.cheapest().network())

    @property
    def size(self) -> int:
        """How many there are."""
        return self.paths.size

    def cheapest(self) -> Member:
        return self._member(self.paths.cheapest())

    def dearest(self) -> Member:
        return self._member(self.paths.dearest())

    def count(self, budget: Cost) -> int:
        """How many cost at most the budget, exactly.

        Raises:
            CostModelError: if the budget is too many units of cost, or numpy is missing.
        """
        with located(self.metric):
            return self.paths.count(budget - self._fixed)

    def sample(self, number: int, budget: Cost | None = None, seed: int = 0) -> list[Member]:
        """Members drawn uniformly and independently from those within the budget.

        Raises:
            CostModelError: if no member is within the budget, or next to none.
        """
        if budget is not None and budget < self._fixed + self.paths.least:
            raise CostModelError(f"no member is within the budget: the cheapest has {self.cheapest().cost:,} {self.metric}")
        return [*map(self._member, self.paths.sample(number, None if budget is None else budget - self._fixed, seed))]

    def frontier(self, budget: Cost | None = None) -> list[Member]:
        """The members that no other one beats in both cost and score, from the cheapest on; exact.

        Raises:
            CostModelError: if the file gives no scores.
        """
        if not self.paths.is_scored:
            raise CostModelError(f"{self.space.name} has no scores; give a stage a [stage.score], such as kernel = [0, 1, 2]")
        members = map(self._member, self.paths.frontier())
        return [member for member in members if budget is None or member.cost <= budget]

    @property
    def _start(self) -> Step:
        return (0, 0, self.space.stem)

    @property
    def _end(self) -> Step:
        return (len(self.space.stage) + 1, 0, 0)

    def _steps(self) -> Iterator[Step]:
        """In an order in which every edge leads on."""
        entries: tuple[int, ...] = (self.space.stem,)
        for number, stage in enumerate(self.space.stage):
            yield from ((number, 0, width) for width in entries)
            if stage.each == "block":
                yield from ((number, blocks, width) for blocks in range(1, max(stage.depth) + 1) for width in stage.width)
            entries = stage.width
        yield from ((len(self.space.stage), 0, width) for width in entries)

    def _edges(self, step: Step) -> Iterator[Edge]:
        """A block, a whole stage, or nothing, to the next step."""
        number, blocks, width = step
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

    def _block_cost_of(self, before: int, block: Block, first: bool) -> Cost:
        side = self.space.side(block.stage if first else block.stage + 1)
        net = Network(channels=before, side=side)
        with net.scope(scope(block)):
            add_block(net, net.input, self.space, block, first)
        return self._cost(net.graph())

    def _head_cost_of(self, width: int) -> Cost:
        net = Network(channels=width, side=self.space.side(len(self.space.stage)))
        add_head(net, net.input, self.space)
        return self._cost(net.graph())

    @cached_property
    def _fixed(self) -> Cost:
        """What every member has: the stem."""
        net = Network(side=self.space.resolution)
        add_stem(net, self.space)
        return self._cost(net.graph())

    def _cost(self, graph: Graph) -> Cost:
        """Of a piece of a network. Whether the convention's scopes exist is asked of a whole one."""
        convention, batch = self.counting.convention, self.counting.batch
        pieces = (
            Part(node.name, node.kind, node.type, node.module, node.work.of_batch(batch), 1, node.written)
            for node in convention.chosen(graph)
            if node.inputs
        )
        cost: Cost = summed(self._rule(piece, convention) for piece in pieces)
        return cost

    def _member(self, path: list[Edge]) -> Member:
        blocks = tuple(block for edge in path for block in edge.label)
        cost = summed([self._fixed, *(edge.cost for edge in path)])
        return Member(self.space, blocks, cost, sum(edge.score for edge in path))


def _rule(name: str) -> PartRule:
    """What a part of a network counts in a metric."""
    rule = metric(name).of_part
    if rule is None:
        adding = ", ".join(one.name for one in METRICS.values() if one.of_part is not None)
        raise CostModelError(f"{name} is no sum over layers", given=name, allowed=adding)
    return rule


def _short(value: Fraction) -> str:
    return f"{float(value):g}"
