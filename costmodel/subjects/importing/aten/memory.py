"""What each tensor of a running network holds: the value that was computed into it, whoever wrote to its memory since.

Tensors share memory, so that a write to `y[:, :4]` is one to `y`. What was written goes up to the tensor that the view was
taken of, and views of it that are read afterwards are taken anew.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from costmodel.ir.ops.rearranging import Scatter
from costmodel.ir.shape import Shape
from costmodel.numbers.algebra import same_in_general
from costmodel.subjects.importing.aten import carried_out
from costmodel.subjects.importing.aten.call import Call
from costmodel.subjects.importing.reading import Value


@dataclass(frozen=True, eq=False, slots=True)
class View:
    """How a view was taken.

    Attributes:
        of: the tensor whose memory it is.
        seen: what that held then.
        number: of the call's output.
    """

    of: Any
    seen: Value
    call: Call
    number: int

    def of_value(self, value: Value) -> Value:
        """The same view of another value."""
        arguments = {name: _put(given, self.seen, value) for name, given in self.call.arguments.items()}
        return carried_out(replace(self.call, arguments=arguments))[self.number]


@dataclass(eq=False, slots=True)
class Held:
    """Attributes:
    tensor: kept alive, so that no other gets its identity.
    writes: to its memory, when the value was taken.
    """

    tensor: Any
    value: Value
    writes: int
    view: View | None


class Tensors:
    """The values of all tensors that a network has met, each known by its identity.

    Args:
        memory_of: identifies the memory of a tensor, which views of it share.
    """

    def __init__(self, memory_of: Callable[[Any], int]) -> None:
        self._memory_of = memory_of
        self._held: dict[int, Held] = {}
        self._owners: dict[int, Held] = {}  # by memory: what was seen of it first
        self._writes: Counter[int] = Counter()

    def hold(self, tensor: Any, value: Value, view: View | None = None) -> None:
        """A tensor has been made."""
        memory = self._memory_of(tensor)
        held = self._held[id(tensor)] = Held(tensor, value, self._writes[memory], view)
        self._owners.setdefault(memory, held)

    def value(self, tensor: Any) -> Value:
        """What a tensor holds now."""
        held = self._held.get(id(tensor))
        memory = self._memory_of(tensor)
        if held is None:
            # Nobody saw it made: it is a constant, or other eyes on memory that is known.
            owner = self._owners.get(memory)
            known = Value(Shape()) if owner is None else self.value(owner.tensor)
            return Value(Shape(*tensor.shape), known.node, known.learned)
        if held.view is not None and held.writes != self._writes[memory]:
            held.value = held.view.of_value(self.value(held.view.of))
            held.writes = self._writes[memory]
        return held.value

    def carry_out(self, call: Call, outputs: Sequence[Any], operands: Sequence[Any]) -> None:
        """A call has made its outputs; those that are operands were written to, those that share their memory are views."""
        owners = {self._memory_of(one): one for one in reversed(operands)}
        seen = {memory: self.value(one) for memory, one in owners.items()}
        for number, (output, value) in enumerate(zip(outputs, carried_out(call), strict=True)):
            owner = owners.get(self._memory_of(output))
            if any(output is one for one in operands):
                if value is not self.value(output):
                    self.write(output, value, call)
            elif owner is None:
                self.hold(output, value)
            else:
                self.hold(output, value, View(owner, seen[self._memory_of(output)], call, number))

    def write(self, tensor: Any, value: Value, call: Call) -> None:
        """A tensor has been written to."""
        if id(tensor) not in self._held:
            self.hold(tensor, self.value(tensor))
        memory = self._memory_of(tensor)
        written = self._writes[memory] + 1
        held = self._held[id(tensor)]
        while True:
            view = held.view
            whole = None if view is None else self.value(view.of)
            held.value, held.writes = value, written
            if view is None or whole is None:
                break
            full = same_in_general(value.shape.size, whole.shape.size)
            value = call.viewed(value, whole.shape) if full else call.apply(Scatter(), whole, value)
            held = self._held[id(view.of)]
        self._writes[memory] = written


def _put(given: Any, old: Value, new: Value) -> Any:
    if isinstance(given, list | tuple):
        return [_put(one, old, new) for one in given]
    return new if given is old else given
