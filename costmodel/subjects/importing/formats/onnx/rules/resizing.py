"""Maps of another size."""

from fractions import Fraction

from costmodel.errors import CostModelError, UnknownName
from costmodel.ir.ops.matrix import MatMul
from costmodel.ir.ops.rearranging import View
from costmodel.ir.ops.resampling import GridSample, PixelShuffle, Resize
from costmodel.ir.shape import Shape, ShapeMisfit
from costmodel.numbers.algebra import Dim
from costmodel.subjects.importing.formats.onnx.arithmetic import down, is_free, rounded, scaled
from costmodel.subjects.importing.formats.onnx.call import Call
from costmodel.subjects.importing.formats.onnx.known import FLOAT
from costmodel.subjects.importing.formats.onnx.rules import rule
from costmodel.subjects.importing.reading import Value

# What an interpolation is called here.
MODES = {"nearest": "nearest", "linear": "linear", "bilinear": "linear", "cubic": "cubic", "bicubic": "cubic"}


@rule("Resize", "Upsample")
def resize(call: Call) -> Value:
    x = call.tensor(0)
    sizes = _asked(call, x.shape)
    changed = [place for place, (size, own) in enumerate(zip(sizes, x.shape, strict=True)) if not _is_same(size, own)]
    if not changed:
        return x
    first = changed[0] if changed[0] < 2 else 2  # channels, and maps before them, are hardly ever resized
    if first == 0:
        raise CostModelError(f"{call.kind} cannot make {Shape(*sizes)} of {x.shape}", allowed="the same batch")
    return call.apply(Resize(tuple(sizes[first:]), _mode(call)), x)


def _asked(call: Call, shape: Shape) -> list[Dim]:
    """The size along each axis."""
    settled = call.wholes("axes") or tuple(range(len(shape)))
    axes = [call.axis(axis, shape) for axis in settled]
    sizes = list(shape)
    if call.has(3):
        asked = call.content(3, "size")
        if call.text("keep_aspect_ratio_policy", "stretch") != "stretch":
            raise CostModelError("Resize that keeps the ratio of the sides has no rule here", allowed="the policy stretch")
        made = list(asked)
    else:
        made = [_grown(shape[axis], factor) for axis, factor in zip(axes, _factors(call), strict=False)]
    if len(made) != len(axes):
        raise ShapeMisfit(f"{call.kind} names {len(made)} sizes for {len(axes)} axes")
    for axis, size in zip(axes, made, strict=True):
        sizes[axis] = size
    return sizes


def _factors(call: Call) -> tuple[Dim, ...]:
    if "scales" in call.attributes:
        return tuple(map(Fraction, call.attributes["scales"].reals))
    return call.content(2 if call.kind == "Resize" and call.opset > 10 else 1, "scale")


def _grown(size: Dim, factor: Dim) -> Dim:
    """A size times a float, cut to a whole one."""
    product = scaled(size, factor)
    return down(product if is_free(product) else rounded(product, FLOAT))


def _is_same(size: Dim, own: Dim) -> bool:
    return size is own or (type(size) is int and type(own) is int and size == own)


def _mode(call: Call) -> str:
    mode = call.text("mode", "linear" if call.kind == "GridSample" else "nearest")
    if mode not in MODES:
        raise UnknownName("interpolation", mode, MODES)
    return MODES[mode]


@rule("GridSample")
def grid_sample(call: Call) -> Value:
    return call.apply(GridSample(_mode(call)), call.tensor(0), call.tensor(1))


@rule("AffineGrid")
def affine_grid(call: Call) -> Value:
    """The homogeneous coordinates of each pixel times a matrix for each sample."""
    theta, asked = call.tensor(0), call.content(1, "size")
    if len(asked) < 3:
        raise CostModelError(f"AffineGrid needs the size of a map, not {Shape(*asked)}")
    batch, _, *sizes = asked
    axes = len(sizes)
    places = Value(Shape(Shape(*sizes).size, axes + 1))
    turned = call.apply(View((batch, axes + 1, axes)), theta, part="matrix")
    return call.apply(View((batch, *sizes, axes)), call.apply(MatMul(), places, turned, part="product"))


@rule("DepthToSpace")
def depth_to_space(call: Call) -> Value:
    return call.apply(PixelShuffle(call.whole("blocksize")), call.tensor(0))


@rule("SpaceToDepth")
def space_to_depth(call: Call) -> Value:
    return call.apply(PixelShuffle(call.whole("blocksize"), down=True), call.tensor(0))


@rule("RoiAlign", "MaxRoiPool")
def pool_regions(call: Call) -> Value:
    """How many pixels a region has depends on the data, and so does the work."""
    x, regions = call.ranked(0, 3), call.ranked(1, 1)
    size = call.wholes("pooled_shape") or (call.whole("output_height", 1), call.whole("output_width", 1))
    return call.opaque((regions.shape[0], x.shape.along(-3), *size))
