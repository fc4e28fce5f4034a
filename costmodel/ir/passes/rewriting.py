"""A graph written anew, node by node, with some of its nodes changed and some left out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from costmodel.ir.graph import Graph, Node


class Rewriting:
    """The nodes of a graph that is being made of another one's.

    Attributes:
        readers: of each node of the graph that is read, how many nodes read it; an output of the network has one more.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.nodes: list[Node] = []
        self.readers = Counter(source for node in graph.nodes for source in set(node.inputs))
        self.readers.update(node.position for node in graph.outputs)
        self._places: dict[int, int] = {}

    def keep(self, node: Node, inputs: Sequence[int] | None = None, **changed: Any) -> None:
        """The node, with changes; its inputs are positions in the graph that is read."""
        sources = node.inputs if inputs is None else inputs
        self._places[node.position] = position = len(self.nodes)
        self.nodes.append(node._replace(position=position, inputs=tuple(self._places[source] for source in sources), **changed))

    def leave_out(self, node: Node, instead: int) -> None:
        """Who reads the node reads the one at that position of the graph that is read instead."""
        self._places[node.position] = self._places[instead]

    def finished(self) -> Graph:
        """The graph that was made."""
        return replace(self.graph, nodes=tuple(self.nodes))
