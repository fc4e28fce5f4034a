"""Elements that are moved: joined, repeated, padded, rolled, unfolded."""

from costmodel.ir.ops import Concat
from costmodel.ir.ops.channels import Pad
from costmodel.ir.ops.rearranging import Gather, Permute, Repeat, Roll, Stack
from costmodel.numbers.algebra import Dim
from costmodel.subjects.importing.aten.call import Call, Outcome, from_end, rule
from costmodel.subjects.importing.reading import Value


@rule("cat", "concat", "concatenate")
def joined(call: Call) -> Value:
    maps = [x for x in call["tensors"] if not _is_empty(x)]  # an empty one may even have another shape
    axis = call.axis("dim", 0, len(maps[0].shape))
    return maps[0] if len(maps) == 1 else call.apply(Concat(axis), *maps)


def _is_empty(x: Value) -> bool:
    return any(type(size) is int and size == 0 for size in x.shape)


@rule("stack")
def stacked(call: Call) -> Value:
    maps = call["tensors"]
    return call.apply(Stack(call.axis("dim", 0, len(maps[0].shape) + 1)), *maps)


@rule("roll", "flip")
def rolled(call: Call) -> Value:
    return call.apply(Roll(), call.x)


@rule("repeat", "tile")
def repeated(call: Call) -> Value:
    times = tuple(call.get("repeats", call.get("dims")))
    if all(type(often) is int and often == 1 for often in times):
        return call.viewed(call.x, (*[1] * (len(times) - len(call.x.shape)), *call.x.shape))
    return call.apply(Repeat(times), call.x)


@rule("repeat_interleave")
def each_repeated(call: Call) -> Outcome:
    times = call.get("repeats")
    if isinstance(times, Value) or times is None or call.get("dim") is None:
        return None
    axis = call.axis("dim", 0, len(call.x.shape))
    return call.apply(Gather((call.x.shape[axis] * times,), axis), call.x)


@rule("pad", "constant_pad_nd", "reflection_pad1d", "reflection_pad2d", "replication_pad1d", "replication_pad2d")
def padded(call: Call) -> Value:
    given, shape = call.get("pad", call.get("padding")), call.x.shape
    pads = [(given[at], given[at + 1]) for at in range(0, len(given), 2)][::-1]
    while len(pads) > 1 and _is_nothing(pads[0]):
        del pads[0]
    if _is_nothing(pads[0]):
        return call.x
    if len(pads) < len(shape):
        return call.apply(Pad(tuple(pads)), call.x)
    y = call.apply(Pad(tuple(pads)), call.viewed(call.x, (1, *shape)))  # `Pad` leaves the first axis alone
    return call.viewed(y, y.shape[1:])


def _is_nothing(pads: tuple[Dim, Dim]) -> bool:
    return all(type(pad) is int and pad == 0 for pad in pads)


@rule("unfold")
def windows(call: Call) -> Value:
    rank = len(call.x.shape)
    axis = from_end(call["dimension"], rank)
    positions = (call.x.shape[axis] - call["size"]) // call["step"] + 1
    y = call.apply(Gather((positions, call["size"]), axis), call.x)
    order = [place for place in range(rank + 1) if place != rank + axis + 1]
    if axis == -1:
        return y
    return call.apply(Permute(tuple(place - rank - 1 for place in (*order, rank + axis + 1))), y)
