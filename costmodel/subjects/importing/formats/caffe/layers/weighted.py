"""Layers with matrices."""

from math import prod

from costmodel.errors import CostModelError
from costmodel.ir.ops import Linear
from costmodel.ir.ops.rearranging import Embedding, View
from costmodel.ir.ops.transposed import TransposedConv
from costmodel.numbers.algebra import Dim
from costmodel.subjects.importing.convolution import convolution as convolution_of
from costmodel.subjects.importing.formats.caffe.definition import Layer
from costmodel.subjects.importing.formats.caffe.net import Net, layer
from costmodel.subjects.importing.formats.caffe.shapes import axis_of
from costmodel.subjects.importing.formats.caffe.text import Message
from costmodel.subjects.importing.reading import Learns, Value

SHARED: Learns = {"weights": (), "biases": ()}  # all of them learned elsewhere
LEADING = 2  # axes before those that a window slides over
FILLERS = ("weight_filler", "bias_filler", "engine", "force_nd_im2col", "cudnn_convolution_algo_seeker")
SIDES = ("h", "w")


@layer("convolution", "convolutiondepthwise", "depthwiseconvolution")
def convolution(net: Net, layer: Layer, *xs: Value) -> list[Value]:
    """Several bottoms go through one and the same convolution."""
    return [_convolved(net, layer, x, SHARED if place else None) for place, x in enumerate(xs)]


def _convolved(net: Net, layer: Layer, x: Value, learns: Learns | None) -> Value:
    param = _param(layer)
    channels = x.shape.along(LEADING - 1 - len(x.shape))
    groups: Dim = param.whole("group", 1)
    groups = channels if "depthwise" in layer.kind else groups
    kernel, stride, padding, dilation = _window(param, len(x.shape) - LEADING)
    filters, bias = param.whole("num_output"), param.flag("bias_term", True)
    return net.put(layer, convolution_of(channels, filters, kernel, stride, padding, dilation, groups, bias), x, learns=learns)


@layer("deconvolution")
def deconvolution(net: Net, layer: Layer, x: Value) -> Value:
    param = _param(layer)
    kernel, stride, padding, dilation = _window(param, len(x.shape) - LEADING)
    filters, bias, groups = param.whole("num_output"), param.flag("bias_term", True), param.whole("group", 1)
    return net.put(layer, TransposedConv(filters, kernel, stride, padding, dilation, bias, groups), x)


@layer("innerproduct")
def inner_product(net: Net, layer: Layer, x: Value) -> Value:
    """Over all elements from an axis on."""
    param = layer.param("inner_product_param")
    param.ignore(*FILLERS, "transpose")
    axis = axis_of(param.whole("axis", 1, -len(x.shape)), x)
    if axis < -1:
        x = net.put(layer, View((*x.shape[:axis], prod(x.shape[axis:]))), x, part="flatten")
    return net.put(layer, Linear(param.whole("num_output"), param.flag("bias_term", True), -1), x)


@layer("embed")
def embed(net: Net, layer: Layer, x: Value) -> Value:
    param = layer.param("embed_param")
    param.ignore(*FILLERS)
    if param.flag("bias_term", True):
        raise CostModelError("an embedding with a bias has no rule here", allowed="bias_term: false")
    return net.put(layer, Embedding(param.whole("input_dim"), param.whole("num_output")), x)


def _param(layer: Layer) -> Message:
    param = layer.param("convolution_param")
    param.ignore(*FILLERS)
    if param.whole("axis", 1, -LEADING) != 1:
        raise CostModelError("its channels are not on axis 1", allowed="axis: 1")
    return param


def _window(param: Message, axes: int) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Kernel, stride, padding and dilation along each axis."""
    kernel = _each(param, "kernel_size", "kernel", axes)
    stride = _each(param, "stride", "stride", axes, 1)
    padding = _each(param, "pad", "pad", axes, 0)
    return kernel, stride, padding, _each(param, "dilation", "dilation", axes, 1)


def _each(param: Message, name: str, short: str, axes: int, default: int | None = None) -> tuple[int, ...]:
    """A number for each axis: from one for all, one for each, or `kernel_h` and `kernel_w`."""
    least = 1 if default is None else default
    sides = [param.wholes(f"{short}_{side}", least) for side in SIDES]
    if any(sides):
        return tuple(one[-1] if one else param.whole(name, default, least) for one in sides)
    found = param.wholes(name, least) or [param.whole(name, default, least)]
    return tuple(found * axes if len(found) == 1 else found)
