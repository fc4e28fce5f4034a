"""Where a network can be cut in two."""

from collections import Counter
from typing import NamedTuple

import networkx

from costmodel.ir.graph import Graph
from costmodel.ir.shape import Shape
from costmodel.ir.views.digraph import digraph
from costmodel.numbers.algebra import Dim, ceil_div

ROOT = -1  # stands before every input


class Cut(NamedTuple):
    """A node behind which the network falls into two parts that share its output alone.

    Attributes:
        elements: that cross from the first part to the second, for one sample.
        bytes: the same at a bit width.
    """

    position: int
    name: str
    shape: Shape
    elements: Dim
    bytes: Dim


def cuts(graph: Graph, bits: int = 32) -> list[Cut]:
    """All places where one tensor alone crosses: what a node reaches is reached in no other way.

    That holds for a node unless a path leaves the nodes that it dominates, so one pass over the edges finds all of them.
    """
    view = digraph(graph)
    view.add_edges_from((ROOT, node.position) for node in graph.nodes if not node.inputs)
    above = {node: over for node, over in networkx.immediate_dominators(view, ROOT).items() if node != ROOT}
    escapes: Counter[int] = Counter()
    for node in graph.nodes:
        for source in node.inputs:  # an edge escapes from its source and what dominates it, up to what dominates its target
            escapes[source] += 1
            escapes[above[node.position]] -= 1
    for node in reversed(graph.nodes):
        escapes[above[node.position]] += escapes[node.position]
    return [
        Cut(node.position, node.name, node.shape, node.elements, ceil_div(node.elements * bits, 8))
        for node in graph.nodes
        if not escapes[node.position] and view.out_degree(node.position)
    ]
