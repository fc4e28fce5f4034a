"""TOCO, TensorFlow Lite's converter until 2020: the arithmetic operations that it logs, and half of them as MACs.

That half is what some tables of Google's mobile networks print as multiply-adds.
"""

from fractions import Fraction

from costmodel.formulas.conventions import EVERYTHING, READ, Convention, Factors

FLOPS: Factors = {
    "mult_adds": 2,
    "bias_adds": 1,
    "BatchNorm.writes": 1,  # it is folded into the convolution in front of it, which has a bias then
    "Add.pointwise": 1,
    "Scale.pointwise": 1,
    "WeightedSum.pointwise": 1,
    "MaxPool.pointwise": 1,
    "AvgPool.pointwise": 1,
    "Sigmoid.writes": 64,
    "Tanh.writes": 64,
    "Softmax.writes": 64,
    "Swish.writes": 65,  # a sigmoid and a product
}

CONVENTION = Convention(
    "toco",
    "arithmetic operations are twice the mult-adds, one an output for a bias or a folded normalisation and for element-wise "
    "sums and products, one for each pixel under a pooling window, 64 for a sigmoid, tanh or softmax; MACs are half of that",
    mult_adds={fact: Fraction(factor, 2) for fact, factor in FLOPS.items()},
    flops=FLOPS,
    prints={"mult_adds": "MACs", "flops": "arithmetic ops"},
    mistakes=(
        "half of all operations is printed as multiply-adds, up to 3 % above them",
        "a math function such as the sigmoid counts 64 operations, by the source's own word a rough ballpark",
        "ReLU, hard swish, hard sigmoid and the mean over a map count nothing",
    ),
    sees=EVERYTHING,
    # A hard sigmoid is converted to an addition and a product at most, one each a channel of a gate, which no print shows.
    knows=READ,
    measured=False,
    source="tensorflow/lite/toco/tooling_util.cc, EstimateArithmeticOpsCount",
)
