"""How likely it is that something so cheap fits by accident.

A print of three digits has a few hundred neighbours, and a search that tries thousands of values prints most of them. So what
an explanation is worth does not follow from its decisions alone: of all numbers of so many digits that lie near the printed
one, it is counted which share has an explanation that costs no more. That share is the chance that a number which nothing
explains would have been explained as well. It needs no model of how people err: few digits, a dense family or a dear
explanation raise it by themselves.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Any, NamedTuple

from costmodel.numbers.text import Printed
from costmodel.numbers.units import UNITS, Unit
from costmodel.published.print import Rounded, quantum

NEAR = Fraction(1, 5)  # of the printed number, on either side


class Reading(NamedTuple):
    """How digits follow from a value: in steps of the last digit that counts, under a rounding."""

    cost: int
    unit: Unit
    rounding: Rounded
    digits: int | None


class Neighbours:
    """The numbers of as many digits as the printed one that lie near it.

    They are counted in steps of the last printed digit.
    """

    def __init__(self, printed: Printed) -> None:
        self._digits = printed.digits
        self._step = quantum(printed.digits)
        middle = Fraction(printed.digits.replace(",", "")) / self._step
        self._first, self._last = -(-middle * (1 - NEAR) // 1), middle * (1 + NEAR) // 1

    def __len__(self) -> int:
        return int(self._last - self._first) + 1

    def span(self, unit: Unit) -> tuple[Fraction, Fraction]:
        """The values that print as one of them in a unit."""
        scale = self._step * UNITS[unit]
        return (self._first - 1) * scale, (self._last + 1) * scale

    def shares(self, values: Iterable[tuple[int, Any]], readings: Sequence[Reading], most: int) -> dict[int, Fraction]:
        """Of these numbers, the share that is explained at each cost or more cheaply.

        Args:
            values: what the search computed near the print, each with its cost.
            most: no dearer explanation is asked for.
        """
        by_cost = {cost: [value for _, value in some] for cost, some in groupby(sorted(values), key=lambda one: one[0])}
        explained: set[int] = set()
        shares: dict[int, Fraction] = {}
        for cost in range(most + 1):
            for reading in readings:
                explained.update(self._printed(by_cost.get(cost - reading.cost, ()), reading))
            shares[cost] = Fraction(len(explained), len(self))
        return shares

    def _printed(self, values: Iterable[Any], reading: Reading) -> Iterator[int]:
        """The numbers as which values print in one reading."""
        step = quantum(self._digits, reading.digits)
        every, scale = int(step / self._step), step * UNITS[reading.unit]
        for value in values:
            steps = value * scale.denominator
            if reading.rounding == "nearest":
                place = (2 * steps + scale.numerator) // (2 * scale.numerator)
            elif reading.rounding == "truncated":
                place = steps // scale.numerator
            else:
                place = -(-steps // scale.numerator)
            if self._first <= place * every <= self._last:
                yield place * every
