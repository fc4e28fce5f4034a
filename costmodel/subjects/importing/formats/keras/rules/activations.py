"""Activations: layers, and the names that other layers take."""

from collections.abc import Mapping
from typing import Any

from costmodel.errors import UnknownName
from costmodel.ir.ops import Activation, Identity, Op
from costmodel.ir.ops.elementwise import Elementwise, PReLU
from costmodel.ir.shape import Shape
from costmodel.subjects.importing.formats.keras.call import Call
from costmodel.subjects.importing.formats.keras.config import number
from costmodel.subjects.importing.formats.keras.registry import rule
from costmodel.subjects.importing.reading import Value

LINEAR = "linear"
# By Keras' names; operations of Keras 3 have them in capitals.
FUNCTIONS: Mapping[str, Op] = {
    **{
        name: Activation(function)
        for name, function in {
            "elu": "elu",
            "gelu": "gelu",
            "hard_sigmoid": "h-sigmoid",
            "hard_silu": "h-swish",
            "hard_swish": "h-swish",
            "leaky_relu": "leaky-relu",
            "log_sigmoid": "log-sigmoid",
            "log_softmax": "log-softmax",
            "mish": "mish",
            "relu": "relu",
            "relu6": "relu6",
            "selu": "selu",
            "sigmoid": "sigmoid",
            "silu": "silu",
            "softmax": "softmax",
            "softplus": "softplus",
            "softsign": "softsign",
            "swish": "swish",
            "tanh": "tanh",
        }.items()
    },
    "exponential": Elementwise("exponential"),
    "hard_tanh": Elementwise("clamp"),
}


def activated(call: Call, x: Value, function: Any) -> Value:
    """A tensor after the activation that a layer names, as a part of the layer.

    Raises:
        UnknownName: if there is no such activation.
    """
    name = _name(function)
    if name == LINEAR:
        return x
    if name not in FUNCTIONS:
        raise UnknownName("activation", name, [LINEAR, *FUNCTIONS])
    return call.apply(FUNCTIONS[name], x, part=name, written="function")


@rule("Activation")
def activation(call: Call) -> Value:
    name = _name(call.config.get("activation", LINEAR))
    if name != LINEAR and name not in FUNCTIONS:
        raise UnknownName("activation", name, [LINEAR, *FUNCTIONS])
    return call.apply(Identity() if name == LINEAR else FUNCTIONS[name], call.x)


@rule("ReLU")
def relu(call: Call) -> Value:
    most, slope = call.config.get("max_value"), call.config.get("negative_slope", 0)
    if number("negative_slope", slope):
        op: Op = Activation("leaky-relu")
    elif most is None:
        op = Activation("relu")
    else:
        op = Activation("relu6")  # whatever the maximum is, two comparisons
    return call.apply(op, call.x)


@rule("ThresholdedReLU")
def thresholded(call: Call) -> Value:
    return call.apply(Activation("relu"), call.x)


@rule("LeakyReLU")
def leaky(call: Call) -> Value:
    return call.apply(Activation("leaky-relu"), call.x)


@rule("ELU")
def elu(call: Call) -> Value:
    return call.apply(Activation("elu"), call.x)


@rule("Softmax")
def softmax(call: Call) -> Value:
    return call.apply(Activation("softmax"), call.x)


@rule("PReLU")
def prelu(call: Call) -> Value:
    """A slope for each element of a sample, or one for all along the axes that share it."""
    x = call.x
    shared = call.axes(call.config.get("shared_axes", []), x)
    slopes = Shape(*[1 if axis - len(x.shape) in shared else size for axis, size in enumerate(x.shape) if axis]).size
    return call.apply(PReLU(slopes), x)


def _name(function: Any) -> Any:
    """The name of an activation, which may be an object with the name in it."""
    if isinstance(function, Mapping):
        config = function.get("config")
        named = config if isinstance(config, str) else config.get("name") if isinstance(config, Mapping) else None
        return named if function.get("class_name") in ("function", "string") else function.get("class_name")
    return LINEAR if function is None else function if isinstance(function, str) else str(function)
