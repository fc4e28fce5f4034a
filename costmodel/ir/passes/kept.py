"""What a step of training keeps and what it learns, read from its nodes."""

from collections.abc import Sequence

from costmodel.ir.graph import Node
from costmodel.ir.passes.gradient import Beside, Gradient, WeightGradient
from costmodel.ir.ways import BACKWARD
from costmodel.numbers.algebra import Dim, total


def saved(nodes: Sequence[Node]) -> Dim:
    """Elements of the maps that the backward pass reads of the forward one, each memory once."""
    begins = next(node.position for node in nodes if node.written == BACKWARD and not isinstance(node.op, Beside))
    owner: list[int] = []
    kept: dict[int, Dim] = {}
    for node in nodes:
        owner.append(owner[node.inputs[0]] if node.is_view else node.position)
        if isinstance(node.op, Gradient):
            places = (owner[source] for source in node.inputs[1:])
            kept.update((place, nodes[place].elements) for place in places if place < begins)
    return total(kept.values())


def learned(nodes: Sequence[Node]) -> Dim:
    """Values that have a gradient."""
    return total(node.op.learned for node in nodes if isinstance(node.op, WeightGradient))


def statistics(nodes: Sequence[Node]) -> Dim:
    """Values that normalisation keeps for the whole batch: those that it stores, and as many of the batch for its gradient."""
    kept = {node.op.node.name: node.op.node.work.statistics for node in nodes if isinstance(node.op, Gradient)}
    return total((*(node.work.statistics for node in nodes), *kept.values()))
