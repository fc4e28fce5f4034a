"""Blocks that two papers or more are built of."""

from fractions import Fraction

from costmodel.ir.graph import Node
from costmodel.ir.network import Network
from costmodel.ir.ops import Scale
from costmodel.ir.ops.pointwise import Function
from costmodel.numbers.algebra import Dim, ceil_div, same_in_general


def separable(net: Network, x: Node, channels: Dim, stride: Dim = 1, kernel: int = 3, act: Function = "relu") -> Node:
    """Depthwise separable convolution, each half with normalisation and activation (Howard et al. 2017, figure 3)."""
    x = net.dwconv(x, kernel, stride=stride, norm=True, act=act, name="depthwise")
    return net.conv(x, channels, 1, norm=True, act=act, name="pointwise")


def squeeze_excite(
    net: Network, x: Node, squeezed: Dim, act: Function = "relu", gate: Function = "sigmoid", bias: bool = True
) -> Node:
    """Squeeze-and-excitation: a gate for each channel from the pooled map, through `squeezed` units (Hu et al. 2018)."""
    with net.scope("se"):
        factors = net.global_pool(x)
        factors = net.fc(factors, squeezed, bias=bias, act=act, name="reduce")
        factors = net.fc(factors, x.shape.channels, bias=bias, act=gate, name="expand")
        return net.apply(Scale(), x, factors)


def inverted_bottleneck(
    net: Network,
    x: Node,
    channels: Dim,
    kernel: int = 3,
    stride: int = 1,
    *,
    hidden: Dim | None = None,
    squeezed: Dim | None = None,
    skip: bool = True,
    act: Function = "relu6",
    squeeze_act: Function = "relu",
    gate: Function = "sigmoid",
) -> Node:
    """Expand, depthwise, gate if asked for, project linearly, add an input of the same shape (Sandler et al. 2018, figure 4).

    Args:
        hidden: channels of the depthwise convolution; None where it works on the input itself.
        squeezed: units of the squeeze; None for no gate.
        skip: False where the input is not added although its shape is the same.
    """
    shortcut = x
    adds = skip and stride == 1 and same_in_general(x.shape.channels, channels)
    if hidden is not None:
        x = net.conv(x, hidden, 1, norm=True, act=act, name="expand")
    x = net.dwconv(x, kernel, stride=stride, norm=True, act=act, name="depthwise")
    if squeezed is not None:
        x = squeeze_excite(net, x, squeezed, squeeze_act, gate)
    x = net.conv(x, channels, 1, norm=True, name="project")
    return net.add(shortcut, x) if adds else x


def scaled_repeats(repeats: int, depth: Fraction) -> range:
    """The `ceil(depth * repeats)` layers of a stage under a depth multiplier (Tan and Le 2019, section 3)."""
    return range(ceil_div(depth * repeats, 1))


def seven_by_seven_stem(net: Network, channels: Dim) -> Node:
    """A 7x7 convolution and a 3x3 maximum, both of stride 2 (He et al. 2016, table 1)."""
    x = net.conv(net.input, channels, 7, stride=2, norm=True, act="relu", name="conv1")
    return net.max_pool(x, 3, 2, name="pool1")


def pooled_to(net: Network, x: Node, side: int) -> Node:
    """A map of `side` x `side`, averaged where it has another size: a classifier behind it has the same weights at every
    resolution, as in torchvision's AlexNet and VGG."""
    from costmodel.ir.ops.reduction import AdaptivePool  # a file of its own, which few networks need

    return x if all(same_in_general(size, side) for size in x.shape[1:]) else net.apply(AdaptivePool(side), x)


def activated(net: Network, x: Node, name: str) -> Node:
    """Normalisation and activation of a map, as they stand before a convolution (He et al. 2016, Identity Mappings)."""
    return net.act(net.norm(x, name=f"{name}/norm"), "relu", name=f"{name}/relu")
