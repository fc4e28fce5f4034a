"""Inception-ResNet-v2: Inception branches whose concatenation is projected back and added to the input."""

from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from costmodel.archs.common.blocks import squeeze_excite
from costmodel.archs.common.called import Patterns
from costmodel.archs.common.inception import (
    AVERAGE,
    HALVED_VALID,
    STEM_V3,
    Conv,
    InceptionSpec,
    Module,
    Unit,
    auxiliary_head,
    chain,
    layer,
    module,
    stem_v4,
    valid,
)
from costmodel.archs.common.knobs import Count, Gated, Told
from costmodel.archs.common.paper import Paper
from costmodel.archs.common.residual import gate_of
from costmodel.ir.graph import Graph, Node
from costmodel.ir.network import Network
from costmodel.ir.ops.pointwise import Function

PAPER = Paper(
    "Szegedy et al.",
    2017,
    "Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning",
    "arXiv 1602.07261",
)
CALLED: Patterns = {"timm": [("inception_resnet_v2", {})]}


class Stage(NamedTuple):
    """Residual blocks on one map, behind the reduction that leads to it."""

    letter: str
    reduction: Module | None
    branches: Module
    repeats: dict[str, int]


# Figures 16 to 19; the repeats of figure 15, and the doubled ones of the released network.
STAGES = (
    Stage(
        "a",
        None,
        (
            (Conv(32, 1),),
            (Conv(32, 1), Conv(32, 3)),
            (Conv(32, 1), Conv(48, 3), Conv(64, 3)),
        ),
        {"paper": 5, "released": 10},
    ),
    Stage(
        "b",
        (
            (valid(384, 3, 2),),
            (Conv(256, 1), Conv(256, 3), valid(384, 3, 2)),
            (HALVED_VALID,),
        ),
        (
            (Conv(192, 1),),
            (Conv(128, 1), Conv(160, (1, 7)), Conv(192, (7, 1))),
        ),
        {"paper": 10, "released": 20},
    ),
    Stage(
        "c",
        (
            (Conv(256, 1), valid(384, 3, 2)),
            (Conv(256, 1), valid(288, 3, 2)),
            (Conv(256, 1), Conv(288, 3), valid(320, 3, 2)),
            (HALVED_VALID,),
        ),
        (
            (Conv(192, 1),),
            (Conv(192, 1), Conv(224, (1, 3)), Conv(256, (3, 1))),
        ),
        {"paper": 5, "released": 10},
    ),
)
# The released network has the stem of Inception-v3, one plain module on the 35x35 map, and a last convolution, before which no
# ReLU stands behind the last block's sum.
MIXED_5B: Module = (
    (Conv(96, 1),),
    (Conv(48, 1), Conv(64, 5)),
    (Conv(64, 1), Conv(96, 3), Conv(96, 3)),
    (AVERAGE, Conv(64, 1)),
)
LAST = Conv(1536, 1)


class Spec(InceptionSpec):
    """Knobs of Inception-ResNet-v2."""

    variant: Annotated[
        Literal["released", "paper"],
        Told({"released": "the blocks of the released network", "paper": "the blocks of the paper"}),
    ] = Field(
        "released", description="blocks: 10, 20, 10 in the released network, 5, 10, 5 and the stem of Inception-v4 in the paper"
    )
    se: Gated = Field(False, description="squeeze-and-excitation on each block's branch, before the addition (Hu et al. 2018)")
    reduction: Count = Field(16, description="reduction ratio r of squeeze-and-excitation")


def build(spec: Spec) -> Graph:
    released = spec.variant == "released"
    net = spec.network()
    x = _released_stem(net, spec.unit) if released else stem_v4(net, spec.unit)
    for stage in STAGES:
        if stage.reduction is not None:
            with net.scope(f"reduction_{stage.letter}"):
                x = module(net, x, stage.reduction, spec.unit)
        repeats = stage.repeats[spec.variant]
        for number in range(1, repeats + 1):
            linear = released and stage is STAGES[-1] and number == repeats
            with net.scope(f"inception_resnet_{stage.letter}"), net.scope(f"block{number}"):
                x = _block(net, x, stage.branches, spec, None if linear else "relu")
        if spec.auxiliary and stage.letter == "b":
            auxiliary_head(net, x, spec.classes, spec.unit)
    if released:
        x = layer(net, x, LAST, spec.unit, "conv_last")
    return net.classify(x, spec.classes)


def _released_stem(net: Network, unit: Unit) -> Node:
    with net.scope("stem"):
        x = chain(net, net.input, STEM_V3, unit)
    with net.scope("mixed_5b"):
        return module(net, x, MIXED_5B, unit)


def _block(net: Network, x: Node, branches: Module, spec: Spec, act: Function | None) -> Node:
    """The branches, projected to the input's channels without normalisation, and added (figures 16, 17 and 19).

    The constant by which the residual is scaled (section 3.3) goes into the projection's weights.
    """
    y = module(net, x, branches, spec.unit)
    y = net.conv(y, x.shape.channels, 1, bias=True, name="project")
    if spec.se:
        y = squeeze_excite(net, y, gate_of(x.shape.channels, spec.reduction).squeezed)
    return net.add(x, y, act=act)
