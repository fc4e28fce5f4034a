"""Fully connected layers."""

from typing import Any, ClassVar

from costmodel.ir.ops.op import Op, op
from costmodel.ir.shape import Shape
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim


@op
class FC(Op):
    """Fully connected layer over all elements of its input.

    Work: c1*c2 mult-adds and weights.
    """

    is_weighted: ClassVar[bool] = True
    units: Dim
    bias: bool = True

    def out(self, x: Shape) -> Shape:
        return Shape(self.units, 1, 1)

    def work(self, y: Shape, x: Shape) -> Work:
        products: Any = x.size * self.units
        return Work(
            mult_adds=products,
            bias_adds=self.units if self.bias else 0,
            weights=products,
            biases=self.units if self.bias else 0,
            reads=x.size,
            writes=y.size,
        )
