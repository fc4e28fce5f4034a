"""thop 0.0.22 (2019): a hook on each kind of module, and activations and poolings counted too."""

from costmodel.formulas.conventions import BESIDES, NORMS, READ, Convention, Factors, doubled
from costmodel.formulas.conventions.thop_0_0_31_1912 import SIDES
from costmodel.formulas.misreading import biased_by_channel

MULT_ADDS: Factors = {
    "mult_adds": 1,
    "bias_adds": 1,
    # A multiplication and an addition each, but one addition less for each output; biases are left out.
    "FC.mult_adds": 1,
    "FC.writes": -1,
    "FC.bias_adds": -1,
    "BatchNorm.pointwise": 2,
    "ReLU.reads": 1,
    "ReLU6.reads": 1,
    "LeakyReLU.reads": 1,
    "GlobalAvgPool.reads": 1,
    "GlobalAvgPool.writes": 1,
    "GlobalMaxPool.reads": 1,
    # The side of a window instead of its area, where the window is given as one number.
    **{f"MaxPool {side}x{side}.writes": side for side in SIDES},
    **{f"AvgPool {side}x{side}.writes": side + 1 for side in SIDES},
}

CONVENTION = Convention(
    "thop-0-0-22",
    "mult-adds and biases of convolutions, twice the mult-adds of fully connected layers, four operations an element for batch "
    "normalisation, one for a ReLU, the side of its window for each output of a pooling",
    mult_adds=MULT_ADDS,
    flops=doubled(MULT_ADDS),
    prints={"mult_adds": "flops", "params": "params"},
    mistakes=(
        "a bias of a convolution counts once for each channel that its filter sees",
        "counts two operations for each weight of a fully connected layer, and one for each of a convolution",
        "a pooling counts the side of its window, not the area",
        "a module that is called twice counts only the last time",
        "adds up in single precision: of more than 16.8 million the last digits are rounded",
        "swish, hard swish, sigmoid and what is written as a function count nothing",
    ),
    sees={"module": 1, "recalled": 0},
    misreads=dict.fromkeys(("Conv", "GConv", "DWConv"), biased_by_channel),
    knows=READ - {"Pool"}
    | BESIDES - {"AdaptivePool"}
    | NORMS
    | {"PReLU"}
    | {f"{pool} {side}x{side}" for pool in ("MaxPool", "AvgPool") for side in SIDES},
    source="thop 0.0.22, thop/count_hooks.py",
)
