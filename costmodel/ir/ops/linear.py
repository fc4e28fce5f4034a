"""Matrix products with learned weights: over all elements, or at each position."""

from math import prod
from typing import ClassVar

from costmodel.ir.ops.op import Op, op
from costmodel.ir.shape import Shape
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim
from costmodel.numbers.dimension import dimension


@op
class FC(Op):
    """Fully connected layer over all elements of its input.

    The output has the rank of the input: (units, 1, 1) of a map, (units,) of a vector.

    Work: c1*c2 mult-adds and weights, c1 being the input's elements.

    Attributes:
        axis: of the channels, counted from the end; the elements are those of this axis and of all behind it.
    """

    is_weighted: ClassVar[bool] = True
    units: Dim
    bias: bool = True
    axis: int = -3

    def out(self, x: Shape) -> Shape:
        return x.flattened(self.axis, dimension("units", self.units))

    def work(self, y: Shape, x: Shape) -> Work:
        elements, units = prod(x[self.axis :]), prod(y[self.axis :])
        outputs = y.size
        return Work(
            mult_adds=elements * outputs,
            bias_adds=outputs if self.bias else 0,
            weights=elements * units,
            biases=units if self.bias else 0,
            reads=x.size,
            writes=outputs,
        )


@op
class Linear(Op):
    """Fully connected layer at each position: the channels of a position become `units`, with one matrix for all of them.

    Work: y.size * c mult-adds and c*units weights, c being the input's size along the axis.

    Attributes:
        axis: of the channels, counted from the end.
    """

    is_weighted: ClassVar[bool] = True
    units: Dim
    bias: bool = True
    axis: int = -3

    def out(self, x: Shape) -> Shape:
        return x.replaced(self.axis, dimension("units", self.units))

    def work(self, y: Shape, x: Shape) -> Work:
        channels, units = x.along(self.axis), y.along(self.axis)
        outputs = y.size
        return Work(
            mult_adds=outputs * channels,
            bias_adds=outputs if self.bias else 0,
            weights=channels * units,
            biases=units if self.bias else 0,
            reads=x.size,
            writes=outputs,
        )
