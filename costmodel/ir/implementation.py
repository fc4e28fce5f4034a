"""How an implementation writes a network, where that matters to the tools that are run on it.

A hook on modules sees no function, and an implementation has what the paper has not. So a family says once, as data, what each
implementation does that tools are run on, and a graph carries it:

    {"torchvision": {"GlobalPool": "function", "last/ReLU": "function"}, "keras": {"Conv": "biased"}}
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from costmodel.errors import CostModelError, UnknownName
from costmodel.ir.ops import FC, Activation, BatchNorm, Conv, DWConv, GlobalPool
from costmodel.ir.where import Where
from costmodel.ir.work import Work

if TYPE_CHECKING:
    from costmodel.ir.graph import Node

# How a node may be written; a module unless something is said. A module that is recalled is called once more after that.
WRITTEN = ("module", "recalled", "function", "method")
WAYS: Mapping[str, str] = {
    **dict.fromkeys(WRITTEN, "written so"),
    "reused": "one module for all such nodes of a block, so that all but the last are recalled",
    "folded": "a normalisation that, where it follows a convolution, has become the convolution's bias",
    "convolution": "a fully connected layer, written as a convolution of one pixel",
    "biased": "a convolution, given a bias where it has none",
    "softmaxed": "a module, and behind the last of them a softmax",
    "repooled": "a module, and behind it an adaptive pooling, which is not drawn where the map has its size already",
}
# The kinds of nodes that alone can be written so.
ONLY: Mapping[str, tuple[str, ...]] = {
    "convolution": (FC.kind,),
    "biased": (*Conv.kinds, DWConv.kind),
    "folded": (BatchNorm.kind,),
}
BLOCK = 2  # scopes that name a block: its stage and its own


class Implementation:
    """The ways in which nodes are written. Of two that hold for one node, the later decides.

    Args:
        ways: one of `WAYS`, by kind or type of node, in one outermost scope or in all.

    Raises:
        CostModelError: if there is no such kind, type or way, or nodes of that kind cannot be written so.
    """

    def __init__(self, ways: Mapping[str, str]) -> None:
        for text, way in ways.items():
            if way not in WAYS:
                raise UnknownName(f"way to write {text}", way, WAYS)
            where = Where.read(text)
            if way in ONLY and (where.kind or where.type.partition(" ")[0]) not in ONLY[way]:
                allowed = f"{' or '.join(ONLY[way])}, or that in a scope"
                raise CostModelError(f"{text} cannot be written as {way}", given=text, allowed=allowed)
        self.ways = dict(ways)
        self._rules = [(Where.read(text), way) for text, way in reversed(list(ways.items()))]

    def nodes(self, nodes: "Sequence[Node]") -> "Sequence[Node]":
        """The network's nodes as they are implemented; those that are no modules say how they are written."""
        if not self._rules:
            return nodes
        implemented: list[Node] = []
        modules: dict[tuple[str, ...], int] = {}  # where in these the last call of each reused module stands
        scores: Node | None = None
        for node in nodes:
            way = node.written or next((way for where, way in self._rules if where.holds(node)), "module")
            if way == "folded" and implemented and _folds(node, implemented[-1]):
                implemented[-1] = _biased(implemented[-1])
                continue
            if way == "convolution":
                node = _convolved(node)
            elif way == "biased":
                node = _biased(node)
            elif way == "reused":
                module = (node.type, *node.name.split("/")[:BLOCK])
                if module in modules:
                    implemented[modules[module]] = implemented[modules[module]]._replace(written="recalled")
                modules[module] = len(implemented)
            elif way in WRITTEN and way != "module":
                node = node._replace(written=way)
            implemented.append(node)
            if way == "repooled" and not any(one.kind == "AdaptivePool" and node.position in one.inputs for one in nodes):
                implemented.append(_repooling(node))
            elif way == "softmaxed":
                scores = node
        if scores is not None:
            implemented.append(_softmax(scores))
        return implemented


def _folds(node: "Node", before: "Node") -> bool:
    """Does a normalisation follow the convolution before it?"""
    return node.inputs == (before.position,) and isinstance(before.op, Conv | DWConv)


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


AS_DRAWN = Implementation({})  # every node a module
