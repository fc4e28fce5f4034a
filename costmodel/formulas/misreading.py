"""What a tool takes a node for, where that is a mistake that no choice of facts expresses."""

from costmodel.ir.graph import Node
from costmodel.ir.ops import Conv, DWConv
from costmodel.ir.passes.gradient import WeightGradient
from costmodel.numbers.algebra import Dim, exact_div


def ungrouped(node: Node) -> Node:
    """A convolution in groups, as if each filter saw all channels."""
    return node._replace(work=node.work._replace(mult_adds=node.work.mult_adds * _groups(node)))


def ungrouped_in_learning(node: Node) -> Node:
    """The same, but only where the gradient of the filters is made."""
    if not isinstance(node.op, WeightGradient):
        return node
    return node._replace(work=node.work._replace(mult_adds=node.work.mult_adds * _groups(node.op.node)))


def _groups(node: Node) -> Dim:
    convolution = node.op
    assert isinstance(convolution, Conv | DWConv)
    filters = node.shape[convolution.window.axis]
    return convolution.groups if isinstance(convolution, Conv) else exact_div(filters, convolution.multiplier)


def biased_by_channel(node: Node) -> Node:
    """A convolution whose bias counts once for each channel that a filter sees, like one more pixel of its kernel."""
    convolution, work = node.op, node.work
    assert isinstance(convolution, Conv | DWConv)
    added = exact_div(work.mult_adds, convolution.window.cells) if convolution.bias else 0
    return node._replace(work=work._replace(bias_adds=added))
