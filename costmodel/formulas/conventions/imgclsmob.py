"""imgclsmob's `measure_model` for MXNet Gluon: a hook on each kind of block; all its tables print that FLOPs/2.

The counter beside its PyTorch networks has the same rules, but finds a module where a gate pools, which is a function in Gluon:
it would give SE-ResNet-50 3,883.25 M, and both tables have 3,880.49 M.
"""

from fractions import Fraction

from costmodel.formulas.conventions import READ, Convention, Factors
from costmodel.ir.implementation import Implementation

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
        "element-wise sums and products count nothing, nor does the pooling of a gate",
    ),
    sees={"module": 1},
    implementation="imgclsmob",
    ways=Implementation({"GlobalPool": "function", "classifier/GlobalPool": "module"}),
    knows=READ,
    source="imgclsmob's gluon/model_stats.py, and its networks in gluon/gluoncv2/models",
)
