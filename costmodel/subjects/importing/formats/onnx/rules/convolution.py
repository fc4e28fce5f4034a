"""Convolutions, and the windows that convolutions and pooling share."""

from costmodel.errors import CostModelError
from costmodel.ir.ops import Conv, DWConv, Op
from costmodel.ir.ops.deformable import DeformConv
from costmodel.ir.ops.resampling import Fold
from costmodel.ir.ops.transposed import TransposedConv
from costmodel.ir.shape import Shape
from costmodel.ir.window import Padding, Pads
from costmodel.numbers.algebra import Dim, surely_less
from costmodel.subjects.importing.formats.onnx.call import Call, plain
from costmodel.subjects.importing.formats.onnx.rules import rule
from costmodel.subjects.importing.formats.onnx.rules.activation import activated
from costmodel.subjects.importing.reading import Value

SAME: Padding = "same"


@rule("Conv", "ConvInteger")
def convolution(call: Call) -> Value:
    return convolved(call, 0, 1, 2 if call.kind == "Conv" else None)


@rule("com.microsoft.FusedConv")
def fused_convolution(call: Call) -> Value:
    y = convolved(call, 0, 1, 2)
    return activated(call, call.text("activation"), y)


def convolved(call: Call, x_place: int, weights_place: int, bias_place: int | None) -> Value:
    """A convolution whose operands stand at these places."""
    x, weights = call.tensor(x_place), call.fixed(weights_place, "weights")
    biases = call.learned(bias_place) if bias_place is not None else []
    op = convolution_of(call, x.shape, weights.shape, bool(biases))
    return call.apply(op, x, learns={"weights": [weights], "biases": biases})


def convolution_of(call: Call, x: Shape, weights: Shape, bias: bool) -> Op:
    """The convolution of a map by weights (filters, channels of a group, *kernel)."""
    if len(weights) < 3 or len(x) != len(weights):
        raise CostModelError(f"{call.kind} cannot slide weights of {weights} over {x}")
    filters, channels, *kernel = plain(weights, "weights' sizes")
    stride, padding, dilation = window(call, tuple(kernel))
    groups = call.whole("group", 1)
    if x[1] != channels * groups:
        raise CostModelError(f"{call.kind} in {groups} groups cannot slide weights of {weights} over {x}")
    if groups > 1 and channels == 1:
        if filters % groups:
            raise CostModelError(f"{call.kind} cannot have {filters} filters in {groups} groups")
        return DWConv(tuple(kernel), stride, padding, dilation, bias, filters // groups)
    return Conv(filters, tuple(kernel), stride, padding, dilation, bias, groups)


def window(call: Call, kernel: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[Padding, ...], tuple[int, ...]]:
    """Strides, padding and dilation along each axis under a kernel."""
    axes = len(kernel)
    strides, dilations = call.wholes("strides") or (1,) * axes, call.wholes("dilations") or (1,) * axes
    if call.text("auto_pad") in ("SAME_UPPER", "SAME_LOWER"):
        return strides, (SAME,) * axes, dilations
    around = pads_of(call, axes)
    # A 'same' window of stride 1 keeps a size whatever it is, which a sum of numbers has to be asked for.
    keeps = all(
        stride == 1 and before == after and before + after == dilation * (size - 1)
        for size, stride, dilation, (before, after) in zip(kernel, strides, dilations, around, strict=False)
    )
    return strides, (SAME,) * axes if keeps else around, dilations


def pads_of(call: Call, axes: int) -> tuple[Pads, ...]:
    """What is put before and behind each axis."""
    pads = (call.wholes("pads") if call.text("auto_pad", "NOTSET") == "NOTSET" else None) or (0,) * 2 * axes
    if len(pads) != 2 * axes:
        raise CostModelError(f"{call.kind} has {len(pads)} pads for {axes} axes")
    return tuple(zip(pads[:axes], pads[axes:], strict=True))


@rule("ConvTranspose")
def transposed_convolution(call: Call) -> Value:
    x, weights = call.tensor(0), call.fixed(1, "weights")
    biases = call.learned(2)
    if len(weights.shape) < 3 or len(x.shape) != len(weights.shape):
        raise CostModelError(f"ConvTranspose cannot spread {x.shape} by weights of {weights.shape}")
    channels, filters, *kernel = plain(weights.shape, "weights' sizes")
    if x.shape[1] != channels:
        raise CostModelError(f"ConvTranspose cannot spread {x.shape} by weights of {weights.shape}")
    stride, padding, dilation = window(call, tuple(kernel))
    extra: tuple[Dim, ...] = call.wholes("output_padding") or (0,) * len(kernel)
    groups = call.whole("group", 1)
    if asked := call.wholes("output_shape"):
        bare = TransposedConv(filters * groups, tuple(kernel), stride, "valid", dilation, bool(biases), groups)
        padding, extra = _fitted(asked[-len(kernel) :], bare.out(x.shape)[2:])
    elif any(extra):
        padding = pads_of(call, len(kernel))
    op = TransposedConv(filters * groups, tuple(kernel), stride, padding, dilation, bool(biases), groups, extra)
    return call.apply(op, x, learns={"weights": [weights], "biases": biases})


def _fitted(asked: tuple[int, ...], bare: tuple[Dim, ...]) -> tuple[tuple[Padding, ...], tuple[Dim, ...]]:
    """Padding and output padding that make the sizes that are asked for."""
    more = [size - own for size, own in zip(asked, bare, strict=True)]
    padding = tuple((0, -one) if surely_less(one, 0) else (0, 0) for one in more)
    return padding, tuple(0 if surely_less(one, 0) else one for one in more)


@rule("DeformConv")
def deformable_convolution(call: Call) -> Value:
    x, offsets, weights = call.ranked(0, 3), call.tensor(2), call.fixed(1, "weights")
    if len(weights.shape) != len(x.shape):
        raise CostModelError(f"DeformConv cannot slide weights of {weights.shape} over {x.shape}")
    biases = call.learned(3)
    filters, _, *kernel = plain(weights.shape, "weights' sizes")
    stride, padding, dilation = window(call, tuple(kernel))
    op = DeformConv(filters, tuple(kernel), stride, padding, dilation, bool(biases), call.whole("group", 1))
    masks = [call.tensor(4)] if call.has(4) else []
    return call.apply(op, x, offsets, *masks, learns={"weights": [weights], "biases": biases})


@rule("Col2Im")
def columns_to_image(call: Call) -> Value:
    return call.apply(Fold(call.content(1, "size"), plain(call.content(2, "kernel"), "kernel")), call.tensor(0))
