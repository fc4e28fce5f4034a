"""The ops: one class each, its size rule beside its work rule; one file a family."""

from costmodel.ir.ops.convolution import Conv, DWConv
from costmodel.ir.ops.join import Add, Concat, WeightedSum
from costmodel.ir.ops.layout import Dropout, Flatten, Identity, Input, Pad, Shift, Shuffle, Slice, Split
from costmodel.ir.ops.linear import FC, Linear
from costmodel.ir.ops.op import Op, op
from costmodel.ir.ops.pointwise import LRN, Activation, BatchNorm, Scale
from costmodel.ir.ops.pooling import GlobalPool, Pool

__all__ = [
    "FC",
    "LRN",
    "Activation",
    "Add",
    "BatchNorm",
    "Concat",
    "Conv",
    "DWConv",
    "Dropout",
    "Flatten",
    "GlobalPool",
    "Identity",
    "Input",
    "Linear",
    "Op",
    "Pad",
    "Pool",
    "Scale",
    "Shift",
    "Shuffle",
    "Slice",
    "Split",
    "WeightedSum",
    "op",
]
