"""Pooling."""

from typing import Any, Literal

from costmodel.ir.ops.convolution import Paddings, Pair, paddings, pair
from costmodel.ir.ops.op import Op, op
from costmodel.ir.shape import Shape
from costmodel.ir.window import covered, extent
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim


@op
class Pool(Op):
    """Maximum or average over a sliding window.

    Work: one operation for each pixel under each window (kh*kw per output): the comparisons and the write of a maximum, or
    the additions and the division of an average.

    Attributes:
        ceil_mode: keep a last window that is cut off by the edge (Caffe's rule).
        count_padding: count the padding under a window as pixels; if not, only pixels of the map are counted.
    """

    mode: Literal["max", "average"]
    kernel: Pair
    stride: Pair = 1
    padding: Paddings = "same"
    ceil_mode: bool = False
    count_padding: bool = True

    @property
    def type(self) -> str:
        kh, kw = pair(self.kernel)
        return f"{'MaxPool' if self.mode == 'max' else 'AvgPool'} {kh}x{kw}"

    def out(self, x: Shape) -> Shape:
        (kh, kw), (sh, sw), (ph, pw) = pair(self.kernel), pair(self.stride), paddings(self.padding)
        return Shape(
            x.channels,
            extent(x.height, kh, sh, 1, ph, self.ceil_mode),
            extent(x.width, kw, sw, 1, pw, self.ceil_mode),
        )

    def work(self, y: Shape, x: Shape) -> Work:
        (kh, kw), (sh, sw), (ph, pw) = pair(self.kernel), pair(self.stride), paddings(self.padding)
        seen: Any = y.pixels * kh * kw
        if not self.count_padding:
            seen = covered(x.height, kh, sh, ph, y.height) * covered(x.width, kw, sw, pw, y.width)
        return Work(pointwise=y.channels * seen, reads=x.size, writes=y.size)


@op
class GlobalPool(Op):
    """Maximum or average over the whole map, for any resolution.

    Work: one operation for each element of the input.
    """

    mode: Literal["max", "average"] = "average"

    @property
    def type(self) -> str:
        return "GlobalMaxPool" if self.mode == "max" else "GlobalAvgPool"

    def out(self, x: Shape) -> Shape:
        one: Dim = 1
        return Shape(x.channels, one, one)

    def work(self, y: Shape, x: Shape) -> Work:
        return Work(pointwise=x.size, reads=x.size, writes=y.size)
