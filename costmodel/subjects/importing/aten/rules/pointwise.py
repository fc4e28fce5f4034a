"""Functions of elements: activations, arithmetic, comparisons."""

from collections.abc import Mapping
from itertools import permutations

from costmodel.ir.ops import Activation, Add, Scale
from costmodel.ir.ops.channels import Slice
from costmodel.ir.ops.elementwise import Elementwise, PReLU
from costmodel.numbers.algebra import exact_div
from costmodel.subjects.importing.aten.call import Call, Outcome, learned, rule
from costmodel.subjects.importing.reading import Value, surely_agree

ACTIVATIONS: Mapping[str, str] = {
    **dict.fromkeys(("relu", "relu6", "sigmoid", "silu", "gelu", "elu", "selu", "softplus", "mish", "tanh", "softmax"), ""),
    "_softmax": "softmax",
    "_log_softmax": "log-softmax",
    "celu": "elu",
    "hardsigmoid": "h-sigmoid",
    "hardswish": "h-swish",
    "leaky_relu": "leaky-relu",
    "log_sigmoid": "log-sigmoid",
    "log_softmax": "log-softmax",
    "rrelu": "leaky-relu",  # its slope is random in training alone
}
OF_ONE: Mapping[str, str] = {
    "abs": "absolute",
    "bitwise_not": "not",
    "ceil": "round",
    "cos": "cosine",
    "erf": "error-function",
    "exp": "exponential",
    "expm1": "exponential",
    "floor": "round",
    "log": "logarithm",
    "log10": "logarithm",
    "log1p": "logarithm",
    "log2": "logarithm",
    "logical_not": "not",
    "neg": "negate",
    "reciprocal": "reciprocal",
    "round": "round",
    "rsqrt": "reciprocal-root",
    "sgn": "sign",
    "sign": "sign",
    "sin": "sine",
    "sqrt": "root",
    "square": "square",
    "tril": "where",
    "triu": "where",
    "trunc": "round",
}
OF_TWO: Mapping[str, str] = {
    **dict.fromkeys(("eq", "ne", "lt", "le", "gt", "ge"), "compare"),
    **dict.fromkeys(("bitwise_and", "bitwise_or", "bitwise_xor", "logical_and", "logical_or", "logical_xor"), "logic"),
    **dict.fromkeys(("div", "true_divide", "floor_divide"), "divide"),
    **dict.fromkeys(("fmod", "remainder"), "modulo"),
    "maximum": "maximum",
    "minimum": "minimum",
    "pow": "power",
    "rsub": "subtract",
    "sub": "subtract",
}


@rule(*ACTIVATIONS)
def activation(call: Call) -> Value:
    return call.apply(Activation(ACTIVATIONS[call.operator] or call.operator), call.x)


@rule("hardtanh")
def hard_tangent(call: Call) -> Value:
    limits = call.get("min_val", -1), call.get("max_val", 1)
    return call.apply(Activation("relu6") if limits == (0, 6) else Elementwise("clamp"), call.x)


@rule("prelu")
def learned_rectifier(call: Call) -> Value:
    slope = call.value("weight")
    return call.apply(PReLU(slope.shape.size), call.x, learns=learned(slope))


@rule("glu")
def gated(call: Call) -> Value:
    axis = call.axis("dim", -1, len(call.x.shape))
    half = Slice(exact_div(call.x.shape[axis], 2), axis)
    map_, gate = call.apply(half, call.x), call.apply(half, call.x)
    return call.apply(Elementwise("multiply"), map_, call.apply(Activation("sigmoid"), gate))


@rule(*OF_ONE)
def of_one(call: Call) -> Value:
    return call.apply(Elementwise(OF_ONE[call.operator]), call.x)


@rule(*OF_TWO)
def of_two(call: Call) -> Value:
    return call.apply(Elementwise(OF_TWO[call.operator]), *call.operands)


@rule("add")
def sum_(call: Call) -> Value:
    one_shape = len(call.operands) == 2 and surely_agree(call.operands[0].shape, call.operands[1].shape)
    return call.apply(Add() if one_shape else Elementwise("add"), *call.operands)


@rule("mul")
def product(call: Call) -> Value:
    for x, gate in permutations(call.operands, 2):
        if _gates(gate, x):
            return call.apply(Scale(axis=1 - len(x.shape)), x, gate)
    return call.apply(Elementwise("multiply"), *call.operands)


def _gates(gate: Value, x: Value) -> bool:
    """Has it one value for each channel of a map, and are both made of an input?"""
    if x.node is None or gate.node is None:
        return False
    pixels = [size for size in gate.shape[2:] if type(size) is int and size == 1]
    return len(gate.shape) == len(x.shape) == len(pixels) + 2 > 2 and surely_agree(x.shape[:2], gate.shape[:2])


@rule("clamp", "clip", "clamp_min", "clamp_max")
def clamped(call: Call) -> Value:
    limits = [name for name in ("min", "max") if call.get(name) is not None]
    tensors = [limit for name in limits if isinstance(limit := call[name], Value)]
    function = "clamp" if len(limits) == 2 else "maximum" if limits == ["min"] else "minimum"
    return call.apply(Elementwise(function), call.x, *tensors)


@rule("where")
def chosen(call: Call) -> Outcome:
    return call.apply(Elementwise("where"), *call.operands) if "self" in call.arguments else None


@rule("masked_fill")
def filled(call: Call) -> Value:
    return call.apply(Elementwise("where"), *call.operands)


@rule("addcmul", "addcdiv")
def product_and_sum(call: Call) -> Value:
    function = "multiply" if call.operator == "addcmul" else "divide"
    joined = call.apply(Elementwise(function), call.value("tensor1"), call.value("tensor2"))
    return call.apply(Elementwise("add"), call.x, joined)


@rule("lerp")
def between(call: Call) -> Value:
    weight = call["weight"]
    step = call.apply(Elementwise("subtract"), call.value("end"), call.x)
    scaled = call.apply(Elementwise("multiply"), step, *([weight] if isinstance(weight, Value) else []))
    return call.apply(Elementwise("add"), call.x, scaled)


@rule("cumsum")
def running_sum(call: Call) -> Value:
    return call.apply(Elementwise("running-sum"), call.x)
