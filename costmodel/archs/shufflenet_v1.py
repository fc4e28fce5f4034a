"""ShuffleNet: bottleneck units of grouped 1x1 convolutions, with a channel shuffle between them."""

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from costmodel.archs.common.blocks import squeeze_excite
from costmodel.archs.common.called import Patterns
from costmodel.archs.common.kinds import Choice
from costmodel.archs.common.knobs import WIDENS, Count, Gated, Multiplier
from costmodel.archs.common.paper import Paper
from costmodel.archs.common.spec import ArchSpec
from costmodel.ir.graph import Graph, Node
from costmodel.ir.network import Network
from costmodel.ir.ops.channels import Shuffle
from costmodel.numbers.algebra import at_least, ceil_div, exact_div, floor_div, nearest_multiple
from costmodel.numbers.show import shown

PAPER = Paper(
    "Zhang et al.",
    2018,
    "ShuffleNet: An Extremely Efficient Convolutional Neural Network for Mobile Devices",
    "arXiv 1707.01083",
)
CALLED: Patterns = {"": [("shufflenet", {})]}

# Table 1: output channels of stages 2, 3 and 4 by number of groups.
WIDTHS = {1: (144, 288, 576), 2: (200, 400, 800), 3: (240, 480, 960), 4: (272, 544, 1088), 8: (384, 768, 1536)}

# Table 1: units of stages 2, 3 and 4; shallow is half of them (Table 5).
UNITS = {"standard": (4, 8, 4), "shallow": (2, 4, 2)}

BOTTLENECK = 4  # a unit is a quarter as wide inside, section 3.3
SE_REDUCTION = 16


class Spec(ArchSpec):
    """Knobs of ShuffleNet."""

    scale: Annotated[Multiplier, WIDENS] = Field(
        Fraction(1), description="scale factor s of 'ShuffleNet sx' (section 3.3): scales every stage's channels"
    )
    groups: Annotated[int, Choice(words=tuple(WIDTHS))] = Field(
        3, description="groups of the 1x1 convolutions: 1, 2, 3, 4 or 8, each with the widths of Table 1"
    )
    variant: Literal["standard", "shallow"] = Field(
        "standard", description="shallow: half of the units in each stage (Table 5)"
    )
    se: Gated = Field(False, description="squeeze-and-excitation at the end of each unit (Table 5)")
    se_units: Literal["all", "residual"] = Field(
        "all", description="with se, the units that have it; residual: only those of stride 1"
    )
    stem: Count | None = Field(None, description="channels of conv1; if not given 24 for each whole of the scale, at least 12")

    @model_validator(mode="after")
    def _fits(self) -> "Spec":
        if self.stem is not None and self.stem % self.groups:
            raise ValueError(f"stem cannot be {self.stem} with {self.groups} groups; allowed: a multiple of {self.groups}")
        first, stem = self.width(WIDTHS[self.groups][0]), self.stem_width
        if first <= stem:
            raise ValueError(
                f"scale {shown(self.scale)} gives stage 2 {first} channels; allowed: more than the {stem} of conv1"
            )
        return self

    DERIVED = ArchSpec.DERIVED | {"stem"}

    def canonical(self) -> dict[str, Any]:
        return {**super().canonical(), "stem": self.stem_width}

    def width(self, channels: int) -> Any:
        """The scaled width, to the nearest of which a quarter divides into the groups."""
        return nearest_multiple(self.scale * channels, BOTTLENECK * self.groups)

    @property
    def stem_width(self) -> Any:
        """Channels of conv1. The published networks have 12 at 0.25x and 0.5x (16 with 8 groups), 24 up to 1.5x, 48 at 2x."""
        if self.stem is not None:
            return self.stem
        return ceil_div(at_least(24 * floor_div(self.scale, 1), 12), self.groups) * self.groups


def build(spec: Spec) -> Graph:
    net = spec.network()
    x = net.conv(net.input, spec.stem_width, 3, stride=2, norm=True, act="relu", name="conv1")
    x = net.max_pool(x, 3, 2)
    for stage, (channels, units) in enumerate(zip(WIDTHS[spec.groups], UNITS[spec.variant], strict=True), start=2):
        for number in range(1, units + 1):
            with net.scope(f"stage{stage}/unit{number}"):
                # The stem's few channels are not grouped: section 3.3.
                groups = 1 if (stage, number) == (2, 1) else spec.groups
                x = unit(net, x, spec.width(channels), groups, spec, stride=2 if number == 1 else 1)
    return net.classify(x, spec.classes, bias=False)


def unit(net: Network, x: Node, channels: Any, groups: int, spec: Spec, stride: int) -> Node:
    """Figure 2: b with stride 1, c with stride 2; `groups` are those of the first convolution."""
    y = net.conv(x, exact_div(channels, BOTTLENECK), 1, groups=groups, norm=True, act="relu", name="reduce")
    if spec.groups > 1:
        y = net.apply(Shuffle(spec.groups), y)
    y = net.dwconv(y, 3, stride=stride, norm=True, name="depthwise")
    grown = channels if stride == 1 else channels - x.shape.channels
    y = net.conv(y, grown, 1, groups=spec.groups, norm=True, name="expand")
    if stride == 1:
        return net.add(excited(net, y) if spec.se else y, x, act="relu")
    y = net.concat(net.average_pool(x, 3, 2), y)
    return net.act(excited(net, y) if spec.se and spec.se_units == "all" else y, "relu")


def excited(net: Network, x: Node) -> Node:
    return squeeze_excite(net, x, ceil_div(x.shape.channels, SE_REDUCTION))
