"""What is found for a printed number: the ways in which it holds, or the ones that come nearest."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from costmodel.numbers.show import as_printed, plain
from costmodel.numbers.text import Printed
from costmodel.numbers.units import UNITS, Unit
from costmodel.questions.reconcile.explanation import Explanation

LARGE: tuple[Unit, ...] = ("G", "M", "K")


@dataclass(frozen=True)
class Reconciled:
    """One printed number.

    Attributes:
        computed: as stated, in single units.
        explanations: the minimal ones, simplest first.
        possible: what fits too, and by chance too often to explain anything.
        nearest: where there is neither, what comes nearest with one decision.
        apart: of several, the metric that tells them apart best; None where none does.
        fits: where nothing fits, other metrics of the network as stated that print the digits.
    """

    metric: str
    printed: Printed
    computed: Fraction
    explanations: tuple[Explanation, ...]
    possible: tuple[Explanation, ...]
    nearest: tuple[Explanation, ...]
    apart: str | None = None
    fits: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Does it agree as stated?"""
        return bool(self.explanations) and not self.explanations[0].decisions

    @property
    def outcome(self) -> str:
        """In words: how many explanations there are, and what the first is worth."""
        if self.agrees:
            others = len(self.explanations) + len(self.possible) - 1
            return f"agrees as stated, and so in {others} other way{'s' * (others > 1)}" if others else "agrees as stated"
        if self.explanations:
            number = len(self.explanations)
            return "one explanation" if number == 1 else f"{number} explanations, simplest first"
        return "no explanation, but some are possible" if self.possible else "nothing natural fits"

    def record(self) -> dict[str, Any]:
        """One entry of `reconcile --format json`."""
        return {
            "metric": self.metric,
            "printed": str(self.printed),
            "computed": plain(self.computed),
            "outcome": self.outcome,
            "explanations": [one.record() for one in self.explanations],
            "possible": [one.record() for one in self.possible],
            "nearest": [one.record() for one in self.nearest],
            **({"apart": self.apart} if self.apart else {}),
            **({"fits": list(self.fits)} if self.fits else {}),
        }

    @property
    def shown(self) -> tuple[Explanation, ...]:
        """What people see: the explanations, or what is possible where there is none or it rivals what was stated."""
        if self.agrees:
            return (*self.explanations, *self.possible)
        return self.explanations or self.possible or self.nearest

    def in_unit(self, value: Fraction, one: Explanation | None = None) -> str:
        """A value beside the print: in its unit, or in that of an explanation, with a digit more."""
        unit = (one and one.agrees_when.unit) or self.printed.unit
        return f"{as_printed(value, self.printed.digits, unit)} {unit}".strip()


def in_short(value: Fraction) -> str:
    """A total as papers print it, in four digits."""
    unit: Unit = next((unit for unit in LARGE if value >= UNITS[unit]), "")
    return f"{float(value / UNITS[unit]):.4g} {unit}".strip()
