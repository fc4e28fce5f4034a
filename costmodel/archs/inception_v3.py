"""Inception-v3: modules whose large kernels are factorized into 1xn and nx1, at 299 pixels."""

from costmodel.archs.common.called import Patterns
from costmodel.archs.common.inception import (
    AVERAGE,
    HALVED_VALID,
    STEM_V3,
    Conv,
    InceptionSpec,
    Module,
    auxiliary_head,
    chain,
    module,
    valid,
)
from costmodel.archs.common.paper import Paper
from costmodel.ir.graph import Graph

PAPER = Paper("Szegedy et al.", 2016, "Rethinking the Inception Architecture for Computer Vision", "arXiv 1512.00567")
CALLED: Patterns = {"torchvision": [("inception_v3", {})], "timm": [("inception_v3", {})]}
WRITTEN = {
    "torchvision": {
        "ReLU": "function",
        "AvgPool": "function",
        "mixed_6a/MaxPool": "function",
        "mixed_7a/MaxPool": "function",
        "auxiliary/GlobalPool": "function",
    }
}


def mixed_35(pooled: int) -> Module:
    """The module on the 35x35 map (figure 5), with the authors' 5x5 kept in the second branch."""
    return (
        (Conv(64, 1),),
        (Conv(48, 1), Conv(64, 5)),
        (Conv(64, 1), Conv(96, 3), Conv(96, 3)),
        (AVERAGE, Conv(pooled, 1)),
    )


def mixed_17(inner: int) -> Module:
    """The module on the 17x17 map (figure 6, n = 7)."""
    return (
        (Conv(192, 1),),
        (Conv(inner, 1), Conv(inner, (1, 7)), Conv(192, (7, 1))),
        (Conv(inner, 1), Conv(inner, (7, 1)), Conv(inner, (1, 7)), Conv(inner, (7, 1)), Conv(192, (1, 7))),
        (AVERAGE, Conv(192, 1)),
    )


# The module on the 8x8 map (figure 7): the last convolutions stand side by side.
MIXED_8: Module = (
    (Conv(320, 1),),
    (Conv(384, 1), (Conv(384, (1, 3)), Conv(384, (3, 1)))),
    (Conv(448, 1), Conv(384, 3), (Conv(384, (1, 3)), Conv(384, (3, 1)))),
    (AVERAGE, Conv(192, 1)),
)
TO_17: Module = (
    (valid(384, 3, 2),),
    (Conv(64, 1), Conv(96, 3), valid(96, 3, 2)),
    (HALVED_VALID,),
)
TO_8: Module = (
    (Conv(192, 1), valid(320, 3, 2)),
    (Conv(192, 1), Conv(192, (1, 7)), Conv(192, (7, 1)), valid(192, 3, 2)),
    (HALVED_VALID,),
)
# The paper gives no widths; these are the released network's, under its names.
MODULES = {
    "mixed_5b": mixed_35(pooled=32),
    "mixed_5c": mixed_35(pooled=64),
    "mixed_5d": mixed_35(pooled=64),
    "mixed_6a": TO_17,
    "mixed_6b": mixed_17(inner=128),
    "mixed_6c": mixed_17(inner=160),
    "mixed_6d": mixed_17(inner=160),
    "mixed_6e": mixed_17(inner=192),
    "mixed_7a": TO_8,
    "mixed_7b": MIXED_8,
    "mixed_7c": MIXED_8,
}


class Spec(InceptionSpec):
    """Knobs of Inception-v3."""


def build(spec: Spec) -> Graph:
    net = spec.network()
    with net.scope("stem"):
        x = chain(net, net.input, STEM_V3, spec.unit)
    for name, branches in MODULES.items():
        with net.scope(name):
            x = module(net, x, branches, spec.unit)
        if spec.auxiliary and name == "mixed_6e":
            auxiliary_head(net, x, spec.classes, spec.unit)
    return net.classify(x, spec.classes)
