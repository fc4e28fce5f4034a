"""Inception-v4: uniform Inception modules with a branched stem, at 299 pixels."""

from costmodel.archs.common.called import Patterns
from costmodel.archs.common.inception import (
    AVERAGE,
    HALVED_VALID,
    Conv,
    InceptionSpec,
    Module,
    auxiliary_head,
    module,
    stem_v4,
    valid,
)
from costmodel.archs.common.paper import Paper
from costmodel.ir.graph import Graph

PAPER = Paper(
    "Szegedy et al.",
    2017,
    "Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning",
    "arXiv 1602.07261",
)
CALLED: Patterns = {"timm": [("inception_v4", {})]}

# Figures 4 to 8: the modules on the 35x35, 17x17 and 8x8 maps and the reductions between them.
INCEPTION_A: Module = (
    (Conv(96, 1),),
    (Conv(64, 1), Conv(96, 3)),
    (Conv(64, 1), Conv(96, 3), Conv(96, 3)),
    (AVERAGE, Conv(96, 1)),
)
REDUCTION_A: Module = (
    (valid(384, 3, 2),),
    (Conv(192, 1), Conv(224, 3), valid(256, 3, 2)),
    (HALVED_VALID,),
)
INCEPTION_B: Module = (
    (Conv(384, 1),),
    (Conv(192, 1), Conv(224, (1, 7)), Conv(256, (7, 1))),
    (Conv(192, 1), Conv(192, (7, 1)), Conv(224, (1, 7)), Conv(224, (7, 1)), Conv(256, (1, 7))),
    (AVERAGE, Conv(128, 1)),
)
REDUCTION_B: Module = (
    (Conv(192, 1), valid(192, 3, 2)),
    (Conv(256, 1), Conv(256, (1, 7)), Conv(320, (7, 1)), valid(320, 3, 2)),
    (HALVED_VALID,),
)
INCEPTION_C: Module = (
    (Conv(256, 1),),
    (Conv(384, 1), (Conv(256, (1, 3)), Conv(256, (3, 1)))),
    (Conv(384, 1), Conv(448, (3, 1)), Conv(512, (1, 3)), (Conv(256, (1, 3)), Conv(256, (3, 1)))),
    (AVERAGE, Conv(256, 1)),
)
# Figure 9: the network.
STAGES = {
    "inception_a": 4 * (INCEPTION_A,),
    "reduction_a": (REDUCTION_A,),
    "inception_b": 7 * (INCEPTION_B,),
    "reduction_b": (REDUCTION_B,),
    "inception_c": 3 * (INCEPTION_C,),
}


class Spec(InceptionSpec):
    """Knobs of Inception-v4."""


def build(spec: Spec) -> Graph:
    net = spec.network()
    x = stem_v4(net, spec.unit)
    for stage, modules in STAGES.items():
        for number, branches in enumerate(modules, start=1):
            with net.scope(stage), net.scope(f"block{number}"):
                x = module(net, x, branches, spec.unit)
        if spec.auxiliary and stage == "inception_b":
            auxiliary_head(net, x, spec.classes, spec.unit)
    return net.classify(x, spec.classes)
