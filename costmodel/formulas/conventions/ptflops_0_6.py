"""ptflops up to 0.6: hooks on modules alone. The numbers that most papers quote from ptflops are of these versions."""

from costmodel.formulas.conventions import READ, Convention, Factors, doubled

MULT_ADDS: Factors = {
    "mult_adds": 1,
    "bias_adds": 1,
    "BatchNorm.pointwise": 1,
    "ReLU.reads": 1,
    "ReLU6.reads": 1,
    "Pool.reads": 1,
    "GlobalPool.reads": 1,
}

CONVENTION = Convention(
    "ptflops-0-6",
    "mult-adds and biases of convolutions and fully connected layers, two operations an element for batch normalisation, one "
    "for each element that a ReLU, a ReLU6 or a pooling reads",
    mult_adds=MULT_ADDS,
    flops=doubled(MULT_ADDS),
    prints={"mult_adds": "macs", "params": "params"},
    mistakes=(
        "adds biases and single operations of normalisation, activation and pooling to a number that it calls multiply-adds",
        "sees modules only: what is written as a function counts nothing",
        "swish, hard swish, sigmoid and sums by `+` count nothing",
    ),
    sees={"module": 1},
    knows=READ,
    source="ptflops 0.6.9, ptflops/pytorch_ops.py",
)
