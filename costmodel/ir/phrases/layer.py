"""What phrases are made of: an op with its normalisation and its activation, over the axes of what it reads."""

from typing import TYPE_CHECKING

from costmodel.ir.graph import Node
from costmodel.ir.misfit import stranger
from costmodel.ir.ops import Activation, BatchNorm, Op
from costmodel.ir.ops.pointwise import FUNCTIONS, Function
from costmodel.ir.sharing import earlier
from costmodel.ir.window import Sizes

if TYPE_CHECKING:
    from costmodel.ir.network import Network

MAP = 3  # axes of a map

# Ops are values: the two that every layer repeats are made once.
NORM = BatchNorm()
ACTIVATIONS = {function: Activation(function) for function in FUNCTIONS}


def layer(
    net: "Network",
    op: Op,
    *inputs: Node,
    norm: bool | Op = False,
    act: Function | None = None,
    name: str | None,
    called: str,
    shared_with: Node | None = None,
) -> Node:
    """An op, then batch normalisation (or the given one), then activation, as asked for.

    Args:
        called: the name that the others stand under where none is given.
        shared_with: what an earlier call of the same form returned; op and normalisation read what those have learned.
    """
    owner = norms_owner = None
    if shared_with is not None:
        steps = 0 if act is None else 1
        norms_owner = earlier(net.nodes, shared_with, steps)
        owner = norms_owner if norm is False else earlier(net.nodes, shared_with, steps + 1)
    x = net.apply(op, *inputs, name=name, shared_with=owner)
    called = name or called
    if norm is not False:
        x = net.apply(batch_norm(x) if norm is True else norm, x, name=f"{called}/norm", shared_with=norms_owner)
    if act is not None:
        x = net.apply(activation(act), x, name=f"{called}/{act}")
    return x


def batch_norm(x: Node) -> Op:
    return NORM if len(x.shape) == MAP else BatchNorm(axis=-len(x.shape))


def activation(function: Function) -> Op:
    return ACTIVATIONS[function] if isinstance(function, str) and function in ACTIVATIONS else Activation(function)


def rank(x: Node) -> int:
    """Axes of a node's shape."""
    try:
        return len(x.shape)
    except AttributeError:
        raise stranger(x) from None


def over(x: Node, kernel: Sizes) -> Sizes:
    """One number for each spatial axis of a node; on a map the op does that itself."""
    axes = rank(x)
    return kernel if axes == MAP or isinstance(kernel, tuple) else (kernel,) * (axes - 1)
