"""Ops that only name a map, anew or under another shape."""

from typing import ClassVar

from costmodel.ir.ops.op import Op, op
from costmodel.ir.shape import Shape
from costmodel.ir.work import Work
from costmodel.numbers.dimension import dimensions


@op
class Input(Op):
    """The network's input: its map exists and is alive, but nobody has worked for it.

    Example:
        Input(Shape(c, h, w))
    """

    shape: Shape

    def out(self) -> Shape:
        return Shape(*dimensions("shape", self.shape))

    def work(self, y: Shape) -> Work:
        return Work()


@op
class Flatten(Op):
    """A map as one vector, (elements, 1, 1). A view: nothing is moved.

    Attributes:
        axis: of the channels, counted from the end; this axis and all behind it are one.

    Example:
        Flatten() of (c, h, w)
    """

    is_view: ClassVar[bool] = True
    axis: int = -3

    def out(self, x: Shape) -> Shape:
        return x.flattened(self.axis)

    def work(self, y: Shape, x: Shape) -> Work:
        return Work()


@op
class Identity(Op):
    """The input itself. A view.

    Example:
        Identity() of (c, h, w)
    """

    is_view: ClassVar[bool] = True

    def out(self, x: Shape) -> Shape:
        return x

    def work(self, y: Shape, x: Shape) -> Work:
        return Work()


@op
class Dropout(Op):
    """Dropout at inference: the input itself. A view.

    Example:
        Dropout() of (c, h, w)
    """

    is_view: ClassVar[bool] = True

    def out(self, x: Shape) -> Shape:
        return x

    def work(self, y: Shape, x: Shape) -> Work:
        return Work()
