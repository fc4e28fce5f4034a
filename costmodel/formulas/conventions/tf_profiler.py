"""TensorFlow's profiler (`float_operation`), 2.21, on the frozen graph of a Keras 3 network."""

from costmodel.formulas.conventions import EVERYTHING, READ, Convention
from costmodel.ir.implementation import Implementation

CONVENTION = Convention(
    "tf-profiler",
    "FLOPs are twice the mult-adds, biases, one operation an element for sums, products and a mean, each pixel under a "
    "pooling, five for a softmax, and of batch normalisation two an element and six a channel",
    flops={
        "mult_adds": 2,
        "bias_adds": 1,
        "BatchNorm.pointwise": 1,
        # The scale of each channel is made anew: a sum, a root at two operations, a product and a difference, and a product
        # more where there is a learned scale.
        "BatchNorm.statistics": 2,
        "BatchNorm.norms": 1,
        "Pool.pointwise": 1,
        "GlobalAvgPool.reads": 1,
        "Add.writes": 1,
        "Scale.writes": 1,
        "Swish.writes": 2,  # a product with one, and one with the sigmoid
        "HSwish.writes": 3,
        "HSigmoid.writes": 2,
        "Softmax.pointwise": 1,
    },
    prints={"flops": "total_float_ops"},
    mistakes=(
        "activations count nothing, but for the sums and products in a swish, a hard swish and a hard sigmoid",
        "batch normalisation counts because Keras 3 writes it as sums and products; a fused one counts nothing",
    ),
    sees=EVERYTHING,
    implementation="keras",
    ways=Implementation({"classifier/FC": "softmaxed"}),
    knows=READ,
    source="tensorflow/python/profiler/internal/flops_registry.py and ops/nn_ops.py",
)
