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


def first(net: "Network", shared_with: Node, norm: bool | Op = False, act: Function | None = None) -> Node:
    """The node behind which an earlier call put the normalisation and the activation that this one asks for too."""
    return earlier(net.nodes, shared_with, (norm is not False) + (act is not None))


def finish(net: "Network", x: Node, norm: bool | Op, act: Function | None, name: str, shared_with: Node | None = None) -> Node:
    """Batch normalisation (or the given one), then activation, as asked for."""
    if norm is not False:
        owner = None if shared_with is None else earlier(net.nodes, shared_with, act is not None)
        x = net.apply(batch_norm(x) if norm is True else norm, x, name=f"{name}/norm", shared_with=owner)
    if act is not None:
        x = net.apply(activation(act), x, name=f"{name}/{act}")
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
    try:
        axes = len(x.shape)
    except AttributeError:
        raise stranger(x) from None
    return kernel if axes == MAP or isinstance(kernel, tuple) else (kernel,) * (axes - 1)
