"""Which feature maps lie in memory while a network runs, step by step."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from costmodel.formulas.counting import Counting, in_bytes
from costmodel.ir.graph import Graph, Node
from costmodel.ir.liveness import alive, memory


class Step(NamedTuple):
    """A layer, and the bytes of feature maps that are alive while it runs."""

    node: Node
    size: int


class Held(NamedTuple):
    """A feature map that is alive while some layer runs.

    Attributes:
        node: that wrote it.
        until: the last layer that reads it; None of an output of the network.
        use: what the running layer does with it: it is `written`, `read`, or `kept` for later.
    """

    node: Node
    size: int
    until: Node | None
    use: str


@dataclass(frozen=True, eq=False)
class Timeline:
    """The memory of a network whose passes are done, in the order of its nodes.

    Attributes:
        counting: says the batch and the bits of an element.
    """

    graph: Graph
    counting: Counting

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Each layer that writes a map."""
        nodes = self.graph.nodes
        writing = (node for node in nodes if not node.is_view)
        return tuple(Step(node, self._bytes(elements)) for node, elements in zip(writing, alive(nodes), strict=True))

    @cached_property
    def peak(self) -> Step:
        """The first step at which most is alive."""
        return max(self.steps, key=lambda step: step.size)

    def held(self, at: Node) -> list[Held]:
        """The maps that are alive while a layer runs, in the order in which they were written.

        Of a layer that writes over its input the larger of both stands for both.
        """
        owners, last = self._memory
        nodes = self.graph.nodes[: at.position + 1]
        kept = [node for node in nodes if owners[node.position] == node.position and last[node.position] >= at.position]
        if at.is_in_place:
            kept.remove(min((at, self.graph.nodes[owners[at.inputs[0]]]), key=lambda node: node.elements))
        read = {owners[source] for source in self._together(at)}
        return [Held(node, self._bytes(node.elements), self._until(node), _use(node, at, read)) for node in kept]

    def uses(self) -> Iterator[tuple[Step, dict[str, int]]]:
        """Each step with the bytes of what is written, read and kept."""
        for step in self.steps:
            found = dict.fromkeys(USES, 0)
            for one in self.held(step.node):
                found[one.use] += one.size
            yield step, found

    @cached_property
    def _memory(self) -> Any:
        return memory(self.graph)

    def _together(self, at: Node) -> Sequence[int]:
        """What a layer reads, and what reads with it that rides on it."""
        owners = self._memory.owners
        riding = (node for node in self.graph.nodes[at.position :] if owners[node.position] == at.position)
        return [source for node in riding for source in node.inputs]

    def _until(self, node: Node) -> Node | None:
        last = self._memory.last[node.position]
        return self.graph.nodes[last] if last < len(self.graph.nodes) else None

    def _bytes(self, elements: Any) -> int:
        size: Any = in_bytes(elements * self.counting.batch, self.counting.element_bits)
        return int(size)


USES = ("written", "read", "kept")


def _use(node: Node, at: Node, read: set[int]) -> str:
    if node is at or (at.is_in_place and node.position in read):
        return "written"
    return "read" if node.position in read else "kept"
