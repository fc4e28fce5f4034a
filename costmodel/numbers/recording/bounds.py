"""Between what a recorded number lies, so that most questions about it are answered while it is recorded."""

from collections.abc import Iterable
from fractions import Fraction
from math import floor, inf
from typing import NamedTuple, TypeAlias

Bound: TypeAlias = int | Fraction | float  # a float only where it is infinite


class Bounds(NamedTuple):
    """Both ends belong to it."""

    least: Bound
    most: Bound


EVERYTHING = Bounds(-inf, inf)


def of_sum(constant: int | Fraction, terms: Iterable[tuple[Bounds, int | Fraction]]) -> Bounds:
    """Of a constant and multiples of values."""
    least: Bound = constant
    most: Bound = constant
    for bounds, number in terms:
        low, high = (bounds.least, bounds.most) if number > 0 else (bounds.most, bounds.least)
        least, most = least + _times(low, number), most + _times(high, number)
    return Bounds(least, most)


def of_product(factors: Iterable[tuple[Bounds, int]]) -> Bounds:
    """Of powers of values; nothing is known where one of them may be negative, or 0 and divided by."""
    least: Bound = 1
    most: Bound = 1
    for bounds, power in factors:
        if bounds.least < 0 or (power < 0 and bounds.least == 0):
            return EVERYTHING
        low, high = bounds if power > 0 else (_inverse(bounds.most), _inverse(bounds.least))
        for _ in range(abs(power)):
            least, most = _times(least, low), _times(most, high)
    return Bounds(least, most)


def floored(bounds: Bounds) -> Bounds:
    """Of the value rounded down."""
    return Bounds(*(end if isinstance(end, float) else floor(end) for end in bounds))


def hull(a: Bounds, b: Bounds) -> Bounds:
    """Of either value."""
    return Bounds(min(a.least, b.least), max(a.most, b.most))


def _times(a: Bound, b: Bound) -> Bound:
    """Infinity is never made of a nought, and never of a number too large for a float."""
    if not a or not b:
        return 0
    if isinstance(a, float) or isinstance(b, float):
        return inf if (a > 0) == (b > 0) else -inf
    return a * b


def _inverse(end: Bound) -> Bound:
    return 0 if isinstance(end, float) else Fraction(1) / end
