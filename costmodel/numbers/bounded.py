"""Arrays of floats that carry a bound on their error, so that what they cannot decide is known."""

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

EXACT = 2.0**53  # floats hold all whole numbers below
UNIT = 2.0**-52  # twice the relative error of one operation, which covers the rounding of the bounds, too
TINY = 2.0**-1000  # and what is lost where numbers become too small for floats


class Bounded(NamedTuple):
    """Floats and how far off they may be.

    Attributes:
        error: at least the distance to the exact values; 0 where these are whole numbers that floats hold.
        whole: all of them are so.
    """

    value: Any
    error: Any
    whole: bool

    @classmethod
    def of(cls, values: Any) -> "Bounded":
        """Of whole numbers, or of the floats nearest to rationals."""
        floats = np.asarray(values, np.float64)
        return _bounded(floats, 0.0, np.asarray(values).dtype.kind in "iu" or bool(np.all(floats == np.rint(floats))))

    @classmethod
    def rational(cls, value: Fraction) -> "Bounded":
        return _bounded(float(value), 0.0, value.denominator == 1)

    def __neg__(self) -> "Bounded":
        return Bounded(-self.value, self.error, self.whole)

    def __add__(self, other: "Bounded") -> "Bounded":  # type: ignore[override]
        return _bounded(self.value + other.value, self.error + other.error, self.whole and other.whole)

    def __sub__(self, other: "Bounded") -> "Bounded":
        return self + -other

    def __mul__(self, other: "Bounded") -> "Bounded":  # type: ignore[override]
        error = np.abs(self.value) * other.error + np.abs(other.value) * self.error + self.error * other.error
        return _bounded(self.value * other.value, error, self.whole and other.whole)

    def __truediv__(self, other: "Bounded") -> "Bounded":
        value = np.true_divide(self.value, other.value)
        least = np.abs(other.value) - other.error  # of the divisor's size
        error = np.where(least > 0, (self.error + np.abs(value) * other.error) / np.where(least > 0, least, 1), np.inf)
        return _bounded(value, error, whole=False)


def _bounded(value: Any, error: Any, whole: bool) -> Bounded:
    """After one more rounding, which loses nothing of whole numbers that floats hold."""
    size = np.abs(value)
    if whole and np.all(size < EXACT):
        return Bounded(value, 0.0, whole=True)
    return Bounded(value, error + UNIT * size + TINY, whole=False)
