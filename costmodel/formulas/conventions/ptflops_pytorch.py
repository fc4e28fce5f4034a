"""ptflops 0.7.5 with its `pytorch` backend: hooks on modules, and patched functions."""

from costmodel.formulas.conventions import Convention, Tally, doubled, mult_adds_of

MULT_ADDS: Tally = {
    "mult_adds": 1,
    "bias_adds": 1,
    "BatchNorm.pointwise": 1,
    # The hook on the module counts, and then the function that the module calls counts again.
    "ReLU.reads": 2,
    "Pool.reads": 2,
    "GlobalPool.reads": 2,
    # Only one of the two has a rule.
    "ReLU6.reads": 1,
    "Swish.reads": 1,
    "Softmax.reads": 1,
}
POOLED: Tally = {"GlobalPool.reads": 1}  # a function, which counts once
MEAN: Tally = {"GlobalPool.reads": 0}  # a method, which counts nothing

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
    implementations=mult_adds_of(
        {
            "densenet": {**POOLED, "last/ReLU.reads": -1},
            "googlenet": {"ReLU.reads": 1},
            "inception_v3": {
                "ReLU.reads": 1,
                "AvgPool.reads": -1,
                "mixed_6a/MaxPool 3x3.reads": -1,
                "mixed_7a/MaxPool 3x3.reads": -1,
            },
            "mnasnet": MEAN,
            "mobilenet_v2": POOLED,
            "shufflenet_v2": MEAN,
            # An adaptive pooling to 7x7 (6x6) stands before the classifier, where the map already has that size.
            "vgg": {"stage5/MaxPool 2x2.writes": 2},
            "alexnet": {"conv5/MaxPool 3x3.writes": 2},
        }
    ),
    source="ptflops/pytorch_ops.py and pytorch_engine.py",
)
