"""AlexNet: five convolutions and three fully connected layers, in the two groups of its two GPUs."""

from typing import Annotated, NamedTuple

from pydantic import Field

from costmodel.archs.common.blocks import pooled_to
from costmodel.archs.common.called import Patterns
from costmodel.archs.common.knobs import Side, Told, Usual
from costmodel.archs.common.paper import Paper
from costmodel.archs.common.spec import ArchSpec
from costmodel.ir.graph import Graph, Node
from costmodel.ir.network import Network
from costmodel.ir.ops import LRN, Dropout, Flatten
from costmodel.ir.window import Paddings

PAPER = Paper(
    "Krizhevsky et al.", 2012, "ImageNet Classification with Deep Convolutional Neural Networks", "NIPS 2012, pages 1097-1105"
)
CALLED: Patterns = {"torchvision": [("alexnet", {"one_tower": True})]}
# An adaptive pooling to 6x6 stands before the classifier, be the map 6x6 already.
WRITTEN = {"torchvision": {"conv5/MaxPool": "repooled"}}


class Layer(NamedTuple):
    """One convolution, and whether normalisation and pooling follow it."""

    channels: int
    kernel: int
    stride: int = 1
    groups: int = 1
    norm: bool = False
    pool: bool = False


# Figure 2 and section 3.5. The third convolution reads the maps of both GPUs, the other groups their own only.
TWO_GROUPS = (
    Layer(96, kernel=11, stride=4, norm=True, pool=True),
    Layer(256, kernel=5, groups=2, norm=True, pool=True),
    Layer(384, kernel=3),
    Layer(384, kernel=3, groups=2),
    Layer(256, kernel=3, groups=2, pool=True),
)
# Krizhevsky 2014, arXiv 1404.5997, as in torchvision: one tower, no normalisation.
ONE_TOWER = (
    Layer(64, kernel=11, stride=4, pool=True),
    Layer(192, kernel=5, pool=True),
    Layer(384, kernel=3),
    Layer(256, kernel=3),
    Layer(256, kernel=3, pool=True),
)
HIDDEN = 4096
POOLED = 6  # side of the map that torchvision's classifier reads at every resolution

# Of the first convolution. The paper prints an input of 224 and maps of 55, which take three pixels; its released networks
# read 227 without any. By one and two pixels, every side from 224 to 227 gives the paper's 55, 27, 13 and 6.
PADDING_OF_TWO_GROUPS = (1, 2)
PADDING_OF_ONE_TOWER = (2, 2)


class Spec(ArchSpec):
    """Knobs of AlexNet."""

    resolution: Side = Field(
        224,
        description="height and width of the input in pixels; 224 to 227 give the same maps, with one tower 224 to 226",
    )
    one_tower: Annotated[bool, Usual(True, "torchvision's AlexNet"), Told("one tower")] = Field(
        False,
        description="the network of 2014 for one GPU (torchvision's): narrower, no groups, no LRN, and a classifier that reads "
        "6x6 values a channel at every resolution",
    )


def build(spec: Spec) -> Graph:
    net = spec.network()
    x = net.input
    layers, padding = (ONE_TOWER, PADDING_OF_ONE_TOWER) if spec.one_tower else (TWO_GROUPS, PADDING_OF_TWO_GROUPS)
    for number, layer in enumerate(layers, start=1):
        with net.scope(f"conv{number}"):
            x = convolution(net, x, layer, ((padding, padding) if number == 1 else "same"))
    with net.scope("classifier"):
        x = net.apply(Flatten(), pooled_to(net, x, POOLED) if spec.one_tower else x)
        for name in ("fc6", "fc7"):
            x = net.fc(net.apply(Dropout(), x), HIDDEN, act="relu", name=name)
        net.fc(x, spec.classes, name="fc8")
    return net.graph()


def convolution(net: Network, x: Node, layer: Layer, padding: Paddings) -> Node:
    """Convolution, ReLU, local response normalisation, overlapping pooling (sections 3.1, 3.3 and 3.4)."""
    x = net.conv(
        x, layer.channels, layer.kernel, stride=layer.stride, groups=layer.groups, padding=padding, bias=True, act="relu"
    )
    if layer.norm:
        x = net.apply(LRN(), x)
    return net.max_pool(x, 3, 2, padding="valid") if layer.pool else x
