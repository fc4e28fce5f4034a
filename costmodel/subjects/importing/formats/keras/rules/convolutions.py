"""Convolutions."""

from costmodel.errors import CostModelError
from costmodel.ir.ops import Conv, DWConv
from costmodel.ir.ops.transposed import TransposedConv
from costmodel.ir.window import Paddings
from costmodel.numbers.algebra import same
from costmodel.subjects.importing.formats.keras.call import Call
from costmodel.subjects.importing.formats.keras.config import WIDEST
from costmodel.subjects.importing.formats.keras.registry import rule
from costmodel.subjects.importing.formats.keras.rules.activations import activated
from costmodel.subjects.importing.reading import Value


class Window:
    """The window of a layer."""

    def __init__(self, call: Call, axes: int) -> None:
        config = call.config
        self.kernel = config.wholes("kernel_size", axes, most=WIDEST)
        self.stride = config.wholes("strides", axes, 1, most=WIDEST)
        self.dilation = config.wholes("dilation_rate", axes, 1, most=WIDEST)
        self.bias = config.flag("use_bias", True)
        word = config.word("padding", "valid", ("valid", "same", "causal"))
        # Causal windows see no later step: all the padding is in front.
        before = tuple((dilation * (size - 1), 0) for size, dilation in zip(self.kernel, self.dilation, strict=True))
        self.padding: Paddings = before if word == "causal" else word  # type: ignore[assignment]


@rule("Conv1D", "Conv2D", "Conv3D", "Convolution1D", "Convolution2D", "Convolution3D", over_maps=True)
def conv(call: Call) -> Value:
    axes = axes_in(call.layer.kind)
    window = Window(call, axes)
    channels, groups = call.config.whole("filters"), call.config.whole("groups", 1)
    given = call.x.shape.along(-axes - 1)
    if groups > 1 and channels % groups == 0 and same(given, groups):
        op: Conv | DWConv = DWConv(
            window.kernel, window.stride, window.padding, window.dilation, window.bias, channels // groups
        )
    else:
        op = Conv(channels, window.kernel, window.stride, window.padding, window.dilation, window.bias, groups)
    return activated(call, call.apply(op, call.x), call.config.get("activation"))


@rule("DepthwiseConv1D", "DepthwiseConv2D", over_maps=True)
def depthwise(call: Call) -> Value:
    window = Window(call, axes_in(call.layer.kind))
    multiplier = call.config.whole("depth_multiplier", 1)
    op = DWConv(window.kernel, window.stride, window.padding, window.dilation, window.bias, multiplier)
    return activated(call, call.apply(op, call.x), call.config.get("activation"))


@rule("SeparableConv1D", "SeparableConv2D", "SeparableConvolution1D", "SeparableConvolution2D", over_maps=True)
def separable(call: Call) -> Value:
    """A depthwise convolution without bias, and a pointwise one."""
    axes = axes_in(call.layer.kind)
    window = Window(call, axes)
    multiplier = call.config.whole("depth_multiplier", 1)
    depthwise = DWConv(window.kernel, window.stride, window.padding, window.dilation, False, multiplier)
    pointwise = Conv(call.config.whole("filters"), (1,) * axes, bias=window.bias)
    x = call.apply(pointwise, call.apply(depthwise, call.x, part="depthwise"), part="pointwise")
    return activated(call, x, call.config.get("activation"))


@rule(
    "Conv1DTranspose",
    "Conv2DTranspose",
    "Conv3DTranspose",
    "Convolution2DTranspose",
    "Convolution3DTranspose",
    over_maps=True,
)
def transposed(call: Call) -> Value:
    axes = axes_in(call.layer.kind)
    window = Window(call, axes)
    if call.config.word("padding", "valid") == "causal":
        raise CostModelError("a transposed convolution has no causal padding", allowed="valid or same")
    padding, extra = window.padding, (0,) * axes
    reach = [dilation * (size - 1) + 1 for size, dilation in zip(window.kernel, window.dilation, strict=True)]
    if call.config.get("output_padding") is not None:
        extra = call.config.wholes("output_padding", axes, least=0)
        if padding == "same":
            padding = tuple((size // 2, size // 2) for size in reach)
    elif padding == "valid":
        # Where the stride skips pixels, the output has those behind the last window too.
        extra = tuple(max(stride - size, 0) for size, stride in zip(reach, window.stride, strict=True))
    groups = call.config.whole("groups", 1)
    op = TransposedConv(
        call.config.whole("filters"), window.kernel, window.stride, padding, window.dilation, window.bias, groups, extra
    )
    return activated(call, call.apply(op, call.x), call.config.get("activation"))


def axes_in(kind: str) -> int:
    """The spatial axes of a layer such as Conv2D, from its name."""
    return next(int(letter) for letter in kind if letter.isdigit())
