"""Quantised ops: the float op's numbers. Scales and zero points are no operands, and what is learned is counted in elements."""

from costmodel.ir.ops.elementwise import Elementwise
from costmodel.ir.ops.join import Concat
from costmodel.subjects.importing.formats.onnx.call import Call, Outcome
from costmodel.subjects.importing.formats.onnx.rules import rule
from costmodel.subjects.importing.formats.onnx.rules.activation import activated
from costmodel.subjects.importing.formats.onnx.rules.convolution import convolved
from costmodel.subjects.importing.formats.onnx.rules.elementwise import joined
from costmodel.subjects.importing.formats.onnx.rules.pooling import globally_pooled, pooled
from costmodel.subjects.importing.formats.onnx.rules.products import multiplied
from costmodel.subjects.importing.reading import Value


@rule("QuantizeLinear", "com.microsoft.QuantizeLinear")
def quantise(call: Call) -> Value:
    x = call.tensor(0)
    return x if x.node is None else call.apply(Elementwise("quantize"), x)


@rule("DequantizeLinear", "com.microsoft.DequantizeLinear")
def dequantise(call: Call) -> Value:
    """What the file holds as narrow numbers is what it has learned."""
    x = call.factor(0) if call.tensor(0).shape else call.tensor(0)
    return x if x.node is None else call.apply(Elementwise("dequantize"), x)


@rule("DynamicQuantizeLinear")
def quantise_dynamically(call: Call) -> Outcome:
    """Besides the map, the scale and the zero point that were found for it."""
    y = call.apply(Elementwise("quantize"), call.tensor(0))
    number = Value(type(y.shape)(), y.node)
    return [y, number, number]


@rule("QLinearConv")
def convolution(call: Call) -> Value:
    return convolved(call, 0, 3, 8)


@rule("QLinearMatMul")
def matrix_product(call: Call) -> Value:
    return multiplied(call, call.factor(0), call.factor(3), [])


@rule("com.microsoft.QGemm")
def general_matrix_product(call: Call) -> Value:
    return multiplied(call, call.factor(0), call.factor(3), call.learned(6))


@rule("com.microsoft.QLinearAdd", "com.microsoft.QLinearMul")
def of_two(call: Call) -> Value:
    return joined(call, call.kind.removeprefix("QLinear"), [call.tensor(0), call.tensor(3)])


@rule("com.microsoft.QLinearSigmoid", "com.microsoft.QLinearLeakyRelu", "com.microsoft.QLinearSoftmax")
def activation(call: Call) -> Value:
    return activated(call, call.kind.removeprefix("QLinear"), call.tensor(0))


@rule("com.microsoft.QLinearConcat")
def concat(call: Call) -> Value:
    maps = call.tensors[2::3]
    return call.apply(Concat(call.axis(call.whole("axis"), maps[0].shape) - len(maps[0].shape)), *maps)


@rule("com.microsoft.QLinearAveragePool")
def average_pooling(call: Call) -> Value:
    return pooled(call, "average", call.tensor(0))


@rule("com.microsoft.QLinearGlobalAveragePool")
def global_average_pooling(call: Call) -> Value:
    return globally_pooled(call, "average")
