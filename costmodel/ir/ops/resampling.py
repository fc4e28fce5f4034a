"""Maps of another size, made of the values of one: interpolated, sampled, unfolded or rearranged."""

from collections.abc import Mapping
from math import prod
from typing import Any, ClassVar

from costmodel.errors import UnknownName
from costmodel.ir.ops.op import Op, op
from costmodel.ir.ops.windowed import Windowed
from costmodel.ir.shape import Shape, ShapeMisfit
from costmodel.ir.window import Paddings, Sizes, axes_of, resized, spread, stretched
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim, exact_div, same
from costmodel.numbers.dimension import dimension

# Neighbours along each axis of which a value is made.
INTERPOLATIONS: Mapping[str, int] = {"nearest": 1, "linear": 2, "cubic": 4}


def interpolating(mode: str, axes: int) -> int:
    """Operations of one interpolated value: a product for each neighbour, and their sum. The nearest is only moved."""
    neighbours: int = INTERPOLATIONS[mode] ** axes
    return 2 * neighbours - 1 if neighbours > 1 else 0


def _checked(mode: object) -> None:
    if not isinstance(mode, str) or mode not in INTERPOLATIONS:
        raise UnknownName("interpolation", mode, INTERPOLATIONS)


@op
class Resize(Op):
    """A map of another size, each value of it interpolated.

    Work: for each value of the output a product for each neighbour and their sum: on a map 7 operations linearly, 31
    cubically, none by the nearest.

    Attributes:
        size: of the output, one for both axes of a map or one for each axis.

    Example:
        Resize((m, n), "linear") of (c, h, w)
    """

    types: ClassVar[tuple[str, ...]] = tuple(f"Resize{mode.capitalize()}" for mode in INTERPOLATIONS)
    size: Sizes
    mode: str = "nearest"

    def __post_init__(self) -> None:
        _checked(self.mode)

    @property
    def type(self) -> str:
        return f"Resize{self.mode.capitalize()}"

    def out(self, x: Shape) -> Shape:
        return resized(x, self.size)

    def work(self, y: Shape, x: Shape) -> Work:
        return Work(pointwise=interpolating(self.mode, axes_of(self.size)) * y.size, reads=x.size, writes=y.size)


@op
class GridSample(Op):
    """Values of a map at places that another map gives, (..., *sizes, axes) (Jaderberg et al. 2015, equation 3).

    Work: as `Resize`.

    Example:
        GridSample() of (c, h, w), (m, n, 2)
    """

    mode: str = "linear"

    def __post_init__(self) -> None:
        _checked(self.mode)

    def out(self, x: Shape, places: Shape) -> Shape:
        axes = places.along(-1)
        lead = len(x) - axes - 1 if type(axes) is int else -1
        if lead < 0 or len(places) != len(x) or not all(map(same, places[:lead], x[:lead])):
            raise ShapeMisfit("GridSample needs as many coordinates a place as the map has axes behind its channels")
        return Shape(*x[: lead + 1], *places[lead:-1])

    def work(self, y: Shape, x: Shape, places: Shape) -> Work:
        axes: Any = places[-1]
        return Work(pointwise=interpolating(self.mode, axes) * y.size, reads=x.size + places.size, writes=y.size)


@op
class PixelShuffle(Op):
    """Channels become pixels (Shi et al. 2016, equation 4), or, `down`, pixels channels. Every element is read and written.

    Example:
        PixelShuffle(n) of (c, h, w)
    """

    factor: Dim
    down: bool = False

    def out(self, x: Shape) -> Shape:
        x.along(-3)
        factor = dimension("factor", self.factor)
        *lead, channels, height, width = x
        if self.down:
            return Shape(*lead, channels * factor * factor, exact_div(height, factor), exact_div(width, factor))
        return Shape(*lead, exact_div(channels, factor * factor), height * factor, width * factor)

    def work(self, y: Shape, x: Shape) -> Work:
        return Work(reads=x.size, writes=y.size)


@op
class Unpool(Windowed):
    """Each value put back to where a maximum pooling had found it, zeros elsewhere (Zeiler and Fergus 2014, section 2.1).

    The second input says where. No arithmetic; both maps are read, and every element of the output is written.

    Example:
        Unpool((kh, kw), stride=(kh, kw)) of (c, h, w), (c, h, w)
    """

    kernel: Sizes
    stride: Sizes = 1
    padding: Paddings = "valid"

    def filters(self, channels: Dim) -> Dim:
        return channels

    def along(self, sizes: tuple[Dim, ...]) -> list[Dim]:
        return [stretched(size, slide) for size, slide in zip(sizes, self.window.slides, strict=True)]

    def out(self, x: Shape, places: Shape) -> Shape:  # type: ignore[override]  # another window reads one map only
        if not x.fits(places):
            raise ShapeMisfit("Unpool needs a place for each value")
        return Windowed.out(self, x)

    def work(self, y: Shape, x: Shape, places: Shape) -> Work:
        return Work(reads=x.size + places.size, writes=y.size)


@op
class Unfold(Windowed):
    """The values under each window as one column, (c*kh*kw, windows). Every element is read once and written once a window.

    Example:
        Unfold((kh, kw)) of (c, h, w)
    """

    kernel: Sizes
    stride: Sizes = 1
    padding: Paddings = "valid"
    dilation: Sizes = 1

    def filters(self, channels: Dim) -> Dim:
        return channels * self.window.cells

    def out(self, x: Shape) -> Shape:
        y = Windowed.out(self, x)
        axis = self.window.axis
        return Shape(*y[: axis + 1], prod(y[axis + 1 :]))

    def work(self, y: Shape, x: Shape) -> Work:
        return Work(reads=x.size, writes=y.size)


@op
class Fold(Op):
    """Columns of windows summed up to a map of the given size: `Unfold` run backwards.

    Work: an addition for each value under each window.

    Attributes:
        size: of the output, one for both axes of a map or one for each axis.

    Example:
        Fold((h, w), (kh, kw)) of (c, n)
    """

    size: Sizes
    kernel: Sizes

    def out(self, x: Shape) -> Shape:
        axes = axes_of(self.size)
        cells = prod(spread("kernel", self.kernel, axes))
        return Shape(*x[:-2], exact_div(x.along(-2), cells), *spread("size", self.size, axes))

    def work(self, y: Shape, x: Shape) -> Work:
        return Work(pointwise=x.size, reads=x.size, writes=y.size)
