"""Blocks that two papers or more are built of."""

from costmodel.algebra import Dim
from costmodel.ir.graph import Node
from costmodel.ir.network import Network
from costmodel.ir.ops.pointwise import Function


def separable(net: Network, x: Node, channels: Dim, stride: Dim = 1, kernel: int = 3, act: Function = "relu") -> Node:
    """Depthwise separable convolution: depthwise, then pointwise, each with normalisation and activation (Howard et al. 2017, figure 3)."""
    x = net.dwconv(x, kernel, stride=stride, norm=True, act=act, name="depthwise")
    return net.conv(x, channels, 1, norm=True, act=act, name="pointwise")
