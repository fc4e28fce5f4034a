"""What an op is: one frozen class with a size rule and a work rule.

    out(*inputs) -> Shape                 the size rule
    work(output, *inputs) -> Work         the work rule

An op without both rules cannot be defined, so nothing is ever counted as zero by default.

Ops are values: the type checker refuses an assignment to a field. They are not frozen at run time as well, because that
makes a convolution five times slower to construct and every op's class three times slower to import.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import ClassVar, TypeVar, dataclass_transform

from costmodel.ir.shape import Shape
from costmodel.ir.work import Work

AnyOp = TypeVar("AnyOp", bound="Op")

KINDS: dict[str, type["Op"]] = {}  # every op by its kind, a user's own too


class Op:
    """The base of all ops.

    Attributes:
        kind: the class's name, by which conventions select; a class may have more than one kind.
        is_weighted: a layer in the sense of "a 50-layer network": convolution or fully connected.
        is_view: the output is the input's memory under another name, so nothing is read, written or stored.
        kinds: all its kinds, where they are more than the class's name.
        types: all its types, without their windows, where they are others than its kinds: `MaxPool` and `AvgPool` of `Pool`.
    """

    __slots__ = ()
    kind: ClassVar[str]
    is_weighted: ClassVar[bool] = False
    is_view: ClassVar[bool] = False
    kinds: ClassVar[tuple[str, ...]] = ()
    types: ClassVar[tuple[str, ...]] = ()

    out: Callable[..., Shape]
    work: Callable[..., Work]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{field.name}={getattr(self, field.name)!r}' for field in fields(self))})"  # type: ignore[arg-type]

    @property
    def type(self) -> str:
        """The row of a per-type table that this op belongs to, such as `DWConv 3x3`."""
        return self.kind


@dataclass_transform(frozen_default=True, eq_default=False)
def op(cls: type[AnyOp]) -> type[AnyOp]:
    """Make a class an op: a slotted record, compared by identity.

    Raises:
        TypeError: if the class lacks a size rule or a work rule.
    """
    for rule in ("out", "work"):
        if getattr(cls, rule, None) is None:
            raise TypeError(f"op {cls.__name__} has no rule {rule!r}; an op cannot exist without its size and its work")
    if "kind" not in vars(cls):
        cls.kind = cls.__name__
    made = dataclass(slots=True, eq=False, repr=False)(cls)
    KINDS.update(dict.fromkeys(made.kinds or (made.__name__,), made))
    return made
