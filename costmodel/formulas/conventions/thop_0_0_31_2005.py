"""thop 0.0.31.post2005241907 (May 2020): fully connected layers at one operation a weight; the last before 0.1."""

from costmodel.formulas.conventions import BESIDES, NORMS, READ, Convention, Factors, doubled

MULT_ADDS: Factors = {
    "mult_adds": 1,
    "bias_adds": 1,
    "FC.bias_adds": -1,
    "Linear.bias_adds": -1,
    "BatchNorm.pointwise": 1,
    "LeakyReLU.reads": 1,
    "GlobalAvgPool.reads": 1,
    "GlobalAvgPool.writes": 1,
    "AvgPool.writes": 1,
    "ResizeLinear.writes": 11,
}

CONVENTION = Convention(
    "thop-0-0-31-2005",
    "mult-adds of convolutions and fully connected layers, biases of convolutions, two operations an element for batch "
    "normalisation, and average pooling",
    mult_adds=MULT_ADDS,
    flops=doubled(MULT_ADDS),
    prints={"mult_adds": "macs", "params": "params"},
    mistakes=(
        "adds biases of convolutions and two operations an element of normalisation to a number that it calls macs",
        "biases of fully connected layers count nothing, those of convolutions do",
        "sees modules only: what is written as a function counts nothing",
    ),
    sees={"module": 1},
    knows=READ | BESIDES - {"AdaptivePool"} | NORMS | {"PReLU", "Linear"},
    source="thop 0.0.31.post2005241907, thop/vision/basic_hooks.py",
)
