"""Sliding windows: how they are written down, and their extent, the only place where a stride divides.

One canonical form serves valid, 'same', explicit and ceil-mode windows, so that the two arms of a residual block (3x3
padded by 1, and 1x1 unpadded, both of stride 2) come out as the identical expression and compare equal.
"""

from functools import lru_cache
from math import prod
from typing import Any, Literal, NamedTuple, TypeAlias

from costmodel.errors import CostModelError, UnknownName, quoted
from costmodel.ir.shape import Shape
from costmodel.numbers.algebra import Dim, ceil_div, floor_div, larger, select, smaller, surely_less, total
from costmodel.numbers.dimension import dimension

Pads: TypeAlias = tuple[Dim, Dim]
Padding: TypeAlias = Literal["same", "valid"] | Pads
Sizes: TypeAlias = Dim | tuple[Dim, ...]  # one value for both axes of a map, or one for each axis
Paddings: TypeAlias = Padding | Dim | tuple[Padding | Dim, ...]

UNIT = 1  # a stride that is literally 1 does not divide, so nothing is rounded
PLANE = 2  # axes that one number speaks for


class WindowMisfit(CostModelError):
    """A window that is larger than the map it slides over."""


class Slide(NamedTuple):
    """A window along one axis."""

    kernel: Dim
    stride: Dim
    dilation: Dim
    padding: Padding
    ceil_mode: bool


class Window(NamedTuple):
    """A window, axis by axis.

    Attributes:
        slides: one for each axis.
        keeps: a 'same' window of stride 1, under which the axes keep their sizes.
        axis: of the channels, the one before those that the window slides over, counted from the end.
        cells: under it.
        text: of the kernel, such as 3x3.
    """

    slides: tuple[Slide, ...]
    keeps: bool
    axis: int
    cells: Dim
    text: str


def window(kernel: Sizes, stride: Sizes, padding: Paddings, dilation: Sizes, ceil_mode: bool) -> Window:
    """A window from what an op was given: one number means both axes of a map, a tuple of n means n axes.

    Raises:
        CostModelError: if a number is none, or the axes are not as many.
    """
    axes = axes_of(kernel)
    sizes, strides = spread("kernel", kernel, axes), spread("stride", stride, axes)
    each = zip(sizes, strides, spread("dilation", dilation, axes), _paddings(padding, axes), strict=True)
    slides = tuple(Slide(*values, ceil_mode) for values in each)
    keeps = all(slide.padding == "same" and slide.stride is UNIT for slide in slides)
    return Window(slides, keeps, -axes - 1, prod(sizes), "x".join(map(str, sizes)))


# Networks repeat a few windows thousands of times, and to spread one takes longer than to count a layer.
known_window = lru_cache(maxsize=1024)(window)


def axes_of(value: Sizes | Paddings) -> int:
    """How many spatial axes a value speaks for."""
    return len(value) if isinstance(value, tuple) else PLANE


def spread(name: str, value: Sizes, axes: int, least: int = 1) -> tuple[Dim, ...]:
    """One checked value for each axis."""
    return tuple([dimension(name, one, least) for one in _each(name, value, axes)])


def resized(x: Shape, size: Sizes) -> Shape:
    """A shape with other sizes along the axes behind the channels."""
    sizes = spread("size", size, axes_of(size))
    x.along(-len(sizes) - 1)
    return Shape(*x[: -len(sizes)], *sizes)


def spread_pads(value: Dim | tuple[Dim | Pads, ...], axes: int) -> tuple[Pads, ...]:
    """What is put before and behind each axis: from a number of elements, or from a tuple of such and of `(before, after)`."""
    return tuple([_pads(one, None) for one in _each("padding", value, axes)])


def _paddings(value: Paddings, axes: int) -> tuple[Padding, ...]:
    return tuple([_padding(one) for one in _each("padding", value, axes)])


def _padding(value: Any) -> Padding:
    if not isinstance(value, str):
        return _pads(value, 0)
    if value == "same":
        return "same"
    if value == "valid":
        return "valid"
    raise UnknownName("padding", value, ("same", "valid", "a number", "(before, after) for each axis"))


def _pads(value: Any, least: int | None) -> Pads:
    before, after = value if isinstance(value, tuple) and len(value) == 2 else (value, value)
    return dimension("padding", before, least), dimension("padding", after, least)


def _each(name: str, value: Any, axes: int) -> tuple[Any, ...]:
    if not isinstance(value, tuple):
        return (value,) * axes
    if len(value) != axes or not axes:
        raise CostModelError(
            f"{name} cannot be {quoted(value)} on {axes} axes",
            given=value,
            allowed="one number, or a tuple of one for each axis",
        )
    return value


def extent(size: Dim, kernel: Dim, stride: Dim, dilation: Dim, padding: Padding, ceil_mode: bool = False) -> Dim:
    """Positions of a window along one axis.

    Without ceil mode this is `ceil((size + pads - reach + 1) / stride)` with `reach = dilation*(kernel-1) + 1`, which is
    `ceil(size / stride)` for 'same' windows. Ceil mode (Caffe's, and torch's `ceil_mode`) also keeps a last window that is
    cut off, as long as it starts inside the map or its leading padding.

    Args:
        size: pixels along the axis.
        padding: 'same', 'valid', or (before, after) in pixels.

    Raises:
        WindowMisfit: if not one window fits.
    """
    if padding == "same":
        return size if stride is UNIT else ceil_div(size, stride)
    before, after = (0, 0) if padding == "valid" else padding
    reach = dilation * (kernel - 1) + 1
    if stride is UNIT:
        positions: Dim = size + before + after - reach + 1
    else:
        positions = _strided(size, before + after, reach, stride, ceil_mode)
    if ceil_mode and not _last_window_starts_inside(reach, stride, after):
        positions = smaller(positions, ceil_div(size + before, stride))
    if surely_less(positions, 1):
        raise WindowMisfit(
            f"a window of {kernel} (dilation {dilation}) does not fit into {size} pixels with padding {before}+{after}"
        )
    return positions


def stretched(size: Dim, slide: Slide) -> Dim:
    """Pixels along one axis of a map whose windows have so many positions: the extent run backwards.

    Raises:
        WindowMisfit: if the padding leaves none.
    """
    kernel, stride, dilation, padding, _ = slide
    if padding == "same":
        return size * stride
    before, after = (0, 0) if padding == "valid" else padding
    pixels = (size - 1) * stride + dilation * (kernel - 1) + 1 - before - after
    if surely_less(pixels, 1):
        raise WindowMisfit(f"padding {before}+{after} leaves nothing of what {size} windows of {kernel} spread over")
    return pixels


def covered(size: Dim, slide: Slide, positions: Dim) -> Dim:
    """Pixels of the map under all windows along one axis, padding not counted, windows' overlaps counted each time.

    The windows cut off at either end are the only ones that see fewer than `kernel` pixels: the first loses `before`, the
    next `before - stride`, and so on; likewise at the far end, where the last window overhangs by `overhang`.
    """
    kernel, stride, _, padding, _ = slide
    cut: Any = ceil_div(kernel, stride)  # windows that may be cut off at either end; there may be fewer
    overhang: Dim
    if padding == "same":
        needed = (positions - 1) * stride + kernel - size
        pads: Dim = larger(needed, 0)
        before: Dim = pads // 2
        overhang = pads - before
    else:
        before, _ = (0, 0) if padding == "valid" else padding
        overhang = (positions - 1) * stride + kernel - before - size
    lost = [
        larger(0, end - window * stride) if window == 0 else select(positions > window, larger(0, end - window * stride), 0)
        for end in (before, overhang)
        for window in range(cut)
    ]
    return positions * kernel - total(lost)


def _strided(size: Dim, pads: Dim, reach: Dim, stride: Dim, ceil_mode: bool) -> Dim:
    """`ceil((size + pads - reach + 1) / stride)`, written so that an expression rounds nothing where the paper's sizes do not.

    Of the ways to write one rounded quotient, a smooth closed form keeps the one whose rounding falls away. Windows without
    padding are used where they tile the map, as in Inception (299-149-147-73-71-35-17-8): there `size - reach` is divided.
    Others are used where the stride divides the size: a 3x3 window padded by 1 is `ceil(size / 2)`.
    """
    surplus = pads - reach + (stride if ceil_mode else 1)
    if not (type(surplus) is int and type(reach) is int and type(stride) is int):
        return ceil_div(size + surplus, stride)
    if type(pads) is int and not pads and reach > 1 and not ceil_mode:
        return floor_div(size - reach, stride) + 1
    whole = -(-surplus // stride)
    short = whole * stride - surplus
    if short == stride - 1:
        return floor_div(size, stride) + whole
    return ceil_div(size - short, stride) + whole


def _last_window_starts_inside(reach: Dim, stride: Dim, after: Dim) -> bool:
    """Ceil mode needs no cut when the padding behind the map is too small to hold a window's start."""
    return not surely_less(reach, after + stride)
