"""A column of exact numbers in a unit that suits all of them, as papers print it: one prefix, one number of decimals."""

from collections.abc import Sequence
from fractions import Fraction
from numbers import Rational
from typing import Any, NamedTuple

PREFIXES = {"T": 10**12, "G": 10**9, "M": 10**6, "k": 10**3}
FIGURES = 3  # that the smallest number of a column shows


class Scale(NamedTuple):
    """The prefix of a column's unit, how many single units it is, and how many decimals its numbers have."""

    prefix: str
    size: int
    decimals: int

    def text(self, cell: Any) -> str:
        return "" if cell is None else f"{float(Fraction(cell) / self.size):,.{self.decimals}f}"


def scale_of(cells: Sequence[Any]) -> Scale | None:
    """The largest prefix in which the smallest number is 1 or more; None where that is none, or a cell is no number."""
    numbers = [cell for cell in cells if cell]
    if not numbers or not all(isinstance(cell, Rational) for cell in numbers):
        return None
    least = min(map(abs, map(Fraction, numbers)))
    for prefix, size in PREFIXES.items():
        if least >= size:
            return Scale(prefix, size, max(0, FIGURES - len(str(int(least / size)))))
    return None
