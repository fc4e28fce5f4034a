"""Batch normalisation folded into the convolution or matrix product before it, as deployed networks have it."""

from dataclasses import replace
from typing import Any

from costmodel.ir.graph import Graph, Node
from costmodel.ir.ops import Op
from costmodel.ir.passes import Pass
from costmodel.ir.passes.rewriting import Rewriting

NORM = "BatchNorm"


def fold(graph: Graph) -> Graph:
    """Each convolution or product with the bias that it has once the normalisation behind it is part of it.

    The scale is multiplied into the weights, which are as many as before; the shift becomes the bias: as many values as there
    are channels, and an addition for each element of the output. Nothing is left of the normalisation: no pass over the map, no
    scale, no shift, no statistics (Jacob et al. 2018, section 3.2).
    """
    made, nodes = Rewriting(graph), graph.nodes
    norms = {node.inputs[0]: node for node in nodes if node.kind == NORM and _folds(nodes[node.inputs[0]], node, made)}
    folded = {norm.position for norm in norms.values()}
    for node in nodes:
        if node.position in folded:
            made.leave_out(node, node.inputs[0])
        elif node.position in norms:
            op = _biased(node.op)
            made.keep(node, op=op, work=op.work(node.shape, *(nodes[source].shape for source in node.inputs)))
        else:
            made.keep(node)
    return made.finished()


def _folds(node: Node, norm: Node, made: Rewriting) -> bool:
    """Is the normalisation all that is made of what the node gives, and what both have learned their own?"""
    is_product = node.is_weighted and hasattr(node.op, "bias")
    return is_product and made.readers[node.position] == 1 and not any(map(_is_shared, (node, norm)))


def _is_shared(node: Node) -> bool:
    return any(type(fact) is not int or fact != 0 for fact in (node.work.shared_weights, node.work.shared_others))


def _biased(op: Op) -> Op:
    record: Any = op
    changed: Op = replace(record, bias=True)
    return changed


PASS = Pass(
    "fold",
    "batch normalisation becomes part of the convolution or matrix product before it",
    requires="the normalisation alone reads what the convolution gives, and neither shares what it has learned",
    ensures="the same function; no such normalisation is left, and each of those convolutions has a bias",
    rewrite=fold,
)
