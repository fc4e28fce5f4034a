"""Activations: operators, and what is fused into others."""

from collections.abc import Mapping

from costmodel.ir.ops import Activation, Op
from costmodel.ir.ops.elementwise import Elementwise, PReLU
from costmodel.subjects.importing.formats.tflite.operation import NoRule, Operation
from costmodel.subjects.importing.formats.tflite.registry import rule
from costmodel.subjects.importing.formats.tflite.schema import ACTIVATIONS
from costmodel.subjects.importing.reading import Value

FUNCTIONS: Mapping[str, Op] = {
    "ELU": Activation("elu"),
    "GELU": Activation("gelu"),
    "HARD_SWISH": Activation("h-swish"),
    "LEAKY_RELU": Activation("leaky-relu"),
    "LOGISTIC": Activation("sigmoid"),
    "LOG_SOFTMAX": Activation("log-softmax"),
    "RELU": Activation("relu"),
    "RELU6": Activation("relu6"),
    "RELU_0_TO_1": Elementwise("clamp"),
    "RELU_N1_TO_1": Elementwise("clamp"),
    "SIGN": Elementwise("sign"),
    "SOFTMAX": Activation("softmax"),
    "TANH": Activation("tanh"),
}


@rule(*FUNCTIONS)
def activation(operation: Operation) -> Value:
    return operation.apply(FUNCTIONS[operation.kind], operation.x)


@rule("PRELU")
def prelu(operation: Operation) -> Value:
    """A learned slope for each channel, or however many there are."""
    slopes = operation.value(1)
    if slopes.node is not None:
        raise NoRule
    return operation.apply(PReLU(slopes.shape.size), operation.x, learns={"weights": operation.learned(1)})


def fused(operation: Operation, x: Value) -> Value:
    """A tensor after the activation that is fused into its operator."""
    number = operation.option("activation")
    if not 0 <= number < len(ACTIVATIONS):
        raise NoRule
    name = ACTIVATIONS[number]
    return operation.apply(FUNCTIONS[name], x, part=name.lower()) if name else x
