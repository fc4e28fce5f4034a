"""GoogLeNet (Inception-v1): nine modules of parallel 1x1, 3x3, 5x5 convolutions and pooling."""

from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from costmodel.archs.common.called import Patterns
from costmodel.archs.common.inception import MAXIMUM, Conv, FirstConvolution, Module, Unit, chain, first_convolution, module
from costmodel.archs.common.knobs import Told, Usual
from costmodel.archs.common.paper import Paper
from costmodel.archs.common.spec import ArchSpec
from costmodel.ir.graph import Graph, Node
from costmodel.ir.network import Network
from costmodel.ir.ops import LRN

PAPER = Paper("Szegedy et al.", 2015, "Going Deeper with Convolutions", "arXiv 1409.4842")
CALLED: Patterns = {
    "": [("inception_v1", {})],
    "torchvision": [("googlenet", {"variant": "batch-norm"})],
}
WRITTEN = {"torchvision": {"ReLU": "function", "auxiliary/AdaptivePool": "function"}}


class Row(NamedTuple):
    """A module's filters, in the columns of Table 1."""

    one: int
    three_reduce: int
    three: int
    five_reduce: int
    five: int
    projection: int


# Table 1: the modules; a 3x3 maximum of stride 2 stands before each stage, and an auxiliary classifier behind 4a and 4d.
STAGES = {
    3: {"a": Row(64, 96, 128, 16, 32, 32), "b": Row(128, 128, 192, 32, 96, 64)},
    4: {
        "a": Row(192, 96, 208, 16, 48, 64),
        "b": Row(160, 112, 224, 24, 64, 64),
        "c": Row(128, 128, 256, 24, 64, 64),
        "d": Row(112, 144, 288, 32, 64, 64),
        "e": Row(256, 160, 320, 32, 128, 128),
    },
    5: {"a": Row(256, 160, 320, 32, 128, 128), "b": Row(384, 192, 384, 48, 128, 128)},
}
AUXILIARY = ("4a", "4d")


class Spec(ArchSpec):
    """Knobs of GoogLeNet."""

    variant: Annotated[
        Literal["paper", "batch-norm"],
        Usual("batch-norm", "torchvision's GoogLeNet"),
        Told({"paper": "biases and LRN", "batch-norm": "batch normalisation"}),
    ] = Field(
        "paper",
        description="batch-norm: torchvision's, 3x3 for each 5x5, a 2x2 last maximum, batch normalisation for biases and LRN",
    )
    stem: FirstConvolution = Field("dense", description="the first 7x7 convolution; separable: 8 filters a colour, then 1x1")
    pooling: Annotated[
        Literal["ceil", "floor", "last-floor"],
        Told({"ceil": "cut-off windows kept in pooling", "floor": "cut-off windows dropped in pooling"}),
    ] = Field(
        "ceil",
        description="maxima at the edge: ceil keeps cut-off windows (112-56-28-14-7), floor drops them (112-55-27-13-6), "
        "last-floor drops them before stage 5 only",
    )
    auxiliary: Annotated[bool, Told("the auxiliary classifiers")] = Field(
        False, description="with the two auxiliary classifiers, which are used in training only"
    )

    def keeps_cut_windows(self, stage: int) -> bool:
        """Do the maxima before this stage keep windows that the edge cuts off?"""
        return self.pooling == "ceil" or (self.pooling == "last-floor" and stage < 5)


def build(spec: Spec) -> Graph:
    plain = spec.variant == "paper"
    unit = Unit(bias=plain, norm=not plain)
    net = spec.network()
    with net.scope("conv1"):
        x = first_convolution(net, 64, unit, spec.stem)
    x = _halved(net, x, spec, 2)
    if plain:
        x = net.apply(LRN(), x, name="norm1")
    with net.scope("conv2"):
        x = chain(net, x, (Conv(64, 1), Conv(192, 3)), unit)
    if plain:
        x = net.apply(LRN(), x, name="norm2")
    for stage, modules in STAGES.items():
        x = _halved(net, x, spec, stage)
        for letter, row in modules.items():
            with net.scope(f"inception_{stage}{letter}"):
                x = module(net, x, _branches(row, 5 if plain else 3), unit)
            if spec.auxiliary and f"{stage}{letter}" in AUXILIARY:
                _auxiliary_head(net, x, spec, unit, f"{stage}{letter}")
    return net.classify(x, spec.classes)


def _halved(net: Network, x: Node, spec: Spec, stage: int) -> Node:
    kernel = 2 if stage == 5 and spec.variant == "batch-norm" else 3
    return net.max_pool(x, kernel, 2, padding="valid", ceil_mode=spec.keeps_cut_windows(stage), name=f"pool{stage - 1}")


def _branches(row: Row, five: int) -> Module:
    """The branches of one module; `five` is the kernel that the paper has as 5."""
    return (
        (Conv(row.one, 1),),
        (Conv(row.three_reduce, 1), Conv(row.three, 3)),
        (Conv(row.five_reduce, 1), Conv(row.five, five)),
        (MAXIMUM, Conv(row.projection, 1)),
    )


def _auxiliary_head(net: Network, x: Node, spec: Spec, unit: Unit, place: str) -> None:
    """An auxiliary classifier (section 5). torchvision's pools to 4x4 at every resolution."""
    from costmodel.ir.ops import AdaptivePool  # a file of its own, which is read for training only

    with net.scope("auxiliary"), net.scope(place):
        x = net.average_pool(x, 5, 3, padding="valid") if spec.variant == "paper" else net.apply(AdaptivePool(4), x)
        x = chain(net, x, (Conv(128, 1),), unit)
        x = net.fc(x, 1024, act="relu", name="fc1")
        net.fc(x, spec.classes, name="fc2")
