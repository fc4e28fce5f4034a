"""What an op is: one frozen class with a size rule and a work rule.

    out(*inputs) -> Shape                 the size rule
    work(output, *inputs) -> Work         the work rule

An op without both rules cannot be defined, so nothing is ever counted as zero by default.

Ops are values: the type checker refuses an assignment to a field. They are not frozen at run time as well, because that
makes a convolution five times slower to construct and every op's class three times slower to import.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from importlib import import_module
from pkgutil import iter_modules
from typing import ClassVar, TypeVar, dataclass_transform

from costmodel.errors import CostModelError
from costmodel.ir.backward import Backward
from costmodel.ir.shape import Shape
from costmodel.ir.work import Work

AnyOp = TypeVar("AnyOp", bound="Op")


class _Kinds(Mapping[str, type["Op"]]):
    """Every op by its kind, a user's own too. The files of this folder that nobody has needed yet are read on a miss.

    Attributes:
        made: those of files that have been read.
    """

    def __init__(self) -> None:
        self.made: dict[str, type[Op]] = {}

    def add(self, made: type["Op"]) -> None:
        self.made.update(dict.fromkeys(made.kinds or (made.__name__,), made))

    def __getitem__(self, kind: str) -> type["Op"]:
        # A kind begins with a capital; a scope, which is looked for here too, hardly ever does and needs no file read.
        return self.made[kind] if kind in self.made or not kind[:1].isupper() else self._all()[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> Mapping[str, type["Op"]]:
        package = __name__.rpartition(".")[0]
        for module in iter_modules(import_module(package).__path__):
            import_module(f"{package}.{module.name}")
        return self.made


KINDS = _Kinds()


class Op:
    """The base of all ops.

    Attributes:
        kind: the class's name, by which conventions select; a class may have more than one kind.
        is_weighted: a layer in the sense of "a 50-layer network": convolution or fully connected.
        is_view: the output is the input's memory under another name, so nothing is read, written or stored.
        is_in_place: the output is written over the first input, which nobody reads any more.
        is_epilogue: normalisation or activation of the map before it; readers find it in the row of the layer that wrote it.
        kinds: all its kinds, where they are more than the class's name.
        types: all its types, without their windows, where they are others than its kinds: `MaxPool` and `AvgPool` of `Pool`.

    Example:
        >>> conv = ops.Conv(64, 3, stride=2)
        >>> conv.kind, conv.type, str(conv.out(Shape(3, 224, 224)))
        ('Conv', 'Conv 3x3', '64x112x112')
    """

    __slots__ = ()
    kind: ClassVar[str]
    is_weighted: ClassVar[bool] = False
    is_view: ClassVar[bool] = False
    is_in_place: ClassVar[bool] = False
    is_epilogue: ClassVar[bool] = False
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

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        """What the op keeps for the backward pass, and what it does in it.

        Raises:
            CostModelError: if nobody has said so of this op; it is then not trained, rather than counted as nothing.
        """
        raise CostModelError(f"{self.type} has no backward rule, so that its training cannot be counted", given=self.kind)

    def in_step(self, y: Shape, *xs: Shape) -> Sequence[int]:
        """The places of the inputs of which each element is read for the one at the same place of the output, and for no other.

        What makes such an input can apply the op at once, and the output can lie where such an input lies.
        """
        return ()

    def overwritable(self, y: Shape, *xs: Shape) -> Sequence[int]:
        """The places of the inputs over which the output can be written while they are read."""
        return self.in_step(y, *xs)


class Renaming(Op):
    """The base of views: the output is the input's memory under another name, and nothing is moved."""

    __slots__ = ()
    is_view: ClassVar[bool] = True

    def work(self, y: Shape, *xs: Shape) -> Work:
        return Work()

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        return Backward(renames=True)


@dataclass_transform(frozen_default=True, eq_default=False)
def op(cls: type[AnyOp]) -> type[AnyOp]:
    """Make a class an op: a slotted record, compared by identity.

    Raises:
        TypeError: if the class lacks a size rule or a work rule, or its name does not begin with a capital.

    Example:
        >>> @op
        ... class Twice(Op):
        ...     "Each element doubled."
        ...
        ...     def out(self, x):
        ...         return x
        ...
        ...     def work(self, y, x):
        ...         return Work(pointwise=y.size, reads=x.size, writes=y.size)
        >>> net = Network(side=8)
        >>> net.apply(Twice(), net.input).work.pointwise
        192
    """
    if not cls.__name__[:1].isupper():
        raise TypeError(f"op {cls.__name__} does not begin with a capital letter, by which kinds are told from scopes")
    for rule in ("out", "work"):
        if getattr(cls, rule, None) is None:
            raise TypeError(f"op {cls.__name__} has no rule {rule!r}; an op cannot exist without its size and its work")
    if "kind" not in vars(cls):
        cls.kind = cls.__name__
    made = dataclass(slots=True, eq=False, repr=False)(cls)
    KINDS.add(made)
    return made
