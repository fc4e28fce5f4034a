"""One operator, as a rule sees it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from costmodel.errors import CostModelError
from costmodel.ir.ops import Op
from costmodel.ir.ops.rearranging import View
from costmodel.ir.shape import Shape
from costmodel.numbers.algebra import Dim
from costmodel.subjects.importing.formats.tflite.model import Operator, Tensor
from costmodel.subjects.importing.layout import CHANNELS_LAST
from costmodel.subjects.importing.reading import Learns, Value

if TYPE_CHECKING:
    from costmodel.subjects.importing.formats.tflite.building import Building

WIDEST = 2**16  # of a window: what is padded is counted window by window


class NoRule(Exception):
    """The operator is used in a way that no rule here knows; its output is taken as the file states it."""


@dataclass(frozen=True, eq=False)
class Operation:
    """One operator.

    Attributes:
        name: of its node: what its output is called.
    """

    building: "Building"
    operator: Operator
    name: str

    @property
    def kind(self) -> str:
        return self.operator.kind

    @property
    def x(self) -> Value:
        """The first input."""
        return self.value(0)

    def has(self, place: int) -> bool:
        """Is there such an input?"""
        return place < len(self.operator.inputs) and self.operator.inputs[place] >= 0

    def value(self, place: int) -> Value:
        """An input.

        Raises:
            CostModelError: if there is none, or nothing before makes it.
        """
        if not self.has(place):
            raise CostModelError(f"{self.kind} has no input {place}", given=place)
        return self.building.value(self.operator.inputs[place])

    @property
    def values(self) -> list[Value]:
        """All inputs."""
        return [self.value(place) for place, one in enumerate(self.operator.inputs) if one >= 0]

    def tensor(self, place: int) -> Tensor:
        """What the file says of an input."""
        if not self.has(place):
            raise CostModelError(f"{self.kind} has no input {place}", given=place)
        return self.building.file.tensors[self.operator.inputs[place]]

    def learned(self, *places: int) -> list[Value]:
        """Inputs as what is learned; those that are left out are not there."""
        return [self.building.learned(self.operator.inputs[place]) for place in places if self.has(place)]

    def weights(self, place: int, axes: int) -> tuple[int, ...]:
        """The sizes of an input that stands in the file, as learned tensors do.

        Raises:
            NoRule: if the network works it out.
        """
        if self.value(place).node is not None:
            raise NoRule
        sizes = self.tensor(place).sizes
        if len(sizes) != axes or not all(sizes):
            raise CostModelError(f"input {place} of {self.kind} has {len(sizes)} axes", given=sizes, allowed=f"{axes} axes")
        return tuple(size for size in sizes if size)

    def content(self, place: int) -> tuple[int, ...]:
        """The values of an input: sizes, axes.

        Raises:
            NoRule: if they are not known.
        """
        found = self.tensor(place).content
        if found is None:
            raise NoRule
        return found

    def option(self, name: str) -> int:
        """An option; what is left out is what the schema takes for it."""
        return self.operator.options[name]

    def window(self, *names: str) -> tuple[int, ...]:
        """Options of a window, from 1 on."""
        found = tuple(self.option(name) for name in names)
        if not all(1 <= one <= WIDEST for one in found):
            raise CostModelError(f"a window of {self.kind} cannot have {found}", given=found, allowed=f"1 to {WIDEST}")
        return found

    def stated(self, place: int = 0) -> tuple[int, ...]:
        """The sizes of an output as the file states them.

        Raises:
            NoRule: if it leaves one open.
        """
        sizes = self.building.stated(self.operator.outputs[place])
        if sizes is None:
            raise NoRule
        return sizes

    def sizes(self, x: Value) -> tuple[Dim, ...]:
        """The sizes of a tensor along the axes that the file gives it."""
        return CHANNELS_LAST.said(x.shape)

    def axis(self, axis: int, x: Value) -> int:
        """An axis of the file as the one that is held."""
        return CHANNELS_LAST.axis(axis, len(x.shape))

    def apply(self, op: Op, *xs: Value, part: str = "", learns: Learns | None = None) -> Value:
        """Write down an op, by the operator's name or as a part of it."""
        name = f"{self.name}/{part}" if part else self.name
        return self.building.reading.apply(op, *xs, learns=learns, name=name, written="module")

    def view(self, x: Value, sizes: Iterable[Dim], part: str = "") -> Value:
        """A tensor under other sizes of the file; the same one if they are the same."""
        return self.viewed(x, CHANNELS_LAST.shape(sizes), part)

    def viewed(self, x: Value, shape: Shape, part: str = "") -> Value:
        """A tensor under another shape as held; the same one if it is the same."""
        return x if tuple(x.shape) == tuple(shape) else self.apply(View(tuple(shape)), x, part=part)

    def plain(self, x: Value, part: str) -> Value:
        """A tensor with its axes in the order of the file, in name: for ops that look at the last ones."""
        return self.viewed(x, Shape(*self.sizes(x)), part)

    def lifted(self, xs: Sequence[Value]) -> list[Value]:
        """Tensors with as many axes: those with fewer get axes of one element in front.

        Raises:
            CostModelError: if there are none.
        """
        if not xs:
            raise CostModelError(f"{self.kind} has no inputs", allowed="one or more")
        rank = max(len(x.shape) for x in xs)
        return [self.view(x, (*(1,) * (rank - len(x.shape)), *self.sizes(x)), "lift") for x in xs]
