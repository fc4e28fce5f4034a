"""Convolutions, fully connected layers and recurrent ones: what has learned weights."""

from costmodel.errors import CostModelError
from costmodel.ir.ops import Conv, DWConv, Linear
from costmodel.ir.ops.matrix import MatMul
from costmodel.ir.ops.rearranging import Embedding, Permute
from costmodel.ir.ops.recurrent import LSTM
from costmodel.ir.ops.transposed import TransposedConv
from costmodel.numbers.algebra import exact_div
from costmodel.subjects.importing.formats.tflite.operation import NoRule, Operation
from costmodel.subjects.importing.formats.tflite.registry import rule
from costmodel.subjects.importing.formats.tflite.rules.activations import fused
from costmodel.subjects.importing.formats.tflite.schema import PADDINGS
from costmodel.subjects.importing.reading import Learns, Value

GATES = 4


def padding_of(operation: Operation) -> str:
    """The padding of a window."""
    number = operation.option("padding")
    if not 0 <= number < len(PADDINGS):
        raise CostModelError(f"padding {number} of {operation.kind} is not known", given=number, allowed="0 or 1")
    return PADDINGS[number]


@rule("CONV_2D")
def conv(operation: Operation) -> Value:
    """The filters are (filters, height, width, channels of a group)."""
    filters, height, width, channels = operation.weights(1, 4)
    groups = exact_div(operation.x.shape.along(-3), channels)
    stride = operation.window("stride_height", "stride_width")
    dilation = operation.window("dilation_height", "dilation_width")
    op = Conv(filters, (height, width), stride, padding_of(operation), dilation, operation.has(2), groups)  # type: ignore[arg-type]
    learns: Learns = {"weights": operation.learned(1), "biases": operation.learned(2)}
    return fused(operation, operation.apply(op, operation.x, learns=learns))


@rule("DEPTHWISE_CONV_2D")
def depthwise(operation: Operation) -> Value:
    """The filters are (1, height, width, channels * multiplier)."""
    _, height, width, filters = operation.weights(1, 4)
    multiplier = exact_div(filters, operation.x.shape.along(-3))
    stride = operation.window("stride_height", "stride_width")
    dilation = operation.window("dilation_height", "dilation_width")
    op = DWConv((height, width), stride, padding_of(operation), dilation, operation.has(2), multiplier)  # type: ignore[arg-type]
    learns: Learns = {"weights": operation.learned(1), "biases": operation.learned(2)}
    return fused(operation, operation.apply(op, operation.x, learns=learns))


@rule("CONV_3D")
def conv3d(operation: Operation) -> Value:
    """The filters are (depth, height, width, channels of a group, filters)."""
    *kernel, channels, filters = operation.weights(1, 5)
    axes = ("depth", "height", "width")
    stride = operation.window(*[f"stride_{axis}" for axis in axes])
    dilation = operation.window(*[f"dilation_{axis}" for axis in axes])
    groups = exact_div(operation.x.shape.along(-4), channels)
    op = Conv(filters, tuple(kernel), stride, padding_of(operation), dilation, operation.has(2), groups)  # type: ignore[arg-type]
    learns: Learns = {"weights": operation.learned(1), "biases": operation.learned(2)}
    return fused(operation, operation.apply(op, operation.x, learns=learns))


@rule("TRANSPOSE_CONV")
def transposed(operation: Operation) -> Value:
    """The output's size is an input of its own; what is padded follows from it."""
    x, wanted = operation.value(2), operation.stated()[1:3]
    filters, *kernel, _ = operation.weights(1, 4)
    stride = operation.window("stride_height", "stride_width")
    pads, extra = [], []
    for size, cells, step, target in zip(x.shape[-2:], kernel, stride, wanted, strict=True):
        surplus = (size - 1) * step + cells - target
        if type(surplus) is not int:
            raise NoRule
        pads.append((max(surplus, 0) // 2, max(surplus, 0) - max(surplus, 0) // 2))
        extra.append(max(-surplus, 0))
    op = TransposedConv(filters, tuple(kernel), stride, tuple(pads), bias=operation.has(3), output_padding=tuple(extra))
    learns: Learns = {"weights": operation.learned(1), "biases": operation.learned(3)}
    return fused(operation, operation.apply(op, x, learns=learns))


@rule("FULLY_CONNECTED")
def fully_connected(operation: Operation) -> Value:
    """The weights are (units, inputs); weights that the network works out make it a product of two tensors."""
    x = operation.x
    if operation.value(1).node is not None:
        return _product(operation)
    units, inputs = operation.weights(1, 2)
    if not operation.option("keep"):
        x = operation.view(x, (exact_div(x.shape.size, inputs), inputs), "flatten")
    learns: Learns = {"weights": operation.learned(1), "biases": operation.learned(2)}
    op = Linear(units, operation.has(2), operation.axis(-1, x))
    return fused(operation, operation.apply(op, x, learns=learns))


def _product(operation: Operation) -> Value:
    if operation.has(2):
        raise NoRule
    left, right = operation.plain(operation.x, "left"), operation.plain(operation.value(1), "right")
    y = operation.apply(MatMul(), left, operation.apply(Permute((-1, -2)), right, part="transpose"))
    return fused(operation, operation.view(y, y.shape, "layout"))


@rule("EMBEDDING_LOOKUP")
def embedding(operation: Operation) -> Value:
    """A row of a learned table for each index."""
    return rows(operation, operation.value(1), 1, operation.x)


def rows(operation: Operation, table: Value, place: int, indices: Value) -> Value:
    """The rows of a table that an input holds."""
    entries, *features = operation.weights(place, len(table.shape))
    size = exact_div(table.shape.size, entries)
    sizes = operation.sizes(indices)
    y = operation.apply(
        Embedding(entries, size), operation.plain(indices, "indices"), learns={"weights": operation.learned(place)}
    )
    return operation.view(y, (*sizes, *features), "layout")


@rule("UNIDIRECTIONAL_SEQUENCE_LSTM")
def lstm(operation: Operation) -> Value:
    """Twelve matrices and vectors of gates; peepholes, projections and norms of gates have no rule."""
    plain = (*range(1, 9), *range(12, 16))
    if not all(map(operation.has, plain)) or any(map(operation.has, (*range(9, 12), 16, 17, *range(20, 24)))):
        raise NoRule
    hidden, _ = operation.weights(2, 2)
    op = LSTM(hidden, axis=operation.axis(-1, operation.x), single_bias=True)
    learns: Learns = {"weights": operation.learned(*plain[:8]), "biases": operation.learned(*plain[8:])}
    return operation.apply(op, operation.x, learns=learns)
