"""ptflops up to 0.6: hooks on modules alone. The numbers that most papers quote from ptflops are of these versions."""

from costmodel.formulas.conventions import Convention, Tally, doubled, mult_adds_of

MULT_ADDS: Tally = {
    "mult_adds": 1,
    "bias_adds": 1,
    "BatchNorm.pointwise": 1,
    "ReLU.reads": 1,
    "ReLU6.reads": 1,
    "Pool.reads": 1,
    "GlobalPool.reads": 1,
}
NO_MODULE: Tally = {"GlobalPool.reads": 0}  # a function or a method, which no hook sees

CONVENTION = Convention(
    "ptflops-0-6",
    "mult-adds and biases of convolutions and fully connected layers, two operations an element for batch normalisation, one "
    "for each element that a ReLU, a ReLU6 or a pooling reads",
    mult_adds=MULT_ADDS,
    flops=doubled(MULT_ADDS),
    prints={"mult_adds": "macs", "params": "params"},
    mistakes=(
        "adds biases and single operations of normalisation, activation and pooling to a number that it calls multiply-adds",
        "sees modules only: what is written as a function counts nothing",
        "swish, hard swish, sigmoid and sums by `+` count nothing",
    ),
    implementations=mult_adds_of(
        {
            "densenet": {**NO_MODULE, "last/ReLU.reads": -1},
            "googlenet": {"ReLU.reads": 0},
            "inception_v3": {
                "ReLU.reads": 0,
                "AvgPool.reads": -1,
                "mixed_6a/MaxPool 3x3.reads": -1,
                "mixed_7a/MaxPool 3x3.reads": -1,
            },
            "mnasnet": NO_MODULE,
            "mobilenet_v2": NO_MODULE,
            "shufflenet_v2": NO_MODULE,
            # An adaptive pooling to 7x7 (6x6) stands before the classifier, where the map already has that size.
            "vgg": {"stage5/MaxPool 2x2.writes": 1},
            "alexnet": {"conv5/MaxPool 3x3.writes": 1},
        }
    ),
    source="ptflops 0.6.9, ptflops/pytorch_ops.py",
)
