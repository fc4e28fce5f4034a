"""What is found for a printed number: the ways in which it holds, or the ones that come nearest."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from costmodel.answers.document import Column, Table
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
    """

    metric: str
    printed: Printed
    computed: Fraction
    explanations: tuple[Explanation, ...]
    possible: tuple[Explanation, ...]
    nearest: tuple[Explanation, ...]
    apart: str | None = None

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
        }

    @property
    def shown(self) -> tuple[Explanation, ...]:
        """What people see: the explanations, or what is possible where there is none or it rivals what was stated."""
        if self.agrees:
            return (*self.explanations, *self.possible)
        return self.explanations or self.possible or self.nearest

    def table(self, limit: int) -> Table:
        """For people: so many explanations, or what is possible, or what comes nearest."""
        fits = not self.nearest
        rows = [
            [
                one.cost,
                *([_odds(one.chance)] if fits else []),
                one.words,
                self._in_unit(one),
                *([in_short(dict(one.elsewhere)[self.apart])] if self.apart else []),
                one.toml,
            ]
            for one in self.shown[:limit]
        ]
        columns = [
            Column("cost", "integer"),
            *([Column("by chance")] if fits else []),
            Column("explanation"),
            Column("computed"),
            *([Column(self.apart)] if self.apart else []),
            Column("in a row", priority=1),
        ]
        stated = as_printed(self.computed, self.printed.digits, self.printed.unit)
        title = f"{self.metric} {self.printed}: {self.outcome}; as stated it is {stated} {self.printed.unit}".strip()
        return Table(title, columns, rows, self._notes(limit))

    def _notes(self, limit: int) -> list[str]:
        notes = []
        if self.nearest:
            notes.append("These come nearest with one decision each; none of them prints the digits.")
        elif not self.explanations:
            notes.append("These print the digits, but what costs as much prints too many such numbers to explain one.")
        if self.apart:
            notes.append(f"The {self.apart} printed beside it would tell them apart.")
        elif len(self.shown[:limit]) > 1 and not self.nearest:
            notes.append("No total of the same network tells them apart; the number of another network may.")
        if len(self.shown) > limit:
            notes.append(f"{len(self.shown) - limit} more that cost as much or more.")
        return notes

    def _in_unit(self, one: Explanation) -> str:
        unit = one.agrees_when.unit or self.printed.unit
        return f"{as_printed(one.value, self.printed.digits, unit)} {unit}".strip()


def in_short(value: Fraction) -> str:
    """A total as papers print it, in four digits."""
    unit: Unit = next((unit for unit in LARGE if value >= UNITS[unit]), "")
    return f"{float(value / UNITS[unit]):.4g} {unit}".strip()


def _odds(chance: Fraction) -> str:
    """A share as people say it, in two digits."""
    if chance > Fraction(1, 2):
        return "most"
    odds = round(1 / chance)
    return f"1 in {round(odds, 2 - len(str(odds))):,}"
