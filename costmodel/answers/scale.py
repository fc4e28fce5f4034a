"""A column of exact numbers in a unit that suits all of them, as papers print it: one prefix, one number of decimals."""

from collections.abc import Sequence
from fractions import Fraction
from numbers import Rational
from typing import Any, NamedTuple

from costmodel.numbers.units import POWERS, UNITS, Unit

FIGURES = 3  # that the smallest number of a column shows


class Scale(NamedTuple):
    """The prefix of a column's unit, and how many decimals its numbers have."""

    prefix: Unit
    decimals: int

    def text(self, cell: Any) -> str:
        """A cell in that unit; what is nothing is 0 in any."""
        if not cell:
            return "" if cell is None else "0"
        return f"{float(Fraction(cell) / UNITS[self.prefix]):,.{self.decimals}f}"


def scale_of(cells: Sequence[Any]) -> Scale | None:
    """The largest prefix in which the smallest number is 1 or more; None where that is none, or a cell is no number."""
    numbers = [cell for cell in cells if cell]
    if not numbers or not all(isinstance(cell, Rational) for cell in numbers):
        return None
    least = min(map(abs, map(Fraction, numbers)))
    for prefix in reversed(POWERS[1:]):
        if (scaled := least / UNITS[prefix]) >= 1:
            return Scale(prefix, max(0, FIGURES - len(str(int(scaled)))))
    return None
