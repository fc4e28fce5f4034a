"""thop 0.0.31.post1912272122 (December 2019): activations and maxima have become free."""

from costmodel.formulas.conventions import BESIDES, NORMS, READ, Convention, Factors, doubled

SIDES = range(1, 16)  # of windows of which it is said how they count
MULT_ADDS: Factors = {
    "mult_adds": 1,
    "bias_adds": 1,
    # A multiplication and an addition each; without a bias one addition less for each output.
    "FC.mult_adds": 1,
    "FC.writes": -1,
    "BatchNorm.pointwise": 2,
    "LeakyReLU.reads": 1,
    "GlobalAvgPool.reads": 1,
    "GlobalAvgPool.writes": 1,
    **{f"AvgPool {side}x{side}.writes": side + 1 for side in SIDES},
    "ResizeLinear.writes": 11,
}

CONVENTION = Convention(
    "thop-0-0-31-1912",
    "mult-adds and biases of convolutions, twice the mult-adds of fully connected layers, four operations an element for batch "
    "normalisation, and average pooling",
    mult_adds=MULT_ADDS,
    flops=doubled(MULT_ADDS),
    prints={"mult_adds": "flops", "params": "params"},
    mistakes=(
        "counts two operations for each weight of a fully connected layer, and one for each of a convolution",
        "an average pooling counts the side of its window, not the area",
        "adds four operations an element of normalisation to mult-adds",
        "adds up in single precision: of more than 16.8 million the last digits are rounded",
        "sees modules only: what is written as a function counts nothing",
    ),
    sees={"module": 1},
    knows=READ - {"Pool"}
    | BESIDES - {"AdaptivePool"}
    | NORMS
    | {"PReLU", "MaxPool"}
    | {f"AvgPool {side}x{side}" for side in SIDES},
    source="thop 0.0.31.post1912272122, thop/count_hooks.py",
)
