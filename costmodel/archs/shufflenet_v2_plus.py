"""ShuffleNet V2+: ShuffleNet V2 with searched units, h-swish and squeeze-and-excitation."""

from typing import Any, Literal

from pydantic import Field

from costmodel.archs.common.paper import Paper
from costmodel.archs.common.spec import ArchSpec
from costmodel.ir.graph import Graph, Node
from costmodel.ir.network import Network
from costmodel.ir.ops import Dropout, Scale
from costmodel.ir.ops.channels import Shuffle, Split
from costmodel.ir.ops.pointwise import Function
from costmodel.numbers.algebra import Dim, exact_div

PAPER = Paper("Megvii", 2019, "ShuffleNet-Series", "GitHub megvii-model/ShuffleNet-Series")

# Channels of the stages by size.
WIDTHS = {"small": (36, 104, 208, 416), "medium": (48, 128, 256, 512), "large": (68, 168, 336, 672)}
# The searched units of each stage: the kernel of a depthwise convolution, or "xception" for three of 3x3.
UNITS: tuple[tuple[int | str, ...], ...] = (
    (3, 3, "xception", 5),
    (5, 5, 3, 3),
    (7, 3, 7, 5, 5, 3, 7, 3),
    (7, 5, "xception", 7),
)
ACTIVATIONS: tuple[Function, ...] = ("relu", "h-swish", "h-swish", "h-swish")
GATED = (False, False, True, True)
HEAD = 1280
SE_REDUCTION = 4


class Spec(ArchSpec):
    """Knobs of ShuffleNet V2+."""

    size: Literal["small", "medium", "large"] = Field(
        "large", description="which of the released networks: small, medium or large"
    )


def build(spec: Spec) -> Graph:
    net = spec.network()
    x = net.conv(net.input, 16, 3, stride=2, norm=True, act="h-swish", name="conv1")
    stages = zip(WIDTHS[spec.size], UNITS, ACTIVATIONS, GATED, strict=True)
    for stage, (channels, kernels, act, gated) in enumerate(stages, start=1):
        for number, kernel in enumerate(kernels, start=1):
            with net.scope(f"stage{stage}/unit{number}"):
                x = unit(net, x, channels, kernel, 2 if number == 1 else 1, act, gated)
    x = net.conv(x, HEAD, 1, norm=True, act="h-swish", name="conv_last")
    with net.scope("classifier"):
        x = gate(net, net.global_pool(x))
        x = net.fc(x, HEAD, bias=False, act="h-swish", name="fc1")
        net.fc(net.apply(Dropout(), x), spec.classes, bias=False, name="fc2")
    return net.graph()


def unit(net: Network, x: Node, channels: int, kernel: int | str, stride: int, act: Function, gated: bool) -> Node:
    """ShuffleNet V2's units, with a searched branch; the projection of a stride-2 unit keeps its channels."""
    inner = exact_div(channels, 2)
    if stride == 1:
        x = net.apply(Shuffle(2), x)
        passing, x = net.apply(Split(2), x, name="pass"), net.apply(Split(2), x)
    else:
        with net.scope("projection"):
            passing = net.dwconv(x, 3 if isinstance(kernel, str) else kernel, stride=stride, norm=True, name="depthwise")
            passing = net.conv(passing, x.shape.channels, 1, norm=True, act=act, name="pointwise")
    grown: Any = channels - x.shape.channels
    y = xception(net, x, inner, grown, act) if isinstance(kernel, str) else shuffle(net, x, inner, grown, kernel, stride, act)
    return net.concat(passing, gate(net, y) if gated else y)


def shuffle(net: Network, x: Node, inner: Dim, channels: Dim, kernel: int, stride: int, act: Function) -> Node:
    x = net.conv(x, inner, 1, norm=True, act=act, name="pointwise")
    x = net.dwconv(x, kernel, stride=stride, norm=True, name="depthwise")
    return net.conv(x, channels, 1, norm=True, act=act, name="linear")


def xception(net: Network, x: Node, inner: Dim, channels: Dim, act: Function) -> Node:
    for width in (inner, inner, channels):
        x = net.dwconv(x, 3, norm=True, name="depthwise")
        x = net.conv(x, width, 1, norm=True, act=act, name="pointwise")
    return x


def gate(net: Network, x: Node) -> Node:
    """Squeeze-and-excitation without biases and with normalisation between its layers."""
    with net.scope("se"):
        factors = net.fc(net.global_pool(x), exact_div(x.shape.channels, SE_REDUCTION), bias=False, name="reduce")
        factors = net.act(net.norm(factors, name="reduce/norm"), "relu", name="reduce/relu")
        factors = net.fc(factors, x.shape.channels, bias=False, act="h-sigmoid", name="expand")
        return net.apply(Scale(), x, factors)
