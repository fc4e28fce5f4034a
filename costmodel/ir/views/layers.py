"""Layers as people draw them: a convolution with the normalisation and the activation around it is one."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import NamedTuple

from costmodel.ir.graph import Graph, Node


class Layer(NamedTuple):
    """Nodes that are drawn as one.

    Attributes:
        main: the one that the others serve, which names the layer: a convolution before its activation.
        nodes: in construction order, `main` among them.
        scopes: that it stands in, whole paths from the outermost in.
    """

    main: Node
    nodes: tuple[Node, ...]
    scopes: tuple[str, ...]


def layers(graph: Graph) -> list[Layer]:
    """All nodes, each in one layer, in construction order of the layers' main nodes.

    A node that gives each element of one map another value goes with the node that it reads, or else with the one that reads
    it, where nothing else does and their names stand together.
    """
    nodes = graph.nodes
    names = {node.name for node in nodes}
    scopes = {node.name: _scopes(node.name, names) for node in nodes}
    readers = Counter(source for node in nodes for source in node.inputs)
    main = list(range(len(nodes)))
    for node in nodes:
        if _serves(graph, node):
            (source,) = node.inputs
            served = nodes[main[source]]
            if readers[source] == 1 and served.inputs and _together(node, served, scopes):
                main[node.position] = served.position
    ahead = {
        main[source]: node.position
        for node in nodes
        if node.is_weighted
        for source in node.inputs
        if readers[source] == 1 and _serves(graph, nodes[main[source]]) and _together(nodes[main[source]], node, scopes)
    }
    found: dict[int, list[Node]] = {}
    for node in nodes:
        place = main[node.position]
        found.setdefault(ahead.get(place, place), []).append(node)
    return [Layer(nodes[place], tuple(found[place]), scopes[nodes[place].name]) for place in sorted(found)]


def _serves(graph: Graph, node: Node) -> bool:
    """Does it take one map and give one of the same sizes, without weights that mix places or channels?"""
    if len(node.inputs) != 1 or node.is_weighted or hasattr(node.op, "kernel"):
        return False
    return node.shape == graph.nodes[node.inputs[0]].shape


def _scopes(name: str, names: Collection[str]) -> tuple[str, ...]:
    """Of a node; `conv1` of `conv1/norm` is a layer and no scope."""
    ends = (place for place, letter in enumerate(name) if letter == "/")
    return tuple(scope for end in ends if (scope := name[:end]) not in names)


def _together(node: Node, main: Node, scopes: Mapping[str, tuple[str, ...]]) -> bool:
    """Do their names stand in one scope?"""
    return scopes[node.name] == scopes[main.name]
