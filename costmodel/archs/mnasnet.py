"""MnasNet: searched mobile networks, each block with its own kernel, expansion and depth."""

from typing import Annotated, Literal

from pydantic import Field

from costmodel.archs.common.blocks import inverted_bottleneck
from costmodel.archs.common.called import Patterns
from costmodel.archs.common.knobs import Told, Usual
from costmodel.archs.common.paper import Paper
from costmodel.archs.common.spec import WidthSpec
from costmodel.ir.graph import Graph
from costmodel.numbers.algebra import at_least, floor_div

PAPER = Paper("Tan et al.", 2019, "MnasNet: Platform-Aware Neural Architecture Search for Mobile", "arXiv 1807.11626")
CALLED: Patterns = {
    "": [("mnasnet_{variant}", {"variant": ["a1", "b1", "small"]})],
    "torchvision": [("mnasnet{alpha}", {"variant": "b1", "alpha": ["0.5", "0.75", "1.0", "1.3"]})],
    "timm": [
        ("mnasnet_{alpha}", {"variant": "b1", "alpha": {"050": "0.5", "100": "1", "140": "1.4"}}),
        ("semnasnet_{alpha}", {"alpha": {"050": "0.5", "100": "1", "140": "1.4"}}),
        ("mnasnet_small", {"variant": "small"}),
    ],
}
# torchvision has x.mean([2, 3]).
WRITTEN = {"torchvision": {"GlobalPool": "method"}}

SE, NO_SE = True, False

# Figure 7 (A1) and the authors' code: layers, kernel, stride, expansion, channels, squeeze-and-excitation.
A1 = (
    (1, 3, 1, 1, 16, NO_SE),
    (2, 3, 2, 6, 24, NO_SE),
    (3, 5, 2, 3, 40, SE),
    (4, 3, 2, 6, 80, NO_SE),
    (2, 3, 1, 6, 112, SE),
    (3, 5, 2, 6, 160, SE),
    (1, 3, 1, 6, 320, NO_SE),
)
B1 = (
    (1, 3, 1, 1, 16, NO_SE),
    (3, 3, 2, 3, 24, NO_SE),
    (3, 5, 2, 3, 40, NO_SE),
    (3, 5, 2, 6, 80, NO_SE),
    (2, 3, 1, 6, 96, NO_SE),
    (4, 5, 2, 6, 192, NO_SE),
    (1, 3, 1, 6, 320, NO_SE),
)
SMALL = (
    (1, 3, 1, 1, 8, NO_SE),
    (1, 3, 2, 3, 16, NO_SE),
    (2, 3, 2, 6, 16, NO_SE),
    (4, 5, 2, 6, 32, SE),
    (3, 3, 1, 6, 32, SE),
    (3, 5, 2, 6, 88, SE),
    (1, 3, 1, 6, 144, NO_SE),
)
TABLES = {"a1": A1, "b1": B1, "small": SMALL}
STEMS = {"a1": 32, "b1": 32, "small": 8}
HEAD = 1280
NO_SKIP = {"a1": (1,), "b1": (1, 7), "small": ()}  # blocks that the authors' code marks so, be they narrow enough for a sum


class Spec(WidthSpec):
    """Knobs of MnasNet."""

    variant: Annotated[
        Literal["a1", "b1", "small"],
        Usual("b1", "torchvision's MnasNet"),
        Told(
            {
                "a1": "the cells of A1",
                "b1": "the cells of B1, without squeeze-and-excitation",
                "small": "the cells of the small network",
            }
        ),
    ] = Field("a1", description="a1 (Figure 7); b1: searched without squeeze-and-excitation; small: search2 of Table 4")


def build(spec: Spec) -> Graph:
    net = spec.network()
    x = net.conv(net.input, spec.width(STEMS[spec.variant]), 3, stride=2, norm=True, act="relu", name="stem")
    for number, (layers, kernel, stride, expansion, channels, gated) in enumerate(TABLES[spec.variant], start=1):
        for layer in range(layers):
            with net.scope(f"block{number}"), net.scope(f"layer{layer + 1}"):
                x = inverted_bottleneck(
                    net,
                    x,
                    spec.width(channels),
                    kernel,
                    1 if layer else stride,
                    hidden=x.shape.channels * expansion if expansion > 1 else None,
                    # A quarter of the layer's input channels, not of the expanded ones.
                    squeezed=at_least(floor_div(x.shape.channels, 4), 1) if gated else None,
                    skip=number not in NO_SKIP[spec.variant],
                    act="relu",
                )
    # The head keeps its width for every alpha.
    x = net.conv(x, HEAD, 1, norm=True, act="relu", name="head")
    return net.classify(x, spec.classes)
