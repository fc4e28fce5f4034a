"""EfficientNet: one searched network, scaled in depth, width and resolution together; and its lite variants."""

from fractions import Fraction
from typing import Annotated, Any

from pydantic import Field, model_validator

from costmodel.archs.common.blocks import inverted_bottleneck, scaled_repeats
from costmodel.archs.common.called import Patterns
from costmodel.archs.common.kinds import Choice, Whole
from costmodel.archs.common.knobs import WIDENS, DepthMultiplier, Follows, Known, Multiplier, Policy, Side, Told
from costmodel.archs.common.paper import Paper
from costmodel.archs.common.spec import ArchSpec, scaled_width
from costmodel.ir.graph import Graph
from costmodel.ir.ops.pointwise import Function
from costmodel.numbers.algebra import at_least, floor_div, nearest_multiple
from costmodel.numbers.show import shown

PAPER = Paper(
    "Tan and Le", 2019, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", "arXiv 1905.11946"
)
CALLED: Patterns = {
    "torchvision": [("efficientnet_{variant}", {"variant": ["b0", "b1", "b2", "b3", "b4", "b5", "b6", "b7"]})],
    "timm": [
        ("efficientnet_{variant}", {"variant": ["b0", "b4", "lite0", "lite1", "lite2", "lite3", "lite4"]}),
        ("tf_efficientnet_{variant}", {"variant": ["b0", "b2"]}),
    ],
}
# The gates of squeeze-and-excitation are convolutions.
WRITTEN = {"torchvision": {"FC": "convolution", "classifier/FC": "module"}}

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
    "lite0": ("1.0", "1.0", 224),
    "lite1": ("1.0", "1.1", 240),
    "lite2": ("1.1", "1.2", 260),
    "lite3": ("1.2", "1.4", 280),
    "lite4": ("1.4", "1.8", 300),
}


def compound(phi: int) -> tuple[Fraction, Fraction, Any]:
    """Width, depth and resolution at a compound coefficient (section 3.3, equation 3), the resolution to the nearest pixel."""
    return BETA**phi, ALPHA**phi, nearest_multiple(BASE_RESOLUTION * GAMMA**phi)


def scaling(known: Known) -> tuple[Any, Any, Any]:
    """Width, depth and resolution of the compound coefficient, or else of the released network."""
    return compound(known["phi"]) if known["phi"] else RELEASED[known["variant"]]


class Spec(ArchSpec):
    """Knobs of EfficientNet.

    `variant` or `phi` chooses width, depth and resolution together; each of the three may also be given, and then prevails.
    """

    variant: Annotated[str, Choice(words=tuple(RELEASED))] = Field(
        "b0", description="a released network: its width, depth and resolution, where these are not given"
    )
    lite: Annotated[
        bool, Follows(lambda known: known["variant"].startswith("lite")), Told("the layers of EfficientNet-Lite")
    ] = Field(
        False,
        description="EfficientNet-Lite (tensorflow/tpu): ReLU6, no squeeze-and-excitation; width leaves the first and the last "
        "convolution as they are, depth the first and the last stage; follows from the variant",
    )
    phi: Annotated[int, Whole(structural=True, least=0, most=LARGEST_PHI)] = Field(
        0,
        description=f"compound coefficient, instead of a variant: width 1.1^phi, depth 1.2^phi, resolution 224*1.15^phi, where "
        f"these are not given; a whole number up to {LARGEST_PHI}",
    )
    width: Annotated[Multiplier, WIDENS, Follows(lambda known: scaling(known)[0])] = Field(
        Fraction(1), description="width multiplier: scales every layer's channels"
    )
    depth: Annotated[DepthMultiplier, Follows(lambda known: scaling(known)[1])] = Field(
        Fraction(1), description="depth multiplier: scales each stage's layers, rounded up"
    )
    resolution: Annotated[Side, Follows(lambda known: scaling(known)[2])] = Field(
        BASE_RESOLUTION, description="height and width of the input in pixels"
    )
    rounding: Policy = Field("divisible", description="how a scaled width becomes a number of channels")

    @model_validator(mode="after")
    def _one_scaling(self) -> "Spec":
        if self.phi and self.variant != "b0":
            raise ValueError("variant and phi both choose width, depth and resolution; give one of them")
        return self

    DERIVED = ArchSpec.DERIVED | {"variant", "phi"}

    def canonical(self) -> dict[str, Any]:
        return self.model_dump(exclude={"variant", "phi"})

    def remarks(self) -> list[str]:
        return [f"width {shown(self.width)}, depth {shown(self.depth)}, {super().remarks()[0]}"]

    def filters(self, channels: int) -> Any:
        """`width * channels` under the rounding policy."""
        return scaled_width(channels, self.width, self.rounding)

    def ends(self, channels: int) -> Any:
        """Channels of the first and of the last convolution."""
        return channels if self.lite else self.filters(channels)


def build(spec: Spec) -> Graph:
    act: Function = "relu6" if spec.lite else "swish"
    net = spec.network()
    x = net.conv(net.input, spec.ends(STEM), 3, stride=2, norm=True, act=act, name="stage1")
    for number, stage in enumerate(STAGES, start=2):
        expansion, kernel, channels, layers, stride = stage
        kept = spec.lite and stage in (STAGES[0], STAGES[-1])
        for layer in range(layers) if kept else scaled_repeats(layers, spec.depth):
            with net.scope(f"stage{number}"), net.scope(f"layer{layer + 1}"):
                x = inverted_bottleneck(
                    net,
                    x,
                    spec.filters(channels),
                    kernel,
                    1 if layer else stride,
                    hidden=x.shape.channels * expansion if expansion > 1 else None,
                    # A quarter of the layer's input channels, not of the expanded ones.
                    squeezed=None if spec.lite else at_least(floor_div(x.shape.channels, 4), 1),
                    act=act,
                    squeeze_act="swish",
                )
    x = net.conv(x, spec.ends(HEAD), 1, norm=True, act=act, name="stage9")
    return net.classify(x, spec.classes)
