"""ResNeXt: residual blocks of many equal branches (cardinality), for ImageNet and CIFAR."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from costmodel.archs.common.blocks import seven_by_seven_stem, squeeze_excite
from costmodel.archs.common.called import Patterns
from costmodel.archs.common.datasets import StemSpec, is_cifar
from costmodel.archs.common.kinds import Among, Whole
from costmodel.archs.common.knobs import WIDENS, Count, Follows, Gated, Known
from costmodel.archs.common.paper import Paper
from costmodel.archs.common.residual import Shortcut, StrideIn, bottleneck, gate_of, projection, residual
from costmodel.ir.graph import Graph, Node
from costmodel.ir.network import Network
from costmodel.numbers.algebra import Dim, Undecided

PAPER = Paper("Xie et al.", 2017, "Aggregated Residual Transformations for Deep Neural Networks", "arXiv 1611.05431")
CALLED: Patterns = {
    "": [
        ("resnext{depth}", {"depth": [50, 101, 152]}),
        ("seresnext{depth}", {"depth": [50, 101], "se": True}),
        ("seresnext{depth}_32x4d", {"depth": [50, 101], "se": True}),
    ],
    "torchvision": [
        ("resnext50_32x4d", {"depth": 50}),
        ("resnext101_32x8d", {"depth": 101, "width": 8}),
        ("resnext101_64x4d", {"depth": 101, "cardinality": 64}),
    ],
    "timm": [
        ("resnext50_32x4d", {"depth": 50}),
        ("resnext101_32x16d", {"depth": 101, "width": 16}),
        ("seresnext50_32x4d", {"depth": 50, "se": True}),
    ],
}
WRITTEN = {"torchvision": {"ReLU": "reused"}}

# Table 1: blocks in conv2 to conv5; 152 layers have ResNet's. For CIFAR, section 5.3: three stages of (depth - 2) / 9.
IMAGENET = {50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}
STEM, CHANNELS = 64, 256  # channels of the stem, and of the first stage's blocks
MOST_BRANCHES = 1000
MOST_LAYERS = 20_000


def depths(known: Known) -> Among:
    """The depths that there are for a dataset."""
    if is_cifar(known):
        return Among(range(11, MOST_LAYERS + 1, 9), "allowed for CIFAR: 9n+2")
    return Among(tuple(IMAGENET), f"allowed for ImageNet: {', '.join(map(str, IMAGENET))}")


class Spec(StemSpec):
    """Knobs of ResNeXt."""

    depth: Annotated[
        int,
        Whole(structural=True, least=11, most=MOST_LAYERS, lattice=depths),
        Follows(lambda known: 29 if is_cifar(known) else 50),
    ] = Field(50, description=f"layers: {', '.join(map(str, IMAGENET))} for ImageNet; 9n+2 for CIFAR, where 29 is the default")
    cardinality: Annotated[Count, Follows(lambda known: 8 if is_cifar(known) else 32)] = Field(
        32, description="branches of a block, C; 8 for CIFAR"
    )
    width: Annotated[Count, WIDENS, Follows(lambda known: 64 if is_cifar(known) else 4)] = Field(
        4, description="channels of a branch in the first stage, d, doubled with each stage; 64 for CIFAR"
    )
    form: Literal["a", "b", "c"] = Field(
        "c",
        description="of figure 3: a adds the branches, b concatenates them before the last layer, c is a grouped convolution",
    )
    stride_in: StrideIn = Field("3x3", description="the convolution with the stride; 1x1 in some re-implementations")
    se: Gated = Field(False, description="squeeze-and-excitation (Hu et al. 2018)")
    reduction: Count = Field(16, description="reduction ratio r of squeeze-and-excitation")

    @model_validator(mode="after")
    def _possible(self) -> "Spec":
        if self.form != "c" and self.cardinality > MOST_BRANCHES:
            raise ValueError(
                f"cardinality cannot be {self.cardinality} in form {self.form}; allowed: {MOST_BRANCHES} drawn branches"
            )
        return self

    @property
    def blocks(self) -> tuple[int, ...]:
        """Blocks in each stage."""
        return IMAGENET[self.depth] if self.dataset == "imagenet" else 3 * ((self.depth - 2) // 9,)


def build(spec: Spec) -> Graph:
    imagenet = spec.dataset == "imagenet"
    net = spec.network()
    if spec.stem == "imagenet":
        x = seven_by_seven_stem(net, STEM)
    else:
        x = net.conv(net.input, STEM, 3, norm=True, act="relu", name="conv1")
    for stage, blocks in enumerate(spec.blocks):
        for number in range(blocks):
            stride = 2 if stage and not number else 1
            with net.scope(f"stage{stage + 2 if imagenet else stage + 1}/block{number + 1}"):
                x = block(net, x, spec, CHANNELS * 2**stage, spec.width * 2**stage, stride, None if number else projection)
    return net.classify(x, spec.classes)


def block(net: Network, x: Node, spec: Spec, channels: Dim, d: Dim, stride: int, shortcut: Shortcut | None) -> Node:
    """A block of `cardinality` branches of d channels, in the form of figure 3 that is asked for."""
    if spec.form == "c":
        width = spec.cardinality * d
        layers = bottleneck(channels, width, stride, stride_in=spec.stride_in, groups=spec.cardinality)
        if spec.se:
            layers = (*layers[:-1], layers[-1]._replace(gate=gate_of(channels, spec.reduction)))
        return residual(net, x, layers, shortcut)
    y = branches(net, x, spec, channels, d, stride)
    if spec.se:
        gate = gate_of(channels, spec.reduction)
        y = squeeze_excite(net, y, gate.squeezed)
    return net.add(y, x if shortcut is None else shortcut(net, x, channels, stride), act="relu")


def branches(net: Network, x: Node, spec: Spec, channels: Dim, d: Dim, stride: int) -> Node:
    """Figure 3a and 3b: every branch drawn; the normalisation of the last layer stands behind the sum."""
    if not isinstance(spec.cardinality, int):
        raise Undecided(f"form {spec.form} draws every branch, so cardinality has to be a number; form c leaves it free")
    ends = []
    for number in range(spec.cardinality):
        with net.scope(f"branch{number + 1}"):
            y = x
            for layer in bottleneck(channels, d, stride, stride_in=spec.stride_in)[:-1]:
                y = net.conv(y, layer.channels, layer.kernel, stride=layer.stride, norm=True, act="relu", name=layer.name)
            ends.append(net.conv(y, channels, 1, name="expand") if spec.form == "a" else y)
    if spec.form == "a":
        return net.norm(net.add(*ends, name="aggregate"), name="aggregate/norm")
    return net.conv(net.concat(*ends), channels, 1, norm=True, name="expand")
