"""A network held against the four guidelines of ShuffleNet V2."""

from dataclasses import dataclass
from numbers import Real
from typing import Any

from costmodel.answers.answer import Answer
from costmodel.answers.document import Column, Document, Table
from costmodel.errors import CostModelError, UnknownName, quoted
from costmodel.formulas.counting import AsCounting, Counting
from costmodel.formulas.guidelines import Finding, Guideline, findings
from costmodel.numbers.show import plain
from costmodel.subjects import AsSubject, Knobs, subject

SCHEMA = "costmodel/guidelines-1"


@dataclass(frozen=True, eq=False, repr=False)
class Guidelines(Answer):
    """What the guidelines find in one network.

    Attributes:
        knobs: all of them, as text.
        lines: what a reader has to know about the input and the knobs.
    """

    name: str
    counting: Counting
    knobs: dict[str, str]
    lines: tuple[str, ...]
    found: tuple[Guideline, ...]

    def __getitem__(self, name: str) -> Guideline:
        """The guideline of that name, `G1` to `G4`.

        Raises:
            UnknownName: if there is none.
        """
        for one in self.found:
            if one.name == name:
                return one
        raise UnknownName("guideline", name, [one.name for one in self.found])

    def record(self) -> dict[str, Any]:
        """The contract of `guidelines --format json`."""
        return {
            "schema": SCHEMA,
            "architecture": self.name,
            "knobs": self.knobs,
            "convention": self.counting.convention.name,
            "guidelines": [_record(one) for one in self.found],
        }

    def document(self) -> Document:
        """The findings for people."""
        return Document(self.name, [*self.lines, self.counting.line], [self._table()])

    def _table(self) -> Table:
        rows = [[one.name, finding.name, _shown(finding), finding.unit] for one in self.found for finding in one.findings]
        columns = [Column("guideline"), Column("finding"), Column("value", "quantity"), Column("unit")]
        return Table("guidelines of ShuffleNet V2", columns, rows, [f"{one.name}: {one.statement}" for one in self.found])


def guidelines(network: AsSubject, knobs: Knobs = None, *, counting: AsCounting = "paper") -> Guidelines:
    """A network held against the four guidelines of ShuffleNet V2.

    Args:
        network: the network.
        knobs: of the network, as text or numbers.
        counting: what MAC counts.

    Raises:
        CostModelError: if a name, knob or value is not allowed, or nothing is known of an op.

    Example:
        >>> first = guidelines("shufflenet_v2").record()["guidelines"][0]
        >>> [(one["name"], one["value"]) for one in first["findings"][:2]]
        [('1x1 convolutions', 36), ('with equal channels', 33)]
    """
    which, stated = subject(network, knobs), Counting.of(counting)
    spec = which.read()
    found = findings(which.built(spec), stated)
    for finding in (finding for one in found for finding in one.findings):
        if not isinstance(finding.value, Real):
            raise CostModelError(
                f"{which.name}: {finding.name} is {quoted(finding.value)}, and guidelines are about numbers",
                given=finding.value,
                allowed="a number for each knob",
            )
    return Guidelines(which.name, stated, spec.texts(which.given), which.remarks(spec), found)


def _record(one: Guideline) -> dict[str, Any]:
    """One guideline for machines; shares and excesses are fractions of 1."""
    findings = [{"name": finding.name, "value": plain(finding.value), "unit": finding.unit} for finding in one.findings]
    return {"name": one.name, "statement": one.statement, "findings": findings}


def _shown(finding: Finding) -> str:
    if finding.unit in ("share", "excess"):
        return f"{float(finding.value) * 100:.2f} %"
    value = plain(finding.value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


QUESTION = guidelines
GROUP = "costs"
