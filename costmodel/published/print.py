"""Printed digits as a tolerance: "569" million stands for every number that rounds to it."""

from fractions import Fraction

from costmodel.errors import CostModelError
from costmodel.numbers.units import UNITS
from costmodel.published.row import Rounded


def number(printed: str) -> Fraction:
    """The printed number itself.

    Raises:
        CostModelError: if it is none.
    """
    try:
        return Fraction(printed.replace(",", ""))
    except (ValueError, ZeroDivisionError):
        raise CostModelError(f"{printed!r} is not a printed number such as 4,866 or 15.3") from None


def quantum(printed: str, digits: int | None = None) -> Fraction:
    """What one step of the last printed digit is worth; of the last of `digits` significant ones, where given."""
    whole, _, decimals = printed.replace(",", "").lstrip("-").partition(".")
    if digits is None:
        return Fraction(1, 10 ** len(decimals))
    return Fraction(10) ** (len(whole) - digits)


def prints_as(value: Fraction, printed: str, unit: str = "", rounding: Rounded = "nearest", digits: int | None = None) -> bool:
    """Does a value, in single units, print as these digits? A half may round either way."""
    distance = value / UNITS[unit] - number(printed)
    step = quantum(printed, digits)
    if rounding == "truncated":
        return 0 <= distance < step
    if rounding == "up":
        return -step < distance <= 0
    return abs(distance) <= step / 2


def as_printed(value: Fraction, printed: str, unit: str, extra: int = 1) -> str:
    """A computed value beside a print: in its unit, with `extra` more digits than it shows."""
    if not unit and value.denominator == 1:
        return f"{value.numerator:,}"
    decimals = len(printed.partition(".")[2]) + extra
    return f"{float(value / UNITS[unit]):,.{decimals}f}"
