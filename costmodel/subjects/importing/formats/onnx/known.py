"""Values of which the few elements are known: sizes, axes, scales; and what a tensor of the file is as a value."""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Any

from costmodel.ir import origin
from costmodel.ir.shape import Shape
from costmodel.numbers.algebra import Dim
from costmodel.subjects.importing.formats.onnx.messages import Tensor
from costmodel.subjects.importing.formats.onnx.wire import Bytes, broken, varints
from costmodel.subjects.importing.reading import Value

MOST_KNOWN = 4096  # elements of a value that are kept; no list of sizes or places is as long
MOST_AXES = 64

# The numbers of element types in a file.
FLOAT, UINT8, INT8, INT32, INT64, STRING, BOOL, FLOAT16, DOUBLE, BFLOAT16 = 1, 2, 3, 6, 7, 8, 9, 10, 11, 16
FLOATS = frozenset((FLOAT, FLOAT16, DOUBLE, BFLOAT16))
# How wide a stored weight is, by the type of its tensor.
BITS = {FLOAT: 32, UINT8: 8, INT8: 8, FLOAT16: 16, DOUBLE: 64, BFLOAT16: 16, 17: 8, 18: 8, 19: 8, 20: 8, 21: 4, 22: 4, 23: 4}
RAW = {1: "f", 2: "B", 3: "b", 4: "H", 5: "h", 6: "i", 7: "q", 9: "?", 10: "e", 11: "d", 12: "I", 13: "Q"}  # as `struct` says
WORDS = frozenset((2, 3, 4, 5, 6, 9))  # kept as numbers of 32 bits


@dataclass(frozen=True, eq=False, slots=True)
class Known(Value):
    """A value whose `content` is known: ints of whole numbers, rationals of floats, or expressions.

    Attributes:
        type: of its elements, as the file numbers types.
    """

    type: int = INT64

    @property
    def elements(self) -> tuple[Dim, ...]:
        assert self.content is not None
        return self.content

    @property
    def is_whole(self) -> bool:
        return self.type not in FLOATS


def row(elements: Iterable[Dim]) -> Known:
    """Whole numbers in a row, such as the sizes of a shape."""
    content = tuple(elements)
    return Known(Shape(len(content)), content=content)


def constant(tensor: Tensor, name: str, is_learned: bool) -> Value:
    """A tensor of the file: of the few its elements, of the others their number.

    A float without an axis is a number of the program. Whole numbers are places, sizes and masks; where an op has learned
    them all the same, quantised, its rule says so.

    Raises:
        CostModelError: if there are more or fewer elements than its shape says.
    """
    shape = shape_of(tensor.sizes)
    counted = is_learned and len(shape) > 0 and tensor.type in FLOATS
    learned = (origin.Tensor(name, shape.size),) if counted else ()
    content = _content(tensor, int(prod_of(tensor.sizes)))
    return Value(shape, None, learned) if content is None else Known(shape, None, learned, content, tensor.type)


def shape_of(sizes: Sequence[int]) -> Shape:
    if len(sizes) > MOST_AXES or any(size < 0 for size in sizes):
        raise broken("the sizes of a tensor are none")
    return Shape(*sizes)


def prod_of(sizes: Sequence[int]) -> int:
    size: int = Shape(*sizes).size  # type: ignore[assignment]
    return size


def _content(tensor: Tensor, size: int) -> tuple[Dim, ...] | None:
    if tensor.external:
        return None
    form = RAW.get(tensor.type)
    if tensor.raw is not None and form is not None and len(tensor.raw) not in (0, size * struct.calcsize("<" + form)):
        raise broken(f"tensor {tensor.name} has other bytes than its shape says")
    if size > MOST_KNOWN:
        return None
    found = _elements(tensor, form)
    if found is None or len(found) != size:
        return None
    try:
        return found if tensor.type not in FLOATS else tuple(map(Fraction, found))
    except (OverflowError, ValueError):  # infinities, NaN
        return None


def _elements(tensor: Tensor, form: str | None) -> tuple[Any, ...] | None:
    """The numbers, wherever they stand."""
    if form is not None and tensor.raw is not None and len(tensor.raw):
        return _unpacked(tensor.raw, form)
    if tensor.type == FLOAT and tensor.floats is not None:
        return _unpacked(tensor.floats, "f")
    if tensor.type == DOUBLE and tensor.doubles is not None:
        return _unpacked(tensor.doubles, "d")
    if tensor.type == INT64 and tensor.integers is not None:
        return tuple(islice(varints(tensor.integers), MOST_KNOWN + 1))
    if tensor.type in WORDS and tensor.words is not None:
        return tuple(islice(varints(tensor.words), MOST_KNOWN + 1))
    return () if not tensor.sizes or 0 in tensor.sizes else None


def _unpacked(data: Bytes, form: str) -> tuple[Any, ...] | None:
    width = struct.calcsize("<" + form)
    return struct.unpack(f"<{len(data) // width}{form}", data) if len(data) % width == 0 else None
