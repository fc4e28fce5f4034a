"""Residual blocks: the layers of a block as data, and the two orders in which they run."""

from collections.abc import Callable
from typing import Annotated, Literal, NamedTuple, TypeAlias

from costmodel.archs.common.blocks import activated, squeeze_excite
from costmodel.archs.common.kinds import BadKnob
from costmodel.archs.common.knobs import Told
from costmodel.ir.graph import Node
from costmodel.ir.network import Network
from costmodel.ir.ops import Scale
from costmodel.ir.ops.channels import Pad
from costmodel.ir.ops.pointwise import Function
from costmodel.numbers.algebra import Dim, floor_div, surely_less


class Gate(NamedTuple):
    """Squeeze-and-excitation behind a layer, through `squeezed` units; `pooled=False` excites each pixel by itself."""

    squeezed: Dim
    bias: bool = True
    pooled: bool = True


class Layer(NamedTuple):
    """One convolution of a block, with its normalisation."""

    name: str
    channels: Dim
    kernel: int
    stride: int = 1
    groups: Dim = 1
    gate: Gate | None = None


Shortcut: TypeAlias = Callable[[Network, Node, Dim, int], Node]  # of a map, to so many channels, by a stride
StrideIn: TypeAlias = Annotated[
    Literal["1x1", "3x3"], Told({"1x1": "the stride in the first 1x1 convolution", "3x3": "the stride in the 3x3 convolution"})
]


def gate_of(channels: Dim, reduction: Dim, bias: bool = True, pooled: bool = True) -> Gate:
    """The gate that squeezes to `channels / reduction` units, rounded down (Hu et al. 2018, equation 3).

    Raises:
        BadKnob: if no unit is left.
    """
    if surely_less(channels, reduction):
        raise BadKnob(f"reduction {reduction} leaves no unit of {channels} channels; allowed: up to {channels}")
    return Gate(floor_div(channels, reduction), bias, pooled)


def basic(channels: Dim, width: Dim, stride: int) -> tuple[Layer, ...]:
    """Two 3x3 convolutions (He et al. 2016, figure 5, left)."""
    return Layer("conv1", width, 3, stride), Layer("conv2", channels, 3)


def bottleneck(
    channels: Dim, width: Dim, stride: int, *, stride_in: StrideIn = "3x3", reduced: Dim | None = None, groups: Dim = 1
) -> tuple[Layer, ...]:
    """A 3x3 convolution between two 1x1 ones (He et al. 2016, figure 5, right).

    Args:
        width: channels of the 3x3 convolution.
        stride_in: which convolution takes the stride.
        reduced: channels of the first convolution, where they are not `width`.
    """
    first, second = (stride, 1) if stride_in == "1x1" else (1, stride)
    return (
        Layer("reduce", width if reduced is None else reduced, 1, first),
        Layer("conv3x3", width, 3, second, groups),
        Layer("expand", channels, 1),
    )


def residual(net: Network, x: Node, layers: tuple[Layer, ...], shortcut: Shortcut | None = None) -> Node:
    """The layers, each normalised and all but the last activated, plus the shortcut, activated."""
    y = x
    for layer in layers:
        act: Function | None = None if layer is layers[-1] else "relu"
        y = net.conv(
            y, layer.channels, layer.kernel, stride=layer.stride, groups=layer.groups, norm=True, act=act, name=layer.name
        )
        y = _gated(net, y, layer.gate)
    return net.add(y, _shortened(net, x, layers, shortcut), act="relu")


def preactivated(net: Network, x: Node, layers: tuple[Layer, ...], shortcut: Shortcut | None = None) -> Node:
    """The layers, each behind normalisation and activation, plus the shortcut (He et al. 2016, Identity Mappings, figure 1).

    A shortcut that changes the shape starts behind the first activation.
    """
    y = x
    start = x
    for layer in layers:
        y = activated(net, y, layer.name)
        if layer is layers[0] and shortcut is not None:
            start = y
        y = net.conv(y, layer.channels, layer.kernel, stride=layer.stride, groups=layer.groups, name=layer.name)
        y = _gated(net, y, layer.gate)
    return net.add(y, _shortened(net, start, layers, shortcut))


def projection(net: Network, x: Node, channels: Dim, stride: int, kernel: int = 1, norm: bool = True) -> Node:
    """A convolution to the block's shape (He et al. 2016, option B)."""
    return net.conv(x, channels, kernel, stride=stride, norm=norm, name="projection")


def zero_padding(net: Network, x: Node, channels: Dim, stride: int) -> Node:
    """Every `stride`-th pixel, and zeros for the new channels (He et al. 2016, option A)."""
    if stride > 1:
        x = net.average_pool(x, 1, stride, name="subsample")
    return net.apply(Pad(channels=channels - x.shape.channels), x, name="zeros")


def _gated(net: Network, x: Node, gate: Gate | None) -> Node:
    if gate is None:
        return x
    if gate.pooled:
        return squeeze_excite(net, x, gate.squeezed, bias=gate.bias)
    with net.scope("excite"):
        factors = net.conv(x, gate.squeezed, 1, bias=gate.bias, act="relu", name="reduce")
        factors = net.conv(factors, x.shape.channels, 1, bias=gate.bias, act="sigmoid", name="expand")
        return net.apply(Scale(), x, factors)


def _shortened(net: Network, x: Node, layers: tuple[Layer, ...], shortcut: Shortcut | None) -> Node:
    if shortcut is None:
        return x
    stride = 1
    for layer in layers:
        stride *= layer.stride
    return shortcut(net, x, layers[-1].channels, stride)
