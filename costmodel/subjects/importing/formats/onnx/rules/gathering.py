"""Elements taken from places, or put there."""

from costmodel.ir.ops.elementwise import Elementwise
from costmodel.ir.ops.rearranging import Crop, Embedding, Gather, Permute, Roll, Scatter, Select, View
from costmodel.ir.shape import Shape, ShapeMisfit
from costmodel.numbers.algebra import Dim
from costmodel.subjects.importing.formats.onnx.call import Call
from costmodel.subjects.importing.formats.onnx.contents import known, picked, reshaped, sizes_of
from costmodel.subjects.importing.formats.onnx.known import MOST_KNOWN, Known
from costmodel.subjects.importing.formats.onnx.rules import rule
from costmodel.subjects.importing.reading import Value


@rule("Gather")
def gather(call: Call) -> Value:
    x, places = call.tensor(0), call.tensor(1)
    axis = call.axis(call.whole("axis"), x.shape)
    if (found := _taken(x, places, axis)) is not None:
        return found
    if x.node is None and places.node is not None:
        return _looked_up(call, call.factor(0), places, axis)
    if isinstance(places, Known) and not places.shape:
        return call.apply(Select(axis - len(x.shape)), x)
    return call.apply(Gather(tuple(places.shape), axis - len(x.shape)), x, places)


def _taken(x: Value, places: Value, axis: int) -> Value | None:
    """Known elements at known places."""
    table, which = known(x), known(places)
    if table is None or which is None or sizes_of(x.shape) is None or not all(type(one) is int for one in which.elements):
        return None
    sizes = sizes_of(x.shape) or ()
    most = sizes[axis]
    if not all(-most <= one < most for one in which.elements):  # type: ignore[operator]
        raise ShapeMisfit(f"Gather takes a place that {x.shape} has not")
    along = [list(range(size)) for size in sizes]
    along[axis] = [one % most for one in which.elements]  # type: ignore[operator]
    shape = Shape(*x.shape[:axis], *places.shape, *x.shape[axis + 1 :])
    size = shape.size
    return reshaped(picked(table, along), shape) if type(size) is int and size <= MOST_KNOWN else None


def _looked_up(call: Call, table: Value, places: Value, axis: int) -> Value:
    """Rows of a table that is learned; what comes before the axis in the table stands before the places."""
    shape = Shape(*table.shape[:axis], *places.shape, *table.shape[axis + 1 :])
    features = Shape(*table.shape[:axis], *table.shape[axis + 1 :])
    is_plain = axis == 0 and len(features) == 1
    op = Embedding(table.shape[axis], features.size)
    rows = call.apply(op, places, learns={"weights": [table]}, part="" if is_plain else "rows")
    if is_plain:
        return rows
    y = call.apply(View((*places.shape, *features)), rows, part="features" if axis else "")
    if not axis:
        return y
    own, rank = len(places.shape), len(shape)
    order = [*range(own, own + axis), *range(own), *range(own + axis, rank)]
    return call.apply(Permute(tuple(place - rank for place in order)), y)


@rule("GatherElements")
def gather_elements(call: Call) -> Value:
    x, places = call.tensor(0), call.tensor(1)
    axis = call.axis(call.whole("axis"), x.shape)
    if len(x.shape) != len(places.shape):
        raise ShapeMisfit(f"GatherElements needs places of as many axes as {x.shape}")
    kept = [own if place == axis else size for place, (own, size) in enumerate(zip(x.shape, places.shape, strict=True))]
    part = x if tuple(kept) == tuple(x.shape) else call.apply(Crop(tuple(kept)), x, part="part")
    return call.apply(Gather((places.shape[axis],), axis - len(x.shape)), part, places)


@rule("GatherND")
def gather_slices(call: Call) -> Value:
    x, places = call.tensor(0), call.tensor(1)
    lead = call.whole("batch_dims")
    depth = places.shape.along(-1)
    if type(depth) is not int or not 0 < depth <= len(x.shape) - lead:
        raise ShapeMisfit(f"GatherND cannot take places of {depth} coordinates in {x.shape}")
    rest = x.shape[lead + depth :]
    if depth > 1:
        x = call.apply(View((*x.shape[:lead], Shape(*x.shape[lead : lead + depth]).size, *rest)), x, part="row")
    return call.apply(Gather(tuple(places.shape[lead:-1]), -1 - len(rest)), x, places)


@rule("ScatterElements", "ScatterND", "Scatter")
def scatter(call: Call) -> Value:
    return call.apply(Scatter(), *call.tensors[:3])


@rule("ReverseSequence")
def reverse_sequence(call: Call) -> Value:
    return call.apply(Roll(), call.tensor(0))


@rule("OneHot")
def one_hot(call: Call) -> Value:
    """A comparison of each index with each class."""
    indices = call.tensor(0)
    depth = call.one(1, "number of classes")
    axis = call.whole("axis", -1)
    made = Shape(*indices.shape, depth)
    place = call.axis(axis, made)
    sizes: list[Dim] = [*indices.shape[:place], 1, *indices.shape[place:]]
    wide = call.apply(View(tuple(sizes)), indices, part="axis")
    classes = Value(Shape(*[depth if axis == place else 1 for axis in range(len(made))]))
    return call.apply(Elementwise("compare"), wide, classes)
