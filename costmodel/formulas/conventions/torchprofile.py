"""torchprofile 0.1.0: a trace of the network, one rule an operator."""

from costmodel.formulas.conventions import EVERYTHING, READ, Convention, Factors, doubled

MULT_ADDS: Factors = {
    "mult_adds": 1,
    "BatchNorm.writes": 1,
    "GlobalAvgPool.writes": 1,
    "AvgPool.writes": 1,
    "Scale.writes": 1,
    "WeightedSum.reads": 1,
}

CONVENTION = Convention(
    "torchprofile",
    "mult-adds of convolutions and fully connected layers without biases, and one an output for batch normalisation, average "
    "pooling and element-wise products",
    mult_adds=MULT_ADDS,
    flops=doubled(MULT_ADDS),
    prints={"mult_adds": "macs"},
    mistakes=(
        "an average over a window counts one multiply-add an output, however large the window",
        "a transposed convolution counts as many products as an ordinary one with its output's size",
    ),
    sees=EVERYTHING,
    knows=READ | {"GELU", "Linear"},
    source="torchprofile/handlers.py",
)
