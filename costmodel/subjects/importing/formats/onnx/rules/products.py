"""Matrix products: with weights a layer, of two maps a product."""

from costmodel.errors import CostModelError
from costmodel.ir.ops import Linear
from costmodel.ir.ops.attention import Attention
from costmodel.ir.ops.elementwise import Elementwise
from costmodel.ir.ops.matrix import Einsum, MatMul
from costmodel.ir.ops.rearranging import Permute, View
from costmodel.ir.origin import Tensor
from costmodel.ir.shape import Shape, ShapeMisfit
from costmodel.numbers.algebra import exact_div, same
from costmodel.subjects.importing.formats.onnx.call import Call
from costmodel.subjects.importing.formats.onnx.rules import rule
from costmodel.subjects.importing.formats.onnx.rules.activation import activated
from costmodel.subjects.importing.reading import Value

MATRIX = 2  # axes
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # of axes under an ellipsis


@rule("MatMul", "MatMulInteger", "com.microsoft.FusedMatMul")
def matrix_product(call: Call) -> Value:
    return multiplied(call, _turned(call, 0, "transA"), _turned(call, 1, "transB"), [])


@rule("Gemm", "com.microsoft.FusedGemm")
def general_matrix_product(call: Call) -> Value:
    y = multiplied(call, _turned(call, 0, "transA"), _turned(call, 1, "transB"), call.learned(2))
    return activated(call, call.text("activation"), y)


def multiplied(call: Call, a: Value, b: Value, added: list[Value]) -> Value:
    """The product of two values, and what is added to it. With a matrix that depends on no input it is a layer."""
    part = "product" if added else ""
    for weights, x, axis in ((b, a, -1), (a, b, -2)):
        if weights.node is None and len(weights.shape) == MATRIX and x.node is not None and len(x.shape) >= -axis:
            inside, units = weights.shape if axis == -1 else weights.shape[::-1]
            if not same(x.shape[axis], inside):
                raise ShapeMisfit(f"{call.kind} cannot multiply {x.shape} by weights of {weights.shape}")
            if biases := [value for value in added if value.node is None]:
                return call.apply(Linear(units, True, axis), x, learns={"weights": [weights], "biases": biases})
            y = call.apply(Linear(units, False, axis), x, learns={"weights": [weights]}, part=part)
            break
    else:
        y = call.apply(MatMul(), a, b, part=part)
    return call.apply(Elementwise("add"), y, *added) if added else y


def _turned(call: Call, place: int, setting: str) -> Value:
    """An operand, transposed if the setting says so."""
    value = call.factor(place)
    return call.apply(Permute((-1, -2)), value, part="transposed") if call.whole(setting) else value


@rule("com.microsoft.MatMulNBits")
def packed_matrix_product(call: Call) -> Value:
    """The weights are packed and their own shape says nothing: it stands in the settings."""
    inside, units = call.whole("K"), call.whole("N")
    x, weights = call.tensor(0), Tensor(call.node.inputs[1], inside * units)
    if not same(x.shape.along(-1), inside):
        raise ShapeMisfit(f"{call.kind} cannot multiply {x.shape} by weights of {inside}x{units}")
    biases = call.learned(5)
    learns = {"weights": [Value(Shape(inside, units), None, (weights,))], "biases": biases}
    return call.apply(Linear(units, bool(biases), axis=-1), x, learns=learns)  # type: ignore[arg-type]


@rule("Einsum")
def einsum(call: Call) -> Value:
    operands = [call.factor(place) for place in range(len(call.operands))]
    return call.apply(Einsum(_equation(call.text("equation"), operands)), *operands)


def _equation(equation: str, operands: list[Value]) -> str:
    """The equation with a letter for each axis under its ellipses, and with its output."""
    left, arrow, output = equation.replace(" ", "").partition("->")
    terms, most = left.split(","), 0
    if len(terms) != len(operands):
        raise ShapeMisfit(f"{equation} takes {len(terms)} inputs, not {len(operands)}")
    free = [letter for letter in LETTERS if letter not in equation]
    for place, (term, operand) in enumerate(zip(terms, operands, strict=True)):
        hidden = len(operand.shape) - len(term.replace("...", ""))
        if "..." in term and 0 <= hidden <= len(free):
            terms[place] = term.replace("...", "".join(free[len(free) - hidden :]))
            most = hidden if hidden > most else most
    letters = "".join(terms)
    if not arrow:
        once = sorted(letter for letter in set(letters) if letters.count(letter) == 1 and letter not in free)
        output = ("..." if "..." in left else "") + "".join(once)
    return f"{','.join(terms)}->{output.replace('...', ''.join(free[len(free) - most :]))}"


@rule("Attention")
def attention(call: Call) -> Value:
    """Of maps (batch, heads, positions, features), or (batch, positions, heads*features)."""
    if call.has(4) or set(call.used) - {0}:
        raise CostModelError("Attention with a cache of keys and values has no rule here", allowed="one without a cache")
    heads = call.whole("q_num_heads"), call.whole("kv_num_heads"), call.whole("kv_num_heads")
    operands = [call.ranked(place, 3) for place in range(3)]
    masks = [call.tensor(3)] if call.has(3) else []
    if any(len(operand.shape) > 3 for operand in operands):
        return call.apply(Attention(), *operands, *masks)
    parts = [_in_heads(call, *each) for each in zip(operands, heads, ("query", "key", "value"), strict=True)]
    y = call.apply(Attention(), *parts, *masks, part="heads")
    batch, _, positions, features = y.shape
    return call.apply(View((batch, positions, heads[0] * features)), y)


def _in_heads(call: Call, value: Value, heads: int, part: str) -> Value:
    """The features of each head by themselves. The op reads them where they stand: nothing is moved."""
    if heads < 1:
        raise CostModelError("Attention of three axes needs q_num_heads and kv_num_heads")
    batch, positions, features = value.shape[-3:]
    return call.apply(View((batch, heads, positions, exact_div(features, heads))), value, part=part)
