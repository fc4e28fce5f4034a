"""Inception modules as data: parallel branches of layers over one map, their outputs concatenated."""

from typing import Annotated, Literal, NamedTuple, TypeAlias

from pydantic import Field

from costmodel.archs.common.knobs import NormScale, Side, Told
from costmodel.archs.common.spec import ArchSpec
from costmodel.ir.graph import Node
from costmodel.ir.network import Network
from costmodel.ir.ops import BatchNorm, Op, Pool
from costmodel.ir.window import Sizes
from costmodel.numbers.algebra import Dim


class Conv(NamedTuple):
    """A convolution of a branch, finished as the network's `Unit` says."""

    channels: int
    kernel: Sizes
    stride: int = 1
    padding: Literal["same", "valid"] = "same"


Layer: TypeAlias = Conv | Pool
Branch: TypeAlias = tuple[Layer | tuple[Conv, ...], ...]  # an inner tuple ends the branch: its convolutions run side by side
Module: TypeAlias = tuple[Branch, ...]
FirstConvolution: TypeAlias = Literal["dense", "separable"]


def valid(channels: int, kernel: int, stride: int = 1) -> Conv:
    """A convolution without padding: "V" in the figures of Szegedy et al. 2017."""
    return Conv(channels, kernel, stride, "valid")


AVERAGE = Pool("average", 3)
MAXIMUM = Pool("max", 3)
HALVED = Pool("max", 3, 2)
HALVED_VALID = Pool("max", 3, 2, "valid")

# The stem that Inception-v3 and the released Inception-ResNet-v2 share.
STEM_V3: tuple[Layer, ...] = (
    valid(32, 3, 2),
    valid(32, 3),
    Conv(64, 3),
    HALVED_VALID,
    Conv(80, 1),
    valid(192, 3),
    HALVED_VALID,
)
# The stem of Inception-v4 and of Inception-ResNet-v2 as drawn (Szegedy et al. 2017, figure 3).
STEM_V4: tuple[Module, ...] = (
    ((valid(32, 3, 2), valid(32, 3), Conv(64, 3)),),
    ((HALVED_VALID,), (valid(96, 3, 2),)),
    ((Conv(64, 1), valid(96, 3)), (Conv(64, 1), Conv(64, (7, 1)), Conv(64, (1, 7)), valid(96, 3))),
    ((valid(192, 3, 2),), (HALVED_VALID,)),
)


class Unit(NamedTuple):
    """What every convolution of a network carries besides its weights; a ReLU always follows."""

    bias: bool = False
    norm: bool | Op = True


class InceptionSpec(ArchSpec):
    """Knobs of the Inception networks from version 3 on."""

    resolution: Side = Field(299, description="height and width of the input in pixels")
    auxiliary: Annotated[bool, Told("the auxiliary classifier")] = Field(
        False, description="with the auxiliary classifier, which is used in training only"
    )
    norm_scale: NormScale = Field(
        True, description="batch normalisation learns a scale; TensorFlow's networks learn the shift only"
    )

    @property
    def unit(self) -> Unit:
        return normalised(self.norm_scale)


def normalised(scale: bool) -> Unit:
    """Batch normalisation instead of biases, with or without a learned scale."""
    return Unit(norm=True if scale else BatchNorm(scale=False))


def layer(net: Network, x: Node, layer: Layer, unit: Unit, name: str) -> Node:
    """One convolution with what follows it, or one pooling."""
    if isinstance(layer, Pool):
        return net.apply(layer, x, name="pool")
    channels, kernel, stride, padding = layer
    return net.conv(x, channels, kernel, stride=stride, padding=padding, bias=unit.bias, norm=unit.norm, act="relu", name=name)


def chain(net: Network, x: Node, layers: tuple[Layer, ...], unit: Unit) -> Node:
    """One layer after the other."""
    for number, one in enumerate(layers, start=1):
        x = layer(net, x, one, unit, f"conv{number}")
    return x


def module(net: Network, x: Node, branches: Module, unit: Unit) -> Node:
    """All branches over one map, and the concatenation of what they end in (Szegedy et al. 2015, figure 2b)."""
    ends: list[Node] = []
    for number, branch in enumerate(branches, start=1):
        with net.scope(f"branch{number}"):
            reached = [x]
            for place, one in enumerate(branch, start=1):
                side_by_side = (one,) if isinstance(one, (Conv, Pool)) else one
                reached = [layer(net, reached[0], each, unit, f"conv{place}") for each in side_by_side]
            ends += reached
    return net.concat(*ends) if len(ends) > 1 else ends[0]


def first_convolution(net: Network, channels: int, unit: Unit, kind: FirstConvolution) -> Node:
    """A 7x7 convolution of stride 2 over the image; separable: 8 filters over each colour, mixed by a 1x1 convolution."""
    if kind == "dense":
        return chain(net, net.input, (Conv(channels, 7, 2),), unit)
    return chain(net, net.dwconv(net.input, 7, stride=2, multiplier=8, name="depthwise"), (Conv(channels, 1),), unit)


def stem_v4(net: Network, unit: Unit) -> Node:
    x = net.input
    for number, branches in enumerate(STEM_V4, start=1):
        with net.scope("stem"), net.scope(f"part{number}"):
            x = module(net, x, branches, unit)
    return x


def auxiliary_head(net: Network, x: Node, classes: Dim, unit: Unit) -> None:
    """The auxiliary classifier on the 17x17 map (Szegedy et al. 2016, figure 8)."""
    with net.scope("auxiliary"):
        x = net.average_pool(x, 5, 3, padding="valid")
        x = chain(net, x, (Conv(128, 1), valid(768, 5)), unit)
        net.fc(net.global_pool(x), classes)
