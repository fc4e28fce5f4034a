"""EfficientNet: one searched network, scaled in depth, width and resolution together."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field

from costmodel.archs.common.blocks import inverted_bottleneck, scaled_repeats
from costmodel.archs.common.knobs import ArchSpec, DepthMultiplier, Multiplier, Policy, Side, count_between, scaled_width
from costmodel.archs.common.paper import Paper
from costmodel.ir.graph import Graph
from costmodel.ir.network import Network
from costmodel.numbers.algebra import at_least, floor_div, nearest_multiple
from costmodel.numbers.show import shown

PAPER = Paper(
    "Tan and Le", 2019, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", "arXiv 1905.11946"
)

# Table 1: expansion, kernel, channels, layers, and the stride of the first layer (from the authors' code; the table has sizes).
STAGES = (
    (1, 3, 16, 1, 1),
    (6, 3, 24, 2, 2),
    (6, 5, 40, 2, 2),
    (6, 3, 80, 3, 2),
    (6, 5, 112, 3, 1),
    (6, 5, 192, 4, 2),
    (6, 3, 320, 1, 1),
)
STEM, HEAD = 32, 1280

# Section 3.3: depth, width and resolution grow by these with each unit of phi.
ALPHA, BETA, GAMMA = Fraction(6, 5), Fraction(11, 10), Fraction(23, 20)
BASE_RESOLUTION = 224
LARGEST_PHI = 10

# The released networks: width, depth, resolution. They are rounded by hand and are no powers of the three above.
RELEASED: dict[str, tuple[Any, Any, int]] = {
    "b0": ("1.0", "1.0", 224),
    "b1": ("1.0", "1.1", 240),
    "b2": ("1.1", "1.2", 260),
    "b3": ("1.2", "1.4", 300),
    "b4": ("1.4", "1.8", 380),
    "b5": ("1.6", "2.2", 456),
    "b6": ("1.8", "2.6", 528),
    "b7": ("2.0", "3.1", 600),
}


def compound(phi: int) -> tuple[Fraction, Fraction, Any]:
    """Width, depth and resolution at a compound coefficient (section 3.3, equation 3), the resolution to the nearest pixel."""
    return BETA**phi, ALPHA**phi, nearest_multiple(BASE_RESOLUTION * GAMMA**phi)


COEFFICIENT = count_between(0, LARGEST_PHI)


class Spec(ArchSpec):
    """Knobs of EfficientNet.

    `variant` or `phi` chooses width, depth and resolution together; each of the three may also be given, and then prevails.
    """

    variant: Literal["b0", "b1", "b2", "b3", "b4", "b5", "b6", "b7"] = Field(
        "b0", description="a released network: its width, depth and resolution, where these are not given"
    )
    phi: Annotated[int, COEFFICIENT] = Field(
        0,
        description=f"compound coefficient, instead of a variant: width 1.1^phi, depth 1.2^phi, resolution 224*1.15^phi, where "
        f"these are not given; a whole number up to {LARGEST_PHI}",
    )
    width: Multiplier = Field(Fraction(1), description="width multiplier: scales every layer's channels")
    depth: DepthMultiplier = Field(Fraction(1), description="depth multiplier: scales each stage's layers, rounded up")
    resolution: Side = Field(BASE_RESOLUTION, description="height and width of the input in pixels")
    rounding: Policy = Field("divisible", description="how a scaled width becomes a number of channels")

    @classmethod
    def implied(cls, knobs: Mapping[str, str]) -> dict[str, Any]:
        variant = knobs.get("variant", "b0")
        try:
            phi = COEFFICIENT.func(knobs.get("phi", 0))
        except ValueError:
            return {}  # the knob itself says what it allows
        if phi and variant != "b0":
            raise ValueError("variant and phi both choose width, depth and resolution; give one of them")
        chosen = compound(phi) if phi else RELEASED.get(variant, RELEASED["b0"])
        return dict(zip(("width", "depth", "resolution"), chosen, strict=True))

    def canonical(self) -> dict[str, Any]:
        return self.model_dump(exclude={"variant", "phi"})

    def remarks(self) -> list[str]:
        return [f"width {shown(self.width)}, depth {shown(self.depth)}, input {self.resolution}x{self.resolution}"]

    def filters(self, channels: int) -> Any:
        """`width * channels` under the rounding policy."""
        return scaled_width(channels, self.width, self.rounding)


def build(spec: Spec) -> Graph:
    net = Network(side=spec.resolution)
    x = net.conv(net.input, spec.filters(STEM), 3, stride=2, norm=True, act="swish", name="stage1")
    for number, (expansion, kernel, channels, layers, stride) in enumerate(STAGES, start=2):
        for layer in scaled_repeats(layers, spec.depth):
            with net.scope(f"stage{number}"), net.scope(f"layer{layer + 1}"):
                x = inverted_bottleneck(
                    net,
                    x,
                    spec.filters(channels),
                    kernel,
                    1 if layer else stride,
                    hidden=x.shape.channels * expansion if expansion > 1 else None,
                    # A quarter of the layer's input channels, not of the expanded ones.
                    squeezed=at_least(floor_div(x.shape.channels, 4), 1),
                    residual=layer > 0,
                    act="swish",
                    squeeze_act="swish",
                )
    x = net.conv(x, spec.filters(HEAD), 1, norm=True, act="swish", name="stage9")
    return net.classify(x, spec.classes)
