"""Known elements moved about: what slicing, gathering, transposing and joining do to a list of sizes or places."""

from collections.abc import Iterable, Sequence
from itertools import product

from costmodel.ir.shape import Shape, ShapeMisfit, broadcast
from costmodel.numbers.algebra import Dim
from costmodel.subjects.importing.formats.onnx.known import MOST_KNOWN, Known
from costmodel.subjects.importing.reading import Value


def sizes_of(shape: Shape) -> tuple[int, ...] | None:
    """The sizes, if they are numbers and so few elements that they can be kept."""
    if not all(type(size) is int for size in shape):
        return None
    size = shape.size
    return tuple(shape) if type(size) is int and size <= MOST_KNOWN else None  # type: ignore[arg-type]


def known(value: Value | None) -> Known | None:
    """The value, if its elements are known."""
    return value if isinstance(value, Known) else None


def picked(value: Known, places: Sequence[Sequence[int]]) -> Known:
    """The elements at some places along each axis."""
    strides = _strides(value.shape)
    shape = Shape(*[len(along) for along in places])
    picks = product(*[[place * stride for place in along] for along, stride in zip(places, strides, strict=True)])
    return _made(value, shape, [value.elements[sum(pick)] for pick in picks])


def permuted(value: Known, axes: Sequence[int]) -> Known:
    """The axes in another order."""
    strides = _strides(value.shape)
    shape = Shape(*[value.shape[axis] for axis in axes])
    picks = product(*[[place * strides[axis] for place in range(_int(value.shape[axis]))] for axis in axes])
    return _made(value, shape, [value.elements[sum(pick)] for pick in picks])


def reshaped(value: Known, shape: Shape) -> Known:
    return _made(value, shape, value.elements)


def stretched(value: Known, shape: Shape) -> Known | None:
    """The elements, seen several times along axes that have one; None if they are too many."""
    sizes = sizes_of(shape)
    if sizes is None:
        return None
    own = Shape(*[1] * (len(shape) - len(value.shape)), *value.shape)
    along = [range(size) if size == mine else [0] * size for size, mine in zip(sizes, own, strict=True)]
    return picked(Known(own, None, value.learned, value.content, value.type), along)


def joined(values: Sequence[Known], axis: int) -> Known | None:
    """One behind the other along an axis, counted from the start; None if they are too many."""
    first, *others = values
    for other in others:
        if not first.shape.fits(other.shape, but=axis - len(first.shape)):
            raise ShapeMisfit("Concat needs inputs of equal size but for the axis")
    size = sum(_int(value.shape[axis]) for value in values)
    shape = Shape(*first.shape[:axis], size, *first.shape[axis + 1 :])
    if sizes_of(shape) is None:
        return None
    inner = [Shape(*value.shape[axis:]).size for value in values]
    outer: int = Shape(*first.shape[:axis]).size  # type: ignore[assignment]
    content: list[Dim] = []
    for row in range(outer):
        for value, width in zip(values, map(_int, inner), strict=True):
            content += value.elements[row * width : (row + 1) * width]
    learned = tuple(dict.fromkeys(tensor for value in values for tensor in value.learned))
    return Known(shape, None, learned, tuple(content), first.type)


def side_by_side(values: Sequence[Known]) -> tuple[Shape, list[tuple[Dim, ...]]] | None:
    """The shape to which values are stretched, and their elements there; None if they are too many."""
    shape = broadcast(*[value.shape for value in values])
    wide = [stretched(value, shape) for value in values]
    return (shape, [one.elements for one in wide if one is not None]) if None not in wide else None


def _made(value: Known, shape: Shape, content: Iterable[Dim]) -> Known:
    return Known(shape, None, value.learned, tuple(content), value.type)


def _strides(shape: Shape) -> list[int]:
    """How far apart neighbours along each axis are in the list of elements."""
    strides, step = [], 1
    for size in reversed(shape):
        strides.append(step)
        step *= _int(size)
    return strides[::-1]


def _int(size: Dim) -> int:
    assert type(size) is int
    return size
