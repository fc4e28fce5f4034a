"""A network as a tuple of nodes in construction order, which is topological, deterministic and picklable.

Nodes are named tuples: a graph has hundreds of thousands of them, and a tuple is made five times faster than a frozen
dataclass. They point to their inputs by position, so that a long chain pickles without recursion.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from costmodel.formulas.conventions import PAPER, Convention, counted
from costmodel.formulas.metrics import METRICS, Measured, metric
from costmodel.ir.ops import Op
from costmodel.ir.shape import Shape
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim


class Node(NamedTuple):
    """One op at one place.

    Attributes:
        position: index in `Graph.nodes`.
        name: scoped path, such as `stage3/block2/depthwise`.
        inputs: positions of the nodes it reads.
        shape: of its output.
    """

    position: int
    name: str
    op: Op
    inputs: tuple[int, ...]
    shape: Shape
    work: Work

    @property
    def kind(self) -> str:
        return self.op.kind

    @property
    def type(self) -> str:
        return self.op.type

    @property
    def module(self) -> str:
        """The outermost scope, or the node's own name where it has none."""
        return self.name.partition("/")[0]

    @property
    def elements(self) -> Dim:
        return self.shape.size  # type: ignore[no-any-return]

    @property
    def is_view(self) -> bool:
        return self.op.is_view

    @property
    def is_weighted(self) -> bool:
        return self.op.is_weighted


@dataclass(frozen=True, eq=False)
class Graph:
    """A network."""

    nodes: tuple[Node, ...]

    def __len__(self) -> int:
        return len(self.nodes)

    def __getitem__(self, name: str) -> Node:
        """The node of that name."""
        for node in self.nodes:
            if node.name == name:
                return node
        raise KeyError(name)

    def inside(self, scope: str) -> tuple[Node, ...]:
        """The nodes of a scope, or the one node of that name."""
        return tuple(n for n in self.nodes if n.name == scope or n.name.startswith(scope + "/"))

    def fold(self, by: str = "type", convention: Convention = PAPER) -> list["Row"]:
        """Nodes added up by `type` or by `module`, or one row a `layer`, in the order of their first appearance.

        A module holds several types; it has one row for each, so that conventions can still tell them apart. The input, for
        which nobody works, has none.
        """
        key = _by_scope(KEYS[by]) if convention.is_scoped else KEYS[by]
        groups: dict[tuple[str, str], list[Node]] = {}
        for node in counted(self.nodes, convention):
            if node.inputs:
                groups.setdefault(key(node), []).append(node)
        return [
            Row(name, group[0].kind, group[0].type, group[0].module, Work.sum([node.work for node in group]))
            for (name, _), group in groups.items()
        ]

    def cost(self, convention: Convention = PAPER, bits: int = 32, metrics: Iterable[str] = METRICS.keys()) -> dict[str, Any]:
        """Metrics of the whole network by name: ints, expressions or arrays, as the graph's dimensions are.

        Peak memory and depth are properties of the whole network whatever a convention leaves out.
        """
        network = Measured(self.nodes, self.fold(convention=convention), convention, bits)
        return {name: metric(name).of(network) for name in metrics}


class Row(NamedTuple):
    """Nodes of one type, added up under a name."""

    name: str
    kind: str
    type: str
    module: str
    work: Work


Key: TypeAlias = Callable[[Node], tuple[str, str]]

KEYS: Mapping[str, Key] = {
    "type": lambda node: (node.op.type, ""),
    "module": lambda node: (node.module, node.type),
    "layer": lambda node: (node.name, node.type),
}


def _by_scope(key: Key) -> Key:
    """Rows that hold nodes of one outermost scope only, for a convention that tells scopes apart."""
    return lambda node: (key(node)[0], f"{node.module}/{node.type}")
