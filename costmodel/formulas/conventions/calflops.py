"""calflops 0.3.2, which is DeepSpeed's profiler: patched functions."""

from costmodel.formulas.conventions import Convention, Tally

MEAN: Tally = {"GlobalPool.reads": 0}  # x.mean([2, 3]) is not patched
# Squeeze-and-excitation of 1x1 convolutions, whose biases count; those of fully connected layers do not.
CONVOLVED: Tally = {"FC.bias_adds": 1, "classifier/FC.bias_adds": -1}

CONVENTION = Convention(
    "calflops",
    "MACs are the mult-adds of convolutions and fully connected layers; FLOPs are twice that, the biases of convolutions, two "
    "operations an element for batch normalisation, and one for each element that ReLU, Swish, softmax or a pooling reads",
    flops={
        "mult_adds": 2,
        "Conv.bias_adds": 1,
        "GConv.bias_adds": 1,
        "DWConv.bias_adds": 1,
        "BatchNorm.pointwise": 1,
        "ReLU.reads": 1,
        "Swish.reads": 1,
        "Softmax.reads": 1,
        "Pool.reads": 1,
        "GlobalPool.reads": 1,
    },
    prints={"mult_adds": "MACs", "flops": "FLOPs", "params": "Params"},
    mistakes=(
        "ReLU6 counts nothing, and ReLU counts one operation an element",
        "biases of fully connected layers count nothing, those of convolutions do",
        "pooling counts the elements it reads, whatever its window",
        "hard sigmoid, hard swish, sigmoid, element-wise sums and products count nothing",
    ),
    implementations={
        family: {"flops": changes}
        for family, changes in {
            "mnasnet": MEAN,
            "shufflenet_v2": MEAN,
            "efficientnet": CONVOLVED,
            "mobilenet_v3": CONVOLVED,
            # An adaptive pooling to 7x7 (6x6) stands before the classifier, where the map already has that size.
            "vgg": {"stage5/MaxPool 2x2.writes": 1},
            "alexnet": {"conv5/MaxPool 3x3.writes": 1},
        }.items()
    },
    source="calflops/pytorch_ops.py",
)
