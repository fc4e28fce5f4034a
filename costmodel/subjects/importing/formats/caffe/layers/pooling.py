"""Layers that make a map smaller or larger without learning anything."""

from costmodel.errors import CostModelError
from costmodel.ir.ops import GlobalPool, Pool
from costmodel.ir.ops.pooling import Mode
from costmodel.ir.ops.rearranging import Crop
from costmodel.ir.ops.resampling import Resize
from costmodel.numbers.algebra import Dim, floor_div
from costmodel.subjects.importing.formats.caffe.definition import Layer
from costmodel.subjects.importing.formats.caffe.net import Net, layer
from costmodel.subjects.importing.formats.caffe.shapes import axis_of
from costmodel.subjects.importing.formats.caffe.text import Message
from costmodel.subjects.importing.reading import Value

MODES: dict[str, Mode] = {"MAX": "max", "AVE": "average", "0": "max", "1": "average"}
SIDES = ("h", "w")
MAP = -3  # the axis of a map's channels
LARGEST = 10**6  # pixels that are cut off


@layer("pooling")
def pooling(net: Net, layer: Layer, x: Value) -> Value:
    """Sizes are rounded up, unless it says otherwise; a window that would start behind the map is left out."""
    param = layer.param("pooling_param")
    param.ignore("engine")
    mode = MODES[param.word("pool", "MAX", tuple(MODES))]
    ceil_mode = param.word("round_mode", "CEIL", ("CEIL", "FLOOR", "0", "1")) in ("CEIL", "0") and param.flag("ceil_mode", True)
    if param.flag("global_pooling"):
        param.ignore("kernel_size", "kernel_h", "kernel_w", "stride", "stride_h", "stride_w", "pad", "pad_h", "pad_w")
        return net.put(layer, GlobalPool(mode, MAP), x)
    kernel, stride, pad = (
        _sides(param, "kernel_size", "kernel"),
        _sides(param, "stride", "stride", 1),
        _sides(param, "pad", "pad", 0),
    )
    if any(pads == 0 and size < step for size, step, pads in zip(kernel, stride, pad, strict=True)) and ceil_mode:
        raise CostModelError("windows smaller than their stride may start behind the map in Caffe", allowed="round_mode: FLOOR")
    return net.put(layer, Pool(mode, kernel, stride, pad, ceil_mode), x)


def _sides(param: Message, name: str, short: str, default: int | None = None) -> tuple[int, ...]:
    """Height and width: each for itself, or one for both."""
    least = 1 if default is None else default
    own = [param.wholes(f"{short}_{side}", least) for side in SIDES]
    return tuple(one[-1] if one else param.whole(name, default, least) for one in own)


@layer("upsample")
def upsample(net: Net, layer: Layer, x: Value) -> Value:
    scale = layer.param("upsample_param").whole("scale")
    return net.put(layer, Resize((x.shape.height * scale, x.shape.width * scale), "nearest"), x)


@layer("interp")
def interp(net: Net, layer: Layer, x: Value, like: Value | None = None) -> Value:
    """Bilinear: to another blob's size, to one that is stated, or by factors between the outermost pixels."""
    param = layer.param("interp_param")
    param.ignore("use_blob_size")
    cut = [-param.whole(name, 0, -LARGEST) for name in ("pad_beg", "pad_end")]
    stated: tuple[Dim, ...] = param.whole("height", 0, 0), param.whole("width", 0, 0)
    shrink, zoom = param.whole("shrink_factor", 1), param.whole("zoom_factor", 1)
    if min(cut) < 0:
        raise CostModelError("it pads its map", allowed="pad_beg and pad_end of 0 or below")
    if any(cut):
        x = net.put(layer, Crop(tuple(side - sum(cut) for side in x.shape[MAP + 1 :])), x, part="crop")
    if like is not None:
        stated = like.shape[MAP + 1 :]
    elif stated == (0, 0):
        shrunk: list[Dim] = [floor_div(side - 1, shrink) + 1 for side in x.shape[MAP + 1 :]]
        stated = tuple(side + (side - 1) * (zoom - 1) for side in shrunk)
    return net.put(layer, Resize(stated, "linear"), x)


@layer("crop")
def crop(net: Net, layer: Layer, x: Value, like: Value) -> Value:
    """To the size of another blob, from an axis on."""
    param = layer.param("crop_param")
    param.ignore("offset")
    return net.put(layer, Crop(tuple(like.shape[axis_of(param.whole("axis", 2, -len(x.shape)), x) :])), x)
