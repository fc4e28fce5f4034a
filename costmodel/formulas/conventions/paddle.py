"""PaddlePaddle 3.3.1's `paddle.flops`: a hook on each kind of layer, and the rules of thop of 2020."""

from costmodel.formulas.conventions import READ, Convention, Factors, doubled

MULT_ADDS: Factors = {
    "mult_adds": 1,
    "bias_adds": 1,
    "FC.bias_adds": -1,
    "BatchNorm.pointwise": 1,
    "GlobalAvgPool.reads": 1,
    "GlobalAvgPool.writes": 1,
    "AvgPool.writes": 1,
}

CONVENTION = Convention(
    "paddle",
    "mult-adds of convolutions and fully connected layers, biases of convolutions, two operations an element for batch "
    "normalisation, and average pooling; parameters with the running statistics",
    mult_adds=MULT_ADDS,
    flops=doubled(MULT_ADDS),
    params={"weights": 1, "biases": 1, "norms": 1, "statistics": 1},
    prints={"mult_adds": "Total Flops", "params": "Total Params"},
    mistakes=(
        "prints multiply-adds under the name Flops, and adds biases and single operations of normalisation to them",
        "running statistics count as parameters",
        "sees layers only: what is written as a function counts nothing",
    ),
    sees={"module": 1},
    implementation="paddle",
    knows=READ,
    source="paddle/hapi/dynamic_flops.py",
)
