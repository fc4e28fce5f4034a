"""What an imported network does and nothing here knows."""

from costmodel.errors import CostModelError, quoted
from costmodel.ir.ops.op import Op, op
from costmodel.ir.shape import Shape
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim
from costmodel.numbers.dimension import dimensions


@op
class Opaque(Op):
    """An op of another program without a rule here. Its output is as that program states it; of its work nothing is known.

    No total is given of a network that has one, unless a counting is `partial`: what it then says is a least.

    Attributes:
        name: as the other program calls it.

    Example:
        Opaque("another", (c2, h, w)) of (c, h, w)
    """

    name: str
    shape: tuple[Dim, ...]

    def __post_init__(self) -> None:
        if not isinstance(self.name, str):
            raise CostModelError(f"name cannot be {quoted(self.name)}", given=self.name, allowed="a text")

    @property
    def type(self) -> str:
        return self.name

    def out(self, *xs: Shape) -> Shape:
        return Shape(*dimensions("shape", self.shape, least=0))

    def work(self, y: Shape, *xs: Shape) -> Work:
        return Work()
