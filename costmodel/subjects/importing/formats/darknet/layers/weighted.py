"""Layers with matrices: convolutions and fully connected ones. What normalises stands in the same section."""

from costmodel.errors import CostModelError
from costmodel.ir.ops import FC, BatchNorm
from costmodel.ir.ops.transposed import TransposedConv
from costmodel.subjects.importing.convolution import convolution
from costmodel.subjects.importing.formats.darknet.cfg import LARGEST, Section
from costmodel.subjects.importing.formats.darknet.net import CHANNELS, Net, layer
from costmodel.subjects.importing.reading import Learns, Value

SHARED: Learns = {"weights": (), "biases": (), "norms": ()}  # all of them learned elsewhere


@layer("convolutional", "conv")
def convolutional(net: Net, section: Section, x: Value) -> Value:
    section.refuse("antialiasing", "sway", "rotate", "stretch", "stretch_sway", "coordconv")
    section.ignore("flipped dot angle grad_centr reverse stream wait_stream assisted_excitation bin_output")
    if section.flag("xnor") or section.flag("binary"):
        net.notes["what is computed with binary values is counted as if it were with numbers"] = None
    stride = section.whole("stride", 1)
    strides = section.whole("stride_y", stride), section.whole("stride_x", stride)
    size, padding = _window(section)
    dilation = section.whole("dilation", 1)
    if size > 1 and dilation > 1 and 2 * padding != size - 1:
        raise CostModelError("a dilated window has no size of its own in Darknet", allowed="pad=1 and an odd size")
    normalised = section.flag("batch_normalize") or section.flag("cbn")
    op = convolution(
        x.shape.channels,
        section.whole("filters", 1),
        (size, size),
        strides,
        padding * dilation if size > 1 else padding,
        dilation,
        section.whole("groups", 1),
        not normalised,
    )
    return _finished(net, section, net.put(section, op, x, learns=_shared(net, section)), normalised)


@layer("deconvolutional", "deconv")
def deconvolutional(net: Net, section: Section, x: Value) -> Value:
    size, padding = _window(section)
    normalised = section.flag("batch_normalize")
    op = TransposedConv(section.whole("filters", 1), size, section.whole("stride", 1), padding, bias=not normalised)
    return _finished(net, section, net.put(section, op, x), normalised)


@layer("connected", "conn")
def connected(net: Net, section: Section, x: Value) -> Value:
    normalised = section.flag("batch_normalize")
    x = net.put(section, FC(section.whole("output", 1), not normalised), x)
    return _finished(net, section, x, normalised)


def _window(section: Section) -> tuple[int, int]:
    """Size and padding; `pad=1` is half of the size, whatever `padding` says."""
    size, padding = section.whole("size", 1), section.whole("padding", 0, 0)
    return size, size // 2 if section.flag("pad") else padding


def _finished(net: Net, section: Section, x: Value, normalised: bool) -> Value:
    if normalised:
        x = net.put(section, BatchNorm(axis=CHANNELS), x, part="norm", learns=_shared(net, section))
    return net.activated(section, x, "logistic")


def _shared(net: Net, section: Section) -> Learns | None:
    """Nothing of its own, if a section computes with what another one has learned."""
    if section.whole("share_index", -LARGEST, -LARGEST) == -LARGEST:
        return None
    net.layer(section, section.whole("share_index", 0, -LARGEST))
    return SHARED
