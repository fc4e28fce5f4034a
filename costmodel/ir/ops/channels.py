"""Ops without arithmetic upon a map's channels: shuffled, shifted, padded, cut, parted."""

from costmodel.ir.backward import Backward
from costmodel.ir.ops.op import Op, Renaming, op
from costmodel.ir.shape import Shape, ShapeMisfit
from costmodel.ir.window import Pads, Sizes, axes_of, spread, spread_pads
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim, exact_div, surely_less, total
from costmodel.numbers.dimension import dimension


@op
class Shuffle(Op):
    """Channel shuffle (Zhang et al. 2018, section 3.1): a permutation; no arithmetic, but every element is read and written.

    Attributes:
        axis: of the channels, counted from the end.

    Example:
        Shuffle(g) of (c, h, w)
    """

    groups: Dim
    axis: int = -3

    def out(self, x: Shape) -> Shape:
        exact_div(x.along(self.axis), dimension("groups", self.groups))
        return x

    def work(self, y: Shape, x: Shape) -> Work:
        return Work(reads=x.size, writes=y.size)

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        return Backward()


@op
class Shift(Op):
    """Each channel moved by one of the offsets of a `kernel` window (Wu et al. 2018, section 3): no arithmetic, no weights.

    Every element is still read and written.

    Example:
        Shift((kh, kw)) of (c, h, w)
    """

    kernel: Sizes = 3

    def out(self, x: Shape) -> Shape:
        spread("kernel", self.kernel, axes_of(self.kernel))
        return x

    def work(self, y: Shape, x: Shape) -> Work:
        return Work(reads=x.size, writes=y.size)

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        return Backward()


@op
class Pad(Op):
    """Zeros around a map, or after its channels (the parameter-free shortcut of He et al. 2016, option A).

    Where the padding is negative the map is cut.

    Example:
        Pad(((1, 1), (2, 2)), channels=c2) of (c, h, w)
    """

    padding: Dim | tuple[Dim | Pads, ...] = 0
    channels: Dim = 0

    def out(self, x: Shape) -> Shape:
        pads = spread_pads(self.padding, axes_of(self.padding))
        if len(x) <= len(pads):
            raise ShapeMisfit(f"Pad puts zeros around {len(pads)} axes behind the channels")
        pads = (*[(0, 0) for _ in x[: -len(pads) - 1]], (0, dimension("channels", self.channels, least=0)), *pads)
        y = Shape(*[total((size, *pad)) for size, pad in zip(x, pads, strict=True)])
        if any(surely_less(size, 1) for size in y):
            raise ShapeMisfit(f"Pad cuts away all of it: {y} is left")
        return y

    def work(self, y: Shape, x: Shape) -> Work:
        return Work(reads=x.size, writes=y.size)

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        return Backward()


@op
class Slice(Renaming):
    """`channels` of the input's channels. A view: nothing is moved.

    Attributes:
        axis: of the channels, counted from the end.

    Example:
        Slice(c2) of (c, h, w)
    """

    channels: Dim
    axis: int = -3

    def out(self, x: Shape) -> Shape:
        if surely_less(x.along(self.axis), dimension("channels", self.channels)):
            raise ShapeMisfit(f"Slice cannot take {self.channels} channels")
        return x.replaced(self.axis, self.channels)


@op
class Split(Renaming):
    """One of `parts` equal parts of the channels. A view: nothing is moved.

    Attributes:
        axis: of the channels, counted from the end.

    Example:
        Split(n) of (c, h, w)
    """

    parts: Dim
    axis: int = -3

    def out(self, x: Shape) -> Shape:
        return x.replaced(self.axis, exact_div(x.along(self.axis), dimension("parts", self.parts)))
