"""ptflops 0.7.5 with its `pytorch` backend: hooks on modules, and patched functions."""

from fractions import Fraction

from costmodel.formulas.conventions import BESIDES, NORMS, PRODUCTS, READ, Convention, Factors, doubled

MULT_ADDS: Factors = {
    "mult_adds": 1,
    "bias_adds": 1,
    "Attention.mult_adds": -1,
    "BatchNorm.pointwise": 1,
    # The hook on the module counts, and then the function that the module calls counts again.
    "ReLU.reads": 2,
    "GELU.reads": 2,
    "Pool.reads": 2,
    "GlobalPool.reads": 2,
    "AdaptivePool.reads": 2,
    "ELU.reads": 2,
    "Resize.writes": 2,
    # Only one of the two has a rule.
    "GroupNorm.reads": 2,
    "InstanceNorm.reads": 1,
    "LayerNorm.reads": 1,
    "LeakyReLU.reads": 1,
    "ReLU6.reads": 1,
    "Swish.reads": 1,
    "Softmax.reads": 1,
}

CONVENTION = Convention(
    "ptflops-pytorch",
    "mult-adds and biases of convolutions and fully connected layers, two operations an element for batch normalisation, two "
    "for each element that a ReLU or a pooling reads, one for ReLU6 and Swish",
    mult_adds=MULT_ADDS,
    flops=doubled(MULT_ADDS),
    prints={"mult_adds": "macs", "params": "params"},
    mistakes=(
        "counts a ReLU and a pooling twice: once as a module, and once as the function that the module calls",
        "adds biases and single operations of normalisation, activation and pooling to a number that it calls multiply-adds",
        "hard sigmoid, hard swish, sigmoid and sums by `+` count nothing",
        "the number is for one sample whatever the batch",
    ),
    sees={"module": 1, "function": Fraction(1, 2)},  # a ReLU or a pooling that is a function has no hook that counts it first
    knows=READ | BESIDES | NORMS | PRODUCTS | {"TransposedConv"},
    source="ptflops/pytorch_ops.py and pytorch_engine.py",
)
