"""thop 0.1.1 (pytorch-OpCounter): a hook on each kind of module."""

from costmodel.formulas.conventions import Convention, Tally, doubled, mult_adds_of

MULT_ADDS: Tally = {
    "mult_adds": 1,
    "BatchNorm.pointwise": 2,
    "GlobalAvgPool.reads": 1,
    "GlobalAvgPool.writes": 1,
    "AvgPool.writes": 1,
    "Softmax.reads": 3,
}
NO_MODULE: Tally = {"GlobalAvgPool.reads": 0, "GlobalAvgPool.writes": 0}  # a function or a method, which no hook sees

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
    implementations=mult_adds_of(
        {
            "densenet": NO_MODULE,
            "mnasnet": NO_MODULE,
            "mobilenet_v2": NO_MODULE,
            "shufflenet_v2": NO_MODULE,
            "inception_v3": {"AvgPool.writes": 0},
            # An adaptive pooling to 7x7 (6x6) stands before the classifier, where the map already has that size.
            "vgg": {"stage5/MaxPool 2x2.writes": 2},
            "alexnet": {"conv5/MaxPool 3x3.writes": 2},
        }
    ),
    source="thop/profile.py, vision/basic_hooks.py and calc_func.py",
)
