"""thop 0.0.31.post2001170342 (January 2020): batch normalisation at two operations, average pooling at one."""

from costmodel.formulas.conventions import BESIDES, NORMS, READ, Convention, Factors, doubled

MULT_ADDS: Factors = {
    "mult_adds": 1,
    "bias_adds": 1,
    # A multiplication and an addition each; without a bias one addition less for each output.
    "FC.mult_adds": 1,
    "FC.writes": -1,
    "BatchNorm.pointwise": 1,
    "LeakyReLU.reads": 1,
    "GlobalAvgPool.reads": 1,
    "GlobalAvgPool.writes": 1,
    "AvgPool.writes": 1,
    "ResizeLinear.writes": 11,
}

CONVENTION = Convention(
    "thop-0-0-31-2001",
    "mult-adds and biases of convolutions, twice the mult-adds of fully connected layers, two operations an element for batch "
    "normalisation, and average pooling",
    mult_adds=MULT_ADDS,
    flops=doubled(MULT_ADDS),
    prints={"mult_adds": "flops", "params": "params"},
    mistakes=(
        "counts two operations for each weight of a fully connected layer, and one for each of a convolution",
        "adds two operations an element of normalisation to mult-adds",
        "adds up in single precision: of more than 16.8 million the last digits are rounded",
        "sees modules only: what is written as a function counts nothing",
    ),
    sees={"module": 1},
    knows=READ | BESIDES - {"AdaptivePool"} | NORMS | {"PReLU"},
    source="thop 0.0.31.post2001170342, thop/count_hooks.py",
)
