"""Values that are made of no map: constants, sizes, sequences of numbers."""

from fractions import Fraction

from costmodel.errors import CostModelError
from costmodel.ir.shape import Shape
from costmodel.numbers.algebra import ceil_div, surely_less
from costmodel.subjects.importing.formats.onnx.arithmetic import is_free
from costmodel.subjects.importing.formats.onnx.call import Call
from costmodel.subjects.importing.formats.onnx.contents import sizes_of
from costmodel.subjects.importing.formats.onnx.known import (
    FLOAT,
    FLOATS,
    MOST_KNOWN,
    STRING,
    Known,
    constant,
    prod_of,
    row,
    shape_of,
)
from costmodel.subjects.importing.formats.onnx.rules import rule
from costmodel.subjects.importing.reading import Value


@rule("Constant")
def constant_(call: Call) -> Value:
    """Where the file holds its weights apart, a constant is a number of the program, unless it is read as weights."""
    for name, attribute in call.attributes.items():
        if name == "value" and attribute.tensor is not None:
            is_learned = call.has_weights_in_nodes and prod_of(attribute.tensor.sizes) > 1
            return constant(attribute.tensor, call.name, is_learned)
        if name == "sparse_value" and attribute.sparse is not None:
            return Value(shape_of(attribute.sparse.sizes))
        if name == "value_int":
            return Known(Shape(), content=(attribute.whole,))
        if name == "value_ints":
            return row(attribute.wholes)
        if name == "value_float":
            return _reals(Shape(), [attribute.real])
        if name == "value_floats":
            return _reals(Shape(len(attribute.reals)), attribute.reals)
        if name == "value_string":
            return Known(Shape(), type=STRING)
    raise CostModelError("Constant has no value")


def _reals(shape: Shape, numbers: list[float]) -> Value:
    try:
        return Known(shape, content=tuple(map(Fraction, numbers)), type=FLOAT)
    except (OverflowError, ValueError):  # infinities, NaN
        return Value(shape)


@rule("Shape")
def shape(call: Call) -> Value:
    sizes = call.tensor(0).shape
    end = call.attributes["end"].whole if "end" in call.attributes else len(sizes)
    return row(sizes[call.whole("start") : end])


@rule("Size")
def size(call: Call) -> Value:
    return Known(Shape(), content=(call.tensor(0).shape.size,))


@rule("ConstantOfShape")
def constant_of_shape(call: Call) -> Value:
    made = Shape(*call.content(0, "shape"))
    attribute = call.attributes.get("value")
    value: Value = _reals(Shape(), [0])
    if attribute is not None and attribute.tensor is not None:
        value = constant(attribute.tensor, call.name, is_learned=False)
    sizes = sizes_of(made)
    if not isinstance(value, Known) or len(value.elements) != 1 or sizes is None or any(size < 0 for size in sizes):
        return Value(made)
    return Known(made, content=value.elements * prod_of(sizes), type=value.type)


@rule("Range")
def range_(call: Call) -> Value:
    """Its elements, where they are few and numbers; else how many there are."""
    bounds = [call.tensor(place) for place in range(3)]
    start, limit, step = [call.one(place, "length") for place in range(3)]
    if not is_free(step) and step == 0:
        raise CostModelError("Range cannot go in steps of 0")
    length = ceil_div(limit - start, step)
    if surely_less(length, 0):
        length = 0
    type_ = bounds[0].type if isinstance(bounds[0], Known) else FLOAT
    if type(length) is not int or length > MOST_KNOWN or (type_ in FLOATS):
        return Value(Shape(length))
    return Known(Shape(length), content=tuple([start + place * step for place in range(length)]), type=type_)


@rule("EyeLike")
def eye_like(call: Call) -> Value:
    return Value(call.tensor(0).shape)


@rule("HannWindow", "HammingWindow", "BlackmanWindow")
def window_function(call: Call) -> Value:
    length = call.one(0, "length")
    return Value(Shape(length))


@rule("RandomNormalLike", "RandomUniformLike", "Bernoulli")
def drawn_like(call: Call) -> Value:
    """What drawing a number costs nobody says."""
    return call.opaque(call.tensor(0).shape)


@rule("NonZero", "NonMaxSuppression", "Unique", "Compress", "StringSplit", "TfIdfVectorizer", "ImageDecoder")
def of_the_data(call: Call) -> Value:
    raise CostModelError(
        f"how much {call.kind} gives depends on the data",
        allowed="a network whose sizes follow from its input's: export it without what comes behind this",
    )


@rule("Loop", "Scan")
def repeated(call: Call) -> Value:
    raise CostModelError(f"{call.kind} repeats a graph, which is not read", allowed="a network without loops")
