"""Normalisation."""

from typing import Any

from costmodel.errors import CostModelError, quoted
from costmodel.ir.ops import BatchNorm
from costmodel.ir.ops.elementwise import Elementwise
from costmodel.ir.ops.normalisation import GroupNorm, LayerNorm, RMSNorm
from costmodel.ir.ops.reduction import Reduce
from costmodel.subjects.importing.formats.keras.call import Call
from costmodel.subjects.importing.formats.keras.config import number
from costmodel.subjects.importing.formats.keras.registry import rule
from costmodel.subjects.importing.reading import Value


@rule("BatchNormalization", "SyncBatchNormalization", "BatchNormalizationV1", "BatchNormalizationV2")
def batch_norm(call: Call) -> Value:
    axis = call.axis(_one(call.config.get("axis", -1)), call.x)
    return call.apply(BatchNorm(call.config.flag("scale", True), axis, call.config.flag("center", True)), call.x)


@rule("LayerNormalization")
def layer_norm(call: Call) -> Value:
    axes = call.axes(call.config.get("axis", -1), call.x)
    scale, shift = call.config.flag("scale", True), call.config.flag("center", True)
    if call.config.flag("rms_scaling", False):
        return call.apply(RMSNorm(axes, scale), call.x)
    return call.apply(LayerNorm(axes, scale, shift), call.x)


@rule("RMSNormalization")
def rms_norm(call: Call) -> Value:
    return call.apply(RMSNorm(call.axes(call.config.get("axis", -1), call.x)), call.x)


@rule("GroupNormalization")
def group_norm(call: Call) -> Value:
    """With -1 groups each channel is one."""
    axis = call.axis(call.config.get("axis", -1), call.x)
    groups = call.config.whole("groups", 32, least=-1)
    op = GroupNorm(
        call.x.shape[axis] if groups == -1 else groups, call.config.flag("scale", True), call.config.flag("center", True), axis
    )
    return call.apply(op, call.x)


@rule("UnitNormalization")
def unit_norm(call: Call) -> Value:
    length = call.apply(Reduce("norm", call.axes(call.config.get("axis", -1), call.x), keep=True), call.x, part="norm")
    return call.apply(Elementwise("divide"), call.x, length)


@rule("Normalization")
def normalization(call: Call) -> Value:
    """A mean and a variance for each channel, which are adapted and not learned; or constants."""
    axis = call.config.get("axis")
    if axis is None or axis == [] or call.config.get("mean") is not None:
        return call.apply(Elementwise("divide"), call.apply(Elementwise("subtract"), call.x, part="mean"))
    return call.apply(BatchNorm(scale=False, axis=call.axis(_one(axis), call.x), shift=False), call.x)


@rule("Rescaling")
def rescaling(call: Call) -> Value:
    """Times a number, and plus one where that is not 0."""
    y = call.apply(Elementwise("multiply"), call.x)
    offset = call.config.get("offset", 0)
    numbers = offset if isinstance(offset, list) else [offset]
    if not any(number("offset", one) for one in numbers):
        return y
    return call.apply(Elementwise("add"), y, part="offset")


@rule("LayerScale")
def layer_scale(call: Call) -> Value:
    """A learned factor for each channel (Touvron et al. 2021, section 2), as in the ConvNeXt of Keras."""
    gamma = call.learned("gamma", (call.config.whole("projection_dim"),))
    return call.apply(Elementwise("multiply"), call.x, learns={"weights": [gamma]})


def _one(axis: Any) -> Any:
    """The one axis, also of a list of one."""
    if isinstance(axis, list):
        if len(axis) != 1:
            raise CostModelError(f"normalisation along {quoted(axis)} is not known", given=axis, allowed="one axis")
        return axis[0]
    return axis
