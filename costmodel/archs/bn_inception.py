"""BN-Inception (Inception-v2): GoogLeNet with batch normalisation and two 3x3 convolutions for each 5x5."""

from typing import Literal, NamedTuple

from pydantic import Field

from costmodel.archs.common.blocks import squeeze_excite
from costmodel.archs.common.inception import (
    AVERAGE,
    HALVED,
    MAXIMUM,
    Conv,
    FirstConvolution,
    Module,
    chain,
    first_convolution,
    module,
    normalised,
)
from costmodel.archs.common.knobs import Count, Gated, NormScale
from costmodel.archs.common.paper import Paper
from costmodel.archs.common.residual import gate_of
from costmodel.archs.common.spec import ArchSpec
from costmodel.ir.graph import Graph
from costmodel.ir.ops.pooling import Pool

PAPER = Paper(
    "Ioffe and Szegedy",
    2015,
    "Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift",
    "arXiv 1502.03167",
)


class Row(NamedTuple):
    """A module's filters, in the columns of figure 5; the pooled branch ends in `projection` filters."""

    one: int
    three_reduce: int
    three: int
    double_reduce: int
    double: int
    pool: Pool
    projection: int


class Halving(NamedTuple):
    """A module of stride 2: no 1x1 branch, and the maximum is passed through."""

    three_reduce: int
    three: int
    double_reduce: int
    double: int


# Figure 5: the modules. The pooled branches of 4c and 4d have 96 filters in the paper and in TF-Slim.
MODULES: dict[str, Row | Halving] = {
    "3a": Row(64, 64, 64, 64, 96, AVERAGE, 32),
    "3b": Row(64, 64, 96, 64, 96, AVERAGE, 64),
    "3c": Halving(128, 160, 64, 96),
    "4a": Row(224, 64, 96, 96, 128, AVERAGE, 128),
    "4b": Row(192, 96, 128, 96, 128, AVERAGE, 128),
    "4c": Row(160, 128, 160, 128, 160, AVERAGE, 96),
    "4d": Row(96, 128, 192, 160, 192, AVERAGE, 96),
    "4e": Halving(128, 192, 192, 256),
    "5a": Row(352, 192, 320, 160, 224, AVERAGE, 128),
    "5b": Row(352, 192, 320, 192, 224, MAXIMUM, 128),
}
# The Caffe network that SENet builds on, and its ports, have 128.
WIDER_IN_CAFFE: dict[str, Row | Halving] = {
    "4c": Row(160, 128, 160, 128, 160, AVERAGE, 128),
    "4d": Row(96, 128, 192, 160, 192, AVERAGE, 128),
}


class Spec(ArchSpec):
    """Knobs of BN-Inception."""

    variant: Literal["caffe", "paper"] = Field(
        "caffe", description="pooled branches of 4c and 4d: 128 filters in SENet's Caffe network and its ports, 96 in the paper"
    )
    stem: FirstConvolution = Field(
        "dense", description="the first 7x7 convolution; separable, as in TF-Slim: 8 filters a colour, then 1x1"
    )
    norm_scale: NormScale = Field(
        True, description="batch normalisation learns a scale; TensorFlow's networks learn the shift only"
    )
    se: Gated = Field(False, description="squeeze-and-excitation on each module's output (Hu et al. 2018)")
    reduction: Count = Field(16, description="reduction ratio r of squeeze-and-excitation")


def build(spec: Spec) -> Graph:
    unit = normalised(spec.norm_scale)
    net = spec.network()
    with net.scope("conv1"):
        x = first_convolution(net, 64, unit, spec.stem)
    x = net.max_pool(x, 3, 2, name="pool1")
    with net.scope("conv2"):
        x = chain(net, x, (Conv(64, 1), Conv(192, 3)), unit)
    x = net.max_pool(x, 3, 2, name="pool2")
    modules = MODULES | WIDER_IN_CAFFE if spec.variant == "caffe" else MODULES
    for name, row in modules.items():
        with net.scope(f"inception_{name}"):
            x = module(net, x, _branches(row), unit)
            if spec.se:
                x = squeeze_excite(net, x, gate_of(x.shape.channels, spec.reduction).squeezed)
    return net.classify(x, spec.classes)


def _branches(row: Row | Halving) -> Module:
    if isinstance(row, Halving):
        return (
            (Conv(row.three_reduce, 1), Conv(row.three, 3, 2)),
            (Conv(row.double_reduce, 1), Conv(row.double, 3), Conv(row.double, 3, 2)),
            (HALVED,),
        )
    return (
        (Conv(row.one, 1),),
        (Conv(row.three_reduce, 1), Conv(row.three, 3)),
        (Conv(row.double_reduce, 1), Conv(row.double, 3), Conv(row.double, 3)),
        (row.pool, Conv(row.projection, 1)),
    )
