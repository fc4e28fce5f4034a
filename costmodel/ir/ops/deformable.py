"""Deformable convolution: a convolution whose window looks where another map tells it to."""

from typing import ClassVar

from costmodel.ir.ops.convolution import Conv
from costmodel.ir.ops.op import op
from costmodel.ir.ops.resampling import interpolating
from costmodel.ir.shape import Shape, ShapeMisfit
from costmodel.ir.work import Work
from costmodel.numbers.algebra import exact_div, same, total


@op
class DeformConv(Conv):
    """Deformable convolution (Dai et al. 2017, equation 2; with a third input, the modulation of Zhu et al. 2019, equation 1).

    The offsets have a coordinate for each axis and value under a window, the modulation a factor for each value; parts of the
    channels may have their own.

    Work: a convolution's, and for each value under each window a linear sample as of `GridSample` (and a product, if it is
    modulated).

    Example:
        DeformConv(c2, (kh, kw)) of (c, h, w), (2*kh*kw, h, w)
    """

    kinds: ClassVar[tuple[str, ...]] = ("DeformConv",)

    @property
    def kind(self) -> str:  # type: ignore[override]
        return "DeformConv"

    def out(self, x: Shape, offsets: Shape, mask: Shape | None = None) -> Shape:  # type: ignore[override]
        y = Conv.out(self, x)
        slides, _, axis, cells, _ = self.window
        for other, each in ((offsets, len(slides)), (mask, 1)):
            if other is not None:
                exact_div(other.along(axis), each * cells)
                if not all(map(same, other[axis + 1 :], y[axis + 1 :])):
                    raise ShapeMisfit("DeformConv needs offsets (and a mask) for each of its outputs")
        return y

    def work(self, y: Shape, x: Shape, offsets: Shape, mask: Shape | None = None) -> Work:  # type: ignore[override]
        work = Conv.work(self, y, x)
        slides, _, axis, cells, _ = self.window
        sample = interpolating("linear", len(slides))
        sampled = exact_div(y.size, y[axis]) * x[axis] * cells
        if mask is None:
            return work._replace(pointwise=sample * sampled, reads=work.reads + offsets.size)
        return work._replace(pointwise=(sample + 1) * sampled, reads=total((work.reads, offsets.size, mask.size)))
