"""Functions of the elements of one map or several."""

from collections.abc import Mapping
from typing import NamedTuple

from costmodel.errors import CostModelError
from costmodel.ir.ops import Scale
from costmodel.ir.ops.elementwise import Elementwise
from costmodel.ir.ops.join import Add, WeightedSum
from costmodel.ir.shape import Shape
from costmodel.numbers.algebra import same_in_general
from costmodel.subjects.importing.formats.onnx.arithmetic import cast, computed
from costmodel.subjects.importing.formats.onnx.call import Call, Outcome, is_number
from costmodel.subjects.importing.formats.onnx.contents import known
from costmodel.subjects.importing.formats.onnx.known import BOOL, FLOATS, Known
from costmodel.subjects.importing.formats.onnx.rules import rule
from costmodel.subjects.importing.reading import Value

COMPARED = frozenset(("Equal", "Less", "Greater", "LessOrEqual", "GreaterOrEqual", "And", "Or", "Xor", "Not"))


class Entry(NamedTuple):
    """What an op is here.

    Attributes:
        function: as `Elementwise` calls it.
        operands: how many; of one that takes any number, 0.
    """

    function: str
    operands: int


# Adding a function is adding a line.
FUNCTIONS: Mapping[str, Entry] = {
    "Add": Entry("add", 2),
    "Sum": Entry("add", 0),
    "Sub": Entry("subtract", 2),
    "Mul": Entry("multiply", 2),
    "Div": Entry("divide", 2),
    "Mod": Entry("modulo", 2),
    "Pow": Entry("power", 2),
    "Max": Entry("maximum", 0),
    "Min": Entry("minimum", 0),
    **dict.fromkeys(("Equal", "Less", "Greater", "LessOrEqual", "GreaterOrEqual"), Entry("compare", 2)),
    **dict.fromkeys(("IsNaN", "IsInf"), Entry("compare", 1)),
    **dict.fromkeys(("And", "Or", "Xor", "BitwiseAnd", "BitwiseOr", "BitwiseXor", "BitShift"), Entry("logic", 2)),
    **dict.fromkeys(("Not", "BitwiseNot"), Entry("not", 1)),
    "Where": Entry("where", 3),
    "Trilu": Entry("where", 1),
    "Neg": Entry("negate", 1),
    "Abs": Entry("absolute", 1),
    "Sign": Entry("sign", 1),
    **dict.fromkeys(("Round", "Floor", "Ceil"), Entry("round", 1)),
    "Sqrt": Entry("root", 1),
    "Reciprocal": Entry("reciprocal", 1),
    "Exp": Entry("exponential", 1),
    "Log": Entry("logarithm", 1),
    "Sin": Entry("sine", 1),
    "Cos": Entry("cosine", 1),
    "Erf": Entry("error-function", 1),
    "CumSum": Entry("running-sum", 1),
    **dict.fromkeys(("Tan", "Asin", "Acos", "Atan"), Entry("trigonometric", 1)),
    **dict.fromkeys(("Sinh", "Cosh", "Asinh", "Acosh", "Atanh"), Entry("hyperbolic", 1)),
}
ONE_MAP = frozenset(("Trilu", "CumSum"))  # what stands behind the map says where, and is none


@rule(*FUNCTIONS)
def elementwise(call: Call) -> Value:
    wanted = FUNCTIONS[call.kind].operands
    operands = [call.tensor(place) for place in range(wanted)] or call.tensors or [call.tensor(0)]
    if wanted and call.kind not in ONE_MAP and len(call.operands) != wanted:
        raise CostModelError(f"{call.kind} takes {wanted} inputs, not {len(call.operands)}")
    if (found := folded(call, operands)) is not None:
        return found
    return joined(call, call.kind, operands)


def folded(call: Call, operands: list[Value]) -> Value | None:
    """What comes out where all elements are known."""
    values = [value for value in map(known, operands) if value is not None]
    if not values or len(values) < len(operands):
        return None
    # Of `Where` the first operand is only asked.
    type_ = BOOL if call.kind in COMPARED else values[-1].type
    kind = "whole Div" if call.kind == "Div" and type_ not in FLOATS else call.kind
    return computed(kind, values, type_)


def joined(call: Call, kind: str, operands: list[Value]) -> Value:
    """One map of several. A number of the program is no map, nor stretches one."""
    maps = [operand for operand in operands if not is_number(operand)] or operands
    are_nodes = len(maps) > 1 and all(operand.node is not None for operand in maps)
    function = FUNCTIONS[kind].function
    if are_nodes and function == "add" and all(_is_one(maps[0].shape, other.shape) for other in maps[1:]):
        return call.apply(Add(), *maps)
    if are_nodes and function == "multiply":
        for x, gate in (maps, maps[::-1]):
            if _is_gate(gate.shape, x.shape):
                return call.apply(Scale(axis=1 - len(x.shape)), x, gate)
    return call.apply(Elementwise(function), *maps)


@rule("Mean")
def mean(call: Call) -> Value:
    return call.apply(WeightedSum(learned=False), *(call.tensors or [call.tensor(0)]))


@rule("Cast")
def cast_(call: Call) -> Value:
    x = call.tensor(0)
    return cast(x, call.whole("to")) or x if isinstance(x, Known) else x


@rule("Identity", "CastLike", "Dropout")
def identity(call: Call) -> Outcome:
    """At inference the map itself. Whether a type is wide or narrow is for `--bits` to say."""
    operand = call.operands[0] if call.has(0) else None
    return operand if isinstance(operand, tuple) else call.tensor(0)


def _is_one(a: Shape, b: Shape) -> bool:
    return len(a) == len(b) and all(map(same_in_general, a, b))


def _is_gate(gate: Shape, x: Shape) -> bool:
    """A factor for each channel, as squeeze-and-excitation has it."""
    ones = [type(size) is int and size == 1 for size in gate[2:]]
    is_map = any(type(size) is not int or size != 1 for size in x[2:])
    return len(gate) == len(x) and is_map and all(ones) and _is_one(Shape(*gate[:2]), Shape(*x[:2]))
