"""Channel rounding: how `multiplier * width` becomes a number of channels. A policy is an argument of a builder.

Papers write the ideal law (`exact`); code rounds, and each code in its own way. The numeric default of an architecture is
what its authors' code does. In a smooth closed form every policy is the ideal law, with its condition recorded.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from costmodel.errors import UnknownName
from costmodel.numbers.algebra import Dim, at_least, ceil_div, floor_div, nearest_multiple, select, whole

Rounding: TypeAlias = Callable[[Dim], Any]


def exact(width: Dim) -> Dim:
    """The paper's ideal law: the product itself, which has to be whole."""
    return whole(width)


def floor(width: Dim) -> Dim:
    """Rounded down."""
    return floor_div(width, 1)


def nearest(width: Dim) -> Dim:
    """Rounded to the nearest whole number, halves up."""
    return nearest_multiple(width)


def ceil(width: Dim) -> Dim:
    """Rounded up."""
    return ceil_div(width, 1)


def slim(width: Dim) -> Dim:
    """Rounded down, at least 8: `max(int(depth * multiplier), min_depth)` of TF-Slim."""
    return at_least(floor(width), 8)


def divisible(width: Dim, divisor: int = 8, least: Dim | None = None) -> Dim:
    """The nearest multiple of `divisor`, halves up, never more than 10 % below `width` and never below `least`.

    The `make_divisible` of MobileNetV2, MobileNetV3, MnasNet and EfficientNet; `least` is `divisor` where not given.
    """
    rounded = at_least(nearest_multiple(width, divisor), divisor if least is None else least)
    if rounded is width:
        return width
    return select(10 * rounded < 9 * width, rounded + divisor, rounded)


def divisible_by_4(width: Dim) -> Dim:
    """As `divisible`, by 4: MobileNetV2 of d-li14 at its narrowest."""
    return divisible(width, 4)


def up_to_8(width: Dim) -> Dim:
    """Rounded up to a multiple of 8: the `make_divisible` of tonylins' MobileNetV2, and of its many copies."""
    return 8 * ceil_div(width, 8)


ROUNDINGS: dict[str, Rounding] = {
    "exact": exact,
    "floor": floor,
    "nearest": nearest,
    "ceil": ceil,
    "slim": slim,
    "divisible": divisible,
    "divisible-by-4": divisible_by_4,
    "up-to-8": up_to_8,
}


def rounding(name: str) -> Rounding:
    """The policy of that name.

    Raises:
        UnknownName: if there is none.
    """
    if name not in ROUNDINGS:
        raise UnknownName("rounding", name, list(ROUNDINGS))
    return ROUNDINGS[name]
