"""Normalisation by what stands in the map itself: over axes, over groups of channels, over each channel."""

from math import prod
from typing import TYPE_CHECKING, ClassVar

from costmodel.ir.backward import Backward
from costmodel.ir.ops.op import Op, op
from costmodel.ir.shape import Shape
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim, exact_div
from costmodel.numbers.dimension import dimension

MOMENTS = 6  # an element: a sum, a difference, a square, a sum of squares; then a scale and a shift
ROOT_MEAN_SQUARE = 3  # an element: a square, a sum, a scale


class _Normalisation(Op):
    """`MOMENTS` operations an element, with a learned scale and shift or without, which are 1 and 0 then."""

    __slots__ = ()
    is_epilogue: ClassVar[bool] = True
    if TYPE_CHECKING:
        scale: bool
        shift: bool

    def learned(self, x: Shape) -> Dim:
        """How many values a scale has."""
        raise NotImplementedError

    def together(self, x: Shape) -> Dim:
        """How many times values are normalised together in a sample."""
        raise NotImplementedError

    def out(self, x: Shape) -> Shape:
        self.learned(x)
        return x

    def work(self, y: Shape, x: Shape) -> Work:
        return Work(
            pointwise=MOMENTS * x.size,
            norms=self.learned(x) * (bool(self.scale) + bool(self.shift)),
            reads=x.size,
            writes=y.size,
        )

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        """As of batch normalisation, but for mean and variance, which the forward pass has counted: 9 operations an element.

        Beside the input the mean and the deviation of all that is normalised together are kept.
        """
        [x] = xs
        return Backward(keeps=(0,), beside=2 * self.together(x), pointwise=(9 * x.size,))


@op
class LayerNorm(_Normalisation):
    """Layer normalisation (Ba et al. 2016, equation 3): over the given axes of each sample.

    Work: 6 operations an element; a scale and a shift for each place along the axes.

    Attributes:
        axes: counted from the end.

    Example:
        LayerNorm() of (n, c)
    """

    axes: tuple[int, ...] = (-1,)
    scale: bool = True
    shift: bool = True

    def learned(self, x: Shape) -> Dim:
        return prod([x[place] for place in x.places(self.axes)])

    def together(self, x: Shape) -> Dim:
        along = x.places(self.axes)
        return prod([size for place, size in enumerate(x) if place not in along])


@op
class RMSNorm(LayerNorm):
    """Root mean square normalisation (Zhang and Sennrich 2019, equation 4): layer normalisation without the mean.

    Work: 3 operations an element; a scale for each place along the axes.

    Example:
        RMSNorm() of (n, c)
    """

    shift: bool = False

    def work(self, y: Shape, x: Shape) -> Work:
        return LayerNorm.work(self, y, x)._replace(pointwise=ROOT_MEAN_SQUARE * x.size)


@op
class GroupNorm(_Normalisation):
    """Group normalisation (Wu and He 2018, equation 7): over the pixels and channels of each group of channels.

    Work: 6 operations an element; a scale and a shift for each channel.

    Attributes:
        axis: of the channels, counted from the end.

    Example:
        GroupNorm(g) of (c, h, w)
    """

    groups: Dim
    scale: bool = True
    shift: bool = True
    axis: int = -3

    def learned(self, x: Shape) -> Dim:
        exact_div(x.along(self.axis), dimension("groups", self.groups))
        return x[self.axis]

    def together(self, x: Shape) -> Dim:
        return self.groups


@op
class InstanceNorm(_Normalisation):
    """Instance normalisation (Ulyanov et al. 2016, equation 4): over the pixels of each channel.

    Work: 6 operations an element; a scale and a shift for each channel.

    Attributes:
        axis: of the channels, counted from the end.

    Example:
        InstanceNorm(scale=True, shift=True) of (c, h, w)
    """

    scale: bool = False
    shift: bool = False
    axis: int = -3

    def learned(self, x: Shape) -> Dim:
        return x.along(self.axis)

    def together(self, x: Shape) -> Dim:
        return x.along(self.axis)
