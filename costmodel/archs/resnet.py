"""ResNet: residual blocks, for ImageNet and CIFAR, plain or with pre-activation, squeeze-and-excitation, other widths."""

from fractions import Fraction
from functools import cache, partial
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from costmodel.archs.common.blocks import activated, scaled_repeats, seven_by_seven_stem
from costmodel.archs.common.called import Patterns
from costmodel.archs.common.datasets import StemSpec, is_cifar
from costmodel.archs.common.kinds import Among, Whole
from costmodel.archs.common.knobs import WIDENS, Count, DepthMultiplier, Follows, Gated, Known, Multiplier, Told, Usual
from costmodel.archs.common.paper import Paper
from costmodel.archs.common.residual import (
    Layer,
    Shortcut,
    StrideIn,
    basic,
    bottleneck,
    gate_of,
    preactivated,
    projection,
    residual,
    zero_padding,
)
from costmodel.archs.common.spec import some
from costmodel.ir.graph import Graph
from costmodel.numbers.algebra import Dim
from costmodel.numbers.rounding import floor
from costmodel.numbers.show import shown

PAPER = Paper("He et al.", 2016, "Deep Residual Learning for Image Recognition", "arXiv 1512.03385")
CALLED: Patterns = {
    "": [
        ("resnet{depth}", {"depth": [18, 34, 50, 101, 152, 200]}),
        ("resnet{depth}", {"depth": [20, 32, 44, 56, 110], "dataset": "cifar10"}),
        ("resnet{depth}_v1.5", {"depth": [50, 101, 152], "stride_in": "3x3"}),
        ("resnetv2_{depth}", {"depth": [50, 101, 152, 200], "preactivation": True}),
        ("seresnet{depth}", {"depth": [18, 34, 50, 101, 152], "se": True}),
        ("wide_resnet{depth}_2", {"depth": [50, 101], "width": 128}),
    ],
    "torchvision": [
        ("resnet{depth}", {"depth": [18, 34]}),
        ("resnet{depth}", {"depth": [50, 101, 152], "stride_in": "3x3"}),
        ("wide_resnet{depth}_2", {"depth": [50, 101], "width": 128, "stride_in": "3x3"}),
    ],
    "timm": [
        ("resnet18", {"depth": 18}),
        ("resnet{depth}", {"depth": [50, 200], "stride_in": "3x3"}),
        ("seresnet{depth}", {"depth": [50, 152], "se": True, "stride_in": "3x3"}),
        ("wide_resnet50_2", {"depth": 50, "width": 128, "stride_in": "3x3"}),
    ],
}
# Keras gives a bias to every convolution, beside the shift of the normalisation that follows.
WRITTEN = {"torchvision": {"ReLU": "reused"}, "keras": {"Conv": "biased", "classifier/FC": "softmaxed"}}

# Table 1: the block and how many of it stand in conv2_x to conv5_x; 200 layers are those of Identity Mappings, section 5.
IMAGENET = {
    18: ("basic", (2, 2, 2, 2)),
    34: ("basic", (3, 4, 6, 3)),
    50: ("bottleneck", (3, 4, 6, 3)),
    101: ("bottleneck", (3, 4, 23, 3)),
    152: ("bottleneck", (3, 8, 36, 3)),
    200: ("bottleneck", (3, 24, 36, 3)),
}
LAYERS = {"basic": 2, "bottleneck": 3}  # convolutions a block
EXPANSION = {"basic": 1, "bottleneck": 4}  # output channels of a block for each of the stage's width
MOST_LAYERS = 20_000
BASE = {"imagenet": 64, "cifar10": 16, "cifar100": 16}  # channels of the stem, and width of the first stage


@cache
def cifar_depths(*blocks: str) -> tuple[int, ...]:
    """6n+2 layers of basic blocks, 9n+2 of bottlenecks."""
    return tuple(
        sorted({depth for block in blocks for depth in range(2 + 3 * LAYERS[block], MOST_LAYERS + 1, 3 * LAYERS[block])})
    )


def depths(known: Known) -> Among:
    """The depths that there are for a dataset, and for a block where one is given."""
    if not is_cifar(known):
        return Among(tuple(IMAGENET), f"allowed for ImageNet: {', '.join(map(str, IMAGENET))}")
    blocks = [known["block"]] if "block" in known.given else list(LAYERS)
    words = " or ".join(f"{3 * LAYERS[block]}n+2 with {block} blocks" for block in blocks)
    return Among(cifar_depths(*blocks), f"allowed for CIFAR: {words}")


def block_of(known: Known) -> str:
    """The block that a depth is built of; for CIFAR basic, where both fit."""
    if not is_cifar(known):
        return IMAGENET[known["depth"]][0] if known["depth"] in IMAGENET else "bottleneck"
    return "bottleneck" if (known["depth"] - 2) % (3 * LAYERS["basic"]) else "basic"


class Spec(StemSpec):
    """Knobs of ResNet."""

    depth: Annotated[
        int,
        Whole(structural=True, least=8, most=MOST_LAYERS, lattice=depths),
        Follows(lambda known: 110 if is_cifar(known) else 50),
    ] = Field(
        50, description=f"layers: {', '.join(map(str, IMAGENET))} for ImageNet; 6n+2 (basic) or 9n+2 (bottleneck) for CIFAR"
    )
    block: Annotated[Literal["basic", "bottleneck"], Follows(block_of)] = Field(
        "bottleneck", description="follows from the depth; for CIFAR basic, where both fit (110, 164)"
    )
    stride_in: Annotated[StrideIn, Usual("3x3", "ResNet v1.5 (torchvision's)")] = Field(
        "1x1", description="the bottleneck's convolution with the stride: 1x1 is the paper's, 3x3 is v1.5"
    )
    shortcut: Annotated[
        Literal["A", "B", "C"],
        Follows(lambda known: "A" if is_cifar(known) and known["block"] == "basic" else "B"),
        Told({"A": "zeros for shortcuts", "B": "projections where shapes change", "C": "a projection in every shortcut"}),
    ] = Field(
        "B",
        description="where shapes change A pads with zeros (as dlib does) and B projects; C projects in every block (Table 3); "
        "default B, and A for CIFAR's basic blocks",
    )
    preactivation: Annotated[bool, Told("pre-activation")] = Field(
        False, description="normalise and activate before each convolution (Identity Mappings)"
    )
    width: Annotated[Multiplier, Follows(lambda known: BASE[known["dataset"]])] = Field(
        Fraction(64), description="channels inside the first stage's blocks, doubled with each stage; 16 for CIFAR"
    )
    alpha: Annotated[Multiplier, WIDENS] = Field(
        Fraction(1), description="width multiplier: scales every layer's channels, rounded down"
    )
    repeats: DepthMultiplier = Field(Fraction(1), description="depth multiplier: scales every stage's blocks, rounded up")
    se: Gated = Field(False, description="squeeze-and-excitation (Hu et al. 2018)")
    reduction: Count = Field(16, description="reduction ratio r of squeeze-and-excitation")
    se_bias: Annotated[bool, Told("biases in squeeze-and-excitation")] = Field(
        True, description="biases in squeeze-and-excitation"
    )
    se_pool: Annotated[bool, Told("a squeeze in squeeze-and-excitation")] = Field(
        True, description="False leaves out the squeeze: each pixel is excited by itself (Hu et al., Table 16)"
    )
    se_stage: Literal["all", "1", "2", "3", "4", "5"] = Field(
        "all", description="the only stage with SE blocks (Hu et al., Table 13)"
    )
    se_after: Literal["block", "3x3"] = Field(
        "block", description="what is gated: a block's output, or its 3x3's (Hu et al., Table 15)"
    )

    @model_validator(mode="after")
    def _possible(self) -> "Spec":
        if self.dataset == "imagenet" and self.block != (block := IMAGENET[self.depth][0]):
            raise ValueError(f"block cannot be {self.block!r}; ResNet-{self.depth} for ImageNet is built of {block!r}")
        if self.depth * self.repeats > MOST_LAYERS:
            raise ValueError(f"repeats cannot be {self.repeats} with depth {self.depth}; allowed: up to {MOST_LAYERS} layers")
        if self.se_after == "3x3" and self.block == "basic":
            raise ValueError("se_after cannot be '3x3'; both layers of a basic block are 3x3, and only 'block' is defined")
        return self

    @property
    def blocks(self) -> tuple[int, ...]:
        """Blocks in each stage."""
        if self.dataset == "imagenet":
            return IMAGENET[self.depth][1]
        return 3 * ((self.depth - 2) // (3 * LAYERS[self.block]),)

    def remarks(self) -> list[str]:
        """The input as built, and what a width of basic blocks leaves as it is."""
        base = BASE[self.dataset]
        if self.block == "bottleneck" or self.width == base:
            return super().remarks()
        kept = f"width {shown(self.width)} is inside the basic blocks; their outputs keep {base}, {2 * base}, ... channels"
        return [*super().remarks(), f"{kept}, unlike a Wide ResNet's"]

    def scaled(self, channels: Dim) -> Any:
        """Channels under the width multiplier."""
        return some(floor(self.alpha * channels), f"alpha {self.alpha} with width {self.width}")


def build(spec: Spec) -> Graph:
    imagenet = spec.dataset == "imagenet"
    base = BASE[spec.dataset]
    run = preactivated if spec.preactivation else residual
    net = spec.network()
    if spec.stem == "imagenet":
        x = seven_by_seven_stem(net, spec.scaled(base))
    else:  # with pre-activation, the first block's own serves the stem
        bare = spec.preactivation
        x = net.conv(net.input, spec.scaled(base), 3, norm=not bare, act=None if bare else "relu", name="conv1")
    for stage, blocks in enumerate(spec.blocks):
        channels = spec.scaled(base * EXPANSION[spec.block] * 2**stage)
        width = spec.scaled(spec.width * 2**stage)
        name = f"stage{stage + 2 if imagenet else stage + 1}"  # conv2_x to conv5_x; CIFAR's three have no names
        for number in scaled_repeats(blocks, spec.repeats):
            stride = 2 if stage and not number else 1
            changes = not number and (stage or spec.block == "bottleneck")
            shortcut = _shortcut(spec) if changes or spec.shortcut == "C" else None
            with net.scope(f"{name}/block{number + 1}"):
                x = run(net, x, _layers(spec, channels, width, stride, name), shortcut)
    if spec.preactivation:
        x = activated(net, x, "last")
    return net.classify(x, spec.classes)


def _layers(spec: Spec, channels: Dim, width: Dim, stride: int, stage: str) -> tuple[Layer, ...]:
    if spec.block == "basic":
        layers = basic(channels, width, stride)
    else:
        layers = bottleneck(channels, width, stride, stride_in=spec.stride_in)
    if not spec.se or spec.se_stage not in ("all", stage.removeprefix("stage")):
        return layers
    gated = 1 if spec.se_after == "3x3" else len(layers) - 1
    gate = gate_of(layers[gated].channels, spec.reduction, spec.se_bias, spec.se_pool)
    return (*layers[:gated], layers[gated]._replace(gate=gate), *layers[gated + 1 :])


def _shortcut(spec: Spec) -> Shortcut:
    if spec.shortcut == "A":
        return zero_padding
    return partial(projection, norm=not spec.preactivation)
