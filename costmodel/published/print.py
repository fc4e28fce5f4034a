"""Printed digits as a tolerance: "569" million stands for every number that rounds to it."""

from fractions import Fraction

from costmodel.numbers.text import rational
from costmodel.numbers.units import UNITS, Unit
from costmodel.published.row import Rounded


def quantum(printed: str, digits: int | None = None) -> Fraction:
    """What one step of the last printed digit is worth; of the last of `digits` significant ones, where given."""
    whole, _, decimals = printed.replace(",", "").lstrip("-").partition(".")
    if digits is None:
        return Fraction(1, 10 ** len(decimals))
    return Fraction(10) ** (len(whole) - digits)


def prints_as(value: Fraction, printed: str, unit: Unit = "", rounding: Rounded = "nearest", digits: int | None = None) -> bool:
    """Does a value, in single units, print as these digits? A half may round either way."""
    distance = value / UNITS[unit] - rational(printed)
    step = quantum(printed, digits)
    if rounding == "truncated":
        return 0 <= distance < step
    if rounding == "up":
        return -step < distance <= 0
    return abs(distance) <= step / 2
