"""Sequences of tensors: put together and taken apart, which moves nothing by itself."""

from costmodel.errors import CostModelError
from costmodel.ir.ops import Concat
from costmodel.ir.ops.channels import Slice
from costmodel.ir.ops.rearranging import Select, Stack
from costmodel.ir.shape import Shape
from costmodel.subjects.importing.formats.onnx.call import Call, Operand, plain
from costmodel.subjects.importing.formats.onnx.known import Known
from costmodel.subjects.importing.formats.onnx.rules import rule
from costmodel.subjects.importing.reading import Value

MOST_PARTS = 1000


@rule("SequenceConstruct")
def construct(call: Call) -> Operand:
    return tuple(call.tensors)


@rule("SequenceEmpty")
def empty(call: Call) -> Operand:
    return ()


@rule("SequenceInsert")
def insert(call: Call) -> Operand:
    parts = list(_sequence(call))
    [place] = plain([call.one(2, "place")], "place") if call.has(2) else [len(parts)]
    parts.insert(place, call.tensor(1))
    return tuple(parts)


@rule("SequenceLength")
def length(call: Call) -> Value:
    return Known(Shape(), content=(len(_sequence(call)),))


@rule("SequenceAt")
def at(call: Call) -> Value:
    parts, place = _sequence(call), call.one(1, "place")
    if type(place) is not int or not -len(parts) <= place < len(parts):
        raise CostModelError(f"SequenceAt takes part {place} of {len(parts)}")
    return parts[place]


@rule("SplitToSequence")
def split(call: Call) -> Operand:
    x = call.tensor(0)
    place = call.axis(call.whole("axis"), x.shape)
    axis, size = place - len(x.shape), x.shape[place]
    if type(size) is not int:
        raise CostModelError(f"SplitToSequence cannot split {size} places", allowed="a number of places")
    if not call.has(1):
        if call.whole("keepdims", 1) == 0 and size <= MOST_PARTS:
            return tuple([call.apply(Select(axis), x, part=f"part{part}") for part in range(size)])
        asked: tuple[int, ...] = (1,) * size
    else:
        asked = _sizes(call, size)
    if len(asked) > MOST_PARTS:
        raise CostModelError(f"SplitToSequence makes {len(asked)} parts", allowed=f"at most {MOST_PARTS}")
    return tuple([call.apply(Slice(one, axis), x, part=f"part{part}") for part, one in enumerate(asked)])


def _sizes(call: Call, size: int) -> tuple[int, ...]:
    """Of the parts: each its own, or one for all but the last."""
    found = plain(call.content(1, "sizes"), "sizes")
    if call.tensor(1).shape or len(found) != 1 or found[0] < 1:
        return found
    [most] = found
    return (*(most,) * (size // most), *([size % most] if size % most else []))


@rule("ConcatFromSequence")
def concat(call: Call) -> Value:
    parts = _sequence(call)
    if not parts:
        raise CostModelError("ConcatFromSequence needs a part")
    is_new = call.whole("new_axis") == 1
    made = Shape(*parts[0].shape, *[1] * is_new)
    axis = call.axis(call.whole("axis"), made) - len(made)
    return call.apply(Stack(axis) if is_new else Concat(axis), *parts)


def _sequence(call: Call) -> tuple[Value, ...]:
    operand = call.operands[0] if call.has(0) else None
    if not isinstance(operand, tuple):
        raise CostModelError(f"{call.kind} needs a sequence")
    return operand
