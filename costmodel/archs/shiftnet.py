"""ShiftNet: shifts between 1x1 convolutions in place of spatial convolutions, for ImageNet."""

from typing import Literal, NamedTuple

from pydantic import Field

from costmodel.archs.common.blocks import activated
from costmodel.archs.common.paper import Paper
from costmodel.archs.common.spec import ArchSpec
from costmodel.ir.graph import Graph, Node
from costmodel.ir.network import Network
from costmodel.ir.ops.channels import Shift

PAPER = Paper("Wu et al.", 2018, "Shift: A Zero FLOP, Zero Parameter Alternative to Spatial Convolutions", "arXiv 1711.08141")


class Group(NamedTuple):
    """One group of modules; the first of them has its own expansion, and a stride of 2."""

    channels: int
    modules: int
    kernel: int
    expansion_first: int
    expansion: int


# The table of ShiftNet-A.
STEM = 32
GROUPS = (Group(64, 5, 5, 4, 4), Group(128, 6, 5, 4, 3), Group(256, 7, 3, 3, 2), Group(512, 3, 3, 2, 1))

# By what ShiftNet-B divides all channels. ShiftNet-C also has fewer modules; its table has not been found.
DIVISOR = {"A": 1, "B": 2}


class Spec(ArchSpec):
    """Knobs of ShiftNet."""

    variant: Literal["A", "B"] = Field("A", description="B has half of A's channels in every layer")


def build(spec: Spec) -> Graph:
    net = spec.network()
    before = STEM // DIVISOR[spec.variant]
    x = net.conv(net.input, before, 7, stride=2, name="conv1")
    for number, group in enumerate(GROUPS, start=1):
        channels = group.channels // DIVISOR[spec.variant]
        for module in range(1, group.modules + 1):
            with net.scope(f"group{number}/module{module}"):
                if module == 1:
                    pooled = net.average_pool(x, 3, 2)
                    y = shifted(net, x, channels - before, group.expansion_first, group.kernel, stride=2)
                    x = net.concat(y, pooled)
                else:
                    x = net.add(shifted(net, x, channels, group.expansion, group.kernel), x)
        before = channels
    return net.classify(activated(net, x, "last"), spec.classes)


def shifted(net: Network, x: Node, channels: int, expansion: int, kernel: int, stride: int = 1) -> Node:
    """The CSC module: 1x1 convolution, shift, 1x1 convolution, each convolution behind its normalisation and activation."""
    x = net.conv(activated(net, x, "conv1"), expansion * channels, 1, name="conv1")
    x = net.apply(Shift(kernel), x)
    return net.conv(activated(net, x, "conv2"), channels, 1, stride=stride, name="conv2")
