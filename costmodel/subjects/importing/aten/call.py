"""One call of an operator, and the table of rules: a rule makes values of a call."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from costmodel.errors import CostModelError
from costmodel.ir.ops import Op
from costmodel.ir.ops.rearranging import Expand, View
from costmodel.ir.shape import Shape
from costmodel.numbers.algebra import Dim
from costmodel.subjects.importing.own import Parts
from costmodel.subjects.importing.reading import Learns, Reading, Value, surely_agree
from costmodel.subjects.importing.registry import Registry
from costmodel.subjects.importing.trees import leaves

Stated: TypeAlias = Sequence[Dim | None]  # the sizes of an output as the source states them; None where it leaves one open


@dataclass(frozen=True, eq=False, slots=True)
class Call:
    """One call of an operator.

    Attributes:
        operator: as `operator` names it.
        arguments: by the names of the operator's schema, with values in place of tensors. Those that have their defaults may
            be missing.
        name: scoped path for what it does.
        written: `module`, `function` or `method`.
        stated: the shape of each output, where the source states them.
    """

    reading: Reading
    operator: str
    arguments: Mapping[str, Any]
    name: str
    written: str = ""
    stated: Sequence[Stated] | None = None

    def __getitem__(self, name: str) -> Any:
        return self.arguments[name]

    def get(self, name: str, default: Any = None) -> Any:
        """An argument, or what the schema says where none is given."""
        given = self.arguments.get(name)
        return default if given is None else given

    def value(self, *names: str) -> Value:
        """The value of an argument, which goes by one of these names.

        Raises:
            CostModelError: if it is none.
        """
        found = next((self.arguments[name] for name in names if name in self.arguments), None)
        if not isinstance(found, Value):
            raise CostModelError(f"{self.operator} has no tensor {names[0]}", given=found)
        return found

    @property
    def x(self) -> Value:
        """What it works on, which schemas call `input` or `self`."""
        return self.value("self", "input")

    @property
    def operands(self) -> list[Value]:
        """All values among its arguments."""
        return list(leaves(self.arguments, Value))

    def shape(self, output: int = 0) -> Shape:
        """The shape of an output as the source states it.

        Raises:
            CostModelError: if it does not.
        """
        sizes = [] if self.stated is None else [size for size in self.stated[output] if size is not None]
        if self.stated is None or len(sizes) < len(self.stated[output]):
            raise CostModelError(f"{self.operator} has a shape that only its source could state")
        return Shape(*sizes)

    def apply(self, op: Op, *operands: Value, learns: Learns | None = None) -> Value:
        """Write down one op of the call."""
        return self.reading.apply(op, *operands, learns=learns, name=self.name, written=self.written)

    def viewed(self, x: Value, shape: Sequence[Dim]) -> Value:
        """The same elements under another shape."""
        return x if surely_agree(x.shape, shape) else self.apply(View(tuple(shape)), x)

    def expanded(self, x: Value, shape: Sequence[Dim]) -> Value:
        """The same elements, seen several times."""
        return x if surely_agree(x.shape, shape) else self.apply(Expand(tuple(shape)), x)

    def axis(self, name: str, default: int, rank: int) -> int:
        """The axis that an argument says, counted from the end."""
        return from_end(self.get(name, default), rank)


def operator(schema: str) -> str:
    """The name of an operator in the table: `conv2d` of `aten::conv2d`, and `add` of `aten::add_`, which adds in place.

    One of another library keeps that library's name: `torchvision::nms`.
    """
    name = schema.removeprefix("aten::")
    return name if name.endswith("__") else name.removesuffix("_")


Outcome: TypeAlias = Value | Sequence[Value] | None  # None: a case that the rule does not know
Rule: TypeAlias = Callable[[Call], Outcome]


def parts(call: Call) -> Parts:
    """A call for a user's rule, which says of one output what it is.

    Raises:
        CostModelError: if there are several.
    """
    if call.stated is not None and len(call.stated) != 1:
        raise CostModelError(f"{call.operator} has {len(call.stated)} outputs, and a rule of one's own gives one")
    attributes = {name: argument for name, argument in call.arguments.items() if not list(leaves(argument, Value))}
    return Parts(attributes, call.operands, call.apply)


RULES: Registry[Rule] = Registry(f"{__package__}.rules", parts, operator)
rule = RULES.add


def from_end(axis: int, rank: int) -> int:
    """An axis counted from the end, whichever end it was counted from."""
    return axis - rank if axis >= 0 else axis


def each(given: Any, axes: int) -> tuple[Any, ...]:
    """One value for each axis: schemas say one for all as a number or as a list of it."""
    values = tuple(given) if isinstance(given, list | tuple) else (given,)
    return values * axes if len(values) == 1 else values


def learned(weights: Value, biases: Value | None = None) -> Learns:
    """What a layer has learned; a bias that it has not is none."""
    return {"weights": [weights], "biases": [] if biases is None else [biases]}
