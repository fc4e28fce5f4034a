"""Ops that only name a map, anew or under another shape."""

from costmodel.ir.backward import Backward
from costmodel.ir.ops.op import Op, Renaming, op
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
class Flatten(Renaming):
    """A map as one vector, (elements, 1, 1). A view: nothing is moved.

    Attributes:
        axis: of the channels, counted from the end; this axis and all behind it are one.

    Example:
        Flatten() of (c, h, w)
    """

    axis: int = -3

    def out(self, x: Shape) -> Shape:
        return x.flattened(self.axis)


@op
class Identity(Renaming):
    """The input itself. A view.

    Example:
        Identity() of (c, h, w)
    """

    def out(self, x: Shape) -> Shape:
        return x


@op
class Dropout(Renaming):
    """Dropout at inference: the input itself. A view. In training it makes a map of its own (`costmodel.ir.passes.training`).

    Example:
        Dropout() of (c, h, w)
    """

    def out(self, x: Shape) -> Shape:
        return x

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        """The factors of the elements, 0 or the same for all others, are kept, and the gradient is multiplied by them."""
        return Backward(beside=y.size, pointwise=(y.size,))
