"""Operations that are saved as layers: those of `keras.ops`, and TensorFlow's functions in models of Keras 2.

The first are called `ops.` and their class here, the second `tf.` and their name.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from costmodel.errors import CostModelError, quoted
from costmodel.ir.ops.elementwise import Elementwise
from costmodel.ir.ops.matrix import Einsum, MatMul
from costmodel.ir.ops.reduction import Reduce
from costmodel.ir.shape import Shape
from costmodel.subjects.importing.formats.keras.call import Call, viewed
from costmodel.subjects.importing.formats.keras.registry import rule
from costmodel.subjects.importing.formats.keras.rules.activations import FUNCTIONS
from costmodel.subjects.importing.formats.keras.rules.merging import summed
from costmodel.subjects.importing.reading import Value

WRITTEN = "function"
DEEPEST = 8  # axes of a constant
ELEMENTWISE: Mapping[str, str] = {
    "subtract": "ops.Subtract tf.math.subtract tf.__operators__.sub tf.__operators__.rsub",
    "multiply": "ops.Multiply tf.math.multiply tf.multiply tf.__operators__.mul tf.__operators__.rmul",
    "divide": "ops.Divide ops.TrueDivide ops.DivideNoNan tf.math.divide tf.math.truediv tf.__operators__.truediv",
    "modulo": "ops.Mod tf.math.floormod",
    "power": "ops.Power tf.math.pow tf.__operators__.pow",
    "maximum": "ops.Maximum tf.math.maximum tf.maximum",
    "minimum": "ops.Minimum tf.math.minimum tf.minimum",
    "compare": "ops.Equal ops.NotEqual ops.Greater ops.GreaterEqual ops.Less ops.LessEqual tf.math.equal tf.math.not_equal "
    "tf.math.greater tf.math.greater_equal tf.math.less tf.math.less_equal",
    "logic": "ops.LogicalAnd ops.LogicalOr ops.LogicalXor tf.math.logical_and tf.math.logical_or",
    "not": "ops.LogicalNot tf.math.logical_not",
    "where": "ops.Where tf.where",
    "negate": "ops.Negative tf.math.negative tf.__operators__.neg",
    "absolute": "ops.Absolute ops.Abs tf.math.abs tf.abs",
    "sign": "ops.Sign tf.math.sign",
    "round": "ops.Round ops.Floor ops.Ceil tf.math.round tf.math.floor tf.math.ceil",
    "clamp": "ops.Clip tf.clip_by_value",
    "square": "ops.Square tf.math.square tf.square",
    "root": "ops.Sqrt tf.math.sqrt tf.sqrt",
    "reciprocal": "ops.Reciprocal tf.math.reciprocal",
    "reciprocal-root": "ops.Rsqrt tf.math.rsqrt",
    "exponential": "ops.Exp tf.math.exp tf.exp",
    "logarithm": "ops.Log tf.math.log",
    "sine": "ops.Sin tf.math.sin",
    "cosine": "ops.Cos tf.math.cos",
    "error-function": "ops.Erf tf.math.erf",
    "running-sum": "ops.Cumsum tf.math.cumsum",
}
FUNCTION = {kind: function for function, kinds in ELEMENTWISE.items() for kind in kinds.split()}
REDUCTIONS: Mapping[str, str] = {
    "sum": "ops.Sum tf.math.reduce_sum tf.reduce_sum",
    "mean": "ops.Mean tf.math.reduce_mean tf.reduce_mean",
    "product": "ops.Prod tf.math.reduce_prod",
    "max": "ops.Max ops.Amax tf.math.reduce_max tf.reduce_max",
    "min": "ops.Min ops.Amin tf.math.reduce_min tf.reduce_min",
    "any": "ops.Any tf.math.reduce_any",
    "all": "ops.All tf.math.reduce_all",
    "norm": "ops.Norm tf.norm",
    "variance": "ops.Var tf.math.reduce_variance",
    "log-sum-exp": "ops.Logsumexp tf.math.reduce_logsumexp",
}
REDUCTION = {kind: function for function, kinds in REDUCTIONS.items() for kind in kinds.split()}
ACTIVATION = {
    kind: name
    for name in FUNCTIONS
    for kind in (f"ops.{name.title().replace('_', '')}", f"tf.nn.{name}", f"tf.math.{name}")
    if kind not in FUNCTION
}


@rule("ops.Add", "tf.math.add", "tf.add", "tf.__operators__.add", "tf.__operators__.radd", "tf.math.add_n")
def add(call: Call) -> Value:
    return summed(call, operands(call))


@rule(*FUNCTION)
def elementwise(call: Call) -> Value:
    return call.apply(Elementwise(FUNCTION[call.layer.kind]), *operands(call), written=WRITTEN)


@rule(*ACTIVATION)
def activation(call: Call) -> Value:
    return call.apply(FUNCTIONS[ACTIVATION[call.layer.kind]], call.x, written=WRITTEN)


@rule(*REDUCTION)
def reduce(call: Call) -> Value:
    x, axis = call.x, call.argument("axis", 1)
    axes = call.axes(axis, x)
    keep = bool(call.argument("keepdims", 2, False))
    y = call.apply(Reduce(REDUCTION[call.layer.kind], axes, keep), x, written=WRITTEN)
    if keep:
        return y
    gone = set(axes)
    kept = [size for place, size in enumerate(call.sizes(x)) if call.layout.axis(place, len(x.shape)) not in gone]
    return call.view(y, kept, "layout", WRITTEN)


@rule("ops.Normalize", "tf.math.l2_normalize", "tf.nn.l2_normalize")
def normalize(call: Call) -> Value:
    length = call.apply(Reduce("norm", call.axes(call.argument("axis", 1, -1), call.x), keep=True), call.x, part="norm")
    return call.apply(Elementwise("divide"), call.x, length, written=WRITTEN)


@rule("ops.Matmul", "tf.linalg.matmul", "tf.matmul")
def matmul(call: Call) -> Value:
    """A product of stacks of matrices, on the last two axes of Keras."""
    if len(call.inputs) != 2:
        raise CostModelError(f"a product of {len(call.inputs)} tensors is not known", allowed="two")
    sides = []
    for part, x, word in zip(("left", "right"), call.inputs, ("transpose_a", "transpose_b"), strict=True):
        sizes = call.sizes(x)
        if call.argument(word, 9, False):
            sizes = (*sizes[:-2], sizes[-1], sizes[-2])  # which the product does itself
        sides.append(viewed(call, x, Shape(*sizes), part, WRITTEN))
    y = call.apply(MatMul(), *sides, written=WRITTEN)
    return call.view(y, y.shape, "layout", WRITTEN)


@rule("ops.Einsum")
def einsum(call: Call) -> Value:
    equation = call.config.word("subscripts", "")
    text = equation.replace(" ", "")
    left, _, output = text.partition("->")
    sides = left.split(",")
    if len(sides) != len(call.inputs) or not text.replace("->", "").replace(",", "").isalpha():
        raise CostModelError(
            f"the equation {quoted(equation)} is not known", given=equation, allowed="one such as bij,bjk->bik"
        )
    held = ["".join(call.layout.held(side)) for side in (*sides, output)]
    return call.apply(Einsum(f"{','.join(held[:-1])}->{held[-1]}"), *call.inputs, written=WRITTEN)


@rule(
    "ops.Cast",
    "ops.Copy",
    "ops.Identity",
    "ops.StopGradient",
    "tf.cast",
    "tf.identity",
    "tf.stop_gradient",
    "tf.convert_to_tensor",
)
def unchanged(call: Call) -> Value:
    return call.x


def operands(call: Call) -> list[Value]:
    """The tensors of an operation with as many axes, constants among them; numbers stand in the program and are none."""
    found = [value for one in (*call.args, *call.kwargs.values()) for value in _operand(call, one)]
    rank = max([len(sizes) for sizes, _ in found], default=0)
    if not found:
        raise CostModelError(f"{call.layer.kind} is called without a tensor", allowed="one or more")
    return [call.view(value, (*(1,) * (rank - len(sizes)), *sizes), "lift", WRITTEN) for sizes, value in found]


def _operand(call: Call, given: Any) -> list[tuple[Sequence[Any], Value]]:
    if isinstance(given, Value):
        return [(call.sizes(given), given)]
    if isinstance(given, list) and any(isinstance(one, Value) for one in given):
        return [(call.sizes(one), one) for one in given if isinstance(one, Value)]
    sizes: list[int] = []
    while isinstance(given, list) and given and len(sizes) < DEEPEST:
        sizes.append(len(given))
        given = given[0]
    return [(sizes, Value(call.layout.shape(sizes)))] if sizes else []
