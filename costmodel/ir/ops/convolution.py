"""Convolutions: dense, grouped, depthwise. One size rule and one work rule serve all three."""

from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from costmodel.ir.ops.op import Op, op
from costmodel.ir.shape import Shape
from costmodel.ir.window import Padding, extent
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim, exact_div

Pair: TypeAlias = Dim | tuple[Dim, Dim]  # one value for both axes, or (height, width)
Paddings: TypeAlias = Padding | Dim | tuple[Padding, Padding]


def pair(value: Pair) -> tuple[Any, Any]:
    return value if isinstance(value, tuple) else (value, value)


def paddings(value: Paddings) -> tuple[Any, Any]:
    """Both axes' paddings from 'same', 'valid', a number of pixels, (height, width), or ((top, bottom), (left, right))."""
    if isinstance(value, str):
        return value, value
    rows, columns = pair(value)  # type: ignore[arg-type]
    return (
        rows if isinstance(rows, tuple) else (rows, rows),
        columns if isinstance(columns, tuple) else (columns, columns),
    )


class _Convolution(Op):
    """`filters` windows of kh x kw, each over one part of the input's channels. The fields are the subclasses' own."""

    __slots__ = ()
    is_weighted: ClassVar[bool] = True
    if TYPE_CHECKING:
        channels: Dim
        kernel: Pair
        stride: Pair
        padding: Paddings
        dilation: Pair
        bias: bool
        groups: Dim

    @property
    def type(self) -> str:
        kh, kw = pair(self.kernel)
        return f"{self.kind} {kh}x{kw}"

    def filters(self, x: Shape) -> Any:
        exact_div(self.channels, self.groups)
        return self.channels

    def parts(self, x: Shape) -> Any:
        """How many parts the input channels fall into."""
        return self.groups

    def out(self, x: Shape) -> Shape:
        kernel, stride, dilation, padding = pair(self.kernel), pair(self.stride), pair(self.dilation), paddings(self.padding)
        return Shape(
            self.filters(x),
            extent(x.height, kernel[0], stride[0], dilation[0], padding[0]),
            extent(x.width, kernel[1], stride[1], dilation[1], padding[1]),
        )

    def work(self, y: Shape, x: Shape) -> Work:
        kh, kw = pair(self.kernel)
        channels = exact_div(x.channels, self.parts(x))
        window = kh * kw * channels
        outputs = y.size
        return Work(
            mult_adds=outputs * window,
            bias_adds=outputs if self.bias else 0,
            weights=y.channels * window,
            biases=y.channels if self.bias else 0,
            reads=x.size,
            writes=outputs,
            activations=outputs,
            bare_kernels=0 if self.bias else y.channels * channels,
        )


@op
class Conv(_Convolution):
    """Convolution.

    Work: h*w*c2 * kh*kw*c1/g mult-adds and kh*kw*c1/g*c2 weights, h x w being the output's size (Howard et al. 2017,
    equation 2; for groups Krizhevsky et al. 2012, section 3.5).
    """

    channels: Dim
    kernel: Pair
    stride: Pair = 1
    padding: Paddings = "same"
    dilation: Pair = 1
    bias: bool = False
    groups: Dim = 1


@op
class GConv(_Convolution):
    """Grouped convolution: `Conv` in `groups` parts that do not see each other, listed as a type of its own."""

    channels: Dim
    kernel: Pair
    groups: Dim
    stride: Pair = 1
    padding: Paddings = "same"
    dilation: Pair = 1
    bias: bool = False


@op
class DWConv(_Convolution):
    """Depthwise convolution: `multiplier` filters of one channel for each input channel.

    Work: h*w*c*m * kh*kw mult-adds and kh*kw*c*m weights (Howard et al. 2017, equation 4).
    """

    kernel: Pair
    stride: Pair = 1
    padding: Paddings = "same"
    dilation: Pair = 1
    bias: bool = False
    multiplier: Dim = 1

    def filters(self, x: Shape) -> Any:
        return x.channels * self.multiplier

    def parts(self, x: Shape) -> Any:
        return x.channels
