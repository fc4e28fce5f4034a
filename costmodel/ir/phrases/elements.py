"""Phrases of what leaves a map its size: matrices at each position, normalisation, activation, and where paths meet."""

from typing import TYPE_CHECKING

from costmodel.ir.graph import Graph, Node
from costmodel.ir.ops import FC, Add, Concat, Linear
from costmodel.ir.ops.pointwise import Function
from costmodel.ir.phrases.layer import MAP, activation, batch_norm, finish, first, rank
from costmodel.numbers.algebra import Dim

if TYPE_CHECKING:
    from costmodel.ir.network import Network


def fc(
    net: "Network",
    x: Node,
    units: Dim,
    *,
    bias: bool = True,
    act: Function | None = None,
    name: str | None = None,
    shared_with: Node | None = None,
) -> Node:
    """Fully connected layer over all elements, then activation if asked for."""
    op = FC(units, bias, -rank(x))
    x = net.apply(op, x, name=name, shared_with=None if shared_with is None else first(net, shared_with, act=act))
    return finish(net, x, False, act, name or "fc")


def linear(
    net: "Network",
    x: Node,
    units: Dim,
    *,
    bias: bool = True,
    act: Function | None = None,
    name: str | None = None,
    shared_with: Node | None = None,
) -> Node:
    """Fully connected layer at each position, from its channels to `units`, then activation if asked for."""
    op = Linear(units, bias, -rank(x))
    x = net.apply(op, x, name=name, shared_with=None if shared_with is None else first(net, shared_with, act=act))
    return finish(net, x, False, act, name or "linear")


def norm(net: "Network", x: Node, *, name: str | None = None, shared_with: Node | None = None) -> Node:
    """Batch normalisation."""
    rank(x)
    op = batch_norm(x)
    return net.apply(op, x, name="norm" if name is None else name, shared_with=shared_with)


def layer_norm(
    net: "Network",
    x: Node,
    *,
    scale: bool = True,
    shift: bool = True,
    name: str | None = None,
    shared_with: Node | None = None,
) -> Node:
    """Layer normalisation over the channels of each position."""
    from costmodel.ir.ops.normalisation import LayerNorm

    op = LayerNorm((-rank(x),), scale, shift)
    return net.apply(op, x, name="layer_norm" if name is None else name, shared_with=shared_with)


def group_norm(
    net: "Network",
    x: Node,
    groups: Dim,
    *,
    scale: bool = True,
    shift: bool = True,
    name: str | None = None,
    shared_with: Node | None = None,
) -> Node:
    """Group normalisation over the positions and channels of each group."""
    from costmodel.ir.ops.normalisation import GroupNorm

    op = GroupNorm(groups, scale, shift, -rank(x))
    return net.apply(op, x, name="group_norm" if name is None else name, shared_with=shared_with)


def act(net: "Network", x: Node, function: Function, *, name: str | None = None) -> Node:
    return net.apply(activation(function), x, name=function if name is None else name)


def add(net: "Network", *xs: Node, act: Function | None = None, name: str | None = None) -> Node:
    return finish(net, net.apply(Add(), *xs, name=name), False, act, name or "add")


def multiply(net: "Network", *xs: Node, act: Function | None = None, name: str | None = None) -> Node:
    """The product of maps, stretched to each other where they have one element along an axis; then activation if asked for."""
    from costmodel.ir.ops.elementwise import Elementwise

    name = "multiply" if name is None else name
    return finish(net, net.apply(Elementwise("multiply"), *xs, name=name), False, act, name)


def concat(net: "Network", *xs: Node, name: str | None = None) -> Node:
    return net.apply(Concat(-rank(xs[0]) if xs else -MAP), *xs, name=name)


def classify(net: "Network", x: Node, classes: Dim, *, bias: bool = True) -> Graph:
    """Global average pooling and one fully connected layer, in the scope `classifier`; the finished graph."""
    with net.scope("classifier"):
        net.fc(net.global_pool(x), classes, bias=bias)
    return net.graph()
