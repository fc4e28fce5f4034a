"""Blocks that two papers or more are built of."""

from costmodel.algebra import Dim
from costmodel.ir.graph import Node
from costmodel.ir.network import Network
from costmodel.ir.ops import Scale
from costmodel.ir.ops.pointwise import Function


def separable(net: Network, x: Node, channels: Dim, stride: Dim = 1, kernel: int = 3, act: Function = "relu") -> Node:
    """Depthwise separable convolution, each half with normalisation and activation (Howard et al. 2017, figure 3)."""
    x = net.dwconv(x, kernel, stride=stride, norm=True, act=act, name="depthwise")
    return net.conv(x, channels, 1, norm=True, act=act, name="pointwise")


def squeeze_excite(
    net: Network, x: Node, squeezed: Dim, act: Function = "relu", gate: Function = "sigmoid", bias: bool = True
) -> Node:
    """Squeeze-and-excitation: a gate for each channel from the pooled map, through `squeezed` units (Hu et al. 2018, section 3)."""
    with net.scope("se"):
        factors = net.global_pool(x)
        factors = net.fc(factors, squeezed, bias=bias, act=act, name="reduce")
        factors = net.fc(factors, x.shape.channels, bias=bias, act=gate, name="expand")
        return net.apply(Scale(), x, factors)
