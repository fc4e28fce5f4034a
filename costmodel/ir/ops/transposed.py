"""Transposed convolution: a convolution run backwards, from each of its outputs to the pixels that it had seen."""

from typing import ClassVar

from costmodel.ir.backward import Backward
from costmodel.ir.ops.op import op
from costmodel.ir.ops.windowed import Windowed
from costmodel.ir.shape import Shape, ShapeMisfit
from costmodel.ir.window import Paddings, Sizes, spread, stretched
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim, exact_div
from costmodel.numbers.dimension import dimension


@op
class TransposedConv(Windowed):
    """Transposed convolution, also called deconvolution: each input value is spread over a window of the output.

    Size: (h - 1)*stride - pads + reach + output padding along an axis, `reach` being dilation*(kernel - 1) + 1; 'same' gives
    h*stride, and leaves nothing to pad.

    Work: h*w*c1 * kh*kw*c2/g mult-adds and c1 * kh*kw*c2/g weights, h x w being the input's size (Dumoulin and Visin 2016,
    section 4).

    Example:
        TransposedConv(c2, (kh, kw), stride=(sh, sw), bias=True, groups=g) of (c, h, w)
    """

    is_weighted: ClassVar[bool] = True
    channels: Dim
    kernel: Sizes
    stride: Sizes = 1
    padding: Paddings = "valid"
    dilation: Sizes = 1
    bias: bool = False
    groups: Dim = 1
    output_padding: Sizes = 0

    @property
    def type(self) -> str:
        return f"{self.kind} {self.window.text}"

    def filters(self, channels: Dim) -> Dim:
        groups = dimension("groups", self.groups)
        exact_div(channels, groups)
        exact_div(dimension("channels", self.channels), groups)
        return self.channels

    def along(self, sizes: tuple[Dim, ...]) -> list[Dim]:
        extra = spread("output_padding", self.output_padding, len(sizes), least=0)
        for slide, more in zip(self.window.slides, extra, strict=True):
            if slide.padding == "same" and not (type(more) is int and more == 0):
                raise ShapeMisfit(f"'same' decides the size, so that output_padding cannot be {more}")
        return [stretched(size, slide) + more for size, slide, more in zip(sizes, self.window.slides, extra, strict=True)]

    def work(self, y: Shape, x: Shape) -> Work:
        _, _, axis, cells, _ = self.window
        filters = exact_div(y[axis], self.groups)
        return Work(
            mult_adds=x.size * cells * filters,
            bias_adds=y.size if self.bias else 0,
            weights=x[axis] * cells * filters,
            biases=y[axis] if self.bias else 0,
            reads=x.size,
            writes=y.size,
            activations=y.size,
            bare_kernels=0 if self.bias else x[axis] * filters,
        )

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        return Backward.of_products(self.work(y, *xs))
