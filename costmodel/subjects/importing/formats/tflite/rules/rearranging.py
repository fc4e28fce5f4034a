"""What moves, cuts, joins or renames tensors."""

from costmodel.errors import CostModelError
from costmodel.ir.ops import Concat
from costmodel.ir.ops.channels import Pad
from costmodel.ir.ops.rearranging import Crop, Expand, Gather, Permute, Repeat, Roll, Stack
from costmodel.ir.shape import Shape
from costmodel.subjects.importing.formats.tflite.operation import NoRule, Operation
from costmodel.subjects.importing.formats.tflite.registry import rule
from costmodel.subjects.importing.formats.tflite.rules.activations import fused
from costmodel.subjects.importing.formats.tflite.rules.layers import rows
from costmodel.subjects.importing.layout import CHANNELS_LAST
from costmodel.subjects.importing.reading import Value


@rule("RESHAPE", "SQUEEZE", "EXPAND_DIMS")
def reshape(operation: Operation) -> Value:
    """The same elements in the same order; of what size is in the file, also where another tensor says so."""
    return operation.view(operation.x, operation.stated())


@rule("SLICE", "STRIDED_SLICE")
def cut(operation: Operation) -> Value:
    """A part of the elements; axes of one element may be gone from it, or new."""
    x, target = operation.x, operation.stated()
    cuts = operation.sizes(x)
    if len(target) == len(cuts):
        return operation.apply(Crop(tuple(CHANNELS_LAST.held(target))), x)
    part = operation.apply(Crop((Shape(*target).size,)), operation.viewed(x, Shape(x.shape.size), "elements"))
    return operation.view(part, target, "axes")


@rule("SPLIT", "SPLIT_V")
def split(operation: Operation) -> list[Value]:
    x = operation.value(1) if operation.kind == "SPLIT" else operation.x
    outputs = range(len(operation.operator.outputs))
    return [operation.apply(Crop(tuple(CHANNELS_LAST.held(operation.stated(place)))), x) for place in outputs]


@rule("UNPACK")
def unpack(operation: Operation) -> list[Value]:
    """The elements of each place along an axis."""
    x, outputs = operation.x, range(len(operation.operator.outputs))
    sizes = list(operation.sizes(x))
    axis = operation.option("axis") % len(sizes)
    sizes[axis] = 1
    return [
        operation.view(operation.apply(Crop(CHANNELS_LAST.held(sizes)), x), operation.stated(place), "axes")
        for place in outputs
    ]


@rule("PACK")
def pack(operation: Operation) -> Value:
    y = operation.apply(Stack(-1), *operation.values)
    return operation.view(y, operation.stated(), "layout")


@rule("CONCATENATION")
def concatenate(operation: Operation) -> Value:
    y = operation.apply(Concat(operation.axis(operation.option("axis"), operation.x)), *operation.values)
    return fused(operation, y)


@rule("TRANSPOSE")
def transpose(operation: Operation) -> Value:
    axes, rank = operation.content(1), len(operation.x.shape)
    if sorted(axis % rank for axis in axes) != list(range(rank)):
        raise CostModelError(f"a transposition cannot order {rank} axes by {axes}", given=axes)
    return operation.apply(Permute(CHANNELS_LAST.order([axis % rank for axis in axes])), operation.x)


@rule("PAD", "PADV2", "MIRROR_PAD")
def pad(operation: Operation) -> Value:
    """Pairs for each axis. What is put before and behind the batch moves the samples, too."""
    content = operation.content(1)
    pairs = CHANNELS_LAST.held(list(zip(content[::2], content[1::2], strict=True)))
    if len(pairs) != len(operation.x.shape) or len(pairs) < 2 or any(pairs[0]):
        raise NoRule
    return operation.apply(Pad(tuple(pairs[1:])), operation.x)


@rule("GATHER")
def gather(operation: Operation) -> Value:
    """The elements at some places along an axis; of a table that is learned, its rows."""
    x, indices = operation.x, operation.value(1)
    axis, rank = operation.option("axis"), len(x.shape)
    if x.node is None and indices.node is not None and axis == 0:
        return rows(operation, x, 0, indices)
    if operation.option("batch_axes") or not -rank <= axis < rank:
        raise NoRule
    op = Gather(operation.sizes(indices), axis % rank - rank)
    y = operation.apply(op, operation.plain(x, "elements"), operation.plain(indices, "places"))
    return operation.view(y, y.shape, "layout")


@rule("TILE")
def tile(operation: Operation) -> Value:
    return operation.apply(Repeat(tuple(CHANNELS_LAST.held(operation.content(1)))), operation.x)


@rule("BROADCAST_TO")
def broadcast_to(operation: Operation) -> Value:
    target = operation.stated()
    x = operation.view(operation.x, (*(1,) * (len(target) - len(operation.x.shape)), *operation.sizes(operation.x)), "lift")
    return operation.apply(Expand(tuple(CHANNELS_LAST.held(target))), x)


@rule("REVERSE_V2")
def reverse(operation: Operation) -> Value:
    return operation.apply(Roll(), operation.x)


@rule("CAST", "DENSIFY")
def unchanged(operation: Operation) -> Value:
    """Other types, and weights that are stored without their zeros."""
    return operation.x


@rule("SHAPE")
def shape(operation: Operation) -> Value:
    """Sizes depend on no input."""
    sizes = operation.sizes(operation.x)
    return Value(Shape(len(sizes)), content=sizes)
