"""A network as a tuple of nodes in construction order, which is topological, deterministic and picklable.

Nodes are named tuples: a graph has hundreds of thousands of them, and a tuple is made five times faster than a frozen
dataclass. They point to their inputs by position, so that a long chain pickles without recursion.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from costmodel.errors import CostModelError, UnknownName, listed, quoted, shortened
from costmodel.ir.implementation import Implementation
from costmodel.ir.ops import Op
from costmodel.ir.shape import Shape
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim

MOST_ENDS, LONGEST_SHAPE = 160, 60  # characters of a graph's inputs, or outputs, on one line; and of a shape with symbols

if TYPE_CHECKING:  # who builds a network here has none
    from costmodel.ir.origin import Origin


class Node(NamedTuple):
    """One op at one place.

    Attributes:
        position: index in `Graph.nodes`.
        name: scoped path, such as `stage3/block2/depthwise`.
        inputs: positions of the nodes it reads.
        shape: of its output.
        written: how an implementation writes it: as a `module`, a `function` or a `method`; empty where that is not said.

    Example:
        >>> node = build("mobilenet").nodes[1]
        >>> node.name, str(node.shape), node.work.mult_adds
        ('conv1', '32x112x112', 10838016)
    """

    position: int
    name: str
    op: Op
    inputs: tuple[int, ...]
    shape: Shape
    work: Work
    written: str = ""

    def __repr__(self) -> str:
        """Without the work, which follows from the op and the shapes."""
        return f"Node({self.position}, {self.name!r}, {self.op!r}, inputs={self.inputs}, shape={quoted(self.shape)})"

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
        size: Dim = self.shape.size
        return size

    @property
    def is_view(self) -> bool:
        return self.op.is_view

    @property
    def is_in_place(self) -> bool:
        return self.op.is_in_place

    @property
    def is_epilogue(self) -> bool:
        return self.op.is_epilogue

    @property
    def is_weighted(self) -> bool:
        return self.op.is_weighted


@dataclass(frozen=True, eq=False)
class Graph:
    """A network.

    Attributes:
        implementations: by name, how the implementations of its family that counting tools are run on write the nodes that do
            not say it themselves.
        origin: where it came from, if it was not built here.
        batch: samples that it is asked for, where they vary; elsewhere the counting says how many.
        passes: that it has been through (`costmodel.ir.passes`), in their order.

    Raises:
        CostModelError: if it is empty, or if two nodes have one name, which reports and conventions could not tell apart.

    Example:
        >>> graph = build("mobilenet")
        >>> len(graph.nodes), graph.nodes[0].shape
        (84, Shape(3, 224, 224))
    """

    nodes: tuple[Node, ...]
    implementations: Mapping[str, Implementation] = field(default_factory=dict)
    origin: "Origin | None" = None
    passes: tuple[str, ...] = ()
    batch: Dim | None = None

    def __post_init__(self) -> None:
        if not self.nodes:
            raise CostModelError("a graph without nodes is no network", allowed="one node or more")
        if len(set(map(itemgetter(1), self.nodes))) != len(self.nodes):
            [(name, times)] = Counter(node.name for node in self.nodes).most_common(1)
            raise CostModelError(f"{times} nodes have the name {quoted(name)}", allowed="a name for each node")

    def __repr__(self) -> str:
        """In one line, however many nodes there are."""
        ends = " to ".join(
            listed([f"{node.name} {shortened(str(node.shape), LONGEST_SHAPE)}" for node in every], MOST_ENDS)
            for every in (self.inputs, self.outputs)
        )
        return f"<Graph of {len(self.nodes):,} nodes, from {ends}>"

    def __len__(self) -> int:
        return len(self.nodes)

    def __getitem__(self, name: str) -> Node:
        """The node of that name.

        Raises:
            UnknownName: if there is none.
        """
        for node in self.nodes:
            if node.name == name:
                return node
        raise UnknownName("node", name, [node.name for node in self.nodes])

    def _repr_html_(self) -> str:
        from costmodel.ir.notebook import layer_table

        return layer_table(self)

    @property
    def inputs(self) -> tuple[Node, ...]:
        """The nodes that read no other."""
        return tuple(node for node in self.nodes if not node.inputs)

    @property
    def outputs(self) -> tuple[Node, ...]:
        """The nodes that no other reads."""
        read = {source for node in self.nodes for source in node.inputs}
        return tuple(node for node in self.nodes if node.position not in read)

    def inside(self, scope: str) -> tuple[Node, ...]:
        """The nodes of a scope, or the one node of that name."""
        return tuple(n for n in self.nodes if n.name == scope or n.name.startswith(scope + "/"))
