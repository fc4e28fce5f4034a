"""Normalisation, which Caffe writes as two layers: `BatchNorm` with running statistics, `Scale` with what is learned."""

from costmodel.ir.ops import Add, BatchNorm, Scale
from costmodel.ir.ops.elementwise import Elementwise
from costmodel.ir.ops.rearranging import View
from costmodel.ir.ops.reduction import Reduce
from costmodel.ir.origin import Tensor
from costmodel.ir.shape import Shape
from costmodel.numbers.algebra import Dim
from costmodel.subjects.importing.formats.caffe.definition import Layer
from costmodel.subjects.importing.formats.caffe.net import Net, layer
from costmodel.subjects.importing.formats.caffe.shapes import axis_of, channels_of
from costmodel.subjects.importing.formats.caffe.text import Message
from costmodel.subjects.importing.reading import Value

NOTE = "a BatchNorm layer and the Scale layer behind it are one normalisation"


@layer("batchnorm")
def batch_norm(net: Net, layer: Layer, x: Value) -> Value:
    """With the scale and shift of the layer behind it, if that is a `Scale` and nobody else reads what is between them."""
    layer.message.ignore("batch_norm_param")
    axis = channels_of(x)
    channels, learned = x.shape[axis], 0
    scale = _behind(net, layer)
    if scale is not None:
        net.merged.add(scale.number)
        net.notes[NOTE] = None
        learned = channels * (1 + scale.param("scale_param").flag("bias_term"))  # type: ignore[assignment]
    norms = [Value(Shape(learned), learned=(Tensor(f"{layer.name}/{layer.number}", learned),))]
    return net.put(layer, BatchNorm(axis=axis), x, learns={"norms": norms})


def _behind(net: Net, layer: Layer) -> Layer | None:
    """The `Scale` that may be taken with a normalisation."""
    top = layer.tops[0] if layer.tops else ""
    readers = (one for one in net.layers[layer.number + 1 :] if top in one.bottoms)
    scale = next(readers, None)
    if scale is None or scale.kind != "scale" or len(scale.bottoms) != 1 or any(scale.tensors):
        return None
    param = scale.param("scale_param")
    per_channel = param.whole("axis", 1, -1) == 1 and param.whole("num_axes", 1, -1) == 1
    return scale if per_channel and (scale.tops == scale.bottoms or next(readers, None) is None) else None


@layer("scale")
def scale(net: Net, layer: Layer, x: Value, gate: Value | None = None) -> Value:
    """By another blob, or by learned factors; with a learned shift, if it says so."""
    param = layer.param("scale_param")
    size, shifted = _learned(layer, param, x), param.flag("bias_term")
    if layer.number in net.merged:
        return x
    if gate is None:
        x = net.put(layer, Elementwise("multiply"), x, factors(layer, "scale", size, x))
    else:
        x = gated(net, layer, x, gate, len(x.shape) + axis_of(param.whole("axis", 1, -len(x.shape)), x))
    return _shifted(net, layer, x, size) if shifted else x


@layer("bias")
def bias(net: Net, layer: Layer, x: Value) -> Value:
    return _shifted(net, layer, x, _learned(layer, layer.param("bias_param"), x))


@layer("axpy")
def axpy(net: Net, layer: Layer, gate: Value, x: Value, y: Value) -> Value:
    """A map times its gate, and another map (Hu et al. 2018)."""
    return net.put(layer, Add(), gated(net, layer, x, gate, 0), y)


@layer("normalize")
def normalize(net: Net, layer: Layer, x: Value) -> Value:
    """Each pixel's channels divided by their norm, times learned factors (Liu et al. 2016, section 3.1)."""
    param = layer.param("norm_param")
    param.ignore("scale_filler", "eps")
    axes = tuple(range(-len(x.shape) + 1, 0)) if param.flag("across_spatial", True) else (channels_of(x),)
    squares = net.put(layer, Elementwise("square"), x, part="square")
    sums = net.put(layer, Reduce("sum", axes, keep=True), squares, part="sum")
    norms = net.put(layer, Elementwise("root"), sums, part="root")
    made = net.put(layer, Elementwise("divide"), x, norms, part="divide")
    size = 1 if param.flag("channel_shared", True) else made.shape[channels_of(made)]
    return net.put(layer, Elementwise("multiply"), made, factors(layer, "scale", size, made), part="scale")


def gated(net: Net, layer: Layer, x: Value, gate: Value, front: int) -> Value:
    """A blob times another one, whose axes are those of the blob from one on."""
    missing = len(x.shape) - front - len(gate.shape)
    if front or missing:
        gate = net.put(layer, View((*[1] * front, *gate.shape, *[1] * missing)), gate, part="view")
    return net.put(layer, Elementwise("multiply") if front else Scale(channels_of(x)), x, gate, part="scale")


def factors(layer: Layer, name: str, size: Dim, x: Value) -> Value:
    """Learned values that are stretched over a blob; of them only their number is of interest."""
    return Value(Shape(*[1] * len(x.shape)), learned=(Tensor(f"{layer.name}/{name}/{layer.number}", size),))


def _shifted(net: Net, layer: Layer, x: Value, size: Dim) -> Value:
    return net.put(layer, Elementwise("add"), x, factors(layer, "shift", size, x), part="shift")


def _learned(layer: Layer, param: Message, x: Value) -> Dim:
    """How many values are learned: for each place along some axes."""
    param.ignore("filler", "bias_filler")
    axis, axes = axis_of(param.whole("axis", 1, -len(x.shape)), x), param.whole("num_axes", 1, -1)
    size: Dim = Shape(*(x.shape[axis:] if axes < 0 else x.shape[axis:][:axes])).size
    return size
