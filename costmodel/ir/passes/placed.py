"""An op whose output has no memory of its own, or takes that of an input over."""

from typing import Any

from costmodel.ir.ops.op import Op
from costmodel.ir.shape import Shape
from costmodel.ir.work import Work


class Placed(Op):
    """The base of such ops. Conventions and tables know it by the kind and type of the op that it is; so do its readers.

    Attributes:
        op: what is done.
    """

    __slots__ = ("op",)

    def __init__(self, op: Op) -> None:
        self.op = op

    def __getattr__(self, name: str) -> Any:
        if name == "op":  # of one that is not made yet
            raise AttributeError(name)
        return getattr(self.op, name)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.op,)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.op!r})"

    @property
    def kind(self) -> str:  # type: ignore[override]
        return self.op.kind

    @property
    def type(self) -> str:
        return self.op.type

    @property
    def is_weighted(self) -> bool:  # type: ignore[override]
        return self.op.is_weighted

    @property
    def is_epilogue(self) -> bool:  # type: ignore[override]
        return self.op.is_epilogue

    def out(self, *xs: Shape) -> Shape:
        return self.op.out(*xs)

    def work(self, y: Shape, *xs: Shape) -> Work:
        return self.op.work(y, *xs)
