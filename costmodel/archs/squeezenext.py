"""SqueezeNext: two squeezes and a separable 3x1/1x3 pair in each residual block, arranged for an accelerator."""

from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field

from costmodel.archs.common.knobs import WIDENS, Count, Multiplier, Side
from costmodel.archs.common.paper import Paper
from costmodel.archs.common.spec import ArchSpec
from costmodel.ir.graph import Graph, Node
from costmodel.ir.network import Network
from costmodel.numbers.algebra import Dim, at_least, exact_div, nearest_multiple

PAPER = Paper("Gholami et al.", 2018, "SqueezeNext: Hardware-Aware Neural Network Design", "arXiv 1803.10615")

# Figure 8: channels of the four stages; conv1 and the last 1x1 convolution have 64 and 128 at every width multiplier.
STAGES = (32, 64, 128, 256)
FIRST, LAST = 64, 128


class Version(NamedTuple):
    """One way to arrange the 21 blocks.

    Attributes:
        kernel: of conv1.
        blocks: of each stage.
        shared: a stage's first block squeezes the projected shortcut rather than the map before it.
    """

    kernel: int
    blocks: tuple[int, int, int, int]
    shared: bool


# Figure 9. Of the optimised versions the authors released v5; v2 to v4 are taken to be wired like it, because v2 has more
# parameters than the baseline in the paper although its conv1 is smaller.
VERSIONS = {
    "baseline": Version(7, (6, 6, 8, 1), shared=False),
    "v2": Version(5, (6, 6, 8, 1), shared=True),
    "v3": Version(5, (4, 8, 8, 1), shared=True),
    "v4": Version(5, (2, 10, 8, 1), shared=True),
    "v5": Version(5, (2, 4, 14, 1), shared=True),
}


class Spec(ArchSpec):
    """Knobs of SqueezeNext."""

    resolution: Side = Field(227, description="height and width of the input in pixels")
    depth: Literal["23"] = Field("23", description="layers; how 34, 44 and the aggregated variants are built is public nowhere")
    width: Annotated[Multiplier, WIDENS] = Field(
        Fraction(1), description="width multiplier: scales the stages' channels, to a multiple of 4"
    )
    version: Literal["baseline", "v2", "v3", "v4", "v5"] = Field(
        "baseline", description="arrangement of the blocks (Figure 9); v2 to v5 have a 5x5 first convolution"
    )
    groups: Count = Field(1, description="groups of the first squeeze and of the separable pair; 2 is G-SqNxt")

    def scaled(self, stage: int) -> Any:
        """Channels of a stage; a quarter of them has to be whole."""
        return at_least(nearest_multiple(self.width * stage, 4), 4)


def build(spec: Spec) -> Graph:
    version = VERSIONS[spec.version]
    net = spec.network()
    x = net.conv(net.input, FIRST, version.kernel, stride=2, padding="valid", norm=True, act="relu", name="conv1")
    x = net.max_pool(x, 3, 2, padding="valid", ceil_mode=True, name="pool1")
    for stage, (channels, blocks) in enumerate(zip(STAGES, version.blocks, strict=True), start=1):
        for number in range(1, blocks + 1):
            with net.scope(f"stage{stage}/block{number}"):
                shortcut = source = x
                stride = 2 if number == 1 and stage > 1 else 1
                if number == 1:
                    shortcut = net.conv(x, spec.scaled(channels), 1, stride=stride, norm=True, act="relu", name="shortcut")
                    if version.shared:
                        source, stride = shortcut, 1
                y = squeezed(net, source, spec.scaled(channels), stride, spec.groups, upright_first=number % 2 == 1)
                x = net.add(shortcut, y, act="relu")
    x = net.conv(x, LAST, 1, norm=True, act="relu", name="conv_last")
    return net.classify(x, spec.classes, bias=False)


def squeezed(net: Network, x: Node, channels: Dim, stride: int, groups: Dim, upright_first: bool) -> Node:
    """Two squeezes, a 3x1 and a 1x3 convolution in an order that alternates, and the expansion (Figure 3)."""
    half, quarter = exact_div(channels, 2), exact_div(channels, 4)
    first, second = ((3, 1), (1, 3)) if upright_first else ((1, 3), (3, 1))
    x = net.conv(x, half, 1, stride=stride, groups=groups, norm=True, act="relu", name="squeeze1")
    x = net.conv(x, quarter, 1, norm=True, act="relu", name="squeeze2")
    x = net.conv(x, half, first, groups=groups, norm=True, act="relu", name=f"conv{first[0]}x{first[1]}")
    x = net.conv(x, half, second, groups=groups, norm=True, act="relu", name=f"conv{second[0]}x{second[1]}")
    return net.conv(x, channels, 1, norm=True, act="relu", name="expand")
