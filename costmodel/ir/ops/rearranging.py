"""Elements under another shape, in another order, or some of them: what tensors are made to do between layers.

A new shape over the same order is a view; another order moves every element, whatever a framework's strides would allow, so
that one network costs the same from wherever it comes.
"""

from typing import ClassVar

from costmodel.ir.ops.op import Op, op
from costmodel.ir.shape import Shape, ShapeMisfit, broadcast
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim, same_in_general, surely_less
from costmodel.numbers.dimension import dimension


class _Move(Op):
    """Every element of the output is read and written."""

    __slots__ = ()

    def work(self, y: Shape, *xs: Shape) -> Work:
        return Work(reads=y.size, writes=y.size)


class _View(Op):
    """The input's memory under another name: nothing is moved."""

    __slots__ = ()
    is_view: ClassVar[bool] = True

    def work(self, y: Shape, *xs: Shape) -> Work:
        return Work()


@op
class View(_View):
    """The same elements in the same order under another shape. A view: nothing is moved."""

    shape: tuple[Dim, ...]

    def out(self, x: Shape) -> Shape:
        y = Shape(*self.shape)
        if not same_in_general(x.size, y.size):
            raise ShapeMisfit(f"View cannot make {y} of {x.size} elements")
        return y


@op
class Expand(_View):
    """The same elements, seen several times along axes that have one. A view: nothing is moved."""

    shape: tuple[Dim, ...]

    def out(self, x: Shape) -> Shape:
        return broadcast(x, Shape(*self.shape))


@op
class Select(_View):
    """One place along an axis, which is then gone. A view: nothing is moved.

    Attributes:
        axis: counted from the end.
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
    """

    axes: tuple[int, ...]

    def out(self, x: Shape) -> Shape:
        if sorted(self.axes) != list(range(-len(self.axes), 0)) or len(self.axes) > len(x):
            raise ShapeMisfit(f"Permute cannot order the axes of {x} by {self.axes}")
        return Shape(*x[: len(x) - len(self.axes)], *[x[axis] for axis in self.axes])


@op
class Roll(_Move):
    """Elements moved along axes, those that fall off coming in again, or an axis turned round. All are read and written."""

    def out(self, x: Shape) -> Shape:
        return x


@op
class Repeat(_Move):
    """The input laid down several times along its axes. Every element of the output is written.

    Attributes:
        times: for each of the last axes.
    """

    times: tuple[Dim, ...]

    def out(self, x: Shape) -> Shape:
        rank = len(self.times) if len(self.times) > len(x) else len(x)
        sizes = [*[1] * (rank - len(x)), *x]
        times = [*[1] * (rank - len(self.times)), *self.times]
        return Shape(*[size * often for size, often in zip(sizes, times, strict=True)])


@op
class Stack(_Move):
    """Maps of one shape along a new axis. Every element is read and written.

    Attributes:
        axis: of the output, counted from the end.
    """

    axis: int

    def out(self, x: Shape, *others: Shape) -> Shape:
        for other in others:
            if not x.fits(other):
                raise ShapeMisfit("Stack needs inputs of one shape")
        place = len(x) + 1 + self.axis
        if not 0 <= place <= len(x):
            raise ShapeMisfit(f"there is no axis {self.axis} to stack {x} along")
        return Shape(*x[:place], len(others) + 1, *x[place:])


@op
class Gather(_Move):
    """The elements at some places along an axis. Those that are taken are read and written.

    Attributes:
        places: the shape that comes in place of the axis: (n,) of n places.
        axis: counted from the end.
    """

    places: tuple[Dim, ...]
    axis: int

    def out(self, x: Shape, *indices: Shape) -> Shape:
        x.along(self.axis)
        place = len(x) + self.axis
        return Shape(*x[:place], *self.places, *x[place + 1 :])


@op
class Scatter(_Move):
    """A map with some of its elements replaced by those of another. Every element of the output comes from one of them."""

    def out(self, x: Shape, *others: Shape) -> Shape:
        return x


@op
class Crop(_View):
    """A part of a map: so many elements along each of its last axes. A view: nothing is moved."""

    sizes: tuple[Dim, ...]

    def out(self, x: Shape) -> Shape:
        if len(self.sizes) > len(x):
            raise ShapeMisfit(f"Crop names {len(self.sizes)} axes")
        kept = len(x) - len(self.sizes)
        for size, part in zip(x[kept:], self.sizes, strict=True):
            if surely_less(size, dimension("sizes", part)):
                raise ShapeMisfit(f"Crop cannot take {part} of {size} elements")
        return Shape(*x[:kept], *self.sizes)


@op
class Embedding(Op):
    """A row of a learned table for each index (Mikolov et al. 2013).

    Work: no arithmetic; entries * features weights.
    """

    entries: Dim
    features: Dim

    def out(self, indices: Shape) -> Shape:
        return Shape(*indices, dimension("features", self.features))

    def work(self, y: Shape, indices: Shape) -> Work:
        return Work(weights=dimension("entries", self.entries) * self.features, reads=indices.size, writes=y.size)
