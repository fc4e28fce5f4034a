"""Where paths meet."""

from collections.abc import Sequence

from costmodel.errors import CostModelError
from costmodel.ir.ops import Add, Concat, Op
from costmodel.ir.ops.elementwise import Elementwise
from costmodel.ir.ops.join import WeightedSum
from costmodel.ir.ops.matrix import Einsum
from costmodel.ir.ops.reduction import Reduce
from costmodel.numbers.algebra import Dim
from costmodel.subjects.importing.formats.keras.call import Call
from costmodel.subjects.importing.formats.keras.config import whole
from costmodel.subjects.importing.formats.keras.registry import rule
from costmodel.subjects.importing.reading import Value

FUNCTIONS = {"Multiply": "multiply", "Maximum": "maximum", "Minimum": "minimum", "Subtract": "subtract"}
BATCH, SUMMED, LEFT, RIGHT = "bz", "s", "l", "r"


@rule("Add")
def add(call: Call) -> Value:
    return summed(call, lifted(call, call.inputs))


@rule("Average")
def average(call: Call) -> Value:
    xs = lifted(call, call.inputs)
    if one_shape(xs):
        return call.apply(WeightedSum(learned=False), *xs)
    return call.apply(Elementwise("divide"), call.apply(Elementwise("add"), *xs, part="sum"))


@rule(*FUNCTIONS)
def merged(call: Call) -> Value:
    return call.apply(Elementwise(FUNCTIONS[call.layer.kind]), *lifted(call, call.inputs))


@rule("Concatenate")
def concatenate(call: Call) -> Value:
    return call.apply(Concat(call.axis(call.config.get("axis", -1), call.x)), *call.inputs)


@rule("Dot")
def dot(call: Call) -> Value:
    """A product of two tensors sample by sample, summed along one axis of each."""
    a, b = _two(call)
    axes = call.config.get("axes")
    first, second = axes if isinstance(axes, list) and len(axes) == 2 else (axes, axes)
    places = [whole("axes", axis, -len(x.shape), len(x.shape) - 1) % len(x.shape) for axis, x in ((first, a), (second, b))]
    if call.config.flag("normalize", False):
        a, b = [_unit(call, x, place, part) for x, place, part in ((a, places[0], "left"), (b, places[1], "right"))]
    if 0 in places:
        raise CostModelError("a product along the batch is not known", given=axes, allowed="axes from 1 on")
    letters = iter("cdefghijklmnopqrstuvwxy")
    left = ["a", *[next(letters) for _ in a.shape[1:]]]
    right = ["a", *[next(letters) for _ in b.shape[1:]]]
    right[places[1]] = left[places[0]]
    kept = [letter for letter in (*left, *right[1:]) if letter != left[places[0]]]
    return product(call, (left, right), kept if len(kept) > 1 else [*kept, "z"], a, b)


def product(call: Call, sides: Sequence[Sequence[str]], output: Sequence[str], *xs: Value) -> Value:
    """An einsum in the letters of Keras' axes; a letter `z` of the output alone is an axis of one element."""
    held = [call.layout.held(side) for side in sides]
    made = [letter for letter in call.layout.held(output) if letter != "z"]
    y = call.apply(Einsum(f"{','.join(''.join(side) for side in held)}->{''.join(made)}"), *xs)
    return call.view(y, (*y.shape, 1), "keep") if "z" in output else y


def summed(call: Call, xs: Sequence[Value]) -> Value:
    """The sum of tensors, which is stretched where their shapes differ."""
    op: Op = Add() if len(xs) > 1 and one_shape(xs) else Elementwise("add")
    return call.apply(op, *xs)


def one_shape(xs: Sequence[Value]) -> bool:
    """Have all the same axes of one element? What is stretched differs in them."""
    return len({tuple(_is_one(size) for size in x.shape) for x in xs}) == 1


def lifted(call: Call, xs: Sequence[Value]) -> list[Value]:
    """Tensors with as many axes: those with fewer get axes of one element behind the batch."""
    rank = max(len(x.shape) for x in xs)
    found: list[Value] = []
    for x in xs:
        sizes = call.sizes(x)
        found.append(call.view(x, (*sizes[:1], *(1,) * (rank - len(sizes)), *sizes[1:]), "lift", "function"))
    return found


def _two(call: Call) -> tuple[Value, Value]:
    if len(call.inputs) != 2:
        raise CostModelError(f"a product of {len(call.inputs)} tensors is not known", allowed="two")
    return call.inputs[0], call.inputs[1]


def _unit(call: Call, x: Value, place: int, part: str) -> Value:
    """A tensor divided by its length along an axis."""
    length = call.apply(Reduce("norm", (call.axis(place, x),), keep=True), x, part=f"{part}/norm", written="function")
    return call.apply(Elementwise("divide"), x, length, part=f"{part}/unit", written="function")


def _is_one(size: Dim) -> bool:
    return type(size) is int and size == 1
