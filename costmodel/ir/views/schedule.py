"""Other orders of execution, for a smaller peak memory."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from costmodel.ir.graph import Graph, Node
from costmodel.ir.liveness import alive
from costmodel.numbers.algebra import Undecided, is_expression, larger, largest, namespace, surely_less, total


class Schedule(NamedTuple):
    """A network in another order of execution.

    Attributes:
        graph: the same nodes under the same names, at new positions.
        peak: its peak memory in elements.
    """

    graph: Graph
    peak: Any


def reschedule(graph: Graph) -> Schedule:
    """An order with a smaller peak memory, where a simple greedy finds one, else the construction order.

    From each node that can run, the greedy looks along its path, up to where paths meet or part, for the valley: where the
    fewest elements are alive. Paths that end lower than they start run first, the lowest hill before others; then those
    whose hill stands highest above their valley, as Liu (1987) orders trees.

    Raises:
        Undecided: if sizes are expressions or arrays; an order is for one configuration.
    """
    for node in graph.nodes:
        if is_expression(node.elements) or namespace(node.elements) is not None:
            raise Undecided(f"which node runs first depends on the size of {node.name}; give every knob a number")
    built = Schedule(graph, _peak(graph))
    other = _reordered(graph, _Greedy(graph.nodes).order())
    found = Schedule(other, _peak(other))
    return found if surely_less(found.peak, built.peak) else built


def _peak(graph: Graph) -> Any:
    return largest(alive(graph.nodes))


class _Path(NamedTuple):
    """Nodes that run one after the other, and the elements alive at their end and at most, beside those before them."""

    nodes: tuple[Node, ...]
    end: int
    most: int

    @property
    def rank(self) -> tuple[bool, int, int]:
        return (self.end > 0, self.end - self.most if self.end > 0 else self.most, self.nodes[0].position)


class _Greedy:
    """The state of a schedule that is being made."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.owner = list(range(len(nodes)))  # of the memory that a node's output lies in; a view has its input's
        self.size: list[Any] = []
        self.missing = [len(set(node.inputs)) for node in nodes]
        self.followers: list[list[Node]] = [[] for _ in nodes]
        for node in nodes:
            if node.is_view:
                self.owner[node.position] = self.owner[node.inputs[0]]
            self.size.append(0 if node.is_view else node.elements)
            for source in set(node.inputs):
                self.followers[source].append(node)
        self.readers = Counter(self.owner[source] for node in nodes for source in node.inputs)
        self.ready = [node for node in nodes if not node.inputs]

    def order(self) -> list[Node]:
        """All nodes, in the order in which they run."""
        order: list[Node] = []
        while self.ready:
            path = sorted((self.path(node) for node in self.ready), key=lambda path: path.rank)[0]
            for node in path.nodes:
                self.run(node)
            order += path.nodes
        return order

    def run(self, node: Node) -> None:
        self.ready.remove(node)
        self.readers.subtract(self.owner[source] for source in node.inputs)
        for follower in self.followers[node.position]:
            self.missing[follower.position] -= 1
            if not self.missing[follower.position]:
                self.ready.append(follower)

    def path(self, node: Node) -> _Path:
        """From a node that can run to the valley ahead of it."""
        nodes: list[Node] = []
        read: Counter[int] = Counter()
        alive: Any = 0
        most: Any = 0
        valley: _Path | None = None
        while True:
            nodes.append(node)
            alive += self.size[node.position]
            most = larger(most, alive)
            maps = {self.owner[source] for source in node.inputs}
            read.update(self.owner[source] for source in node.inputs)
            alive -= total(self.size[map_] for map_ in maps if read[map_] == self.readers[map_])
            if not self.followers[node.position]:
                alive -= self.size[node.position]
            if valley is None or alive <= valley.end:
                valley = _Path(tuple(nodes), alive, most)
            ahead = self.followers[node.position]
            if len(ahead) != 1 or self.missing[ahead[0].position] != 1:
                return valley
            node = ahead[0]


def _reordered(graph: Graph, order: Sequence[Node]) -> Graph:
    place = {node.position: new for new, node in enumerate(order)}
    nodes = (
        node._replace(position=place[node.position], inputs=tuple(place[source] for source in node.inputs)) for node in order
    )
    return replace(graph, nodes=tuple(nodes))
