"""Named functions of the elements of one map or several, which are stretched to each other where they have one element."""

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from costmodel.errors import UnknownName
from costmodel.ir.ops.op import Op, op
from costmodel.ir.shape import Shape, broadcast
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim, total
from costmodel.numbers.dimension import dimension


class Entry(NamedTuple):
    """A function of elements.

    Attributes:
        type: as per-type tables print it.
        operations: for an element of the output; of a function that `joins`, for each input behind the first.
    """

    type: str
    operations: int
    joins: bool = False


# Adding a function is adding a line.
ELEMENTWISE: Mapping[str, Entry] = {
    "add": Entry("Add", 1, joins=True),
    "subtract": Entry("Subtract", 1, joins=True),
    "multiply": Entry("Multiply", 1, joins=True),
    "divide": Entry("Divide", 1, joins=True),
    "modulo": Entry("Modulo", 1, joins=True),
    "power": Entry("Power", 1, joins=True),
    "maximum": Entry("Maximum", 1, joins=True),
    "minimum": Entry("Minimum", 1, joins=True),
    "compare": Entry("Compare", 1, joins=True),
    "logic": Entry("Logic", 1, joins=True),
    "not": Entry("Not", 1),
    "where": Entry("Where", 1),
    "negate": Entry("Negate", 1),
    "absolute": Entry("Absolute", 1),
    "sign": Entry("Sign", 1),
    "round": Entry("Round", 1),  # also down and up
    "clamp": Entry("Clamp", 2),  # compare twice
    "square": Entry("Square", 1),
    "root": Entry("Root", 1),
    "reciprocal": Entry("Reciprocal", 1),
    "reciprocal-root": Entry("ReciprocalRoot", 2),
    "exponential": Entry("Exponential", 1),
    "logarithm": Entry("Logarithm", 1),
    "sine": Entry("Sine", 1),
    "cosine": Entry("Cosine", 1),
    "error-function": Entry("ErrorFunction", 1),
    "running-sum": Entry("RunningSum", 1),
    "quantize": Entry("Quantize", 4),  # scale, round, compare twice
    "dequantize": Entry("Dequantize", 2),  # shift, scale
}


@op
class Elementwise(Op):
    """A named function of one map, or of several that are stretched to one shape.

    Work: operations an element as in `ELEMENTWISE`.

    Raises:
        UnknownName: if there is no such function.

    Example:
        Elementwise("multiply") of (c, h, w), (c, 1, 1)
    """

    types: ClassVar[tuple[str, ...]] = tuple(entry.type for entry in ELEMENTWISE.values())
    function: str

    def __post_init__(self) -> None:
        if not isinstance(self.function, str) or self.function not in ELEMENTWISE:
            raise UnknownName("element-wise function", self.function, ELEMENTWISE)

    @property
    def type(self) -> str:
        return ELEMENTWISE[self.function].type

    def out(self, x: Shape, *others: Shape) -> Shape:
        return broadcast(x, *others)

    def work(self, y: Shape, *xs: Shape) -> Work:
        entry = ELEMENTWISE[self.function]
        # An input that stands there as a number of the program is none here, so that one alone is an operation too.
        times = entry.operations * (len(xs) - 1 or 1) if entry.joins else entry.operations
        return Work(pointwise=times * y.size, reads=total([x.size for x in xs]), writes=y.size)


@op
class PReLU(Op):
    """A rectifier with a learned slope (He et al. 2015, equation 1).

    Work: 2 operations an element; `slopes` weights: one for each channel, or one for all.

    Example:
        PReLU(c) of (c, h, w)
    """

    slopes: Dim = 1

    def out(self, x: Shape) -> Shape:
        dimension("slopes", self.slopes)
        return x

    def work(self, y: Shape, x: Shape) -> Work:
        return Work(pointwise=2 * x.size, weights=self.slopes, reads=x.size, writes=y.size)
