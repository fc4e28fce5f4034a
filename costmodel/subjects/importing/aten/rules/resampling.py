"""Maps of another size made of the values of one."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from costmodel.ir.ops.channels import Shuffle
from costmodel.ir.ops.matrix import MatMul
from costmodel.ir.ops.rearranging import Permute
from costmodel.ir.ops.resampling import Fold, GridSample, PixelShuffle, Resize, Unfold, Unpool
from costmodel.ir.shape import Shape
from costmodel.numbers.algebra import exact_div
from costmodel.subjects.importing.aten.call import Call, each, rule
from costmodel.subjects.importing.reading import Value

SAMPLED = ("linear", "nearest", "cubic")  # of a grid, by the number that the schema has for it
RESIZED: Mapping[str, tuple[str, int]] = {
    **{f"{name}{axes}d": ("nearest", axes) for name in ("upsample_nearest", "_upsample_nearest_exact") for axes in (1, 2, 3)},
    "upsample_linear1d": ("linear", 1),
    "upsample_bilinear2d": ("linear", 2),
    "upsample_trilinear3d": ("linear", 3),
    "upsample_bicubic2d": ("cubic", 2),
    "_upsample_bilinear2d_aa": ("linear", 2),
    "_upsample_bicubic2d_aa": ("cubic", 2),
}


@rule(*RESIZED)
def resized(call: Call) -> Value:
    mode, axes = RESIZED[call.operator]
    size = call.get("output_size")
    if size is None:
        factors = [Fraction(factor) for factor in call.get("scale_factors", ())]
        old = call.x.shape[-axes:]
        whole = all(factor.denominator == 1 for factor in factors)
        size = [own * factor.numerator for own, factor in zip(old, factors, strict=True)] if whole else call.shape()[-axes:]
    return call.apply(Resize(tuple(size), mode), call.x)


@rule("grid_sampler", "grid_sampler_2d", "grid_sampler_3d")
def sampled(call: Call) -> Value:
    return call.apply(GridSample(SAMPLED[call["interpolation_mode"]]), call.x, call.value("grid"))


@rule("affine_grid_generator")
def grid(call: Call) -> Value:
    batch, _, *sizes = call["size"]
    theta, axes = call.value("theta"), len(sizes)
    places = Value(Shape(batch, Shape(*sizes).size, axes + 1))
    y = call.apply(MatMul(), places, call.apply(Permute((-1, -2)), theta))
    return call.viewed(y, (batch, *sizes, axes))


@rule("pixel_shuffle")
def pixels_of_channels(call: Call) -> Value:
    return call.apply(PixelShuffle(call["upscale_factor"]), call.x)


@rule("pixel_unshuffle")
def channels_of_pixels(call: Call) -> Value:
    return call.apply(PixelShuffle(call["downscale_factor"], down=True), call.x)


@rule("channel_shuffle")
def shuffled(call: Call) -> Value:
    return call.apply(Shuffle(call["groups"], axis=1 - len(call.x.shape)), call.x)


@rule("im2col")
def unfolded(call: Call) -> Value:
    names = {"kernel": "kernel_size", "stride": "stride", "padding": "padding", "dilation": "dilation"}
    sizes: dict[str, Any] = {ours: each(call[theirs], 2) for ours, theirs in names.items()}
    return call.apply(Unfold(**sizes), call.x)


@rule("col2im")
def folded(call: Call) -> Value:
    return call.apply(Fold(each(call["output_size"], 2), each(call["kernel_size"], 2)), call.x)


@rule("max_unpool2d", "max_unpool3d")
def unpooled(call: Call) -> Value:
    size = tuple(call["output_size"])
    factors = tuple(exact_div(new, old) for new, old in zip(size, call.x.shape[-len(size) :], strict=True))
    return call.apply(Unpool(factors, factors), call.x, call.value("indices"))
