"""Parts of a map, maps joined, and maps with something around them."""

from costmodel.archs.common.kinds import LARGEST_COUNT
from costmodel.errors import CostModelError
from costmodel.ir.ops import Concat
from costmodel.ir.ops.channels import Pad, Slice, Split
from costmodel.ir.ops.rearranging import Crop, Roll, View
from costmodel.ir.shape import ShapeMisfit
from costmodel.numbers.algebra import Dim, ceil_div, exact_div, larger, smaller, surely_less
from costmodel.subjects.importing.formats.onnx.call import Call, Outcome, plain
from costmodel.subjects.importing.formats.onnx.contents import joined, known, picked, sizes_of
from costmodel.subjects.importing.formats.onnx.rules import rule
from costmodel.subjects.importing.reading import Value

FAR = LARGEST_COUNT  # no axis is longer, so that a place so far stands for its end


@rule("Slice")
def slice_(call: Call) -> Value:
    x = call.tensor(0)
    starts, ends = call.several("starts", 1) or (), call.several("ends", 2) or ()
    axes = call.several("axes", 3) or tuple(range(len(starts)))
    steps = call.several("steps", 4) or (1,) * len(starts)
    if not len(starts) == len(ends) == len(axes) == len(steps):
        raise CostModelError("Slice has not as many starts as ends, axes and steps")
    places: list[range | None] = [None] * len(x.shape)
    sizes, is_turned = list(x.shape), False
    for axis, start, end, step in zip([call.axis(axis, x.shape) for axis in axes], starts, ends, steps, strict=True):
        if type(step) is not int or step == 0:
            raise CostModelError(f"Slice cannot go in steps of {step}")
        size = x.shape[axis]
        if type(size) is int and type(start) is int and type(end) is int:
            places[axis] = range(size)[start:end:step]
        sizes[axis] = _length(size, start, end, step)
        is_turned = is_turned or step < 0
    found = known(x)
    if found is not None and sizes_of(x.shape) is not None:
        along = [range(size) if part is None else part for size, part in zip(sizes_of(x.shape) or (), places, strict=True)]
        return picked(found, along)
    if all(map(_is_kept, sizes, x.shape)) and not is_turned:
        return x
    y = call.apply(Crop(tuple(sizes)), x, part="part" if is_turned else "")
    return call.apply(Roll(), y) if is_turned else y


def _is_kept(size: Dim, before: Dim) -> bool:
    return size is before or (type(size) is int and type(before) is int and size == before)


def _length(size: Dim, start: Dim, end: Dim, step: int) -> Dim:
    """How many places a slice takes of an axis."""
    if type(size) is int and type(start) is int and type(end) is int:
        return len(range(size)[start:end:step])
    if step < 0:
        start, end = _clamped(start, size, size - 1, -1), _clamped(end, size, size - 1, -1)
        return ceil_div(start - end, -step)
    first, last = _clamped(start, size, size, 0), _clamped(end, size, size, 0)
    length = last if type(first) is int and first == 0 else last - first
    return length if step == 1 else ceil_div(length, step)


def _clamped(place: Dim, size: Dim, most: Dim, least: Dim) -> Dim:
    """A place within an axis; a negative one counts from the end. Of places that are free only what may happen is asked."""
    if type(place) is int and place >= FAR:
        return most
    if type(place) is int and place <= -FAR:
        return least
    if surely_less(place, 0):
        return larger(place + size, least)
    if place is size:
        return most
    return smaller(place, most)


@rule("Split")
def split(call: Call) -> Outcome:
    x = call.tensor(0)
    place = call.axis(call.whole("axis"), x.shape)
    axis, size = place - len(x.shape), x.shape[place]
    parts = len(call.node.outputs)
    asked = call.several("split", 1) or _equal(size, parts)
    if len(asked) < parts:
        raise ShapeMisfit(f"Split names {len(asked)} sizes for {parts} parts")
    found = known(x)
    if found is not None and len(x.shape) == 1:
        sizes = plain(asked, "sizes of the parts")
        return [picked(found, [range(sum(sizes[:part]), sum(sizes[: part + 1]))]) for part in range(parts)]
    are_equal = len(asked) > 1 and all(_is_kept(one, asked[0]) for one in asked)
    ops = [Split(len(asked), axis) if are_equal else Slice(one, axis) for one in asked]
    return [call.apply(op, x, output=output) if output in call.used else None for output, op in enumerate(ops[:parts])]


def _equal(size: Dim, parts: int) -> tuple[Dim, ...]:
    """Equal parts; where a number leaves a remainder, the last is smaller."""
    if type(size) is not int or size % parts == 0:
        return (exact_div(size, parts),) * parts
    most = -(-size // parts)
    return (*(most,) * (parts - 1), size - most * (parts - 1))


@rule("Concat")
def concat(call: Call) -> Value:
    values = call.tensors
    if not values:
        raise CostModelError("Concat needs an input")
    axis = call.axis(call.attributes["axis"].whole if "axis" in call.attributes else 1, values[0].shape)
    lists = [value for value in map(known, values) if value is not None and sizes_of(value.shape) is not None]
    if len(lists) == len(values) and (found := joined(lists, axis)) is not None:
        return found
    filled = [value for value in values if not any(type(size) is int and size == 0 for size in value.shape)] or values
    return call.apply(Concat(axis - len(values[0].shape)), *filled) if len(filled) > 1 else filled[0]


@rule("Pad")
def pad(call: Call) -> Value:
    x = call.tensor(0)
    pads = call.several("pads", 1) or call.wholes("paddings") or ()
    axes = [call.axis(axis, x.shape) for axis in (call.content(3, "axes") if call.has(3) else range(len(x.shape)))]
    if len(pads) != 2 * len(axes):
        raise ShapeMisfit(f"Pad has {len(pads)} pads for {len(axes)} axes")
    around: list[tuple[Dim, Dim]] = [(0, 0)] * len(x.shape)
    for place, axis in enumerate(axes):
        around[axis] = (pads[place], pads[place + len(axes)])
    padded = [axis for axis, pair in enumerate(around) if any(type(one) is not int or one != 0 for one in pair)]
    if not padded:
        return x
    if padded[0] > 0:
        return call.apply(Pad(tuple(around[padded[0] :])), x)
    # The op puts something around axes that have one before them.
    y = call.apply(Pad(tuple(around)), call.apply(View((1, *x.shape)), x, part="axis"), part="pad")
    return call.apply(View(tuple(y.shape[1:])), y)
