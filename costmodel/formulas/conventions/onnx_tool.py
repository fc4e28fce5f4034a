"""onnx-tool 1.0.1: one rule an ONNX operator, on what PyTorch's exporter writes."""

from costmodel.formulas.conventions import EVERYTHING, READ, Convention, Factors, doubled
from costmodel.ir.implementation import Implementation

MULT_ADDS: Factors = {
    "mult_adds": 1,
    "bias_adds": 1,
    # Additions, a root and a division, for each element anew.
    "BatchNorm.writes": 31,
    "ReLU.writes": 1,
    "ReLU6.writes": 2,
    "Sigmoid.writes": 32,
    "Tanh.writes": 38,
    "Swish.writes": 33,  # a sigmoid, and a product
    "HSigmoid.writes": 4,
    "HSwish.writes": 5,
    "Pool.pointwise": 1,
    "GlobalAvgPool.reads": 1,
    "GlobalAvgPool.writes": 4,
    "Add.writes": 1,
    "Scale.writes": 1,
}

CONVENTION = Convention(
    "onnx-tool",
    "mult-adds and biases, those of folded normalisations too, and every other operation at a price of its own: 4 for a "
    "division, 32 for an exponential, 31 an element for a normalisation that no convolution takes in",
    mult_adds=MULT_ADDS,
    flops=doubled(MULT_ADDS),
    params={"weights": 1, "biases": 1, "norms": 1, "statistics": 1},
    prints={"mult_adds": "MACs", "params": "Params"},
    mistakes=(
        "counts an exponential as 32 multiply-adds and a root as 24, which a normalisation has for each element instead of "
        "once a channel",
        "parameters are those of the file: a folded normalisation has left a bias, and one that was not folded its statistics",
    ),
    sees=EVERYTHING,
    implementation="onnx",
    ways=Implementation({"BatchNorm": "folded"}),
    knows=READ,
    rare=True,
    source="onnx_tool/node.py",
)
