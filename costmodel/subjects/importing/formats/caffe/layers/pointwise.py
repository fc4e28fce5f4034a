"""Layers that go through a blob element by element."""

from costmodel.ir.ops import LRN, Activation, Dropout, Identity
from costmodel.ir.ops.elementwise import Elementwise, PReLU
from costmodel.numbers.algebra import Dim
from costmodel.subjects.importing.formats.caffe.definition import Layer
from costmodel.subjects.importing.formats.caffe.net import Net, layer
from costmodel.subjects.importing.formats.caffe.shapes import axis_of, channels_of
from costmodel.subjects.importing.reading import Value

ACTIVATIONS = {
    "relu6": "relu6", "sigmoid": "sigmoid", "tanh": "tanh", "elu": "elu", "selu": "selu", "swish": "swish", "bnll": "softplus",
    "mish": "mish", "hswish": "h-swish", "hsigmoid": "h-sigmoid",
}  # fmt: skip
FUNCTIONS = {"absval": "absolute", "exp": "exponential", "log": "logarithm", "threshold": "compare"}
PARAMS = ("sigmoid_param", "tanh_param", "elu_param", "selu_param", "swish_param", "exp_param", "log_param", "threshold_param")
SAME = {"power": 1, "scale": 1, "shift": 0}  # under which a power is the blob itself
STEPS = {"scale": "multiply", "shift": "add", "power": "power"}


@layer("relu")
def relu(net: Net, layer: Layer, x: Value) -> Value:
    param = layer.param("relu_param")
    param.ignore("engine")
    return net.put(layer, Activation("leaky-relu" if param.number("negative_slope", 0) else "relu"), x)


@layer(*ACTIVATIONS)
def activation(net: Net, layer: Layer, x: Value) -> Value:
    layer.message.ignore(*PARAMS)
    return net.put(layer, Activation(ACTIVATIONS[layer.kind]), x)


@layer(*FUNCTIONS)
def function(net: Net, layer: Layer, x: Value) -> Value:
    layer.message.ignore(*PARAMS)
    return net.put(layer, Elementwise(FUNCTIONS[layer.kind]), x)


@layer("prelu")
def prelu(net: Net, layer: Layer, x: Value) -> Value:
    """A slope for each channel, or one for all."""
    param = layer.param("prelu_param")
    param.ignore("filler")
    shared = param.flag("channel_shared")
    return net.put(layer, PReLU(1 if shared else x.shape[channels_of(x)]), x)


@layer("softmax")
def softmax(net: Net, layer: Layer, x: Value) -> Value:
    param = layer.param("softmax_param")
    param.ignore("engine")
    axis_of(param.whole("axis", 1, -len(x.shape)), x)
    return net.put(layer, Activation("softmax"), x)


@layer("dropout")
def dropout(net: Net, layer: Layer, x: Value) -> Value:
    layer.message.ignore("dropout_param")
    return net.put(layer, Dropout(), x)


@layer("power")
def power(net: Net, layer: Layer, x: Value) -> Value:
    """`(shift + scale*x)^power`, each step where it does something."""
    param = layer.param("power_param")
    steps = [name for name in STEPS if param.number(name, SAME[name]) != SAME[name]]
    for name in steps:
        x = net.put(layer, Elementwise(STEPS[name]), x, part=name)
    return x if steps else net.put(layer, Identity(), x)


@layer("lrn")
def lrn(net: Net, layer: Layer, x: Value) -> Value:
    """Over neighbouring channels, or over a square of neighbouring pixels."""
    param = layer.param("lrn_param")
    param.ignore("alpha", "beta", "k", "engine")
    size: Dim = param.whole("local_size", 5)
    region = param.word("norm_region", "ACROSS_CHANNELS", ("ACROSS_CHANNELS", "WITHIN_CHANNEL", "0", "1"))
    return net.put(layer, LRN(size if region in ("ACROSS_CHANNELS", "0") else size * size), x)
