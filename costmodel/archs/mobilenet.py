"""MobileNet: depthwise separable convolutions with a width and a resolution multiplier."""

from typing import Annotated, Literal

from pydantic import Field

from costmodel.archs.common.blocks import separable, squeeze_excite
from costmodel.archs.common.called import Patterns
from costmodel.archs.common.detection import DetectorSpec, detect
from costmodel.archs.common.knobs import Gated, Policy, Told
from costmodel.archs.common.paper import Paper
from costmodel.ir.graph import Graph
from costmodel.numbers.algebra import ceil_div

PAPER = Paper(
    "Howard et al.",
    2017,
    "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications",
    "arXiv 1704.04861",
)
CALLED: Patterns = {
    "": [("mobilenet_v1", {})],
    "timm": [("mobilenetv1_{alpha}", {"alpha": {"100": "1", "125": "1.25"}})],
}

# Table 1: channels and stride of each depthwise separable pair. The last stride is printed as 2, but the map stays 7x7.
PAIRS = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *5 * ((512, 1),), (1024, 2), (1024, 1))

SE_REDUCTION = 16  # Hu et al. 2019, Table 3


class Spec(DetectorSpec):
    """Knobs of MobileNet."""

    variant: Literal["standard", "shallow", "full-conv"] = Field(
        "standard",
        description="shallow: without the five 14x14x512 pairs (Table 5); full-conv: a 3x3 convolution for each pair (Table 4)",
    )
    strides: Annotated[
        Literal["paper", "cifar"], Told({"paper": "the paper's strides", "cifar": "stride 1 in the first convolution"})
    ] = Field(
        "paper", description="cifar: the first convolution keeps the map's size, as in ports for CIFAR (kuangliu/pytorch-cifar)"
    )
    se: Gated = Field(False, description="squeeze-and-excitation after each pointwise convolution (Hu et al. 2019, Table 3)")
    rounding: Policy = Field("slim", description="how a scaled width becomes a number of channels; slim is the authors' code")


def build(spec: Spec) -> Graph:
    net = spec.network()
    first = 1 if spec.strides == "cifar" else 2
    x = net.conv(net.input, spec.width(32), 3, stride=first, norm=True, act="relu", name="conv1")
    for number, (channels, stride) in enumerate(PAIRS, start=1):
        if spec.variant == "shallow" and (channels, stride) == (512, 1):
            continue
        if stride == 2:
            middle = x  # at last the map at 1/16 of the input, from which detectors predict too
        with net.scope(f"pair{number}"):
            if spec.variant == "full-conv":
                x = net.conv(x, spec.width(channels), 3, stride=stride, norm=True, act="relu")
            else:
                x = separable(net, x, spec.width(channels), stride)
            if spec.se:
                x = squeeze_excite(net, x, ceil_div(x.shape.channels, SE_REDUCTION))
    if spec.head == "classifier":
        return net.classify(x, spec.classes)
    return detect(net, middle, x, spec.classes, spec.head)
