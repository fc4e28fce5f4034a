"""Pooling, reductions and other sizes of maps."""

from costmodel.ir.ops import LRN, Pool
from costmodel.ir.ops.elementwise import Elementwise
from costmodel.ir.ops.pooling import Mode
from costmodel.ir.ops.reduction import Reduce, Sort
from costmodel.ir.ops.resampling import PixelShuffle, Resize
from costmodel.subjects.importing.formats.tflite.operation import NoRule, Operation
from costmodel.subjects.importing.formats.tflite.registry import rule
from costmodel.subjects.importing.formats.tflite.rules.activations import fused
from costmodel.subjects.importing.formats.tflite.rules.layers import padding_of
from costmodel.subjects.importing.layout import CHANNELS_LAST
from costmodel.subjects.importing.reading import Value

MODES: dict[str, Mode] = {"AVERAGE_POOL_2D": "average", "MAX_POOL_2D": "max"}
REDUCTIONS = {
    "MEAN": "mean",
    "REDUCE_ALL": "all",
    "REDUCE_ANY": "any",
    "REDUCE_MAX": "max",
    "REDUCE_MIN": "min",
    "REDUCE_PROD": "product",
    "SUM": "sum",
}


@rule(*MODES)
def pool(operation: Operation) -> Value:
    mode, padding = MODES[operation.kind], padding_of(operation)
    kernel = operation.window("height", "width")
    stride = operation.window("stride_height", "stride_width")
    # An average is over the pixels of the map only; a maximum looks at the padding too.
    op = Pool(mode, kernel, stride, padding, count_padding=padding == "valid" or mode == "max")  # type: ignore[arg-type]
    return fused(operation, operation.apply(op, operation.x))


@rule(*REDUCTIONS)
def reduce(operation: Operation) -> Value:
    x, keep = operation.x, bool(operation.option("keep"))
    rank = len(x.shape)
    axes = CHANNELS_LAST.axes(operation.content(1), rank)
    y = operation.apply(Reduce(REDUCTIONS[operation.kind], axes, keep), x)
    if keep:
        return y
    kept = [size for place, size in enumerate(operation.sizes(x)) if operation.axis(place, x) not in axes]
    return operation.view(y, kept, "layout")


@rule("ARG_MAX", "ARG_MIN")
def arg(operation: Operation) -> Value:
    [axis] = operation.content(1)
    function = "max" if operation.kind == "ARG_MAX" else "min"
    y = operation.apply(Reduce(function, (operation.axis(axis, operation.x),)), operation.x)
    return operation.view(y, operation.stated(), "layout")


@rule("TOPK_V2")
def largest(operation: Operation) -> list[Value]:
    """The largest values, and where they were."""
    [number] = operation.content(1)
    y = operation.apply(Sort(number, operation.axis(-1, operation.x)), operation.x)
    return [y, y]


@rule("L2_NORMALIZATION")
def normalize(operation: Operation) -> Value:
    x = operation.x
    length = operation.apply(Reduce("norm", (operation.axis(-1, x),), keep=True), x, part="norm")
    return fused(operation, operation.apply(Elementwise("divide"), x, length))


@rule("LOCAL_RESPONSE_NORMALIZATION")
def response(operation: Operation) -> Value:
    return operation.apply(LRN(2 * operation.option("radius") + 1), operation.x)


@rule("RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR")
def resize(operation: Operation) -> Value:
    size = operation.content(1)
    if len(size) != 2:
        raise NoRule
    return operation.apply(Resize(size, "linear" if operation.kind == "RESIZE_BILINEAR" else "nearest"), operation.x)


@rule("DEPTH_TO_SPACE", "SPACE_TO_DEPTH")
def depth_to_space(operation: Operation) -> Value:
    return operation.apply(PixelShuffle(operation.option("block"), down=operation.kind == "SPACE_TO_DEPTH"), operation.x)
