"""Nodes in another order, in which fewer maps are alive at once."""

from costmodel.ir.graph import Graph
from costmodel.ir.passes import Pass
from costmodel.ir.schedules import best


def reorder(graph: Graph) -> Graph:
    """The network in the order with the least peak memory that is found (`costmodel.ir.schedules`)."""
    return best(graph).graph


PASS = Pass(
    "reorder",
    "nodes run in an order in which fewer maps are alive at once",
    requires="sizes are numbers, and no node writes over its input, which is about the order",
    ensures="the same nodes; each behind those that it reads; the peak memory is no larger",
    rewrite=reorder,
    before=frozenset(("fold", "fuse")),
)
