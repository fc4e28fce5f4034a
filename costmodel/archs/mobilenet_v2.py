"""MobileNet V2: inverted residuals with linear bottlenecks."""

from fractions import Fraction

from pydantic import Field

from costmodel.archs.common.blocks import inverted_bottleneck, scaled_repeats
from costmodel.archs.common.detection import DetectorSpec, detect
from costmodel.archs.common.knobs import Count, DepthMultiplier
from costmodel.archs.common.paper import Paper
from costmodel.ir.graph import Graph
from costmodel.numbers.algebra import larger

PAPER = Paper("Sandler et al.", 2018, "MobileNetV2: Inverted Residuals and Linear Bottlenecks", "arXiv 1801.04381")
WRITTEN = {"torchvision": {"GlobalPool": "function"}}

# Table 2: channels, repeats and stride of the first layer. The first row has t = 1: no expansion.
BOTTLENECKS = ((16, 1, 1), (24, 2, 2), (32, 3, 2), (64, 4, 2), (96, 3, 1), (160, 3, 2), (320, 1, 1))
LAST = 1280


class Spec(DetectorSpec):
    """Knobs of MobileNet V2."""

    expansion: Count = Field(6, description="expansion factor t of all bottlenecks but the first, which does not expand")
    depth: DepthMultiplier = Field(Fraction(1), description="depth multiplier: scales each bottleneck's repeats, rounded up")


def build(spec: Spec) -> Graph:
    net = spec.network()
    x = net.conv(net.input, spec.width(32), 3, stride=2, norm=True, act="relu6", name="conv1")
    for number, (channels, repeats, stride) in enumerate(BOTTLENECKS, start=1):
        for layer in scaled_repeats(repeats, spec.depth):
            with net.scope(f"bottleneck{number}"), net.scope(f"layer{layer + 1}"):
                # Only the very first layer works on its input itself; a repeat of the first row (depth > 1) does so too.
                x = inverted_bottleneck(
                    net,
                    x,
                    spec.width(channels),
                    stride=1 if layer else stride,
                    hidden=None if number == 1 else spec.expansion * x.shape.channels,
                )
    # The authors' code widens the last convolution with alpha, but never thins it.
    x = net.conv(x, larger(LAST, spec.width(LAST)), 1, norm=True, act="relu6", name="conv_last")
    if spec.head == "classifier":
        return net.classify(x, spec.classes)
    return detect(net, net.graph()["bottleneck6/layer1/expand/relu6"], x, spec.classes, spec.head)
