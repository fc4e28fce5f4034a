"""ShuffleNet V2: units that split the channels, work on one half, and shuffle, after guidelines on memory access."""

from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, model_validator

from costmodel.archs.common.blocks import squeeze_excite
from costmodel.archs.common.called import Patterns
from costmodel.archs.common.datasets import Stem
from costmodel.archs.common.knobs import WIDENS, Count, Gated, Told, Usual
from costmodel.archs.common.paper import Paper
from costmodel.archs.common.spec import ArchSpec
from costmodel.ir.graph import Graph, Node
from costmodel.ir.network import Network
from costmodel.ir.ops.channels import Shuffle, Split
from costmodel.numbers.algebra import Dim, exact_div

PAPER = Paper(
    "Ma et al.",
    2018,
    "ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design",
    "arXiv 1807.11164",
)
CALLED: Patterns = {
    "": [("shufflenet_v2_x{scale}", {"scale": {"0_5": "0.5", "1_0": "1", "1_5": "1.5", "2_0": "2"}})],
    "torchvision": [
        ("shufflenet_v2_x{scale}", {"scale": {"0_5": "0.5", "1_0": "1", "1_5": "1.5", "2_0": "2"}, "layout": "even"}),
    ],
}
# torchvision has x.mean([2, 3]).
WRITTEN = {"torchvision": {"GlobalPool": "method"}}


class Table(NamedTuple):
    """A network: channels of the stem's convolutions; channels, units and stride of each stage; channels of the last 1x1."""

    stem: tuple[int, ...]
    width: int  # of the first stage; each later stage doubles it
    units: tuple[int, ...]
    stride: int  # of the first stage; each later stage has 2
    last: int


# Table 5: the mobile networks by scale. Their stages are numbered from 2.
MOBILE = {
    "0.5": Table((24,), 48, (4, 8, 4), 2, 1024),
    "1": Table((24,), 116, (4, 8, 4), 2, 1024),
    "1.5": Table((24,), 176, (4, 8, 4), 2, 1024),
    "2": Table((24,), 244, (4, 8, 4), 2, 2048),
}
# Appendix, Table 2: the large networks by depth.
LARGE = {
    "50": Table((64,), 244, (3, 4, 6, 3), 1, 2048),
    "164": Table((64, 64, 128), 340, (10, 10, 23, 10), 1, 2048),
}

SE_REDUCTION = 2  # appendix: half as many units as the block has channels


class Spec(ArchSpec):
    """Knobs of ShuffleNet V2."""

    scale: Annotated[Literal["0.5", "1", "1.5", "2"], WIDENS] = Field(
        "1", description="width of the mobile network, with the channels of Table 5"
    )
    depth: Literal["mobile", "50", "164"] = Field(
        "mobile", description="mobile (Table 5), or the large networks of the appendix: 50 or 164"
    )
    se: Gated = Field(False, description="squeeze-and-excitation at the end of each unit")
    residual: Annotated[bool, Told("residual sums")] = Field(
        False, description="adds a unit's input to what its working half gives, where the stride is 1"
    )
    stem: Stem = Field(
        "imagenet",
        description="cifar: the first convolution keeps the map's size and no maximum follows, as in ports",
    )
    layout: Annotated[
        Literal["official", "even"],
        Usual("even", "torchvision's ShuffleNet V2"),
        Told({"official": "the authors' branches", "even": "branches that give half of the channels each"}),
    ] = Field(
        "official",
        description="of a stride-2 unit: official, the projection keeps its channels and the other branch fills up; "
        "even: each branch gives half, and the classifier has a bias, as common ports have it",
    )
    width: Count | None = Field(
        None, description="channels of the first stage, doubled in each later one; if not given those of the scale"
    )

    @model_validator(mode="after")
    def _fits(self) -> "Spec":
        if self.depth != "mobile" and self.scale != "1":
            raise ValueError(
                f"scale is of the mobile network; depth {self.depth} has its own widths, which the knob width changes"
            )
        if self.width is not None and (self.width % 2 or self.width <= self.table.stem[-1]):
            raise ValueError(
                f"width cannot be {self.width}; allowed: an even number above the stem's {self.table.stem[-1]} channels"
            )
        return self

    DERIVED = ArchSpec.DERIVED | {"width"}

    def canonical(self) -> dict[str, Any]:
        return {**super().canonical(), "width": self.first_width}

    @property
    def first_width(self) -> Any:
        return self.table.width if self.width is None else self.width

    @property
    def table(self) -> Table:
        return MOBILE[self.scale] if self.depth == "mobile" else LARGE[self.depth]


def build(spec: Spec) -> Graph:
    table = spec.table
    channels = spec.first_width
    reduces = spec.stem == "imagenet"
    net = spec.network()
    x = net.input
    with net.scope("conv1"):
        for number, stem in enumerate(table.stem, start=1):
            x = net.conv(x, stem, 3, stride=2 if number == 1 and reduces else 1, norm=True, act="relu")
    if reduces:
        x = net.max_pool(x, 3, 2)
    for stage, units in enumerate(table.units, start=2):
        for number in range(1, units + 1):
            with net.scope(f"stage{stage}/unit{number}"):
                if number == 1:
                    x = down_unit(net, x, channels, table.stride if stage == 2 else 2, spec)
                else:
                    x = basic_unit(net, x, spec)
        channels = 2 * channels
    x = net.conv(x, table.last, 1, norm=True, act="relu", name=f"conv{len(table.units) + 2}")
    return net.classify(x, spec.classes, bias=spec.layout == "even")


def basic_unit(net: Network, x: Node, spec: Spec) -> Node:
    """Figure 3c: one half of the channels passes by."""
    passing = net.apply(Split(2), x, name="pass")
    half = net.apply(Split(2), x)
    y = branch(net, half, half.shape.channels, half.shape.channels, 1, residual=spec.residual)
    return joined(net, passing, y, spec)


def down_unit(net: Network, x: Node, channels: Dim, stride: int, spec: Spec) -> Node:
    """Figure 3d: both branches see all channels."""
    inner = exact_div(channels, 2)
    kept = x.shape.channels if spec.layout == "official" else inner
    with net.scope("projection"):
        passing = net.dwconv(x, 3, stride=stride, norm=True, name="depthwise")
        passing = net.conv(passing, kept, 1, norm=True, act="relu", name="pointwise")
    return joined(net, passing, branch(net, x, inner, channels - kept, stride), spec)


def branch(net: Network, x: Node, inner: Dim, channels: Any, stride: int, residual: bool = False) -> Node:
    y = net.conv(x, inner, 1, norm=True, act="relu", name="pointwise")
    y = net.dwconv(y, 3, stride=stride, norm=True, name="depthwise")
    y = net.conv(y, channels, 1, norm=True, name="linear")
    return net.act(net.add(y, x) if residual else y, "relu")


def joined(net: Network, passing: Node, y: Node, spec: Spec) -> Node:
    x = net.concat(passing, y)
    if spec.se:
        x = squeeze_excite(net, x, exact_div(x.shape.channels, SE_REDUCTION))
    return net.apply(Shuffle(2), x)
