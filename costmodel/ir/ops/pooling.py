"""Pooling."""

from math import prod
from typing import ClassVar, Literal, TypeAlias

from costmodel.errors import CostModelError, UnknownName
from costmodel.ir.backward import Backward
from costmodel.ir.ops.op import Op, op
from costmodel.ir.ops.windowed import Windowed
from costmodel.ir.shape import Shape
from costmodel.ir.window import UNIT, Paddings, Sizes, covered
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim

Mode: TypeAlias = Literal["max", "average"]
INDEX = 2  # elements of 32 bits that an index of 64 takes
TYPES: dict[Mode, str] = {"max": "MaxPool", "average": "AvgPool"}


@op
class Pool(Windowed):
    """Maximum or average over a sliding window.

    Work: one operation for each pixel under each window (kh*kw per output): the comparisons and the write of a maximum, or
    the additions and the division of an average.

    Attributes:
        ceil_mode: keep a last window that is cut off by the edge (Caffe's rule).
        count_padding: count the padding under a window as pixels; if not, only pixels of the map are counted.

    Example:
        Pool("max", (kh, kw)) of (c, h, w)
    """

    types: ClassVar[tuple[str, ...]] = tuple(TYPES.values())
    mode: Mode
    kernel: Sizes
    stride: Sizes = 1
    padding: Paddings = "same"
    ceil_mode: bool = False
    count_padding: bool = True
    dilation: Sizes = 1

    def __post_init__(self) -> None:
        checked(self.mode)
        Windowed.__post_init__(self)
        if not self.count_padding and any(slide.dilation is not UNIT for slide in self.window.slides):
            raise CostModelError("a dilated Pool does not tell padding from pixels", allowed="count_padding=True")

    @property
    def type(self) -> str:
        return f"{TYPES[self.mode]} {self.window.text}"

    def filters(self, channels: Dim) -> Dim:
        return channels

    def work(self, y: Shape, x: Shape) -> Work:
        slides, _, axis, cells, _ = self.window
        seen = y.size * cells
        if not self.count_padding:
            along = zip(x[axis + 1 :], slides, y[axis + 1 :], strict=True)
            seen = prod(y[: axis + 1]) * prod(covered(size, slide, positions) for size, slide, positions in along)
        return Work(pointwise=seen, reads=x.size, writes=y.size)

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        """Of a maximum the gradient goes to the place that was kept, an index of 64 bits beside the input; of an average it is
        divided among the window's pixels."""
        if self.mode == "max":
            return Backward(keeps=(0,), beside=INDEX * y.size, pointwise=(y.size,))
        return Backward(keeps=(0,), pointwise=(self.work(y, xs[0]).pointwise,))


@op
class GlobalPool(Op):
    """Maximum or average over the whole map, for any resolution.

    Work: one operation for each element of the input.

    Attributes:
        axis: of the channels, counted from the end; all axes behind it are pooled.

    Example:
        GlobalPool() of (c, h, w)
    """

    types: ClassVar[tuple[str, ...]] = tuple(f"Global{type_}" for type_ in TYPES.values())
    mode: Mode = "average"
    axis: int = -3

    def __post_init__(self) -> None:
        checked(self.mode)

    @property
    def type(self) -> str:
        return f"Global{TYPES[self.mode]}"

    def out(self, x: Shape) -> Shape:
        return x.flattened(self.axis, x.along(self.axis))

    def work(self, y: Shape, x: Shape) -> Work:
        return Work(pointwise=x.size, reads=x.size, writes=y.size)

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        """Of an average the gradient is divided among all pixels, and nothing of the map is needed."""
        if self.mode == "max":
            return Backward(keeps=(0,), beside=INDEX * y.size, pointwise=(y.size,))
        return Backward(pointwise=(y.size,))


def checked(mode: object) -> None:
    """Raises:
    UnknownName: if there is no such pooling.
    """
    if not isinstance(mode, str) or mode not in TYPES:
        raise UnknownName("pooling", mode, TYPES)
