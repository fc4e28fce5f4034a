"""ShuffleNet V2 Large and ExLarge: the released deep networks, with grouped 3x3 convolutions and a gate in each unit."""

from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field

from costmodel.archs.common.blocks import squeeze_excite
from costmodel.archs.common.knobs import Told
from costmodel.archs.common.paper import Paper
from costmodel.archs.common.spec import ArchSpec
from costmodel.ir.graph import Graph, Node
from costmodel.ir.network import Network
from costmodel.ir.ops import Dropout
from costmodel.ir.ops.channels import Shuffle, Split
from costmodel.numbers.algebra import Dim, exact_div

PAPER = Paper("Megvii", 2019, "ShuffleNet-Series", "GitHub megvii-model/ShuffleNet-Series")


class Table(NamedTuple):
    """A network: channels of the stem's convolutions and of the stages, units of each stage, groups of the 3x3 convolutions."""

    stem: tuple[int, int, int]
    widths: tuple[int, int, int, int]
    units: tuple[int, int, int, int]
    groups: int


TABLES = {
    "large": Table((64, 64, 128), (256, 512, 1024, 2048), (10, 10, 23, 10), 8),
    "exlarge": Table((64, 128, 256), (320, 640, 1280, 2560), (8, 16, 36, 10), 16),
}
AUXILIARY = {2: 256, 3: 512, 4: 1024}  # channels of the classifier behind a stage
HEAD = 1280  # channels of Large's last 3x3


class Spec(ArchSpec):
    """Knobs of ShuffleNet V2 Large."""

    variant: Literal["large", "exlarge"] = Field("large", description="large: 164 layers; exlarge: wider, deeper, 16 groups")
    auxiliary: Annotated[bool, Told("the auxiliary classifiers")] = Field(
        False, description="with the three auxiliary classifiers, which are used in training only"
    )


def build(spec: Spec) -> Graph:
    table, unit = TABLES[spec.variant], large_unit if spec.variant == "large" else exlarge_unit
    net = spec.network()
    x = net.input
    with net.scope("conv1"):
        for number, channels in enumerate(table.stem, start=1):
            x = net.conv(x, channels, 3, stride=2 if number == 1 else 1, norm=True, act="relu")
    x = net.max_pool(x, 3, 2)
    for stage, (channels, units) in enumerate(zip(table.widths, table.units, strict=True), start=2):
        for number in range(1, units + 1):
            with net.scope(f"stage{stage}/unit{number}"):
                stride = 2 if number == 1 and stage > 2 else 1
                x = unit(net, x, exact_div(channels, 2), stride, table.groups, first=number == 1)
        if spec.variant == "exlarge":
            x = net.conv(x, channels, 1, norm=True, act="relu", name=f"stage{stage}/conv")
        if spec.auxiliary and stage in AUXILIARY:
            auxiliary_head(net, x, AUXILIARY[stage], spec.classes, f"stage{stage}")
    if spec.variant == "large":
        x = net.conv(x, HEAD, 3, norm=True, act="relu", name="conv6")
    with net.scope("classifier"):
        net.fc(net.apply(Dropout(), net.global_pool(x)), spec.classes)
    return net.graph()


def halves(net: Network, x: Node) -> tuple[Node, Node]:
    x = net.apply(Shuffle(2), x)
    return net.apply(Split(2), x, name="pass"), net.apply(Split(2), x)


def large_unit(net: Network, x: Node, half: Any, stride: int, groups: int, first: bool) -> Node:
    """Both halves of the first unit are convolved anew; later ones add to the working half what it was."""
    passing, x = halves(net, x)
    y = net.conv(x, half, 1, norm=True, act="relu", name="reduce")
    y = net.conv(y, half, 3, stride=stride, groups=groups, norm=True, act="relu", name="grouped")
    y = squeeze_excite(net, net.conv(y, half, 1, norm=True, name="expand"), half)
    if first:
        passing = net.conv(passing, half, 3, stride=stride, norm=True, name="projection")
    x = net.act(net.concat(passing, y if first else net.add(x, y)), "relu")
    return net.conv(x, 2 * half, 1, norm=True, act="relu", name="down") if stride == 2 else x


def exlarge_unit(net: Network, x: Node, half: Any, stride: int, groups: int, first: bool) -> Node:
    """The working half is widened, convolved in groups, convolved depthwise, and narrowed again."""
    passing, x = (x, x) if first else halves(net, x)
    y = net.conv(x, 2 * half, 1, norm=True, act="relu", name="expand")
    y = net.conv(y, 2 * half, 3, stride=stride, groups=groups, norm=True, act="relu", name="grouped")
    y = net.dwconv(y, 3, norm=True, name="depthwise")
    y = squeeze_excite(net, net.conv(y, half, 1, norm=True, name="reduce"), exact_div(half, 4))
    if first:
        return net.concat(net.conv(passing, half, 3, stride=stride, norm=True, act="relu", name="projection"), y)
    return net.concat(passing, net.add(x, y, act="relu"))


def auxiliary_head(net: Network, x: Node, channels: int, classes: Dim, place: str) -> None:
    with net.scope("auxiliary"), net.scope(place):
        x = net.conv(net.max_pool(x, 3, 2), channels, 1, norm=True, act="relu", name="pointwise")
        net.fc(net.global_pool(net.conv(x, channels, 3, norm=True, act="relu")), classes)
