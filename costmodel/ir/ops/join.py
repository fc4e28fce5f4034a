"""Where paths meet: sums and concatenations of any number of inputs."""

from collections.abc import Sequence

from costmodel.ir.backward import Backward
from costmodel.ir.ops.op import Op, op
from costmodel.ir.shape import Shape, ShapeMisfit
from costmodel.ir.work import Work
from costmodel.numbers.algebra import total


@op
class Add(Op):
    """The element-wise sum of n maps of one shape.

    Work: n - 1 additions an element.

    Example:
        Add() of (c, h, w), (c, h, w)
    """

    def out(self, x: Shape, *others: Shape) -> Shape:
        return _one_shape(x, others)

    def in_step(self, y: Shape, *xs: Shape) -> Sequence[int]:
        return range(len(xs))

    def work(self, y: Shape, *xs: Shape) -> Work:
        return Work(pointwise=(len(xs) - 1) * y.size, reads=len(xs) * y.size, writes=y.size)

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        return Backward(renames=True)


@op
class WeightedSum(Op):
    """The sum of n maps, each with one learnable factor (Xie et al. 2019, section 3.1); `learned=False` is a plain mean.

    Work: n products and n - 1 additions an element; n weights. A factor's sigmoid is not counted.

    Example:
        WeightedSum() of (c, h, w), (c, h, w)
    """

    learned: bool = True

    def out(self, x: Shape, *others: Shape) -> Shape:
        return _one_shape(x, others)

    def in_step(self, y: Shape, *xs: Shape) -> Sequence[int]:
        return range(len(xs))

    def work(self, y: Shape, *xs: Shape) -> Work:
        return Work(
            pointwise=(2 * len(xs) - 1) * y.size if self.learned else len(xs) * y.size,
            weights=len(xs) if self.learned else 0,
            reads=len(xs) * y.size,
            writes=y.size,
        )

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        """Of each input a product; of each factor a product and a sum an element."""
        inputs = len(xs)
        keeps = range(inputs) if self.learned else ()
        return Backward(keeps=keeps, pointwise=[y.size] * inputs, learning_pointwise=2 * inputs * y.size)


@op
class Concat(Op):
    """Maps of one size, channels after channels: no arithmetic, but every element is read and written.

    Attributes:
        axis: of the channels, counted from the end.

    Example:
        Concat() of (c, h, w), (c2, h, w)
    """

    axis: int = -3

    def out(self, x: Shape, *others: Shape) -> Shape:
        axis = self.axis
        sizes = [x.along(axis)]
        for other in others:
            if not x.fits(other, but=axis):
                raise ShapeMisfit(f"Concat needs inputs of equal size but for axis {axis}")
            sizes.append(other[axis])
        return x.replaced(axis, total(sizes))

    def work(self, y: Shape, *xs: Shape) -> Work:
        return Work(reads=y.size, writes=y.size)

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        return Backward(renames=True)


def _one_shape(x: Shape, others: tuple[Shape, ...]) -> Shape:
    for other in others:
        if not x.fits(other):
            raise ShapeMisfit("a sum needs inputs of one shape")
    return x
