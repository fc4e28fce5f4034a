"""ptflops 0.7.5 with its `aten` backend, the default: each convolution and matrix product that is dispatched."""

from costmodel.formulas.conventions import BESIDES, EVERYTHING, NORMS, PRODUCTS, READ, Convention, Factors, doubled

MULT_ADDS: Factors = {"mult_adds": 1, "bias_adds": 1, "Attention.mult_adds": -1}

CONVENTION = Convention(
    "ptflops-aten",
    "mult-adds of convolutions and matrix products, and one operation an output for their biases; nothing else",
    mult_adds=MULT_ADDS,
    flops=doubled(MULT_ADDS),
    prints={"mult_adds": "macs", "params": "params"},
    mistakes=(
        "adds biases to a number that it calls multiply-adds",
        "scaled dot-product attention counts nothing",
        "the number is for one sample whatever the batch",
    ),
    sees=EVERYTHING,
    knows=READ | BESIDES | NORMS | PRODUCTS | {"TransposedConv"},
    source="ptflops/aten_ops.py and aten_engine.py",
)
