"""What convolutions and pooling share: a window that slides over the last axes of the input."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from costmodel.ir.ops.op import Op
from costmodel.ir.shape import Shape, ShapeMisfit
from costmodel.ir.window import Paddings, Sizes, Window, extent, known_window, window
from costmodel.numbers.algebra import Dim


class Windowed(Op):
    """An op with a window. The fields are the subclasses' own.

    Attributes:
        window: the fields checked and spread over the axes once, when the op is made; it slides over as many axes as it has.
    """

    __slots__ = ("window",)
    window: Window
    if TYPE_CHECKING:
        kernel: Sizes
        stride: Sizes
        padding: Paddings
        dilation: Sizes
        ceil_mode: bool
    else:
        dilation = 1
        ceil_mode = False

    def __post_init__(self) -> None:
        try:
            self.window = known_window(self.kernel, self.stride, self.padding, self.dilation, self.ceil_mode)  # type: ignore[arg-type]
        except TypeError:  # arrays have no hash
            self.window = window(self.kernel, self.stride, self.padding, self.dilation, self.ceil_mode)

    def filters(self, channels: Dim) -> Dim:
        """How many channels come out, for so many that go in."""
        raise NotImplementedError

    def along(self, sizes: tuple[Dim, ...]) -> list[Dim]:
        """The sizes that the axes under the window have in the output."""
        return [extent(size, *slide) for size, slide in zip(sizes, self.window.slides, strict=True)]

    def out(self, x: Shape) -> Shape:
        _, keeps, axis, _, text = self.window
        if len(x) < -axis:
            raise ShapeMisfit(f"a window of {text} slides over {-axis - 1} axes behind the channels")
        sizes: Iterable[Dim] = x[axis + 1 :]
        if not keeps:
            sizes = self.along(x[axis + 1 :])
        return Shape(*x[:axis], self.filters(x[axis]), *sizes)
