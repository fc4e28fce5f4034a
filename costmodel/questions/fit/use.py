"""What a network takes of the memories, by one way of counting, and which maps lie in RAM when it is fullest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from costmodel.errors import CostModelError, quoted
from costmodel.formulas.counting import Counting, in_bytes
from costmodel.formulas.deployment import Deployment
from costmodel.formulas.metrics import cost
from costmodel.ir.graph import Graph, Node
from costmodel.ir.liveness import alive, memory
from costmodel.questions.fit.memories import METRICS, Memory


class Step(NamedTuple):
    """A layer, and the bytes of feature maps that are alive while it runs."""

    node: Node
    size: int


@dataclass(frozen=True)
class Use:
    """What a network takes by one way of counting.

    Attributes:
        graph: after the passes of the counting and of the way.
        totals: bytes by metric.
    """

    way: Deployment
    graph: Graph
    counting: Counting
    totals: Mapping[str, int]

    @classmethod
    def of(cls, graph: Graph, way: Deployment, counting: Counting) -> "Use":
        """The use of a network.

        Raises:
            CostModelError: if the way does not know such values, or a size is no number.
        """
        totals = cost(graph, replace(counting, deployment=way.name), METRICS.values())
        for name, total in totals.items():
            if type(total) is not int:
                raise CostModelError(f"{name} is {quoted(total)}, and a chip has so many bytes or not", given=total)
        return cls(way, way.deployed(counting.passed(graph), counting), counting, totals)

    def beyond(self, memories: Iterable[Memory]) -> dict[str, int]:
        """By how many bytes each memory is exceeded, of those that are."""
        left = {one.name: one.size - self.totals[one.metric] for one in memories}
        return {name: -(size // 1) for name, size in left.items() if size < 0}

    @cached_property
    def timeline(self) -> tuple[Step, ...]:
        """Each layer that writes a map, in the order in which they run."""
        nodes = self.graph.nodes
        writing = (node for node in nodes if not node.is_view)
        return tuple(Step(node, self._bytes(elements)) for node, elements in zip(writing, alive(nodes), strict=True))

    @cached_property
    def peak(self) -> Step:
        """The first layer at which most is alive."""
        return max(self.timeline, key=lambda step: step.size)

    @property
    def maps(self) -> list[Step]:
        """The maps that are alive at the peak, each with its bytes, in the order in which they were written.

        Of a layer that writes over its input the larger of both stands for both.
        """
        peak = self.peak.node
        owners, last = memory(self.graph)
        nodes = self.graph.nodes[: peak.position + 1]
        kept = [node for node in nodes if owners[node.position] == node.position and last[node.position] >= peak.position]
        if peak.is_in_place:
            kept.remove(min((peak, self.graph.nodes[owners[peak.inputs[0]]]), key=lambda node: node.elements))
        return [Step(node, self._bytes(node.elements)) for node in kept]

    def _bytes(self, elements: Any) -> int:
        size: Any = in_bytes(elements * self.counting.batch, self.counting.element_bits)
        return int(size)
