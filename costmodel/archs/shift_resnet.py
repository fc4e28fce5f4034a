"""ShiftResNet: the CIFAR ResNet with a shift between two 1x1 convolutions for each block's two 3x3 convolutions."""

from fractions import Fraction
from typing import Annotated, Any

from pydantic import Field

from costmodel.archs.common.kinds import Among, BadKnob, Whole
from costmodel.archs.common.knobs import Count, Known, Multiplier, Side
from costmodel.archs.common.paper import Paper
from costmodel.archs.common.spec import ArchSpec
from costmodel.ir.graph import Graph, Node
from costmodel.ir.network import Network
from costmodel.ir.ops.channels import Shift
from costmodel.numbers.algebra import Dim, surely_less
from costmodel.numbers.rounding import floor

PAPER = Paper("Wu et al.", 2018, "Shift: A Zero FLOP, Zero Parameter Alternative to Spatial Convolutions", "arXiv 1711.08141")

# Channels of the three stages, as in the ResNet of He et al. 2016, section 4.2.
STAGES = (16, 32, 64)
MOST_LAYERS = 20_000


def depths(known: Known) -> Among:
    return Among(range(8, MOST_LAYERS + 1, 6), "allowed: 6n+2")


class Spec(ArchSpec):
    """Knobs of ShiftResNet."""

    resolution: Side = Field(32, description="height and width of the input in pixels")
    classes: Count = Field(10, description="outputs of the classifier")
    depth: Annotated[int, Whole(structural=True, least=8, most=MOST_LAYERS, lattice=depths)] = Field(
        20, description="layers of the ResNet it replaces: 6n+2, such as 20, 56, 110"
    )
    expansion: Multiplier = Field(
        Fraction(1), description="channels that are shifted, for each output channel of the block: 1, 3, 6, 9"
    )

    def expanded(self, channels: int) -> Any:
        """Shifted channels of a block, rounded down.

        Raises:
            BadKnob: if none is left.
        """
        expanded = floor(self.expansion * channels)
        if surely_less(expanded, 1):
            raise BadKnob(f"expansion {self.expansion} leaves no channel of {channels}; allowed: 1/{STAGES[0]} and more")
        return expanded


def build(spec: Spec) -> Graph:
    net = spec.network()
    x = net.conv(net.input, STAGES[0], 3, norm=True, act="relu", name="conv1")
    for stage, channels in enumerate(STAGES, start=1):
        for block in range(1, (spec.depth - 2) // 6 + 1):
            stride = 2 if stage > 1 and block == 1 else 1
            with net.scope(f"stage{stage}/block{block}"):
                shortcut = net.conv(x, channels, 1, stride=stride, norm=True, name="projection") if stride == 2 else x
                x = net.add(shifted(net, x, channels, spec.expanded(channels), stride), shortcut)
    return net.classify(x, spec.classes)


def shifted(net: Network, x: Node, channels: int, expanded: Dim, stride: int) -> Node:
    """1x1 convolution, shift, 1x1 convolution; the authors' code activates before the sum and not behind it."""
    x = net.conv(x, expanded, 1, norm=True, act="relu", name="conv1")
    x = net.apply(Shift(), x)
    return net.conv(x, channels, 1, stride=stride, norm=True, act="relu", name="conv2")
