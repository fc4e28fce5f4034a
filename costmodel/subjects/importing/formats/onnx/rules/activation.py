"""Functions of each element, and softmax."""

from fractions import Fraction

from costmodel.errors import UnknownName
from costmodel.ir.ops import Activation
from costmodel.ir.ops.elementwise import Elementwise, PReLU
from costmodel.numbers.algebra import Dim
from costmodel.subjects.importing.formats.onnx.call import Call
from costmodel.subjects.importing.formats.onnx.contents import known
from costmodel.subjects.importing.formats.onnx.rules import rule
from costmodel.subjects.importing.reading import Value

# What an op is called here; adding an activation is adding a line.
ACTIVATIONS = {
    "Relu": "relu",
    "Sigmoid": "sigmoid",
    "HardSigmoid": "h-sigmoid",
    "HardSwish": "h-swish",
    "Tanh": "tanh",
    "LeakyRelu": "leaky-relu",
    "Elu": "elu",
    "Selu": "selu",
    "Celu": "celu",
    "Softplus": "softplus",
    "Softsign": "softsign",
    "Mish": "mish",
    "Gelu": "gelu",
    "Swish": "swish",
    "ThresholdedRelu": "thresholded-relu",
    "Shrink": "shrink",
    "Softmax": "softmax",
    "LogSoftmax": "log-softmax",
    "Hardmax": "hardmax",
}


@rule(*ACTIVATIONS)
def activation(call: Call) -> Value:
    return activated(call, call.kind, call.tensor(0))


@rule("com.microsoft.Gelu", "com.microsoft.FastGelu", "com.microsoft.BiasGelu", "com.microsoft.QuickGelu")
def fused_gelu(call: Call) -> Value:
    x = call.tensor(0)
    if call.has(1):
        x = call.apply(Elementwise("add"), x, call.tensor(1), part="bias")
    return call.apply(Activation("gelu"), x)


def activated(call: Call, kind: str, x: Value) -> Value:
    """A map under the activation of that name, which may be none."""
    if not kind:
        return x
    if kind == "Clip":
        return call.apply(Elementwise("clamp"), x)
    if kind not in ACTIVATIONS:
        raise UnknownName("activation", kind, ACTIVATIONS)
    return call.apply(Activation(ACTIVATIONS[kind]), x)


@rule("Clip")
def clip(call: Call) -> Value:
    x = call.tensor(0)
    bounds = [_bound(call, "min", 1), _bound(call, "max", 2)]
    if bounds == [0, 6]:
        return call.apply(Activation("relu6"), x)
    return call.apply(Elementwise("clamp"), x)


def _bound(call: Call, name: str, place: int) -> Dim | None:
    if name in call.attributes:
        return Fraction(call.attributes[name].real) if abs(call.attributes[name].real) < float("inf") else None
    bound = known(call.tensor(place)) if call.has(place) else None
    return bound.elements[0] if bound is not None and len(bound.elements) == 1 else None


@rule("PRelu")
def learned_rectifier(call: Call) -> Value:
    x, slopes = call.tensor(0), call.factor(1)
    if slopes.node is not None:
        return call.apply(Elementwise("where"), x, slopes)
    return call.apply(PReLU(), x, learns={"weights": [slopes]})
