"""Elements under another shape, in another order, or some of them: what tensors are made to do between layers.

A new shape over the same order is a view; another order moves every element, whatever a framework's strides would allow, so
that one network costs the same from wherever it comes.
"""

from itertools import zip_longest

from costmodel.ir.backward import Backward
from costmodel.ir.ops.op import Op, Renaming, op
from costmodel.ir.shape import Shape, ShapeMisfit, broadcast
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim, same_in_general, surely_less
from costmodel.numbers.dimension import dimension, dimensions


class _Move(Op):
    """Every element of the output is read and written."""

    __slots__ = ()

    def work(self, y: Shape, *xs: Shape) -> Work:
        return Work(reads=y.size, writes=y.size)

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        return Backward()


@op
class View(Renaming):
    """The same elements in the same order under another shape. A view: nothing is moved.

    Example:
        View((c, h*w)) of (c, h, w)
    """

    shape: tuple[Dim, ...]

    def out(self, x: Shape) -> Shape:
        y = Shape(*dimensions("shape", self.shape, least=0))
        if not same_in_general(x.size, y.size):
            raise ShapeMisfit(f"View cannot make {y} of {x.size} elements")
        return y


@op
class Expand(Renaming):
    """The same elements, seen several times along axes that have one. A view: nothing is moved.

    Example:
        Expand((c, h, w)) of (c, 1, 1)
    """

    shape: tuple[Dim, ...]

    def out(self, x: Shape) -> Shape:
        y = Shape(*dimensions("shape", self.shape, least=0))
        if not broadcast(x, y).fits(y):
            raise ShapeMisfit(f"Expand cannot make {y} of {x}")
        return y

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        """What was seen several times is summed."""
        return Backward(pointwise=(y.size,))


@op
class Select(Renaming):
    """One place along an axis, which is then gone. A view: nothing is moved.

    Attributes:
        axis: counted from the end.

    Example:
        Select(-3) of (c, h, w)
    """

    axis: int

    def out(self, x: Shape) -> Shape:
        x.along(self.axis)
        place = len(x) + self.axis
        return Shape(*x[:place], *x[place + 1 :])


@op
class Permute(_Move):
    """Axes in another order: `Permute((-1, -2))` is a transposition. Every element is read and written.

    Attributes:
        axes: where each axis of the output stands in the input, counted from the end; of the last axes, if they are fewer.

    Example:
        Permute((-2, -1, -3)) of (c, h, w)
    """

    axes: tuple[int, ...]

    def out(self, x: Shape) -> Shape:
        places = x.places(self.axes)
        kept = len(x) - len(places)
        if sorted(places) != list(range(kept, len(x))):
            raise ShapeMisfit(f"Permute cannot order the axes of {x} by {self.axes}")
        return Shape(*x[:kept], *[x[place] for place in places])


@op
class Roll(_Move):
    """Elements moved along axes, those that fall off coming in again, or an axis turned round. All are read and written.

    Example:
        Roll() of (c, h, w)
    """

    def out(self, x: Shape) -> Shape:
        return x


@op
class Repeat(_Move):
    """The input laid down several times along its axes. Every element of the output is written.

    Attributes:
        times: for each of the last axes.

    Example:
        Repeat((m, n)) of (c, h, w)
    """

    times: tuple[Dim, ...]

    def out(self, x: Shape) -> Shape:
        times = dimensions("times", self.times, least=0)
        sizes = zip_longest(reversed(x), reversed(times), fillvalue=1)
        return Shape(*reversed([size * often for size, often in sizes]))


@op
class Stack(_Move):
    """Maps of one shape along a new axis. Every element is read and written.

    Attributes:
        axis: of the output, counted from the end.

    Example:
        Stack(-4) of (c, h, w), (c, h, w)
    """

    axis: int

    def out(self, x: Shape, *others: Shape) -> Shape:
        for other in others:
            if not x.fits(other):
                raise ShapeMisfit("Stack needs inputs of one shape")
        y = Shape(1, *x)
        y.along(self.axis)
        place = len(y) + self.axis
        return Shape(*x[:place], len(others) + 1, *x[place:])


@op
class Gather(_Move):
    """The elements at some places along an axis. Those that are taken are read and written.

    Attributes:
        places: the shape that comes in place of the axis: (n,) of n places.
        axis: counted from the end.

    Example:
        Gather((n,), axis=-3) of (c, h, w)
    """

    places: tuple[Dim, ...]
    axis: int

    def out(self, x: Shape, *indices: Shape) -> Shape:
        x.along(self.axis)
        place = len(x) + self.axis
        return Shape(*x[:place], *dimensions("places", self.places, least=0), *x[place + 1 :])


@op
class Scatter(_Move):
    """A map with some of its elements replaced by those of another. Every element of the output comes from one of them.

    Example:
        Scatter() of (c, h, w), (c2, h, w)
    """

    def out(self, x: Shape, *others: Shape) -> Shape:
        return x


@op
class Crop(Renaming):
    """A part of a map: so many elements along each of its last axes. A view: nothing is moved.

    Example:
        Crop((m, n)) of (c, h, w)
    """

    sizes: tuple[Dim, ...]

    def out(self, x: Shape) -> Shape:
        sizes = dimensions("sizes", self.sizes, least=0)
        if len(sizes) > len(x):
            raise ShapeMisfit(f"Crop cannot cut {len(sizes)} axes of {x}")
        kept = len(x) - len(sizes)
        for size, part in zip(x[kept:], sizes, strict=True):
            if surely_less(size, part):
                raise ShapeMisfit(f"Crop cannot take {part} of {size} elements")
        return Shape(*x[:kept], *sizes)


@op
class Embedding(Op):
    """A row of a learned table for each index (Mikolov et al. 2013).

    Work: no arithmetic; entries * features weights.

    Attributes:
        axis: of the output that holds the features, counted from the end.

    Example:
        Embedding(m, c) of (n,)
    """

    entries: Dim
    features: Dim
    axis: int = -1

    def out(self, indices: Shape) -> Shape:
        y = Shape(1, *indices)
        y.along(self.axis)
        place = len(y) + self.axis
        return Shape(*indices[:place], dimension("features", self.features), *indices[place:])

    def work(self, y: Shape, indices: Shape) -> Work:
        return Work(weights=dimension("entries", self.entries) * self.features, reads=indices.size, writes=y.size)
