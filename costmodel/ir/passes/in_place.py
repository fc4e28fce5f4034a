"""Outputs that are written over the input that they are made of."""

from costmodel.ir.graph import Graph, Node
from costmodel.ir.liveness import Memory, memory
from costmodel.ir.passes import Pass
from costmodel.ir.passes.placed import Placed
from costmodel.ir.passes.rewriting import Rewriting


class InPlace(Placed):
    """An op that writes its output over its first input."""

    __slots__ = ()
    is_in_place = True


def in_place(graph: Graph) -> Graph:
    """Element-wise nodes and depthwise convolutions write over the input that nobody reads after them.

    What was put into the network is its caller's and is not written over. A depthwise convolution needs the place of one
    channel more while it runs, which is not counted.
    """
    nodes, made = graph.nodes, Rewriting(graph)
    lying = memory(graph)
    for node in nodes:
        place = None if node.is_view else _overwritten(node, nodes, lying)
        if place is None:
            made.keep(node)
        else:
            others = [source for source in node.inputs if source != place]
            made.keep(node, [place, *others], op=InPlace(node.op))
    return made.finished()


def _overwritten(node: Node, nodes: tuple[Node, ...], lying: Memory) -> int | None:
    """The input over which a node can be written."""
    shapes = [nodes[source].shape for source in node.inputs]
    for place in node.op.overwritable(node.shape, *shapes):
        source = node.inputs[place]
        map_ = lying.owners[source]
        is_whole = source == map_ or nodes[source].shape.is_plainly(nodes[map_].shape)  # and not a slice of it
        if is_whole and lying.last[map_] == node.position and nodes[map_].inputs and node.inputs.count(source) == 1:
            return source
    return None


PASS = Pass(
    "in-place",
    "element-wise nodes and depthwise convolutions write over their input",
    requires="the input is no input of the network, and nobody reads its memory after the node",
    ensures="the same function, work and traffic; the output lies where the input lay",
    rewrite=in_place,
    before=frozenset(("fold", "fuse", "reorder")),
)
