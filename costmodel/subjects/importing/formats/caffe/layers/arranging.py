"""Layers that put elements elsewhere, or make fewer of many."""

from math import prod

from costmodel.errors import CostModelError
from costmodel.ir.ops import Identity
from costmodel.ir.ops.channels import Shuffle
from costmodel.ir.ops.elementwise import Elementwise
from costmodel.ir.ops.rearranging import Permute, Repeat, View
from costmodel.ir.ops.reduction import Reduce
from costmodel.ir.shape import Shape
from costmodel.numbers.algebra import Dim, exact_div
from costmodel.subjects.importing.formats.caffe.definition import Layer
from costmodel.subjects.importing.formats.caffe.net import Net, layer
from costmodel.subjects.importing.formats.caffe.shapes import axis_of, channels_of
from costmodel.subjects.importing.reading import Value

REDUCTIONS = {"SUM": "", "ASUM": "absolute", "SUMSQ": "square", "MEAN": "", "1": "", "2": "absolute", "3": "square", "4": ""}
MEAN = ("MEAN", "4")


@layer("flatten")
def flatten(net: Net, layer: Layer, x: Value) -> Value:
    param = layer.param("flatten_param")
    rank = len(x.shape)
    first = rank + axis_of(param.whole("axis", 1, -rank), x)
    last = rank + axis_of(param.whole("end_axis", -1, -rank), x)
    return net.put(layer, View((*x.shape[:first], prod(x.shape[first : last + 1]), *x.shape[last + 1 :])), x)


@layer("reshape")
def reshape(net: Net, layer: Layer, x: Value) -> Value:
    """Of the axes from one on: 0 keeps a size, -1 is what is left."""
    param = layer.param("reshape_param")
    rank = len(x.shape)
    first = param.whole("axis", 0, -rank)
    first = first if first >= 0 else rank + first + 1
    axes = param.whole("num_axes", -1, -1)
    last = rank if axes < 0 else first + axes
    if not first <= last <= rank:
        raise CostModelError(f"there are no {axes} axes from {first} on in {x.shape}")
    stated = param.message("shape").wholes("dim", -1)
    if any(size == 0 and first + place >= rank for place, size in enumerate(stated)) or stated.count(-1) > 1:
        raise CostModelError(f"{x.shape} cannot take the sizes {stated}", allowed="0 for a size that is there, and one -1")
    sizes: list[Dim] = [size or x.shape[first + place] for place, size in enumerate(stated)]
    if -1 in stated:
        place = stated.index(-1)
        sizes[place] = 1
        sizes[place] = exact_div(prod(x.shape[first:last]), prod(sizes))
    return net.put(layer, View((*x.shape[:first], *sizes, *x.shape[last:])), x)


@layer("permute")
def permute(net: Net, layer: Layer, x: Value) -> Value:
    """The axes that are named come first, the others behind them."""
    order = layer.param("permute_param").wholes("order", 0)
    axes = [axis_of(axis, x) for axis in order]
    axes += [axis for axis in range(-len(x.shape), 0) if axis not in axes]
    return net.put(layer, Permute(tuple(axes)), x)


@layer("shufflechannel", "shufflechannels", "channelshuffle")
def shuffle(net: Net, layer: Layer, x: Value) -> Value:
    return net.put(layer, Shuffle(layer.param("shuffle_channel_param").whole("group", 1), channels_of(x)), x)


@layer("tile")
def tile(net: Net, layer: Layer, x: Value) -> Value:
    param = layer.param("tile_param")
    axis = axis_of(param.whole("axis", 1, -len(x.shape)), x)
    return net.put(layer, Repeat((param.whole("tiles"), *[1] * (-axis - 1))), x)


@layer("reduction")
def reduction(net: Net, layer: Layer, x: Value) -> Value:
    """Of all elements from an axis on: a sum, of absolute values or squares too, or the mean."""
    param = layer.param("reduction_param")
    operation = param.word("operation", "SUM", tuple(REDUCTIONS))
    axis = axis_of(param.whole("axis", 0, -len(x.shape)), x)
    if REDUCTIONS[operation]:
        x = net.put(layer, Elementwise(REDUCTIONS[operation]), x, part=REDUCTIONS[operation])
    made = net.put(layer, Reduce("mean" if operation in MEAN else "sum", tuple(range(axis, 0))), x)
    return made if param.number("coeff", 1) == 1 else net.put(layer, Elementwise("multiply"), made, part="scale")


@layer("identity")
def identity(net: Net, layer: Layer, x: Value) -> Value:
    return net.put(layer, Identity(), x)


@layer("priorbox")
def prior_box(net: Net, layer: Layer, x: Value, image: Value) -> Value:
    """Boxes follow from sizes alone, so they are made once for all inputs: (1, 2, 4 * boxes)."""
    param = layer.param("prior_box_param")
    param.ignore("variance", "clip", "step", "step_h", "step_w", "offset", "img_size", "img_h", "img_w")
    ratios = set(param.numbers("aspect_ratio"))
    if param.flag("flip", True):
        ratios |= {1 / ratio for ratio in ratios if ratio}
    boxes = len(param.texts("min_size")) * len({1, *ratios}) + len(param.texts("max_size"))
    places = prod(x.shape[-2:])
    return Value(Shape(1, 2, 4 * boxes * places))
