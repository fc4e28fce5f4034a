"""Wide ResNet: residual networks of few and wide layers, for CIFAR and ImageNet."""

from fractions import Fraction
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from costmodel.archs.common.blocks import activated, seven_by_seven_stem
from costmodel.archs.common.called import Patterns
from costmodel.archs.common.datasets import DatasetSpec, is_cifar
from costmodel.archs.common.kinds import Among, Choice, Whole
from costmodel.archs.common.knobs import WIDENS, Follows, Known, Multiplier, Side
from costmodel.archs.common.paper import Paper
from costmodel.archs.common.residual import Layer, preactivated, projection, residual
from costmodel.archs.common.spec import some
from costmodel.ir.graph import Graph
from costmodel.numbers.algebra import Dim, same_in_general
from costmodel.numbers.rounding import floor
from costmodel.numbers.show import shown

PAPER = Paper("Zagoruyko and Komodakis", 2016, "Wide Residual Networks", "arXiv 1605.07146")
CALLED: Patterns = {"": [("wrn_{depth}_{widening}", {"depth": [16, 22, 28, 40], "widening": [1, 2, 4, 8, 10]})]}

# Section 2: kernels of a block's convolutions, B(M).
BLOCKS = {
    "3-3": (3, 3),
    "3-1-3": (3, 1, 3),
    "1-3-1": (1, 3, 1),
    "1-3": (1, 3),
    "3-1": (3, 1),
    "3-1-1": (3, 1, 1),
    "3": (3,),
    "3-3-3": (3, 3, 3),
    "3-3-3-3": (3, 3, 3, 3),
}
STEM = {"cifar10": 16, "cifar100": 16, "imagenet": 64}  # channels of the first convolution, which is not widened
# Table 7: ResNets without bottlenecks, and how many blocks stand in conv2_x to conv5_x.
IMAGENET = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3)}
GROUPS = 3  # of blocks, for CIFAR
MOST_LAYERS = 20_000


def depths(known: Known) -> Among:
    """The depths that there are for a dataset and a block: WRN-n counts the projections and not the classifier."""
    if not is_cifar(known):
        return Among(tuple(IMAGENET), f"allowed for ImageNet: {', '.join(map(str, IMAGENET))}")
    layers = GROUPS * len(BLOCKS[known["block"]])
    return Among(range(layers + 4, MOST_LAYERS + 1, layers), f"allowed with block {known['block']}: {layers}n+4")


class Spec(DatasetSpec):
    """Knobs of Wide ResNet, WRN-depth-widening. WRN-50-2-bottleneck is a ResNet-50 of width 128, in the family `resnet`."""

    dataset: Literal["imagenet", "cifar10", "cifar100"] = Field(
        "cifar10", description="decides the stem, the groups of blocks, and the defaults of resolution (224 or 32) and classes"
    )
    resolution: Annotated[Side, Follows(lambda known: 32 if is_cifar(known) else 224)] = Field(
        32, description="height and width of the input in pixels, or HEIGHTxWIDTH; 224 for ImageNet"
    )
    block: Annotated[str, Choice(words=tuple(BLOCKS))] = Field("3-3", description="B(M): kernels of a block's convolutions")
    depth: Annotated[
        int,
        Whole(structural=True, least=7, most=MOST_LAYERS, lattice=depths),
        Follows(lambda known: 18 if not is_cifar(known) else 28 if known["block"] == "3-3" else 40),
    ] = Field(
        28,
        description="convolutions, those of three shortcuts among them: 6n+4 for CIFAR with block 3-3; 18 or 34 for ImageNet",
    )
    widening: Annotated[Multiplier, WIDENS, Follows(lambda known: 10 if is_cifar(known) else 2)] = Field(
        Fraction(10), description="widening factor k: scales every block's channels, rounded down, but not the stem's"
    )

    @model_validator(mode="after")
    def _possible(self) -> "Spec":
        if self.dataset == "imagenet" and self.block != "3-3":
            raise ValueError(f"block cannot be {self.block!r}; the networks for ImageNet are built of '3-3'")
        return self

    @property
    def blocks(self) -> tuple[int, ...]:
        """Blocks in each group."""
        if self.dataset == "imagenet":
            return IMAGENET[self.depth]
        return GROUPS * ((self.depth - 4) // (GROUPS * len(BLOCKS[self.block])),)

    def widened(self, channels: int) -> Any:
        """Channels under the widening factor."""
        return some(floor(self.widening * channels), f"widening {shown(self.widening)}")


def build(spec: Spec) -> Graph:
    imagenet, stem = spec.dataset == "imagenet", STEM[spec.dataset]
    run = residual if imagenet else preactivated  # section 3: pre-activation made no difference on ImageNet
    net = spec.network()
    x = seven_by_seven_stem(net, stem) if imagenet else net.conv(net.input, stem, 3, name="conv1")
    for group, blocks in enumerate(spec.blocks):
        channels = spec.widened(stem * 2**group)
        for number in range(blocks):
            stride = 2 if group and not number else 1
            fits = number > 0 or (group == 0 and same_in_general(x.shape.channels, channels))
            with net.scope(f"conv{group + 2}/block{number + 1}"):
                layers = convolutions(BLOCKS[spec.block], channels, stride)
                x = run(net, x, layers, None if fits else partial(projection, norm=imagenet))
    if not imagenet:
        x = activated(net, x, "last")
    return net.classify(x, spec.classes)


def convolutions(kernels: tuple[int, ...], channels: Dim, stride: int) -> tuple[Layer, ...]:
    """The layers of a block, all of one width, of which the first takes the stride."""
    first, *others = (Layer(f"conv{number}", channels, kernel) for number, kernel in enumerate(kernels, start=1))
    return first._replace(stride=stride), *others
