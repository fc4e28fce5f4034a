"""torchinfo 1.8.0: parameters times the pixels of the output."""

from costmodel.formulas.conventions import BESIDES, NORMS, PRODUCTS, READ, Convention, Factors, doubled

MULT_ADDS: Factors = {
    "mult_adds": 1,
    "bias_adds": 1,
    "norms": 1,
    # However many positions there are, as if there were one.
    "Linear.mult_adds": -1,
    "Linear.weights": 1,
    "Linear.shared_weights": 1,
    "Linear.bias_adds": -1,
    "Linear.biases": 1,
}

CONVENTION = Convention(
    "torchinfo",
    "weights and biases of a convolution times its output's pixels, and the parameters of every other module once: mult-adds "
    "and biases, and one operation for each scale and shift of a normalisation",
    mult_adds=MULT_ADDS,
    flops=doubled(MULT_ADDS),
    prints={"mult_adds": "Total mult-adds", "params": "Total params"},
    mistakes=(
        "a normalisation counts its parameters instead of its elements",
        "a fully connected layer on many positions counts as if there were one, which loses most of a transformer",
        "parameters of modules that are used twice are counted twice",
    ),
    sees={"module": 1},
    knows=READ | BESIDES | NORMS | PRODUCTS,
    source="torchinfo/layer_info.py (calculate_macs)",
)
