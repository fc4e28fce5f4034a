"""Layers that read others than the one before."""

from costmodel.errors import UnknownName
from costmodel.ir.ops import Add, Concat, Op, Scale, WeightedSum
from costmodel.ir.ops.channels import Slice, Split
from costmodel.ir.ops.elementwise import Elementwise
from costmodel.ir.ops.rearranging import Crop, Scatter
from costmodel.ir.origin import Tensor
from costmodel.ir.shape import Shape
from costmodel.numbers.algebra import exact_div, surely_less
from costmodel.subjects.importing.formats.darknet.cfg import LARGEST, Section
from costmodel.subjects.importing.formats.darknet.net import CHANNELS, Net, layer
from costmodel.subjects.importing.reading import Learns, Value

WEIGHTS = ("none", "per_feature", "per_layer", "per_channel")


@layer("route")
def route(net: Net, section: Section, x: Value) -> Value:
    """Maps one behind the other; of `groups` the part `group_id` of each."""
    section.ignore("stream wait_stream")
    maps = [net.layer(section, number) for number in section.numbers("layers")]
    groups = section.whole("groups", 1)
    section.whole("group_id", 0, 0)
    if groups > 1:
        maps = [net.put(section, Split(groups, CHANNELS), one, part="part") for one in maps]
    return net.put(section, Concat(CHANNELS), *maps) if len(maps) > 1 else maps[0]


@layer("shortcut")
def shortcut(net: Net, section: Section, x: Value) -> Value:
    section.ignore("alpha beta weights_normalization")
    others = [net.layer(section, number) for number in section.numbers("from")]
    kind = section.text("weights_type", "none")
    if kind not in WEIGHTS:
        raise UnknownName("weights_type", kind, WEIGHTS)
    if kind == "none":
        made = _sum(net, section, Add(), x, others, None)
    else:
        made = _sum(net, section, WeightedSum(), x, others, _factors(section, kind, x, others))
    return net.activated(section, made)


def _factors(section: Section, kind: str, x: Value, others: list[Value]) -> Learns:
    """A factor for each map, or for each channel of each."""
    sizes = Shape(len(others) + 1, x.shape.channels if kind == "per_channel" else 1)
    return {"weights": [Value(sizes, learned=(Tensor(f"{section.name}/weights", sizes.size),))]}


def _sum(net: Net, section: Section, op: Op, x: Value, others: list[Value], learns: Learns | None) -> Value:
    """The sum has the shape of the layer before: of larger maps every so many pixels are added, and what channels both have."""
    channels = x.shape.channels
    least = channels
    for other in others:
        if surely_less(other.shape.channels, least):
            least = other.shape.channels
    parts = [_part(net, section, one, Shape(*x.shape[:CHANNELS], least, *x.shape[-2:])) for one in (x, *others)]
    made = net.put(section, op, *parts, learns=learns)
    return made if least is channels else net.put(section, Scatter(), x, made, part="rest")


def _part(net: Net, section: Section, x: Value, shape: Shape) -> Value:
    """What of a map is added: some channels, or pixels that are as far from each other as it is larger."""
    if surely_less(shape.channels, x.shape.channels):
        x = net.put(section, Slice(shape.channels, CHANNELS), x, part="part")
    if surely_less(shape.width, x.shape.width):
        exact_div(x.shape.width, shape.width)
        x = net.put(section, Crop((shape.height, shape.width)), x, part="pixels")
    return x


@layer("scale_channels")
def scale_channels(net: Net, section: Section, x: Value) -> Value:
    """The layer before is the gate: of one pixel, or of one channel."""
    whole = section.flag("scale_wh")
    other = net.layer(section, section.whole("from", None, -LARGEST))
    made = net.put(section, Elementwise("multiply") if whole else Scale(CHANNELS), other, x)
    return net.activated(section, made)


@layer("sam")
def sam(net: Net, section: Section, x: Value) -> Value:
    """The layer before is the gate, element by element."""
    other = net.layer(section, section.whole("from", None, -LARGEST))
    return net.activated(section, net.put(section, Scale(CHANNELS), other, x))
