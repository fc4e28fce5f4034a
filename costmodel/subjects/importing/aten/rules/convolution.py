"""Convolutions, transposed and deformable ones among them."""

from typing import Any

from costmodel.ir.ops import Conv, DWConv
from costmodel.ir.ops.deformable import DeformConv
from costmodel.ir.ops.transposed import TransposedConv
from costmodel.numbers.algebra import exact_div
from costmodel.subjects.importing.aten.call import Call, each, learned, rule
from costmodel.subjects.importing.reading import Learns, Value


def _window(call: Call, kernel: tuple[Any, ...]) -> dict[str, Any]:
    axes = len(kernel)
    padding = call.get("padding", 0)
    return {
        "kernel": kernel,
        "stride": each(call.get("stride", 1), axes),
        "padding": (padding,) * axes if isinstance(padding, str) else each(padding, axes),
        "dilation": each(call.get("dilation", 1), axes),
        "bias": call.get("bias") is not None,
    }


def _learns(call: Call) -> Learns:
    return learned(call.value("weight"), call.get("bias"))


@rule("conv1d", "conv2d", "conv3d")
def convolution(call: Call) -> Value:
    filters, per_group, *kernel = call.value("weight").shape
    window, groups = _window(call, tuple(kernel)), call.get("groups", 1)
    if groups != 1 and type(per_group) is int and per_group == 1:
        return call.apply(DWConv(**window, multiplier=exact_div(filters, groups)), call.x, learns=_learns(call))
    return call.apply(Conv(filters, **window, groups=groups), call.x, learns=_learns(call))


@rule("conv_transpose1d", "conv_transpose2d", "conv_transpose3d")
def transposed(call: Call) -> Value:
    _, per_group, *kernel = call.value("weight").shape
    groups = call.get("groups", 1)
    extra = each(call.get("output_padding", 0), len(kernel))
    op = TransposedConv(per_group * groups, **_window(call, tuple(kernel)), groups=groups, output_padding=extra)
    return call.apply(op, call.x, learns=_learns(call))


@rule("convolution", "_convolution")
def either(call: Call) -> Value:
    return transposed(call) if call["transposed"] else convolution(call)  # type: ignore[return-value]


@rule("torchvision::deform_conv2d")
def deformable(call: Call) -> Value:
    filters, _, *kernel = call.value("weight").shape
    sizes = {
        ours: tuple(call[f"{theirs}_{axis}"] for axis in "hw")
        for ours, theirs in (("stride", "stride"), ("padding", "pad"), ("dilation", "dilation"))
    }
    op = DeformConv(filters, tuple(kernel), **sizes, bias=True, groups=call["groups"])
    looks = [call.value("offset"), *([call.value("mask")] if call["use_mask"] else [])]
    return call.apply(op, call.x, *looks, learns=_learns(call))
