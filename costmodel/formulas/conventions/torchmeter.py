"""torchmeter 0.1.0: a hook on each kind of module."""

from costmodel.formulas.conventions import READ, Convention
from costmodel.formulas.misreading import ungrouped

CONVENTION = Convention(
    "torchmeter",
    "MACs are mult-adds without biases, two operations an element for batch normalisation, one to five for an activation, and "
    "one less than its window for each output of a pooling; FLOPs are counted apart, by rules of their own",
    mult_adds={
        "mult_adds": 1,
        "BatchNorm.pointwise": 1,
        "ReLU.reads": 1,
        "ReLU6.reads": 1,
        "Swish.reads": 3,
        "Sigmoid.reads": 2,
        "Tanh.reads": 5,
        "Pool.pointwise": 1,
        "Pool.writes": -1,
    },
    flops={
        # A dot product ends without an addition, but for that of the bias.
        "mult_adds": 2,
        "bias_adds": 1,
        **{f"{kind}.writes": -1 for kind in ("Conv", "GConv", "DWConv", "FC")},
        "BatchNorm.pointwise": 2,
        "ReLU.reads": 1,
        "ReLU6.reads": 1,
        "Swish.reads": 5,
        "Sigmoid.reads": 4,
        "Tanh.reads": 9,
        "MaxPool.pointwise": 1,
        "AvgPool.pointwise": 2,
        "Pool.writes": -1,
    },
    prints={"mult_adds": "MACs", "flops": "FLOPs", "params": "RegNum"},
    mistakes=(
        "a convolution in groups counts as if each filter saw all channels: up to forty times too much for depthwise ones",
        "adds single operations of normalisation, activation and pooling to a number that it calls MACs",
        "adaptive pooling, hard sigmoid and hard swish count nothing",
        "sees modules only: what is written as a function counts nothing",
    ),
    sees={"module": 1},
    misreads=dict.fromkeys(("GConv", "DWConv"), ungrouped),
    knows=READ,
    rare=True,
    source="torchmeter/statistic.py (CalMeter)",
)
