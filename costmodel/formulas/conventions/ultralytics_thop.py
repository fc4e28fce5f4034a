"""ultralytics-thop 2.2.3: thop with transposed convolutions, attention and average pooling mended."""

from costmodel.formulas.conventions import BESIDES, NORMS, READ, Convention, Factors, doubled

MULT_ADDS: Factors = {
    "mult_adds": 1,
    "BatchNorm.pointwise": 2,
    "GlobalAvgPool.reads": 1,
    "GlobalAvgPool.writes": 1,
    "AvgPool.pointwise": 1,
    "AvgPool.writes": 1,
    "InstanceNorm.reads": 2,
    "LayerNorm.reads": 4,
    "PReLU.reads": 1,
    "ResizeLinear.writes": 11,
}

CONVENTION = Convention(
    "ultralytics-thop",
    "as thop 0.1.1: mult-adds without biases, four operations an element for batch normalisation; but an average pooling "
    "counts each pixel under its window and a division an output",
    mult_adds=MULT_ADDS,
    flops=doubled(MULT_ADDS),
    prints={"mult_adds": "macs", "params": "params"},
    mistakes=(
        "adds four operations an element of normalisation to a number that it calls multiply-adds",
        "sees modules only: what is written as a function counts nothing, without a warning",
    ),
    sees={"module": 1},
    knows=READ - {"Softmax"} | BESIDES - {"AdaptivePool"} | NORMS | {"PReLU", "Linear", "TransposedConv"},
    source="thop/vision/basic_hooks.py and calc_func.py of ultralytics-thop 2.2.3",
)
