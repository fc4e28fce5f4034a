"""VGG: stacks of 3x3 convolutions, each twice as wide as the one before, and three fully connected layers."""

from typing import Annotated

from pydantic import Field, model_validator

from costmodel.archs.common.blocks import pooled_to, squeeze_excite
from costmodel.archs.common.called import Patterns
from costmodel.archs.common.kinds import Among, Whole
from costmodel.archs.common.knobs import Gated, Known, Told
from costmodel.archs.common.paper import Paper
from costmodel.archs.common.spec import ArchSpec
from costmodel.ir.graph import Graph
from costmodel.ir.ops import Dropout, Flatten
from costmodel.numbers.algebra import exact_div

PAPER = Paper(
    "Simonyan and Zisserman", 2014, "Very Deep Convolutional Networks for Large-Scale Image Recognition", "arXiv 1409.1556"
)
CALLED: Patterns = {
    "": [
        ("vgg{depth}", {"depth": [11, 13, 16, 19]}),
        ("vgg{depth}_bn", {"depth": [11, 13, 16, 19], "batch_norm": True}),
    ],
    "torchvision": [
        ("vgg{depth}", {"depth": [11, 13, 16, 19], "pooled": True}),
        ("vgg{depth}_bn", {"depth": [11, 13, 16, 19], "batch_norm": True, "pooled": True}),
    ],
}
# An adaptive pooling to 7x7 stands before the classifier.
REPOOLED = {"stage5/MaxPool": "repooled"}
WRITTEN = {"torchvision": REPOOLED, "paddle": REPOOLED}

# Table 1: convolutions in each of the five stages, by depth (configurations A, B, D and E), and the stages' channels.
CONVOLUTIONS = {11: (1, 1, 2, 2, 2), 13: (2, 2, 2, 2, 2), 16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}
CHANNELS = (64, 128, 256, 512, 512)
HIDDEN = 4096
POOLED = 7  # side of the last map at 224, and of the one that torchvision's classifier reads at every resolution
THIRD = 3  # the convolution of a stage that is 1x1 in configuration C
SE_REDUCTION = 16  # Hu et al. 2019, Table 2


def depths(known: Known) -> Among:
    return Among(tuple(CONVOLUTIONS), f"allowed: {', '.join(map(str, CONVOLUTIONS))}")


class Spec(ArchSpec):
    """Knobs of VGG."""

    depth: Annotated[int, Whole(structural=True, most=10**5, lattice=depths)] = Field(
        16, description="layers with weights: 11, 13, 16 or 19 (configurations A, B, D and E)"
    )
    pointwise: Annotated[bool, Told("configuration C's 1x1 convolutions")] = Field(
        False, description="configuration C: with depth 16, each stage's third convolution is 1x1"
    )
    batch_norm: Annotated[bool, Told("batch normalisation")] = Field(
        False, description="batch normalisation after each convolution; the biases stay"
    )
    pooled: Annotated[bool, Told("a last map pooled to 7x7")] = Field(
        False,
        description="pool the last map to 7x7 where it has another size, as torchvision does, for a classifier of one size",
    )
    se: Gated = Field(
        False, description="squeeze-and-excitation after each convolution (Hu et al. 2019; its place is not printed)"
    )

    @model_validator(mode="after")
    def _possible(self) -> "Spec":
        if self.pointwise and self.depth != 16:
            raise ValueError(f"pointwise cannot be True with depth {self.depth}; configuration C has depth 16")
        return self


def build(spec: Spec) -> Graph:
    net = spec.network()
    x = net.input
    for stage, (channels, convolutions) in enumerate(zip(CHANNELS, CONVOLUTIONS[spec.depth], strict=True), start=1):
        with net.scope(f"stage{stage}"):
            for number in range(1, convolutions + 1):
                kernel = 1 if spec.pointwise and number == THIRD else 3
                name = f"conv{stage}_{number}"
                x = net.conv(x, channels, kernel, bias=True, norm=spec.batch_norm, act="relu", name=name)
                if spec.se:
                    x = squeeze_excite(net, x, exact_div(channels, SE_REDUCTION))
            x = net.max_pool(x, 2, 2, padding="valid")
    with net.scope("classifier"):
        x = net.apply(Flatten(), pooled_to(net, x, POOLED) if spec.pooled else x)
        for name in ("fc6", "fc7"):
            x = net.apply(Dropout(), net.fc(x, HIDDEN, act="relu", name=name))
        net.fc(x, spec.classes, name="fc8")
    return net.graph()
