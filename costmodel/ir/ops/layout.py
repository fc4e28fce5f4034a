"""Ops without arithmetic: they move elements, or only rename them."""

from typing import ClassVar

from costmodel.ir.ops.convolution import Paddings, paddings
from costmodel.ir.ops.op import Op, op
from costmodel.ir.shape import Shape, ShapeMisfit
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim, exact_div, surely_less


@op
class Input(Op):
    """The network's input: its map exists and is alive, but nobody has worked for it."""

    shape: Shape

    def out(self) -> Shape:
        return self.shape

    def work(self, y: Shape) -> Work:
        return Work()


@op
class Shuffle(Op):
    """Channel shuffle (Zhang et al. 2018, section 3.1): a permutation; no arithmetic, but every element is read and written."""

    groups: Dim

    def out(self, x: Shape) -> Shape:
        exact_div(x.channels, self.groups)
        return x

    def work(self, y: Shape, x: Shape) -> Work:
        return Work(reads=x.size, writes=y.size)


@op
class Shift(Op):
    """Each channel moved by one of the offsets of a `kernel` window (Wu et al. 2018, section 3): no arithmetic, no weights.

    Every element is still read and written.
    """

    kernel: Dim = 3

    def out(self, x: Shape) -> Shape:
        return x

    def work(self, y: Shape, x: Shape) -> Work:
        return Work(reads=x.size, writes=y.size)


@op
class Pad(Op):
    """Zeros around a map, or after its channels (the parameter-free shortcut of He et al. 2016, option A)."""

    padding: Paddings = 0
    channels: Dim = 0

    def out(self, x: Shape) -> Shape:
        (top, bottom), (left, right) = paddings(self.padding)
        return Shape(x.channels + self.channels, x.height + top + bottom, x.width + left + right)

    def work(self, y: Shape, x: Shape) -> Work:
        return Work(reads=x.size, writes=y.size)


@op
class Slice(Op):
    """`channels` of the input's channels. A view: nothing is moved."""

    is_view: ClassVar[bool] = True
    channels: Dim

    def out(self, x: Shape) -> Shape:
        if surely_less(x.channels, self.channels):
            raise ShapeMisfit(f"Slice cannot take {self.channels} channels")
        return Shape(self.channels, x.height, x.width)

    def work(self, y: Shape, x: Shape) -> Work:
        return Work()


@op
class Split(Op):
    """One of `parts` equal parts of the channels. A view: nothing is moved."""

    is_view: ClassVar[bool] = True
    parts: Dim

    def out(self, x: Shape) -> Shape:
        return Shape(exact_div(x.channels, self.parts), x.height, x.width)

    def work(self, y: Shape, x: Shape) -> Work:
        return Work()


@op
class Flatten(Op):
    """A map as one vector. A view: nothing is moved."""

    is_view: ClassVar[bool] = True

    def out(self, x: Shape) -> Shape:
        return Shape(x.size, 1, 1)

    def work(self, y: Shape, x: Shape) -> Work:
        return Work()


@op
class Identity(Op):
    """The input itself. A view."""

    is_view: ClassVar[bool] = True

    def out(self, x: Shape) -> Shape:
        return x

    def work(self, y: Shape, x: Shape) -> Work:
        return Work()


@op
class Dropout(Op):
    """Dropout at inference: the input itself. A view."""

    is_view: ClassVar[bool] = True

    def out(self, x: Shape) -> Shape:
        return x

    def work(self, y: Shape, x: Shape) -> Work:
        return Work()
