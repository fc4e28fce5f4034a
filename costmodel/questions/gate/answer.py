"""What `gate` answers: the limits that do not hold, by how much and why, and the slack of those that do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from costmodel.answers.answer import Answer, Failing
from costmodel.answers.document import Column, Document, Table
from costmodel.numbers.show import plain, rounded, shown
from costmodel.questions.gate.limit import Limit
from costmodel.questions.gate.measuring import Measured

SCHEMA = "costmodel/gate-1"
MOST_NAMED = 3  # failures that the one line on the standard error names


@dataclass(frozen=True, eq=False)
class Judged:
    """One limit, and what the network came to.

    Attributes:
        label: of the network, as commands take it.
        scope: the part that the limit is of.
        layers: those that weigh most where the limit does not hold, or have grown most since the baseline.
        grown: are they the latter?
    """

    label: str
    scope: str
    convention: str
    limit: Limit
    measured: Measured
    layers: Sequence[tuple[str, Any]] = ()
    grown: bool = False

    @property
    def holds(self) -> bool:
        return self.limit.holds(self.measured.value)

    @property
    def where(self) -> str:
        """The network, its part, and the configuration at which the value is."""
        at = ",".join(f"{knob}={shown(value)}" for knob, value in self.measured.at.items())
        joined = f"{self.label}{',' if ':' in self.label else ':'}{at}" if at else self.label
        return f"{joined} {self.scope}".rstrip()

    @property
    def why(self) -> str:
        """In one line what is wrong, by how much, and which layers are to blame."""
        over = -self.limit.slack(self.measured.value)
        side = {"max": "too many", "min": "too few", "equals": "off"}[self.limit.kind]
        told = [f"{name} {'+' if self.grown else ''}{rounded(value, self.limit.unit)}" for name, value in self.layers]
        blame = f"; {'grown most' if self.grown else 'heaviest'}: {', '.join(told)}" if told else ""
        value = plain(self.measured.value)
        return f"{self.where}: {self.limit.words}, and it is {value:,}, {plain(over):,} {self.limit.unit} {side}{blame}"

    def record(self) -> dict[str, Any]:
        return {
            "network": self.label,
            "scope": self.scope,
            "convention": self.convention,
            "metric": self.limit.metric,
            "kind": self.limit.kind,
            "given": self.limit.given,
            "bound": plain(self.limit.bound),
            "value": plain(self.measured.value),
            "slack": plain(self.limit.slack(self.measured.value)),
            "holds": self.holds,
            "at": {knob: shown(value) for knob, value in self.measured.at.items()},
            "configurations": self.measured.configurations,
            "grown" if self.grown else "heaviest": [{"layer": name, "value": plain(value)} for name, value in self.layers],
        }


@dataclass(frozen=True, eq=False, repr=False)
class Gate(Answer):
    """All limits of a file."""

    file: str
    judged: tuple[Judged, ...]

    @property
    def broken(self) -> list[Judged]:
        """The limits that do not hold."""
        return [one for one in self.judged if not one.holds]

    @property
    def failing(self) -> Failing | None:
        broken = self.broken
        if not broken:
            return None
        more = f"; and {len(broken) - MOST_NAMED} more" if len(broken) > MOST_NAMED else ""
        return Failing("; ".join(one.why for one in broken[:MOST_NAMED]) + more)

    def record(self) -> dict[str, Any]:
        """The contract of `gate --format json`."""
        return {"schema": SCHEMA, "file": self.file, "limits": [one.record() for one in self.judged]}

    def document(self) -> Document:
        """What is broken and why, then everything that holds with its slack."""
        broken, count = self.broken, len(self.judged)
        tables = [limits_table("broken", broken)] if broken else []
        held = [one for one in self.judged if one.holds]
        tables += [limits_table("held", held)] if held else []
        said = f"{len(broken)} of {count} limits broken" if broken else f"all {count} limits hold"
        return Document(f"budgets of {self.file}", (), tables, said)

    def table(self) -> Table:
        """Every limit, for machines."""
        return limits_table("limits", self.judged)


def limits_table(title: str, judged: Sequence[Judged]) -> Table:
    """A row a limit; below it why some do not hold, and over how many configurations others do."""
    columns = [Column("network", "code"), Column("limit", "code"), Column("value", "integer"), Column("slack", "integer")]
    columns += [Column("configurations", "integer", 2), Column("convention", priority=3), Column("verdict", priority=1)]
    rows = [
        [
            *(one.where, one.limit.words, plain(one.measured.value), plain(one.limit.slack(one.measured.value))),
            *(one.measured.configurations, one.convention, "holds" if one.holds else "broken"),
        ]
        for one in judged
    ]
    notes = [one.why for one in judged if not one.holds]
    many = {one.where: one.measured.configurations for one in judged if one.holds and one.measured.configurations > 1}
    notes += [
        f"{where} is the nearest of {count:,} configurations, all of which were looked at" for where, count in many.items()
    ]
    return Table(title, columns, rows, notes)
