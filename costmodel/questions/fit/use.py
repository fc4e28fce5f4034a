"""What a network takes of the memories, by one way of counting."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from costmodel.errors import CostModelError, quoted
from costmodel.formulas.counting import Counting
from costmodel.formulas.deployment import Deployment
from costmodel.formulas.metrics import cost
from costmodel.ir.graph import Graph
from costmodel.questions.fit.memories import METRICS, Memory
from costmodel.questions.memory.timeline import Timeline


@dataclass(frozen=True)
class Use:
    """What a network takes by one way of counting.

    Attributes:
        totals: bytes by metric.
        timeline: what lies in RAM, layer by layer, of the network that the way counts.
    """

    way: Deployment
    totals: Mapping[str, int]
    timeline: Timeline

    @classmethod
    def of(cls, graph: Graph, way: Deployment, counting: Counting) -> "Use":
        """The use of a network.

        Raises:
            CostModelError: if the way does not know such values, or a size is no number.
        """
        stated = replace(counting, deployment=way.name)
        totals = cost(graph, stated, METRICS.values())
        for name, total in totals.items():
            if type(total) is not int:
                raise CostModelError(f"{name} is {quoted(total)}, and a chip has so many bytes or not", given=total)
        deployed = way.deployed(counting.passed(graph), counting)
        return cls(way, totals, Timeline(deployed, replace(stated, passes=deployed.passes)))

    def beyond(self, memories: Iterable[Memory]) -> dict[str, int]:
        """By how many bytes each memory is exceeded, of those that are."""
        left = {one.name: one.size - self.totals[one.metric] for one in memories}
        return {name: -(size // 1) for name, size in left.items() if size < 0}
