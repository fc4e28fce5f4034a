"""Layers that move, repeat, cut or rename, and those that do nothing at inference."""

from collections.abc import Sequence

from costmodel.errors import CostModelError, quoted
from costmodel.ir.ops import Dropout, Identity
from costmodel.ir.ops.channels import Pad
from costmodel.ir.ops.rearranging import Crop, Permute, Repeat
from costmodel.ir.ops.resampling import Resize
from costmodel.numbers.algebra import Dim
from costmodel.subjects.importing.formats.keras.call import Call
from costmodel.subjects.importing.formats.keras.config import WIDEST, whole
from costmodel.subjects.importing.formats.keras.registry import rule
from costmodel.subjects.importing.formats.keras.rules.convolutions import axes_in
from costmodel.subjects.importing.reading import Value

DIMENSIONS = ("1D", "2D", "3D")
INTERPOLATIONS = {"nearest": "nearest", "bilinear": "linear", "bicubic": "cubic"}


@rule("Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "AlphaDropout", "GaussianDropout", "GaussianNoise")
def dropout(call: Call) -> Value:
    return call.apply(Dropout(), call.x)


@rule(
    "ActivityRegularization",
    "Identity",
    "Masking",
    *[
        f"Random{name}"
        for name in (
            "Brightness",
            "ColorDegeneration",
            "ColorJitter",
            "Contrast",
            "ElasticTransform",
            "Erasing",
            "Flip",
            "GaussianBlur",
            "Grayscale",
            "Height",
            "Hue",
            "Invert",
            "Perspective",
            "Posterization",
            "Rotation",
            "Saturation",
            "Sharpness",
            "Shear",
            "Translation",
            "Width",
            "Zoom",
        )
    ],
)
def unchanged(call: Call) -> Value:
    """What only acts in training, and masks, which change no element count."""
    return call.apply(Identity(), call.x)


@rule("Flatten")
def flatten(call: Call) -> Value:
    return call.reshaped(call.x, (call.x.shape[0], -1), "module")


@rule("Reshape")
def reshape(call: Call) -> Value:
    target = call.config.get("target_shape")
    if not isinstance(target, list):
        raise CostModelError(f"target_shape cannot be {quoted(target)}", given=target, allowed="a list of sizes")
    for size in target:
        whole("target_shape", size, -1)
    return call.reshaped(call.x, (call.x.shape[0], *target))


@rule("Permute")
def permute(call: Call) -> Value:
    dims = call.config.wholes("dims", len(call.x.shape) - 1)
    return call.apply(Permute(call.layout.order((0, *dims))), call.x)


@rule("RepeatVector")
def repeat_vector(call: Call) -> Value:
    batch, features = call.sizes(call.x)
    x = call.view(call.x, (batch, 1, features), "step")
    return call.apply(Repeat(call.layout.held((1, call.config.whole("n"), 1))), x)


@rule(*[f"ZeroPadding{axes}" for axes in DIMENSIONS], over_maps=True)
def zero_padding(call: Call) -> Value:
    return call.apply(Pad(tuple(_pairs(call, "padding"))), call.x)


@rule(*[f"Cropping{axes}" for axes in DIMENSIONS], over_maps=True)
def cropping(call: Call) -> Value:
    cuts = _pairs(call, "cropping")
    sizes = [size - before - after for size, (before, after) in zip(call.x.shape[-len(cuts) :], cuts, strict=True)]
    return call.apply(Crop(tuple(sizes)), call.x)


@rule(*[f"UpSampling{axes}" for axes in DIMENSIONS], over_maps=True)
def up_sampling(call: Call) -> Value:
    axes = axes_in(call.layer.kind)
    times = call.config.wholes("size", axes, 2)
    sizes = [size * often for size, often in zip(call.x.shape[-axes:], times, strict=True)]
    return call.apply(Resize(tuple(sizes), _interpolation(call, "nearest")), call.x)


@rule("Resizing", over_maps=True)
def resizing(call: Call) -> Value:
    if call.config.flag("crop_to_aspect_ratio", False) or call.config.flag("pad_to_aspect_ratio", False):
        raise CostModelError("to keep an aspect ratio is not known", allowed="a plain resizing")
    return call.apply(Resize(_size(call), _interpolation(call, "bilinear")), call.x)


@rule("CenterCrop", "RandomCrop", over_maps=True)
def center_crop(call: Call) -> Value:
    return call.apply(Crop(_size(call)), call.x)


def _size(call: Call) -> tuple[Dim, Dim]:
    return call.config.whole("height"), call.config.whole("width")


def _interpolation(call: Call, default: str) -> str:
    return INTERPOLATIONS[call.config.word("interpolation", default, INTERPOLATIONS)]


def _pairs(call: Call, key: str) -> Sequence[tuple[int, int]]:
    """Pixels before and behind each axis, of one number, one for each axis, or a pair for each."""
    axes = axes_in(call.layer.kind)
    value = call.config.get(key, 1)
    if axes == 1 and isinstance(value, list) and len(value) == 2:
        value = [value]
    values = value if isinstance(value, list) else [value] * axes
    pairs = [one if isinstance(one, list) else [one, one] for one in values]
    if len(pairs) != axes or any(len(pair) != 2 for pair in pairs):
        raise CostModelError(
            f"{key} cannot be {quoted(value)}", given=value, allowed=f"a number or a pair for each of {axes} axes"
        )
    return [(whole(key, before, 0, WIDEST), whole(key, after, 0, WIDEST)) for before, after in pairs]
