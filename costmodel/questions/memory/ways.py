"""The peak of a network after other passes and in other orders, side by side."""

from typing import NamedTuple

from costmodel.errors import CostModelError
from costmodel.formulas.counting import DEPLOYED, Counting
from costmodel.ir.graph import Graph
from costmodel.ir.passes import after
from costmodel.ir.schedules import best
from costmodel.questions.memory.timeline import Timeline

THROUGH = ((), DEPLOYED, (*DEPLOYED, "in-place"))


class Way(NamedTuple):
    """A network after some passes, in the order in which it was built and in the best that was found.

    Attributes:
        passes: before it is put in another order.
        layer: of the peak.
        reordered: the peak in the other order, in bytes.
        found: how that order was found, and whether it is proved that none is better.
    """

    passes: tuple[str, ...]
    peak: int
    layer: str
    reordered: int
    found: str


def ways(graph: Graph, counting: Counting) -> list[Way]:
    """As built, fused, and in place; none of a network that is trained, whose backward pass has its own order."""
    if counting.training is not None:
        return []
    found = []
    for passes in THROUGH:
        try:
            built = Timeline(after(graph, passes), counting).peak
            ordered, last = (passes[:-1], passes[-1:]) if "in-place" in passes else (passes, ())
            other = best(after(graph, ordered))
            reordered = Timeline(after(other.graph, last), counting).peak
        except CostModelError:  # what a pass requires does not hold
            continue
        words = f"the order of {', '.join(ordered)}" if last else other.words  # which knows nothing of what is written over
        found.append(Way(passes, built.size, built.node.name, min(built.size, reordered.size), words))
    return found
