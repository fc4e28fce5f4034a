"""The same elements under another shape, in another order, or several times."""

from costmodel.errors import CostModelError
from costmodel.ir.ops.rearranging import Expand, Permute, Repeat, View
from costmodel.ir.shape import Shape, ShapeMisfit, broadcast
from costmodel.numbers.algebra import Dim, exact_div
from costmodel.subjects.importing.formats.onnx.call import Call
from costmodel.subjects.importing.formats.onnx.contents import known, permuted, reshaped, sizes_of, stretched
from costmodel.subjects.importing.formats.onnx.rules import rule
from costmodel.subjects.importing.reading import Value


def viewed(call: Call, x: Value, sizes: list[Dim], part: str = "") -> Value:
    """The same elements under another shape."""
    shape = Shape(*sizes)
    found = known(x)
    if found is not None and sizes_of(shape) is not None and shape.size == x.shape.size:
        return reshaped(found, shape)
    return call.apply(View(tuple(shape)), x, part=part)


@rule("Reshape")
def reshape(call: Call) -> Value:
    x = call.tensor(0)
    target = call.several("shape", 1) or ()
    keeps = not call.whole("allowzero")
    sizes: list[Dim] = []
    for place, size in enumerate(target):
        if type(size) is int and size == 0 and keeps:
            if place >= len(x.shape):
                raise ShapeMisfit(f"Reshape keeps axis {place}, which {x.shape} has not")
            size = x.shape[place]
        sizes.append(size)
    open_ = [place for place, size in enumerate(sizes) if type(size) is int and size == -1]
    if len(open_) > 1 or any(type(size) is int and size < -1 for size in sizes):
        raise ShapeMisfit(f"Reshape cannot make {Shape(*sizes)} of {x.shape}")
    if open_:
        sizes[open_[0]] = _rest(x.shape, [size for place, size in enumerate(sizes) if place != open_[0]])
    return viewed(call, x, sizes)


def _rest(shape: Shape, sizes: list[Dim]) -> Dim:
    """What is left of the elements for one axis beside the others. Sizes that stay are not divided by."""
    own = list(shape)
    others = []
    for size in sizes:
        place = next((place for place, one in enumerate(own) if one is size), None)
        if place is None:
            others.append(size)
        else:
            own.pop(place)
    rest = Shape(*others).size
    if type(rest) is int and rest == 0:
        raise ShapeMisfit(f"Reshape cannot tell what is left of {shape} beside no elements")
    return exact_div(Shape(*own).size, rest)


@rule("Flatten")
def flatten(call: Call) -> Value:
    x = call.tensor(0)
    axis = call.whole("axis", 1)
    place = axis if axis == len(x.shape) else call.axis(axis, x.shape)
    return viewed(call, x, [Shape(*x.shape[:place]).size, Shape(*x.shape[place:]).size])


@rule("Squeeze")
def squeeze(call: Call) -> Value:
    x = call.tensor(0)
    axes = call.several("axes", 1)
    ones = [place for place, size in enumerate(x.shape) if type(size) is int and size == 1]
    gone = {call.axis(axis, x.shape) for axis in axes} if axes is not None else set(ones)
    if not gone <= set(ones):
        raise ShapeMisfit(f"Squeeze takes away axes of one element only, not all of {sorted(gone)} of {x.shape}")
    return viewed(call, x, [size for place, size in enumerate(x.shape) if place not in gone])


@rule("Unsqueeze")
def unsqueeze(call: Call) -> Value:
    x = call.tensor(0)
    axes = call.several("axes", 1) or ()
    made = Shape(*x.shape, *(1,) * len(axes))
    new = {call.axis(axis, made) for axis in axes}
    if len(new) < len(axes):
        raise CostModelError(f"Unsqueeze names an axis twice: {axes}")
    own = iter(x.shape)
    return viewed(call, x, [1 if place in new else next(own) for place in range(len(made))])


@rule("Transpose")
def transpose(call: Call) -> Value:
    x = call.tensor(0)
    axes = call.wholes("perm") or tuple(reversed(range(len(x.shape))))
    if sorted(axes) != list(range(len(x.shape))):
        raise ShapeMisfit(f"Transpose cannot order the axes of {x.shape} by {axes}")
    if list(axes) == sorted(axes):
        return x
    found = known(x)
    if found is not None and sizes_of(x.shape) is not None:
        return permuted(found, axes)
    return call.apply(Permute(tuple(axis - len(axes) for axis in axes)), x)


@rule("Expand")
def expand(call: Call) -> Value:
    x = call.tensor(0)
    made = broadcast(x.shape, Shape(*call.content(1, "shape")))
    found = known(x)
    wide = stretched(found, made) if found is not None and sizes_of(x.shape) is not None else None
    return wide or call.apply(Expand(tuple(made)), x)


@rule("Tile")
def tile(call: Call) -> Value:
    x = call.tensor(0)
    times = call.content(1, "repeats")
    if all(type(often) is int and often == 1 for often in times):
        return x
    return call.apply(Repeat(times), x)
