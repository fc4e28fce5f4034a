"""thop 0.1.1 (pytorch-OpCounter): a hook on each kind of module."""

from costmodel.formulas.conventions import BESIDES, NORMS, PRODUCTS, READ, Convention, Factors, doubled

MULT_ADDS: Factors = {
    "mult_adds": 1,
    "BatchNorm.pointwise": 2,
    "GlobalAvgPool.reads": 1,
    "GlobalAvgPool.writes": 1,
    "AvgPool.writes": 1,
    "Softmax.reads": 3,
    "AdaptiveAvgPool.reads": 1,
    "AdaptiveAvgPool.writes": 1,
    "InstanceNorm.reads": 2,
    "LayerNorm.reads": 4,
    "PReLU.reads": 1,
    "ResizeNearest.writes": 1,
    "ResizeLinear.writes": 11,
}

CONVENTION = Convention(
    "thop",
    "mult-adds of convolutions and fully connected layers without biases, four operations an element for batch normalisation, "
    "one an output for average pooling, and reads plus writes of adaptive average pooling; activations are free",
    mult_adds=MULT_ADDS,
    flops=doubled(MULT_ADDS),
    prints={"mult_adds": "macs", "params": "params"},
    mistakes=(
        "adds four operations an element of normalisation to a number that it calls multiply-adds",
        "sees modules only: what is written as a function counts nothing, without a warning",
        "a transposed convolution counts as many products as an ordinary one with its output's size",
        "parameters that belong to no module are not counted",
    ),
    sees={"module": 1},
    knows=READ | BESIDES | NORMS | PRODUCTS | {"PReLU"},
    source="thop/profile.py, vision/basic_hooks.py and calc_func.py",
)
