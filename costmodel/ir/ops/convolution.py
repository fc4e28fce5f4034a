"""Convolutions: dense, grouped, depthwise. One size rule and one work rule serve all three, on any number of axes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from costmodel.ir.backward import Backward
from costmodel.ir.ops.op import op
from costmodel.ir.ops.windowed import Windowed
from costmodel.ir.shape import Shape
from costmodel.ir.window import Paddings, Sizes
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim, exact_div
from costmodel.numbers.dimension import dimension


class _Convolution(Windowed):
    """`filters` windows, each over one part of the input's channels."""

    __slots__ = ()
    is_weighted: ClassVar[bool] = True
    if TYPE_CHECKING:
        bias: bool

    @property
    def type(self) -> str:
        return f"{self.kind} {self.window.text}"

    def parts(self, channels: Dim) -> Dim:
        """How many parts the input channels fall into."""
        raise NotImplementedError

    def work(self, y: Shape, x: Shape) -> Work:
        _, _, axis, cells, _ = self.window
        channels, filters = exact_div(x[axis], self.parts(x[axis])), y[axis]
        values = cells * channels
        outputs = y.size
        return Work(
            mult_adds=outputs * values,
            bias_adds=outputs if self.bias else 0,
            weights=filters * values,
            biases=filters if self.bias else 0,
            reads=x.size,
            writes=outputs,
            activations=outputs,
            bare_kernels=0 if self.bias else filters * channels,
        )

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        return Backward.of_products(self.work(y, *xs))


@op
class Conv(_Convolution):
    """Convolution. In `groups` parts that do not see each other it is of a kind and a type of its own, GConv.

    Work: h*w*c2 * kh*kw*c1/g mult-adds and kh*kw*c1/g*c2 weights, h x w being the output's size (Howard et al. 2017,
    equation 2; for groups Krizhevsky et al. 2012, section 3.5).

    Example:
        Conv(c2, (kh, kw), bias=True, groups=g) of (c, h, w)
    """

    kinds: ClassVar[tuple[str, ...]] = ("Conv", "GConv")
    channels: Dim
    kernel: Sizes
    stride: Sizes = 1
    padding: Paddings = "same"
    dilation: Sizes = 1
    bias: bool = False
    groups: Dim = 1

    @property
    def kind(self) -> str:  # type: ignore[override]
        return "Conv" if type(self.groups) is int and self.groups == 1 else "GConv"

    def filters(self, channels: Dim) -> Dim:
        filters = dimension("channels", self.channels)
        exact_div(filters, dimension("groups", self.groups))
        return filters

    def parts(self, channels: Dim) -> Dim:
        return self.groups


@op
class DWConv(_Convolution):
    """Depthwise convolution: `multiplier` filters of one channel for each input channel.

    Work: h*w*c*m * kh*kw mult-adds and kh*kw*c*m weights (Howard et al. 2017, equation 4).

    Example:
        DWConv((kh, kw), bias=True, multiplier=m) of (c, h, w)
    """

    kernel: Sizes
    stride: Sizes = 1
    padding: Paddings = "same"
    dilation: Sizes = 1
    bias: bool = False
    multiplier: Dim = 1

    def filters(self, channels: Dim) -> Dim:
        return channels * dimension("multiplier", self.multiplier)

    def parts(self, channels: Dim) -> Dim:
        return channels

    def overwritable(self, y: Shape, *xs: Shape) -> Sequence[int]:
        """One channel makes one channel, so that a buffer of one is enough (Lin et al. 2020, MCUNet, section 3.2)."""
        return (0,) if type(self.multiplier) is int and self.multiplier == 1 else ()
