"""DenseNet: each layer reads the maps of all layers before it in its block."""

from fractions import Fraction
from typing import Annotated, Any

from pydantic import Field, model_validator

from costmodel.archs.common.blocks import activated, seven_by_seven_stem
from costmodel.archs.common.called import Patterns
from costmodel.archs.common.datasets import StemSpec, is_cifar
from costmodel.archs.common.kinds import Among, Whole
from costmodel.archs.common.knobs import WIDENS, Count, Follows, Known, Multiplier, Told
from costmodel.archs.common.paper import Paper
from costmodel.archs.common.spec import some
from costmodel.ir.graph import Graph, Node
from costmodel.ir.network import Network
from costmodel.numbers.algebra import Dim
from costmodel.numbers.rounding import floor
from costmodel.numbers.show import shown

PAPER = Paper("Huang et al.", 2017, "Densely Connected Convolutional Networks", "arXiv 1608.06993")
CALLED: Patterns = {
    "torchvision": [("densenet{depth}", {"depth": [121, 161, 169, 201]})],
    "timm": [("densenet{depth}", {"depth": [121, 201]})],
}
WRITTEN = {"torchvision": {"GlobalPool": "function", "last/ReLU": "function"}}

# Table 1: layers in each dense block. 161 layers are those of the authors' repository, with a growth rate of 48.
IMAGENET = {
    121: (6, 12, 24, 16),
    161: (6, 12, 36, 24),
    169: (6, 12, 32, 32),
    201: (6, 12, 48, 32),
    264: (6, 12, 64, 48),
}
GROWTH = {161: 48}  # by depth; 32 otherwise, and 12 for CIFAR
BOTTLENECK = 4  # channels of a layer's 1x1 convolution, for each of the growth rate
MOST_LAYERS = 2000  # a block of n layers reads n*(n+1)/2 maps
PLAIN_STEM = 16  # channels; twice the growth rate where layers have bottlenecks


def depths(known: Known) -> Among:
    """The depths that there are for a dataset."""
    if not is_cifar(known):
        return Among(tuple(IMAGENET), f"allowed for ImageNet: {', '.join(map(str, IMAGENET))}")
    if known["bottleneck"]:
        return Among(range(10, MOST_LAYERS + 1, 6), "allowed for CIFAR: 6n+4 with bottlenecks")
    return Among(range(7, MOST_LAYERS + 1, 3), "allowed for CIFAR: 3n+4 without bottlenecks")


class Spec(StemSpec):
    """Knobs of DenseNet."""

    depth: Annotated[
        int,
        Whole(structural=True, least=7, most=MOST_LAYERS, lattice=depths),
        Follows(lambda known: 100 if is_cifar(known) else 121),
    ] = Field(
        121, description=f"layers L: {', '.join(map(str, IMAGENET))} for ImageNet; 6n+4 for CIFAR, 3n+4 without bottlenecks"
    )
    growth: Annotated[Count, WIDENS, Follows(lambda known: 12 if is_cifar(known) else GROWTH.get(known["depth"], 32))] = Field(
        32, description="growth rate k: maps that a layer adds; 48 with depth 161, 12 for CIFAR"
    )
    bottleneck: Annotated[bool, Told("bottlenecks")] = Field(
        True, description="a 1x1 convolution to 4k maps before each 3x3 (DenseNet-B)"
    )
    compression: Multiplier = Field(
        Fraction(1, 2), description="theta: the part of the maps that a transition keeps (DenseNet-C)"
    )
    initial: Count | None = Field(
        None, description="k0, channels of the first convolution; default 2k with bottlenecks, 16 without (2k in ports)"
    )

    @model_validator(mode="after")
    def _possible(self) -> "Spec":
        if self.compression > 1:
            raise ValueError(f"compression cannot be {shown(self.compression)}; allowed: above 0 and at most 1")
        if self.dataset == "imagenet" and not self.bottleneck:
            raise ValueError("bottleneck cannot be False; the networks for ImageNet have bottlenecks")
        return self

    @property
    def first(self) -> Any:
        """Channels of the first convolution."""
        if self.initial is not None:
            return self.initial
        return 2 * self.growth if self.bottleneck else PLAIN_STEM

    @property
    def blocks(self) -> tuple[int, ...]:
        """Layers in each dense block."""
        if self.dataset == "imagenet":
            return IMAGENET[self.depth]
        return 3 * ((self.depth - 4) // (6 if self.bottleneck else 3),)


def build(spec: Spec) -> Graph:
    net = spec.network()
    x = seven_by_seven_stem(net, spec.first) if spec.stem == "imagenet" else net.conv(net.input, spec.first, 3, name="conv1")
    for number, layers in enumerate(spec.blocks, start=1):
        if number > 1:
            with net.scope(f"transition{number - 1}"):
                x = transition(net, x, spec.compression)
        with net.scope(f"dense_block{number}"):
            x = dense_block(net, x, layers, spec)
    return net.classify(activated(net, x, "last"), spec.classes)


def dense_block(net: Network, x: Node, layers: int, spec: Spec) -> Node:
    """Layers that each read the block's input and the maps of all layers before them."""
    maps = [x]
    for number in range(1, layers + 1):
        with net.scope(f"layer{number}"):
            y = net.concat(*maps) if number > 1 else x
            if spec.bottleneck:
                y = composite(net, y, BOTTLENECK * spec.growth, 1)
            maps.append(composite(net, y, spec.growth, 3))
    return net.concat(*maps)


def composite(net: Network, x: Node, channels: Dim, kernel: int) -> Node:
    """Normalisation, activation, convolution."""
    name = f"conv{kernel}x{kernel}"
    return net.conv(activated(net, x, name), channels, kernel, name=name)


def transition(net: Network, x: Node, compression: Dim) -> Node:
    """Between two blocks: theta of the maps, at half the resolution."""
    x = composite(net, x, some(floor(compression * x.shape.channels), f"compression {compression}"), 1)
    return net.average_pool(x, 2, 2, padding="valid")
