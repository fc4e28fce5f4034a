"""timm's published tables (`results/benchmark-infer-*.csv`): fvcore on timm's own implementations."""

from costmodel.formulas.conventions import READ, Convention, Factors, doubled
from costmodel.ir.implementation import Implementation

MULT_ADDS: Factors = {"mult_adds": 1, "BatchNorm.pointwise": 1, "GlobalAvgPool.reads": 1}

CONVENTION = Convention(
    "timm",
    "as fvcore: mult-adds without biases, two operations an element for batch normalisation, and the global pooling before the "
    "classifier; printed in G with two decimals, activations and parameters in M",
    mult_adds=MULT_ADDS,
    flops=doubled(MULT_ADDS),
    activations={"activations": 1, "FC.writes": 1},
    prints={"mult_adds": "infer_gmacs", "params": "param_count", "activations": "infer_macts"},
    mistakes=(
        "the column of multiply-adds holds single operations of normalisation and pooling too",
        "two decimals of a G leave one or two digits for small networks",
    ),
    sees={"module": 1, "function": 1},
    # Squeeze-and-excitation pools by x.mean(), for which fvcore has no rule; a classifier by AdaptiveAvgPool2d.
    implementation="timm",
    ways=Implementation({"GlobalPool": "method", "classifier/GlobalPool": "module"}),
    knows=READ | {"Linear"},
    source="timm's benchmark.py (profile_fvcore)",
)
