"""A graph as networkx has it."""

from typing import Any

import networkx

from costmodel.ir.graph import Graph


def digraph(graph: Graph) -> Any:
    """A `networkx.DiGraph` of positions, each with its `name`, `type`, `module`, `shape` and `work`."""
    view = networkx.DiGraph()
    for node in graph.nodes:
        view.add_node(node.position, name=node.name, type=node.type, module=node.module, shape=node.shape, work=node.work)
        view.add_edges_from((source, node.position) for source in node.inputs)
    return view
