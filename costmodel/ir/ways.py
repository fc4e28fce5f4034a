"""The ways in which an implementation may write a node: a method each, which puts the node behind what is written already."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from costmodel.ir.ops import FC, Activation, BatchNorm, Conv, DWConv, GlobalPool
from costmodel.ir.work import Work

if TYPE_CHECKING:
    from costmodel.ir.graph import Node

BLOCK = 2  # scopes that name a block: its stage and its own


class Writing:
    """A network while it is written down as it is implemented.

    Args:
        drawn: its nodes as the paper draws them.
    """

    def __init__(self, drawn: "Sequence[Node]") -> None:
        self._drawn = drawn
        self._nodes: list[Node] = []
        self._modules: dict[tuple[str, ...], int] = {}  # where the last call of each reused module stands
        self._scores: Node | None = None

    def finished(self) -> "Sequence[Node]":
        """All nodes, with what stands behind the last."""
        return self._nodes if self._scores is None else [*self._nodes, _softmax(self._scores)]

    def so(self, node: "Node", written: str = "") -> None:
        """As it is drawn: a module, or what is said of it."""
        self._nodes.append(node._replace(written=written) if written else node)

    def reused(self, node: "Node") -> None:
        """One module for all such nodes of a block, so that all but the last are recalled."""
        module = (node.type, *node.name.split("/")[:BLOCK])
        if (last := self._modules.get(module)) is not None:
            self._nodes[last] = self._nodes[last]._replace(written="recalled")
        self._modules[module] = len(self._nodes)
        self._nodes.append(node)

    def folded(self, node: "Node") -> None:
        """A normalisation that, where it follows a convolution, has become the convolution's bias."""
        before = self._nodes[-1] if self._nodes else None
        if before is not None and node.inputs == (before.position,) and isinstance(before.op, Conv | DWConv):
            self._nodes[-1] = _biased(before)
        else:
            self._nodes.append(node)

    def convolution(self, node: "Node") -> None:
        """A fully connected layer, written as a convolution of one pixel."""
        self._nodes.append(_convolved(node))

    def biased(self, node: "Node") -> None:
        """A convolution, given a bias where it has none."""
        self._nodes.append(_biased(node))

    def softmaxed(self, node: "Node") -> None:
        """A module, and behind the last of them a softmax."""
        self._nodes.append(node)
        self._scores = node

    def repooled(self, node: "Node") -> None:
        """A module, and behind it an adaptive pooling, which is not drawn where the map has its size already."""
        self._nodes.append(node)
        if not any(one.kind == "AdaptivePool" and node.position in one.inputs for one in self._drawn):
            self._nodes.append(_repooling(node))


def _convolved(node: "Node") -> "Node":
    """A fully connected layer as a convolution of one pixel: the same work, but in the facts of a convolution."""
    fc = node.op
    assert isinstance(fc, FC)
    work = node.work._replace(activations=node.work.writes, bare_kernels=0 if fc.bias else node.work.weights)
    return node._replace(op=Conv(fc.units, 1, bias=fc.bias), work=work)


def _biased(node: "Node") -> "Node":
    """A convolution with one more value for each filter, which is added to each of its outputs."""
    convolution, work = node.op, node.work
    assert isinstance(convolution, Conv | DWConv)
    if convolution.bias:
        return node
    filters, shared = node.shape[convolution.window.axis], work.shared_weights
    if type(shared) is int and shared == 0:
        work = work._replace(bias_adds=work.writes, biases=filters, bare_kernels=0)
    else:  # what it shares with an earlier node is there once
        work = work._replace(bias_adds=work.writes, shared_others=work.shared_others + filters)
    return node._replace(op=replace(convolution, bias=True), work=work)


def _repooling(node: "Node") -> "Node":
    """The adaptive pooling behind a node, under the node's name: one pixel of its map for each pixel of its map."""
    size = node.shape.size
    return node._replace(op=GlobalPool(), work=Work(pointwise=size, reads=size, writes=size))


def _softmax(node: "Node") -> "Node":
    """The softmax behind a node, under the node's name."""
    op = Activation("softmax")
    return node._replace(op=op, work=op.work(node.shape, node.shape))


Way: TypeAlias = "Callable[[Writing, Node], None]"

# How a node may be written; a module unless something is said. A module that is recalled is called once more after that.
BACKWARD = "backward"  # what runs in the backward pass, and is written nowhere
WRITTEN = ("module", "recalled", "function", "method", BACKWARD)
WAYS: Mapping[str, Way] = {
    "module": Writing.so,
    **{written: partial(Writing.so, written=written) for written in WRITTEN[1:]},
    "reused": Writing.reused,
    "folded": Writing.folded,
    "convolution": Writing.convolution,
    "biased": Writing.biased,
    "softmaxed": Writing.softmaxed,
    "repooled": Writing.repooled,
}
# The kinds of nodes that alone can be written so.
ONLY: Mapping[str, tuple[str, ...]] = {
    "convolution": (FC.kind,),
    "biased": (*Conv.kinds, DWConv.kind),
    "folded": (BatchNorm.kind,),
}
