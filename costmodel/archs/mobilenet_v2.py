"""MobileNet V2: inverted residuals with linear bottlenecks."""

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field

from costmodel.archs.common.blocks import inverted_bottleneck, scaled_repeats
from costmodel.archs.common.called import Patterns
from costmodel.archs.common.detection import DetectorSpec, detect
from costmodel.archs.common.knobs import Count, DepthMultiplier, Told
from costmodel.archs.common.paper import Paper
from costmodel.ir.graph import Graph
from costmodel.numbers.algebra import larger

PAPER = Paper("Sandler et al.", 2018, "MobileNetV2: Inverted Residuals and Linear Bottlenecks", "arXiv 1801.04381")
CALLED: Patterns = {
    "torchvision": [("mobilenet_v2", {})],
    "timm": [("mobilenetv2_{alpha}", {"alpha": {"035": "0.35", "050": "0.5", "075": "0.75", "100": "1", "140": "1.4"}})],
}
WRITTEN = {"torchvision": {"GlobalPool": "function"}}

# Table 2: channels and repeats of each bottleneck. The first row has t = 1: no expansion.
BOTTLENECKS = ((16, 1), (24, 2), (32, 3), (64, 4), (96, 3), (160, 3), (320, 1))
# Strides of the first convolution and of the first layer of each bottleneck.
STRIDES = {
    "paper": (2, 1, 2, 2, 2, 1, 2, 1),
    "arxiv-v1": (2, 1, 2, 2, 1, 2, 2, 1),
    "cifar": (1, 1, 1, 2, 2, 1, 2, 1),
}
LAST = 1280


class Spec(DetectorSpec):
    """Knobs of MobileNet V2."""

    expansion: Count = Field(6, description="expansion factor t of all bottlenecks but the first, which does not expand")
    depth: DepthMultiplier = Field(Fraction(1), description="depth multiplier: scales each bottleneck's repeats, rounded up")
    strides: Annotated[
        Literal["paper", "arxiv-v1", "cifar"],
        Told({"paper": "the paper's strides", "arxiv-v1": "the strides of the first preprint", "cifar": "CIFAR's strides"}),
    ] = Field(
        "paper",
        description="arxiv-v1: as first printed, bottleneck 5 halves the map and not bottleneck 4 (shicai/MobileNet-Caffe); "
        "cifar: the first convolution and bottleneck 2 keep its size (kuangliu/pytorch-cifar)",
    )
    expand_first: Annotated[bool, Told("an expansion in the first bottleneck")] = Field(
        False, description="a 1x1 convolution before the first bottleneck's depthwise one too (GluonCV before 0.5, kuangliu)"
    )
    scale_last: Annotated[bool, Told("a last convolution that alpha thins")] = Field(
        False, description="alpha thins the last convolution too (TF-Slim without finegrain_classification_mode)"
    )

    @property
    def last(self) -> Any:
        """Channels of the last convolution, which the authors' code widens with alpha but never thins."""
        return self.width(LAST) if self.scale_last else larger(LAST, self.width(LAST))


def build(spec: Spec) -> Graph:
    net = spec.network()
    first, *strides = STRIDES[spec.strides]
    x = net.conv(net.input, spec.width(32), 3, stride=first, norm=True, act="relu6", name="conv1")
    for number, ((channels, repeats), stride) in enumerate(zip(BOTTLENECKS, strides, strict=True), start=1):
        expansion = spec.expansion if number > 1 else 1 if spec.expand_first else None
        for layer in scaled_repeats(repeats, spec.depth):
            with net.scope(f"bottleneck{number}"), net.scope(f"layer{layer + 1}"):
                # Only the very first layer works on its input itself; a repeat of the first row (depth > 1) does so too.
                x = inverted_bottleneck(
                    net,
                    x,
                    spec.width(channels),
                    stride=1 if layer else stride,
                    hidden=None if expansion is None else expansion * x.shape.channels,
                )
    x = net.conv(x, spec.last, 1, norm=True, act="relu6", name="conv_last")
    if spec.head == "classifier":
        return net.classify(x, spec.classes)
    return detect(net, net.graph()["bottleneck6/layer1/expand/relu6"], x, spec.classes, spec.head)
