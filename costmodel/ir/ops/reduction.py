"""Ops that make fewer values of many, along axes."""

from collections.abc import Mapping
from math import gcd, prod
from typing import ClassVar

from costmodel.errors import CostModelError, UnknownName, quoted
from costmodel.ir.backward import Backward
from costmodel.ir.ops.named import Named
from costmodel.ir.ops.op import Op, op
from costmodel.ir.ops.pooling import INDEX, TYPES, Mode, checked
from costmodel.ir.shape import Shape, ShapeMisfit
from costmodel.ir.window import Sizes, axes_of, resized
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim, ceil_div, exact_div, floor_div, is_expression, namespace, surely_less, total
from costmodel.numbers.dimension import dimension

MOST_WINDOWS = 1024  # of an axis whose size is no number


# Adding a function is adding a line.
REDUCTIONS: Mapping[str, Named] = {
    "sum": Named("Sum", 1),
    "mean": Named("Mean", 1),
    "product": Named("Product", 1),
    "max": Named("Max", 1),
    "min": Named("Min", 1),
    "any": Named("Any", 1),
    "all": Named("All", 1),
    "norm": Named("VectorNorm", 2),  # square, add
    "variance": Named("Variance", 4),  # add; subtract, square, add
    "log-sum-exp": Named("LogSumExp", 4),  # maximum, subtract, exponential, add
}


@op
class Reduce(Op):
    """A named function of all values along some axes.

    Work: operations for each element of the input as in `REDUCTIONS`.

    Attributes:
        axes: counted from the end; all, if none is given.
        keep: leave the axes there with one element each.

    Raises:
        UnknownName: if there is no such function.

    Example:
        Reduce("mean", axes=(-2, -1)) of (c, h, w)
    """

    types: ClassVar[tuple[str, ...]] = tuple(entry.type for entry in REDUCTIONS.values())
    function: str
    axes: tuple[int, ...] = ()
    keep: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.function, str) or self.function not in REDUCTIONS:
            raise UnknownName("reduction", self.function, REDUCTIONS)

    @property
    def type(self) -> str:
        return REDUCTIONS[self.function].type

    def out(self, x: Shape) -> Shape:
        gone = x.places(self.axes) or range(len(x))
        if self.keep:
            return Shape(*[1 if place in gone else size for place, size in enumerate(x)])
        return Shape(*[size for place, size in enumerate(x) if place not in gone])

    def work(self, y: Shape, x: Shape) -> Work:
        return Work(pointwise=REDUCTIONS[self.function].operations * x.size, reads=x.size, writes=y.size)

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        """Of a sum or a mean the gradient is each summand's, divided for a mean."""
        if self.function not in ("sum", "mean"):
            return Op.backward(self, y, *xs)
        return Backward(renames=self.function == "sum", pointwise=(y.size,))


@op
class AdaptivePool(Op):
    """Maximum or average over windows that are laid so that `size` of them fit each axis; neighbours may overlap.

    Work: one operation for each pixel under each window: output i sees the pixels from floor(i*h/n) to ceil((i+1)*h/n).

    Attributes:
        size: of the output, one for both axes of a map or one for each axis.

    Example:
        AdaptivePool((m, n)) of (c, h, w)
    """

    types: ClassVar[tuple[str, ...]] = tuple(f"Adaptive{type_}" for type_ in TYPES.values())
    size: Sizes
    mode: Mode = "average"

    def __post_init__(self) -> None:
        checked(self.mode)

    @property
    def type(self) -> str:
        return f"Adaptive{TYPES[self.mode]}"

    def out(self, x: Shape) -> Shape:
        return resized(x, self.size)

    def work(self, y: Shape, x: Shape) -> Work:
        axes = axes_of(self.size)
        seen = prod([_covered(size, windows) for size, windows in zip(x[-axes:], y[-axes:], strict=True)])
        return Work(pointwise=prod(y[:-axes]) * seen, reads=x.size, writes=y.size)

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        if self.mode == "max":
            return Backward(keeps=(0,), beside=INDEX * y.size, pointwise=(y.size,))
        return Backward(keeps=(0,), pointwise=(self.work(y, xs[0]).pointwise,))


def _covered(size: Dim, windows: Dim) -> Dim:
    """Pixels under all windows of one axis, overlaps counted each time.

    Of the `windows` - 1 places where one window ends and the next begins, those that fall between two pixels share none, and
    those that fall into a pixel share it. So numbers need no loop.
    """
    if type(windows) is not int:
        exact_div(size, windows)  # so that they tile it
        return size
    if type(size) is int:
        return size + windows - gcd(size, windows)
    if windows > MOST_WINDOWS:
        raise CostModelError(f"{windows} windows are too many to lay over a size that is no number", allowed=f"{MOST_WINDOWS}")
    return total([ceil_div((n + 1) * size, windows) - floor_div(n * size, windows) for n in range(windows)])


@op
class Sort(Op):
    """Values sorted along an axis, or the `keep` largest of them.

    Work: n*ceil(log2 n) comparisons for n values, as merging needs at most; an implementation may need fewer.

    Attributes:
        keep: how many are kept; 0 for all.
        axis: counted from the end.

    Example:
        Sort(keep=5) of (n, 1000)
    """

    keep: Dim = 0
    axis: int = -1

    def out(self, x: Shape) -> Shape:
        values, keep = x.along(self.axis), dimension("keep", self.keep, least=0)
        if surely_less(values, keep):
            raise ShapeMisfit(f"Sort cannot keep {keep} of {values} values")
        return x if type(keep) is int and keep == 0 else x.replaced(self.axis, keep)

    def work(self, y: Shape, x: Shape) -> Work:
        values = x.along(self.axis)
        if is_expression(values) or namespace(values) is not None:
            raise CostModelError(f"Sort cannot count comparisons of {quoted(values)} values", allowed="a number of values")
        return Work(pointwise=x.size * (values - 1).bit_length(), reads=x.size, writes=y.size)  # type: ignore[attr-defined]
