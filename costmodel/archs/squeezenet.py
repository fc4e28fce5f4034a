"""SqueezeNet: Fire modules, which squeeze to few channels before they expand, and 50 times fewer weights than AlexNet."""

from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, model_validator

from costmodel.archs.common.called import Patterns
from costmodel.archs.common.kinds import LARGEST_COUNT, BadKnob, Whole
from costmodel.archs.common.knobs import WIDENS, Count, Multiplier, Side, Told, Usual
from costmodel.archs.common.paper import Paper
from costmodel.archs.common.spec import ArchSpec
from costmodel.ir.graph import Graph, Node
from costmodel.ir.network import Network
from costmodel.ir.ops import Dropout
from costmodel.numbers.algebra import at_least, nearest_multiple, surely_less
from costmodel.numbers.show import shown

PAPER = Paper(
    "Iandola et al.",
    2016,
    "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and <0.5MB model size",
    "arXiv 1602.07360",
)
CALLED: Patterns = {"torchvision": [("squeezenet{version}", {"version": ["1.0", "1.1"]})]}


class Layout(NamedTuple):
    """What tells the versions apart: the first convolution, and the layers before which the maps are pooled."""

    channels: int
    kernel: int
    pooled: tuple[int, ...]


FIRES = range(2, 10)  # Table 1 numbers the layers conv1, fire2 ... fire9, conv10
LAYOUTS = {"1.0": Layout(96, kernel=7, pooled=(2, 5, 9)), "1.1": Layout(64, kernel=3, pooled=(2, 4, 6))}


class Fire(NamedTuple):
    """Filters of a Fire module (section 3.2)."""

    squeeze1x1: Any
    expand1x1: Any
    expand3x3: Any


class Spec(ArchSpec):
    """Knobs of SqueezeNet. The metaparameters of section 5.1 give each Fire module its filters."""

    resolution: Annotated[Side, Usual(224, "with the usual input")] = Field(
        227, description="height and width of the input in pixels; the maps of Table 1 are those of 227"
    )
    version: Literal["1.0", "1.1"] = Field("1.0", description="1.1: a smaller first convolution and earlier pooling")
    bypass: Annotated[
        Literal["none", "simple", "complex"],
        Told({"none": "no bypass", "simple": "simple bypasses", "complex": "complex bypasses"}),
    ] = Field(
        "none", description="shortcuts (section 6): simple where channels stay, complex with a 1x1 convolution where they grow"
    )
    base_e: Annotated[Count, WIDENS] = Field(128, description="expand filters of the first Fire module")
    incr_e: Count = Field(128, description="expand filters added after every `freq` modules")
    freq: Annotated[int, Whole(structural=True, least=1, most=LARGEST_COUNT)] = Field(
        2, description="modules between two additions of expand filters"
    )
    pct3x3: Multiplier = Field(Fraction(1, 2), description="the part of the expand filters that is 3x3, to the nearest filter")
    squeeze_ratio: Multiplier = Field(Fraction(1, 8), description="SR: squeeze filters for each expand filter")
    conv10_padding: Annotated[int, Whole(structural=True, least=0, most=1)] = Field(
        0, description="1 in the released file of version 1.0: zeros around the map that the last 1x1 convolution reads"
    )

    @model_validator(mode="after")
    def _possible(self) -> "Spec":
        if self.pct3x3 >= 1:
            raise ValueError(f"pct3x3 cannot be {shown(self.pct3x3)}; allowed: above 0 and below 1")
        return self

    def step(self, number: int) -> int:
        """How often the expand filters have grown before fire`number`."""
        return (number - FIRES.start) // self.freq

    def fire(self, number: int) -> Fire:
        """The filters of fire`number`."""
        expand = self.base_e + self.incr_e * self.step(number)
        expand3x3 = at_least(nearest_multiple(self.pct3x3 * expand), 1)
        if surely_less(expand - expand3x3, 1):
            raise BadKnob(f"pct3x3 leaves no 1x1 filter of the {expand} expand filters of fire{number}")
        return Fire(at_least(nearest_multiple(self.squeeze_ratio * expand), 1), expand - expand3x3, expand3x3)

    def grows(self, number: int) -> bool:
        """Has fire`number` more channels than the module before it? fire2 follows the first convolution."""
        return number == FIRES.start or self.step(number) > self.step(number - 1)


def build(spec: Spec) -> Graph:
    first = LAYOUTS[spec.version]
    net = spec.network()
    x = net.conv(net.input, first.channels, first.kernel, stride=2, padding="valid", bias=True, act="relu", name="conv1")
    for number in FIRES:
        if number in first.pooled:
            x = net.max_pool(x, 3, 2, padding="valid", ceil_mode=True, name=f"maxpool{number - 1}")
        with net.scope(f"fire{number}"):
            shortcut, x = x, fire(net, x, spec.fire(number))
            if spec.bypass == "complex" and spec.grows(number):
                shortcut = net.conv(shortcut, x.shape.channels, 1, bias=True, name="bypass")
                x = net.add(shortcut, x)
            elif spec.bypass != "none" and not spec.grows(number):
                x = net.add(shortcut, x)
    with net.scope("classifier"):
        x = net.apply(Dropout(), x)
        x = net.conv(x, spec.classes, 1, padding=spec.conv10_padding, bias=True, act="relu", name="conv10")
        net.global_pool(x)
    return net.graph()


def fire(net: Network, x: Node, filters: Fire) -> Node:
    """Squeeze with 1x1 filters, then expand with 1x1 and 3x3 filters side by side (figure 1)."""
    squeezed = net.conv(x, filters.squeeze1x1, 1, bias=True, act="relu", name="squeeze1x1")
    narrow = net.conv(squeezed, filters.expand1x1, 1, bias=True, act="relu", name="expand1x1")
    wide = net.conv(squeezed, filters.expand3x3, 3, bias=True, act="relu", name="expand3x3")
    return net.concat(narrow, wide)
