"""Layers that make a map smaller or larger without learning anything."""

from costmodel.ir.ops import GlobalPool, Pool
from costmodel.ir.ops.elementwise import Elementwise
from costmodel.ir.ops.pooling import Mode
from costmodel.ir.ops.rearranging import Crop
from costmodel.ir.ops.resampling import PixelShuffle, Resize
from costmodel.subjects.importing.formats.darknet.cfg import Section
from costmodel.subjects.importing.formats.darknet.net import CHANNELS, Net, layer
from costmodel.subjects.importing.reading import Value


@layer("maxpool", "max")
def maxpool(net: Net, section: Section, x: Value) -> Value:
    section.refuse("antialiasing", "maxpool_depth")
    section.ignore("maxpool_zero_nonmax out_channels")
    return _pool(net, section, x, "max")


@layer("local_avgpool", "local_avg")
def local_avgpool(net: Net, section: Section, x: Value) -> Value:
    return _pool(net, section, x, "average")


def _pool(net: Net, section: Section, x: Value, mode: Mode) -> Value:
    """`(h + padding - size)/stride + 1` windows, where the padding is that of both sides together."""
    stride = section.whole("stride", 1)
    size = section.whole("size", stride)
    padding = section.whole("padding", size - 1, 0)
    before = padding // 2
    pads = (before, padding - before)
    strides = section.whole("stride_y", stride), section.whole("stride_x", stride)
    return net.put(section, Pool(mode, (size, size), strides, (pads, pads)), x)


@layer("avgpool", "avg")
def avgpool(net: Net, section: Section, x: Value) -> Value:
    return net.put(section, GlobalPool("average", CHANNELS), x)


@layer("upsample")
def upsample(net: Net, section: Section, x: Value) -> Value:
    stride = section.whole("stride", 2)
    made = net.put(section, Resize((x.shape.height * stride, x.shape.width * stride), "nearest"), x)
    if section.text("scale", "1") in ("1", "1.", "1.0"):
        return made
    return net.put(section, Elementwise("multiply"), made, part="scale")


@layer("reorg", "reorg3d")
def reorg(net: Net, section: Section, x: Value) -> Value:
    return net.put(section, PixelShuffle(section.whole("stride", 1), down=not section.flag("reverse")), x)


@layer("crop")
def crop(net: Net, section: Section, x: Value) -> Value:
    section.ignore("flip angle saturation exposure shift")
    x = net.put(section, Crop((section.whole("crop_height", 1), section.whole("crop_width", 1))), x)
    if section.flag("noadjust"):
        return x
    x = net.put(section, Elementwise("multiply"), x, part="scale")
    return net.put(section, Elementwise("subtract"), x, part="shift")
