"""imgclsmob's `measure_model`: a hook on each kind of module; its tables print FLOPs/2."""

from fractions import Fraction

from costmodel.formulas.conventions import READ, Convention, Factors

FLOPS: Factors = {
    "mult_adds": 2,
    # Without a bias a dot product ends without an addition: taken off for each unit of a fully connected layer, but only once
    # for each kernel of a convolution, and not for each of its pixels.
    "bare_kernels": -1,
    "FC.writes": -1,
    "FC.bias_adds": 1,
    "BatchNorm.pointwise": 2,
    "ReLU.reads": 1,
    "ReLU6.reads": 1,
    "HSigmoid.reads": 1,
    "HSwish.reads": 2,
    "Sigmoid.reads": 4,
    "Swish.reads": 5,
    "Pool.pointwise": 1,
    "GlobalPool.reads": 1,
    "Shuffle.reads": 1,
}

CONVENTION = Convention(
    "imgclsmob",
    "FLOPs are twice the mult-adds, four operations an element for batch normalisation, one to five for activations, one for "
    "each pixel under a pooling window and each shuffled element; the tables print half of that",
    mult_adds={fact: Fraction(factor, 2) for fact, factor in FLOPS.items()},
    flops=FLOPS,
    prints={"mult_adds": "FLOPs/2", "flops": "FLOPs", "params": "Params"},
    mistakes=(
        "half of all operations is printed where others print multiply-adds, two to ten percent above them",
        "the addition that a convolution without bias saves is taken off once a kernel instead of once a pixel",
        "element-wise sums and products count nothing",
    ),
    knows=READ,
    source="imgclsmob's pytorch/model_stats.py",
)
