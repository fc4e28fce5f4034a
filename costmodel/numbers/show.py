"""How a number is written: for machines, and as a user would type it."""

from fractions import Fraction


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
