"""Named functions of the elements of one map or several, which are stretched to each other where they have one element."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from costmodel.errors import UnknownName
from costmodel.ir.backward import Backward
from costmodel.ir.ops.named import Named
from costmodel.ir.ops.op import Op, op
from costmodel.ir.shape import Shape, broadcast
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim, total
from costmodel.numbers.dimension import dimension

# Adding a function is adding a line.
ELEMENTWISE: Mapping[str, Named] = {
    "add": Named("Add", 1, joins=True),
    "subtract": Named("Subtract", 1, joins=True),
    "multiply": Named("Multiply", 1, joins=True, gradient=1),
    "divide": Named("Divide", 1, joins=True, gradient=2),
    "modulo": Named("Modulo", 1, joins=True),
    "power": Named("Power", 1, joins=True, gradient=3),
    "maximum": Named("Maximum", 1, joins=True),
    "minimum": Named("Minimum", 1, joins=True),
    "compare": Named("Compare", 1, joins=True),
    "logic": Named("Logic", 1, joins=True),
    "not": Named("Not", 1),
    "where": Named("Where", 1),
    "negate": Named("Negate", 1, gradient=1, gradient_of_output=True),
    "absolute": Named("Absolute", 1, gradient=2),
    "sign": Named("Sign", 1),
    "round": Named("Round", 1),  # also down and up
    "clamp": Named("Clamp", 2, gradient=2),  # compare twice
    "square": Named("Square", 1, gradient=2),
    "root": Named("Root", 1, gradient=2, gradient_of_output=True),
    "reciprocal": Named("Reciprocal", 1, gradient=3, gradient_of_output=True),
    "reciprocal-root": Named("ReciprocalRoot", 2, gradient=4, gradient_of_output=True),
    "exponential": Named("Exponential", 1, gradient=1, gradient_of_output=True),
    "logarithm": Named("Logarithm", 1, gradient=1),
    "sine": Named("Sine", 1),
    "cosine": Named("Cosine", 1),
    "trigonometric": Named("Trigonometric", 1),  # tangent and the inverses
    "hyperbolic": Named("Hyperbolic", 1),  # sine, cosine and the inverses
    "error-function": Named("ErrorFunction", 1),
    "running-sum": Named("RunningSum", 1, mixes=True),
    "quantize": Named("Quantize", 4),  # scale, round, compare twice
    "dequantize": Named("Dequantize", 2),  # shift, scale
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

    def in_step(self, y: Shape, *xs: Shape) -> Sequence[int]:
        if ELEMENTWISE[self.function].mixes:
            return ()
        return [place for place, x in enumerate(xs) if x is y or x.is_plainly(y)]

    def work(self, y: Shape, *xs: Shape) -> Work:
        entry = ELEMENTWISE[self.function]
        # An input that stands there as a number of the program is none here, so that one alone is an operation too.
        times = entry.operations * (len(xs) - 1 or 1) if entry.joins else entry.operations
        return Work(pointwise=times * y.size, reads=total([x.size for x in xs]), writes=y.size)

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        entry = ELEMENTWISE[self.function]
        if self.function in ("add", "subtract"):
            return Backward(renames=all(x.is_plainly(y) for x in xs), pointwise=[y.size] * len(xs))
        if not entry.gradient:
            return Op.backward(self, y, *xs)
        of_output = entry.gradient_of_output
        return Backward(
            keeps=() if of_output else range(len(xs)), keeps_output=of_output, pointwise=[entry.gradient * y.size] * len(xs)
        )


@op
class PReLU(Op):
    """A rectifier with a learned slope (He et al. 2015, equation 1).

    Work: 2 operations an element; `slopes` weights: one for each channel, one for all, or one for each element.

    Example:
        PReLU(c) of (c, h, w)
    """

    is_epilogue: ClassVar[bool] = True
    slopes: Dim = 1

    def out(self, x: Shape) -> Shape:
        dimension("slopes", self.slopes)
        return x

    def in_step(self, y: Shape, *xs: Shape) -> Sequence[int]:
        return (0,)

    def work(self, y: Shape, x: Shape) -> Work:
        return Work(pointwise=2 * x.size, weights=self.slopes, reads=x.size, writes=y.size)

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        """Of the input a comparison and a product, of the slopes a product and a sum."""
        return Backward(keeps=(0,), pointwise=(2 * y.size,), learning_pointwise=2 * y.size)
