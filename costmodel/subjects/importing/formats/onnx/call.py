"""A node as a rule sees it: what it is set to, what it computes with, and how its outcome is written down."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from costmodel.errors import CostModelError, quoted
from costmodel.ir import origin
from costmodel.ir.ops import Op
from costmodel.ir.shape import Shape, ShapeMisfit
from costmodel.numbers.algebra import Dim, namespace
from costmodel.subjects.importing.formats.onnx.contents import known
from costmodel.subjects.importing.formats.onnx.messages import Attribute, Node
from costmodel.subjects.importing.reading import Learns, Reading, Stated, Value

Operand: TypeAlias = Value | tuple[Value, ...]  # a tensor, or a sequence of them
Outcome: TypeAlias = Operand | Sequence[Operand | None]


class Call:
    """One node that is being read.

    Attributes:
        kind: the op's name.
        opset: the version of its domain.
        name: scoped path.
        operands: by position; None of one that is left out.
        used: the places of the outputs that somebody reads.
        stated: the shape of each output, where the file states it.
        has_weights_in_nodes: the file holds no weights by themselves; some exporters write them as constants of the program.
    """

    def __init__(
        self,
        node: Node,
        opset: int,
        name: str,
        written: str,
        operands: Sequence[Operand | None],
        attributes: Mapping[str, Attribute],
        used: Collection[int],
        stated: Sequence[Stated | None],
        reading: Reading,
        has_weights_in_nodes: bool,
    ) -> None:
        self.node, self.opset, self.name, self.written = node, opset, name, written
        self.kind = node.kind
        self.operands, self.attributes, self.used, self.stated = operands, attributes, used, stated
        self.reading, self.has_weights_in_nodes = reading, has_weights_in_nodes

    @property
    def tensors(self) -> list[Value]:
        """The operands that there are."""
        return [operand for operand in self.operands if isinstance(operand, Value)]

    def has(self, place: int) -> bool:
        return place < len(self.operands) and self.operands[place] is not None

    def tensor(self, place: int) -> Value:
        """The operand at a place.

        Raises:
            CostModelError: if it is left out, or is a sequence.
        """
        operand = self.operands[place] if self.has(place) else None
        if not isinstance(operand, Value):
            found = "left out" if operand is None else "a sequence of tensors"
            raise CostModelError(f"{self.kind} needs a tensor as its input {place + 1}, which is {found}")
        return operand

    def factor(self, place: int) -> Value:
        """The operand at a place; if it depends on no input, as one that is learned."""
        value = self.tensor(place)
        if value.node is None and not value.learned:
            return replace(value, learned=(origin.Tensor(self.node.inputs[place], value.shape.size),))
        return value

    def learned(self, place: int) -> list[Value]:
        """The operand at a place as one that is learned; none if it is left out."""
        return [self.factor(place)] if self.has(place) else []

    def fixed(self, place: int, what: str) -> Value:
        """The operand at a place, which has to be learned.

        Raises:
            CostModelError: if it depends on an input.
        """
        value = self.factor(place)
        if value.node is not None:
            raise CostModelError(f"the {what} of {self.kind} depend on an input", allowed=f"{what} that the file holds")
        return value

    def content(self, place: int, what: str) -> tuple[Dim, ...]:
        """The elements of the operand at a place.

        Raises:
            CostModelError: if they are not known; says what they decide.
        """
        found = known(self.tensor(place))
        if found is None:
            raise CostModelError(
                f"the {what} of {self.kind} depends on the data",
                allowed="a network whose sizes follow from its input's: export it without what comes behind this",
            )
        return found.elements

    def one(self, place: int, what: str) -> Dim:
        """The only element of the operand at a place.

        Raises:
            CostModelError: if it is not known, or not the only one.
        """
        found = self.content(place, what)
        if len(found) != 1:
            raise CostModelError(f"the {what} of {self.kind} is one number, not {len(found)}")
        return found[0]

    def ranked(self, place: int, axes: int) -> Value:
        """The operand at a place, which has so many axes at least.

        Raises:
            CostModelError: if it has fewer.
        """
        value = self.tensor(place)
        if len(value.shape) < axes:
            raise CostModelError(f"{self.kind} needs {axes} axes, and {value.shape or 'a number'} has fewer")
        return value

    def whole(self, name: str, default: int = 0) -> int:
        """A setting that is a whole number."""
        found = self.attributes.get(name)
        return default if found is None else found.whole

    def text(self, name: str, default: str = "") -> str:
        found = self.attributes.get(name)
        return default if found is None else found.text

    def wholes(self, name: str) -> tuple[int, ...] | None:
        """A setting that is several whole numbers; None where it is left out."""
        found = self.attributes.get(name)
        return None if found is None else tuple(found.wholes)

    def several(self, name: str, place: int) -> tuple[Dim, ...] | None:
        """Whole numbers that are a setting in older operator sets and an input in newer ones; None where they are left out."""
        if name in self.attributes:
            return self.wholes(name)
        return self.content(place, name) if self.has(place) else None

    def axis(self, axis: Any, shape: Shape) -> int:
        """An axis as the file counts it, counted from the start.

        Raises:
            ShapeMisfit: if there is none.
        """
        if type(axis) is not int or not -len(shape) <= axis < len(shape):
            raise ShapeMisfit(f"{self.kind} needs an axis that there is, and {quoted(axis)} is none of {shape}")
        return axis % len(shape)

    def apply(self, op: Op, *operands: Value, learns: Learns | None = None, output: int = 0, part: str = "") -> Value:
        """Write down an op.

        Args:
            output: which output it makes, whose shape may be stated.
            part: of the node, where more than one op is made of it; its shape is stated nowhere.
        """
        stated = None if part else self.stated_of(output)
        name = f"{self.name}/{part}" if part else self.name
        return self.reading.apply(op, *operands, learns=learns, name=name, written=self.written, stated=stated)

    def stated_of(self, output: int) -> Stated | None:
        return self.stated[output] if output < len(self.stated) else None

    def opaque(self, shape: Sequence[Dim], output: int = 0) -> Value:
        """Write down that nothing is known of the op but the shape that it gives."""
        return self.reading.opaque(self.kind, self.tensors, shape, f"{self.name}{'' if not output else f'/output{output + 1}'}")


def is_number(value: Value) -> bool:
    """Is it a number of the program, and no map?"""
    return value.node is None and not value.learned and not value.shape


def plain(values: Sequence[Dim], what: str) -> tuple[int, ...]:
    """Values that have to be numbers.

    Raises:
        CostModelError: if one is an expression or an array.
    """
    found = []
    for value in values:
        if type(value) is not int:
            size = "an array" if namespace(value) is not None else str(value)
            raise CostModelError(f"the {what} cannot be {size}", allowed="numbers")
        found.append(value)
    return tuple(found)
