"""Printed digits as a tolerance: "569" million stands for every number that rounds to it."""

from fractions import Fraction
from typing import Literal, NamedTuple, TypeAlias

from costmodel.numbers.text import rational
from costmodel.numbers.units import UNITS, Unit

Rounded: TypeAlias = Literal["nearest", "truncated", "up"]
BELOW = "< "  # stands before a print that is a bound


class Tolerance(NamedTuple):
    """The values, in single units, that print as some digits. What rounds to the nearest may end in a half on either side."""

    least: Fraction
    most: Fraction
    rounding: Rounded

    def holds(self, value: int | Fraction) -> bool:
        """Is the value one of them?"""
        if self.rounding == "truncated":
            return self.least <= value < self.most
        if self.rounding == "up":
            return self.least < value <= self.most
        return self.least <= value <= self.most


def tolerance(printed: str, unit: Unit = "", rounding: Rounded = "nearest", digits: int | None = None) -> Tolerance:
    """The values that print so; of a bound such as `< 25`, those below it.

    Args:
        digits: how many of them are significant, where not all are.

    Raises:
        CostModelError: if the print is no number.
    """
    if printed.startswith(BELOW):
        return Tolerance(Fraction(0), rational(printed.removeprefix(BELOW)) * UNITS[unit], "truncated")
    middle, step = rational(printed) * UNITS[unit], quantum(printed, digits) * UNITS[unit]
    if rounding == "truncated":
        return Tolerance(middle, middle + step, rounding)
    if rounding == "up":
        return Tolerance(middle - step, middle, rounding)
    return Tolerance(middle - step / 2, middle + step / 2, rounding)


def quantum(printed: str, digits: int | None = None) -> Fraction:
    """What one step of the last printed digit is worth; of the last of `digits` significant ones, where given."""
    whole, _, decimals = printed.replace(",", "").lstrip("-").partition(".")
    shown = Fraction(1, 10 ** len(decimals))
    return shown if digits is None else max(shown, Fraction(10) ** (len(whole) - digits))
