"""MobileNet V3: searched bottlenecks with squeeze-and-excitation and h-swish, large and small."""

from typing import Annotated, Any, Literal

from pydantic import Field

from costmodel.archs.common.blocks import inverted_bottleneck
from costmodel.archs.common.called import Patterns
from costmodel.archs.common.knobs import Count, Follows, Policy, Told
from costmodel.archs.common.paper import Paper
from costmodel.archs.common.spec import WidthSpec
from costmodel.ir.graph import Graph
from costmodel.ir.ops.pointwise import Function
from costmodel.numbers.algebra import ratio, same_in_general
from costmodel.numbers.rounding import rounding

PAPER = Paper("Howard et al.", 2019, "Searching for MobileNetV3", "arXiv 1905.02244")
CALLED: Patterns = {
    "torchvision": [("mobilenet_v3_{size}", {"size": ["large", "small"]})],
    "timm": [
        ("mobilenetv3_{size}_{alpha}", {"size": ["large", "small"], "alpha": {"075": "0.75", "100": "1"}}),
        ("tf_mobilenetv3_{size}_minimal_100", {"size": ["large", "small"], "minimalistic": True}),
        ("tf_mobilenetv3_large_100", {}),
    ],
}
# The gates of squeeze-and-excitation are convolutions.
GATES = {"FC": "convolution", "classifier/FC": "module"}
WRITTEN = {"torchvision": GATES, "paddle": GATES}

STEM = 16
SE, NO_SE = True, False
HS: Function = "h-swish"
RE: Function = "relu"

# Table 1: kernel, expansion size, channels, squeeze-and-excitation, nonlinearity, stride.
LARGE = (
    (3, 16, 16, NO_SE, RE, 1),
    (3, 64, 24, NO_SE, RE, 2),
    (3, 72, 24, NO_SE, RE, 1),
    (5, 72, 40, SE, RE, 2),
    (5, 120, 40, SE, RE, 1),
    (5, 120, 40, SE, RE, 1),
    (3, 240, 80, NO_SE, HS, 2),
    (3, 200, 80, NO_SE, HS, 1),
    (3, 184, 80, NO_SE, HS, 1),
    (3, 184, 80, NO_SE, HS, 1),
    (3, 480, 112, SE, HS, 1),
    (3, 672, 112, SE, HS, 1),
    (5, 672, 160, SE, HS, 2),
    (5, 960, 160, SE, HS, 1),
    (5, 960, 160, SE, HS, 1),
)
# Table 2.
SMALL = (
    (3, 16, 16, SE, RE, 2),
    (3, 72, 24, NO_SE, RE, 2),
    (3, 88, 24, NO_SE, RE, 1),
    (5, 96, 40, SE, HS, 2),
    (5, 240, 40, SE, HS, 1),
    (5, 240, 40, SE, HS, 1),
    (5, 120, 48, SE, HS, 1),
    (5, 144, 48, SE, HS, 1),
    (5, 288, 96, SE, HS, 2),
    (5, 576, 96, SE, HS, 1),
    (5, 576, 96, SE, HS, 1),
)
TABLES = {"large": LARGE, "small": SMALL}
LAST = {"large": 960, "small": 576}
LAST_EXPANSION = 6  # torchvision's last convolution has so many channels for each of the last bottleneck
HEADS = {"large": 1280, "small": 1024}


class Spec(WidthSpec):
    """Knobs of MobileNet V3."""

    size: Literal["large", "small"] = Field("large", description="large (Table 1) or small (Table 2)")
    minimalistic: Annotated[bool, Told("the minimalistic layers")] = Field(
        False, description="3x3 kernels, ReLU, no squeeze-and-excitation (the authors' release)"
    )
    head: Annotated[Count, Follows(lambda known: HEADS[known["size"]])] = Field(
        HEADS["large"],
        description="units of the layer before the classifier, which alpha does not scale; 1024 by default where small "
        "(1280 in the first version of the paper)",
    )
    scaling: Annotated[
        Literal["authors", "torchvision"],
        Told({"authors": "the authors' scaling of widths", "torchvision": "torchvision's scaling of widths"}),
    ] = Field(
        "authors",
        description="what alpha scales: authors: the channels between bottlenecks, which expand by the tables' factors; "
        "torchvision: each expansion size and the head by itself",
    )
    squeeze_rounding: Annotated[Policy, Follows(lambda known: known["rounding"])] = Field(
        "divisible", description="how a quarter of a gate's channels becomes units; floor in timm's mobilenetv3_rw"
    )

    def rounded(self, width: Any) -> Any:
        """A width that is scaled already, under the rounding policy."""
        return rounding(self.rounding)(width)

    def squeezed(self, hidden: Any) -> Any:
        """Units of the gate of so many channels."""
        return rounding(self.squeeze_rounding)(ratio(hidden, 4))


def build(spec: Spec) -> Graph:
    def nonlinearity(function: Function) -> Function:
        return RE if spec.minimalistic else function

    each = spec.scaling == "torchvision"
    net = spec.network()
    x = net.conv(net.input, spec.width(STEM), 3, stride=2, norm=True, act=nonlinearity(HS), name="conv1")
    before = STEM
    for number, (kernel, expanded, channels, gated, function, stride) in enumerate(TABLES[spec.size], start=1):
        # The authors' code expands the rounded input by the table's factor. Where that makes it no wider, there is no layer.
        hidden = spec.width(expanded) if each else spec.rounded(ratio(x.shape.channels * expanded, before))
        expands = expanded > before and not (each and same_in_general(hidden, x.shape.channels))
        with net.scope(f"bneck{number}"):
            x = inverted_bottleneck(
                net,
                x,
                spec.width(channels),
                3 if spec.minimalistic else kernel,
                stride,
                hidden=hidden if expands else None,
                squeezed=spec.squeezed(hidden) if gated and not spec.minimalistic else None,
                act=nonlinearity(function),
                gate="h-sigmoid",
            )
        before = channels
    last = LAST_EXPANSION * x.shape.channels if each else spec.width(LAST[spec.size])
    x = net.conv(x, last, 1, norm=True, act=nonlinearity(HS), name="conv_last")
    with net.scope("classifier"):
        x = net.fc(net.global_pool(x), spec.width(spec.head) if each else spec.head, act=nonlinearity(HS), name="head")
        net.fc(x, spec.classes)
    return net.graph()
