"""Matrix products with learned weights: over all elements, or at each position."""

from math import prod
from typing import TYPE_CHECKING, ClassVar

from costmodel.ir.backward import Backward
from costmodel.ir.ops.op import Op, op
from costmodel.ir.shape import Shape
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim
from costmodel.numbers.dimension import dimension


class _Product(Op):
    """One matrix, from the values of the input that a product is over to those of the output."""

    __slots__ = ()
    is_weighted: ClassVar[bool] = True
    if TYPE_CHECKING:
        bias: bool

    def values(self, shape: Shape) -> Dim:
        """How many values of a shape one product takes or gives."""
        raise NotImplementedError

    def work(self, y: Shape, x: Shape) -> Work:
        values, units = self.values(x), self.values(y)
        outputs = y.size
        return Work(
            mult_adds=outputs * values,
            bias_adds=outputs if self.bias else 0,
            weights=values * units,
            biases=units if self.bias else 0,
            reads=x.size,
            writes=outputs,
        )

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        return Backward.of_products(self.work(y, *xs))


@op
class FC(_Product):
    """Fully connected layer over all elements of its input.

    The output has the rank of the input: (units, 1, 1) of a map, (units,) of a vector.

    Work: c1*c2 mult-adds and weights, c1 being the input's elements.

    Attributes:
        axis: of the channels, counted from the end; the elements are those of this axis and of all behind it.

    Example:
        FC(c2) of (c, h, w)
    """

    units: Dim
    bias: bool = True
    axis: int = -3

    def out(self, x: Shape) -> Shape:
        return x.flattened(self.axis, dimension("units", self.units))

    def values(self, shape: Shape) -> Dim:
        return prod(shape[self.axis :])


@op
class Linear(_Product):
    """Fully connected layer at each position: the channels of a position become `units`, with one matrix for all of them.

    Work: y.size * c mult-adds and c*units weights, c being the input's size along the axis.

    Attributes:
        axis: of the channels, counted from the end.

    Example:
        Linear(c2) of (c, h, w)
    """

    units: Dim
    bias: bool = True
    axis: int = -3

    def out(self, x: Shape) -> Shape:
        return x.replaced(self.axis, dimension("units", self.units))

    def values(self, shape: Shape) -> Dim:
        return shape.along(self.axis)
