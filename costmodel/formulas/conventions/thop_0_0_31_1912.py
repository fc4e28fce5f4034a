"""thop 0.0.31.post1912272122 (December 2019): activations and maxima have become free."""

from dataclasses import replace

from costmodel.formulas.conventions import BESIDES, NORMS, READ, Factors, doubled
from costmodel.formulas.conventions.thop_0_0_31_2001 import CONVENTION as LATER
from costmodel.formulas.conventions.thop_0_0_31_2001 import MULT_ADDS as LATER_MULT_ADDS

SIDES = range(1, 16)  # of windows of which it is said how they count
MULT_ADDS: Factors = {
    **LATER_MULT_ADDS,
    "BatchNorm.pointwise": 2,
    **{f"AvgPool {side}x{side}.writes": side for side in SIDES},
}

CONVENTION = replace(
    LATER,
    name="thop-0-0-31-1912",
    summary="mult-adds and biases of convolutions, twice the mult-adds of fully connected layers, four operations an element "
    "for batch normalisation, and average pooling",
    mult_adds=MULT_ADDS,
    flops=doubled(MULT_ADDS),
    mistakes=(
        "counts two operations for each weight of a fully connected layer, and one for each of a convolution",
        "an average pooling counts the side of its window, not the area",
        "adds four operations an element of normalisation to mult-adds",
        "adds up in single precision: of more than 16.8 million the last digits are rounded",
        "sees modules only: what is written as a function counts nothing",
    ),
    knows=READ - {"Pool"}
    | BESIDES - {"AdaptivePool"}
    | NORMS
    | {"PReLU", "MaxPool"}
    | {f"AvgPool {side}x{side}" for side in SIDES},
    source="thop 0.0.31.post1912272122, thop/count_hooks.py",
)
