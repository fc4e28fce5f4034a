"""A file's operators written down as a graph."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import prod
from typing import Any

from costmodel.errors import CostModelError, located
from costmodel.ir.graph import Graph
from costmodel.ir.ops.opaque import Opaque
from costmodel.ir.origin import Origin
from costmodel.ir.origin import Tensor as Learned
from costmodel.numbers.algebra import Dim
from costmodel.subjects.importing.formats.tflite.model import File, Operator, Tensor, entries
from costmodel.subjects.importing.formats.tflite.operation import NoRule, Operation
from costmodel.subjects.importing.formats.tflite.registry import RULES
from costmodel.subjects.importing.layout import CHANNELS_LAST
from costmodel.subjects.importing.reading import Reading, Value, agree

FORMAT = "TensorFlow Lite"
INDICES = ("INT32", "INT64", "BOOL", "STRING")  # types of what is no learned value


def built(file: File, sizes: Mapping[str, Any]) -> Graph:
    """The graph of a model at given sizes of what it leaves open."""
    building = Building(file)
    for place, entry in zip(file.inputs, entries(file), strict=True):
        shape = CHANNELS_LAST.shape(entry.shape(sizes))
        building.made[place] = building.reading.input(entry.name, shape)
    for operator in file.operators:
        building.run(operator)
    reading = building.reading
    unread = reading.unread(value.learned[0] for value in building.constants() if value.learned)
    origin = Origin(file.place, FORMAT, file.producer, tuple(building.notes()), unread, reading.folded)
    return reading.graph(origin)


class Building:
    """A graph that is made of a file's operators.

    Attributes:
        made: the tensors that are there, by their places.
    """

    def __init__(self, file: File) -> None:
        self.file = file
        self.reading = Reading()
        self.made: dict[int, Value] = {}

    def value(self, place: int) -> Value:
        """A tensor that an operator reads: made before, or in the file."""
        if place not in self.made:
            self.made[place] = self._constant(place)
        return self.made[place]

    def learned(self, place: int) -> Value:
        """A tensor that is learned, by the role in which it is read: quantised biases have the type of indices."""
        value = self.value(place)
        return _learned(self.file.tensors[place], place, value) if self.file.tensors[place].constant else value

    def run(self, operator: Operator) -> None:
        """Write down an operator."""
        outputs = [place for place in operator.outputs if place >= 0]
        if not outputs:
            return
        name = self.file.tensors[outputs[0]].name
        operation = Operation(self, operator, name)
        with located(name):
            try:
                made = self._by_rule(operation)
            except NoRule:
                made = self._as_stated(operation)
            if len(made) < len(outputs):
                raise CostModelError(f"{operator.kind} has {len(outputs)} outputs, and {len(made)} are known")
            for place, value in zip(outputs, made, strict=False):
                self._check(operator, value, self.file.tensors[place].sizes)
                self.made[place] = value

    def stated(self, place: int) -> tuple[int, ...] | None:
        """The sizes of a tensor as the file states them, of one sample where the batch is open; None if others are."""
        sizes = self.file.tensors[place].sizes
        found = tuple(1 if size is None and not axis else size for axis, size in enumerate(sizes))
        return None if None in found else tuple(size for size in found if size is not None)

    def notes(self) -> Iterator[str]:
        """What is to be said of the file."""
        inputs = [self.file.tensors[place] for place in self.file.inputs]
        if any(tensor.sizes and tensor.sizes[0] is None for tensor in inputs):
            yield "the file leaves the batch open: 1 is taken"
        yield "parameters are those of the file: a converter folds normalisation into what stands before it"
        types: Counter[str] = Counter()
        for tensor in self.file.tensors:
            if tensor.constant and tensor.type not in INDICES:
                types[tensor.type.lower()] += prod(size or 0 for size in tensor.sizes)
        if types:
            yield "weights are " + ", ".join(f"{type_} ({number:,})" for type_, number in types.most_common() if number)

    def constants(self) -> Iterator[Value]:
        """All tensors that stand in the file."""
        for place, tensor in enumerate(self.file.tensors):
            if tensor.constant and None not in tensor.sizes:
                yield self._constant(place)

    def _by_rule(self, operation: Operation) -> Sequence[Value]:
        found = RULES.get(operation.kind)
        if found is None:
            raise NoRule
        made = found(operation)
        return [made] if isinstance(made, Value) else made

    def _as_stated(self, operation: Operation) -> Sequence[Value]:
        """What nothing here knows, with the shapes that the file states."""
        found = []
        for place, output in enumerate(operation.operator.outputs):
            sizes = self.stated(output) if output >= 0 else None
            if sizes is None:
                raise CostModelError(
                    f"{operation.kind} has no rule here, and the file leaves the size of output {place} open",
                    given=operation.kind,
                    allowed="an operator with a rule, or a fixed size",
                )
            found.append(operation.apply(Opaque(operation.kind, tuple(CHANNELS_LAST.held(sizes))), *operation.values))
        return found

    def _check(self, operator: Operator, value: Value, stated: Sequence[int | None]) -> None:
        said = CHANNELS_LAST.said(value.shape)
        pairs = [(size, one) for size, one in zip(said, stated, strict=False) if one is not None]
        if len(said) != len(stated) or not agree([size for size, _ in pairs], [one for _, one in pairs]):
            shown = "x".join("?" if size is None else str(size) for size in stated)
            raise CostModelError(f"the rule of {operator.kind} gives {'x'.join(map(str, said))}, and the file says {shown}")

    def _constant(self, place: int) -> Value:
        """A tensor of the file. One value alone stands in the program, and indices are not learned."""
        tensor, sizes = self.file.tensors[place], self.stated(place)
        if sizes is None:
            raise CostModelError(f"nothing before makes {tensor.name}")
        value = Value(CHANNELS_LAST.shape(sizes), content=tensor.content)
        size: Dim = value.shape.size
        if not tensor.constant or tensor.type in INDICES or size == 1:
            return value
        return _learned(tensor, place, value)


def _learned(tensor: Tensor, place: int, value: Value) -> Value:
    return replace(value, learned=(Learned(f"{tensor.name}#{place}", value.shape.size),))
