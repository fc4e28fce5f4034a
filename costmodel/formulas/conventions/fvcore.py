"""fvcore's `FlopCountAnalysis` and `ActivationCountAnalysis`, 0.1.5: a trace of the network, one rule an operator."""

from costmodel.formulas.conventions import BESIDES, NORMS, PRODUCTS, READ, Convention, Factors, doubled

MULT_ADDS: Factors = {
    "mult_adds": 1,
    "BatchNorm.pointwise": 1,
    "GlobalAvgPool.reads": 1,
    "AdaptiveAvgPool.reads": 1,
    "GroupNorm.reads": 5,
    "InstanceNorm.reads": 5,
    "LayerNorm.reads": 5,
    "ResizeNearest.writes": 1,
    "ResizeLinear.writes": 4,
    "GridSample.writes": 4,
    "Attention.mult_adds": -1,  # it has no rule for the operator, and so counts none
}

CONVENTION = Convention(
    "fvcore",
    "mult-adds of convolutions and matrix products without biases, two operations an element for batch normalisation, "
    "and one for each element that an adaptive average pooling reads",
    mult_adds=MULT_ADDS,
    flops=doubled(MULT_ADDS),
    activations={"activations": 1, "FC.writes": 1, "Linear.writes": 1, "MatMul.writes": 1, "Einsum.writes": 1},
    prints={"mult_adds": "flops", "params": "parameters", "activations": "activations"},
    mistakes=(
        "prints multiply-adds under the name flops, and adds single operations of normalisation to them",
        "global pooling counts or not by how it is written: AdaptiveAvgPool2d does, x.mean() and AvgPool2d do not",
        "activations, element-wise sums and products, maximum pooling count nothing; a warning says so",
        "scaled dot-product attention counts nothing",
    ),
    sees={"module": 1, "function": 1},
    knows=READ | BESIDES | NORMS | PRODUCTS | {"TransposedConv"},
    source="fvcore/nn/jit_handles.py, flop_count.py and activation_count.py",
)
