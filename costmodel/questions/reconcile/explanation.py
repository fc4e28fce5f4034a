"""What is found for a printed number: the ways in which it holds, or the ones that come nearest."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from costmodel.answers.document import Column, Table
from costmodel.numbers.show import as_printed, plain
from costmodel.numbers.text import Printed
from costmodel.published.basis import Basis
from costmodel.questions.reconcile.way import Decision


@dataclass(frozen=True)
class Explanation:
    """One way in which the print holds.

    Attributes:
        decisions: those that it takes, beyond what was stated; none where the number simply agrees.
        agrees_when: the same as fields of a published row.
        value: what is computed so, in single units.
    """

    decisions: tuple[Decision, ...]
    agrees_when: Basis
    value: Fraction

    @property
    def cost(self) -> int:
        return sum(decision.cost for decision in self.decisions)

    @property
    def words(self) -> str:
        return ", ".join(decision.words for decision in self.decisions) or "agrees as stated"

    @property
    def toml(self) -> str:
        """What a published row says to be explained so; empty where it agrees."""
        fields = self._fields()
        return f"agrees_when = {_toml(fields)}" if fields else ""

    def record(self) -> dict[str, Any]:
        """One entry of `reconcile --format json`."""
        return {
            "cost": self.cost,
            "explanation": self.words,
            "computed": plain(self.value),
            "agrees_when": self._fields(),
            "deviations": [decision._asdict() for decision in self.decisions],
        }

    def _fields(self) -> dict[str, Any]:
        return self.agrees_when.model_dump(mode="json", exclude_unset=True)


@dataclass(frozen=True)
class Reconciled:
    """One printed number.

    Attributes:
        computed: as stated, in single units.
        explanations: the minimal ones, simplest first.
        nearest: where there is none, what comes nearest with one decision.
    """

    metric: str
    printed: Printed
    computed: Fraction
    explanations: tuple[Explanation, ...]
    nearest: tuple[Explanation, ...]

    @property
    def outcome(self) -> str:
        """In words: how many explanations there are, and what the first is worth."""
        if not self.explanations:
            return "no explanation within reach"
        if not self.explanations[0].decisions:
            return "agrees as stated"
        return "one explanation" if len(self.explanations) == 1 else f"{len(self.explanations)} explanations, simplest first"

    def record(self) -> dict[str, Any]:
        """One entry of `reconcile --format json`."""
        return {
            "metric": self.metric,
            "printed": str(self.printed),
            "computed": plain(self.computed),
            "outcome": self.outcome,
            "explanations": [one.record() for one in self.explanations],
            "nearest": [one.record() for one in self.nearest],
        }

    def table(self, limit: int) -> Table:
        """For people: so many explanations, or what comes nearest."""
        rows = [[one.cost, one.words, self._in_unit(one), one.toml] for one in self.explanations[:limit] or self.nearest]
        columns = [Column("cost", "integer"), Column("explanation"), Column("computed"), Column("in a row", priority=1)]
        stated = as_printed(self.computed, self.printed.digits, self.printed.unit)
        title = f"{self.metric} {self.printed}: {self.outcome}; as stated it is {stated} {self.printed.unit}".strip()
        notes = [] if self.explanations else ["These come nearest with one decision each; none of them prints the digits."]
        if len(self.explanations) > limit:
            notes.append(f"{len(self.explanations) - limit} more that cost as much or more.")
        return Table(title, columns, rows, notes)

    def _in_unit(self, one: Explanation) -> str:
        unit = one.agrees_when.unit or self.printed.unit
        return f"{as_printed(one.value, self.printed.digits, unit)} {unit}".strip()


def _toml(value: Any) -> str:
    """A value as TOML would have it on one line."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(key)} = {_toml(item)}' for key, item in value.items())} }}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else f'"{value}"'


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else f'"{key}"'
