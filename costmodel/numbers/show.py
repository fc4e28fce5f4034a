"""How a number is written: for machines, as a user would type it, and beside a printed one."""

from fractions import Fraction

from costmodel.numbers.units import UNITS, Unit


def plain(value: int | float | Fraction) -> int | float:
    """A number as a machine format has it: an int where it is whole, else a float."""
    return int(value) if value == int(value) else float(value)


def shown(value: object) -> str:
    """A value as a user would type it: 0.75 rather than 3/4, but 5/7."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Fraction) and value.denominator > 1 and Fraction(str(float(value))) == value:
        return str(float(value))
    return str(value)


def as_printed(value: Fraction, printed: str, unit: Unit, extra: int = 1) -> str:
    """A computed value beside a print: in its unit, with `extra` more digits than it shows."""
    if not unit and value.denominator == 1:
        return f"{value.numerator:,}"
    decimals = len(printed.partition(".")[2]) + extra
    return f"{float(value / UNITS[unit]):,.{decimals}f}"
