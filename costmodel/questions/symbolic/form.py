"""The closed form of a network in its free knobs: where it is exact, what it comes to, and how far off it is elsewhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import islice
from typing import Any

from costmodel.answers.answer import Answer
from costmodel.answers.document import Column, Document, Table
from costmodel.errors import CostModelError, UnknownName
from costmodel.formulas.counting import Counting
from costmodel.formulas.metrics import METRICS, cost
from costmodel.numbers import text
from costmodel.numbers.expression import at, latex_text, leading_term
from costmodel.numbers.show import shown
from costmodel.questions.symbolic.domain import Domain
from costmodel.questions.symbolic.elsewhere import Off, near, worst
from costmodel.questions.symbolic.source import joined, latex_source, name_latex, python_source
from costmodel.subjects import Subject
from costmodel.subjects.grid import words

SCHEMA = "costmodel/symbolic-1"
CONFIRMED_AT = 3  # points of the domain at which a form is held against the exact rules


@dataclass(frozen=True, eq=False, repr=False)
class ClosedForm(Answer):
    """A network's metrics as expressions in its free knobs.

    Attributes:
        subject: with the knobs that were given.
        base: values of the free knobs where their defaults lie.
        metrics: expression by metric.
        parts: expression by metric of each type or module, where asked for.
        domain: where all expressions are exact.
        domains: where each metric's expression is exact.
        knobs: the fixed ones, as text.
        remarks: what was interpolated, and which metric has no closed form.
    """

    subject: Subject
    free: tuple[str, ...]
    counting: Counting
    base: Mapping[str, Fraction]
    metrics: Mapping[str, Any]
    parts: Mapping[str, Mapping[str, Any]]
    domain: Domain
    domains: Mapping[str, Domain]
    knobs: Mapping[str, str]
    remarks: tuple[str, ...] = ()

    @property
    def exact_when(self) -> tuple[str, ...]:
        """The conditions under which no metric lost a rounding, as text."""
        return self.domain.words

    def evaluate(self, metric: str, values: Mapping[str, object]) -> int | Fraction:
        """A metric at given values of every free knob, exactly.

        Raises:
            CostModelError: if a free knob has no value, a value is given for a knob that is not free, or no case holds there.
        """
        if metric not in self.metrics:
            raise UnknownName("metric of this closed form", metric, self.metrics)
        found = at(self.metrics[metric], self._read(values))
        if found is None:
            raise CostModelError(
                f"there is no closed form of {metric} there", given=values, allowed=joined(self.domains[metric].words)
            )
        return found.numerator if found.denominator == 1 else found

    def exact_at(self, values: Mapping[str, object], metric: str | None = None) -> bool:
        """Do the values lie in the domain of exactness, of one metric or of all?"""
        return (self.domain if metric is None else self.domains[metric]).holds(self._read(values))

    def exactly(self, values: Mapping[str, Fraction]) -> dict[str, Any]:
        """The metrics that the exact rules give, roundings and all.

        Raises:
            CostModelError: if these values are not allowed.
        """
        return cost(self.subject.build(words(self.subject, values)), self.counting, self.metrics)

    def points(self) -> Iterator[tuple[dict[str, Fraction], dict[str, Any]]]:
        """Configurations in the domain of exactness that are allowed, the base first if it is one; with exact metrics."""
        for values in self.domain.points(self.base):
            try:
                yield values, self.exactly(values)
            except CostModelError:
                continue

    def contradicted(self) -> tuple[str, ...]:
        """The metrics whose form the exact rules contradict at one of the first points of its domain; should be none."""
        wrong: dict[str, None] = {}
        for values, exact in islice(self.points(), CONFIRMED_AT):
            wrong |= {name: None for name, form in self.metrics.items() if at(form, values) != exact[name]}
        return tuple(wrong)

    @cached_property
    def elsewhere(self) -> Mapping[str, Off]:
        """What the dropped roundings come to: by metric, where it is furthest off of some configurations near the base.

        A metric that is exact everywhere, or for which no such configuration is allowed, has none.
        """
        return worst(self.metrics, self.domains, near(self.subject, self.base), self.exactly)

    ALONE = {"latex": "Equations in LaTeX and nothing else.", "python": "Functions in Python and nothing else."}

    def python(self) -> str:
        """A module with a function a metric."""
        return python_source(self.metrics, self.domains, self.free)

    def latex(self) -> str:
        """An equation a metric."""
        return latex_source(self.metrics, self.domains)

    def _repr_latex_(self) -> str:
        rows = [rf"{name_latex(name)} &= {latex_text(expression)}" for name, expression in self.metrics.items()]
        return "$$\\begin{aligned}" + r" \\ ".join(rows) + "\\end{aligned}$$"

    def record(self) -> dict[str, Any]:
        """The contract of `symbolic --format json`; `parts` only where a breakdown was asked for."""
        whole = {
            "schema": SCHEMA,
            "architecture": self.subject.name,
            "knobs": dict(self.knobs),
            "free": list(self.free),
            "metrics": {
                name: {**_written(expression), "exact_when": list(self.domains[name].words)}
                for name, expression in self.metrics.items()
            },
        }
        parts = {
            part: {name: {**_written(expression), "share": self._share(part, name)} for name, expression in metrics.items()}
            for part, metrics in self.parts.items()
        }
        return {**whole, "parts": parts} if parts else whole

    def document(self) -> Document:
        """The closed form for people: an expression a metric, or a part and metric, and where it is exact."""
        fixed = ", ".join(f"{knob}={text}" for knob, text in self.knobs.items())
        knobs = f"free: {', '.join(self.free)}" + (f"; fixed: {fixed}" if fixed else "")
        lines = [knobs, self.counting.line, *self.remarks]
        columns = [Column("metric", "code"), Column("expression", "formula")]
        forms = Table("closed forms", columns, [[*pair] for pair in self.metrics.items()])
        tables = [*([self._parts_table()] if self.parts else []), forms, self._exactness_table()]
        return Document(f"{self.subject.name} in {', '.join(self.free)}", lines, tables)

    def _parts_table(self) -> Table:
        columns = [Column("part"), Column("metric", "code"), Column("%", "share"), Column("grows as", "formula")]
        columns.append(Column("expression", "formula", priority=1))
        rows = [
            [part, name, self._share(part, name), leading_term(expression), expression]
            for part, metrics in self.parts.items()
            for name, expression in metrics.items()
            if expression != 0
        ]
        rows.sort(key=lambda row: (list(METRICS).index(row[1]), -row[2]))
        return Table("parts", columns, rows, (f"% of the total at {_point(self.base)}",))

    def _exactness_table(self) -> Table:
        rows = []
        for name, domain in self.domains.items():
            off = self.elsewhere.get(name)
            rows.append([name, joined(domain.words), f"{float(off.part) * 100:+.2f} % at {_point(off.values)}" if off else ""])
        note = (
            "elsewhere the roundings of the exact rules are left out; shown is the largest error met at some configurations "
            "nearby"
        )
        columns = [Column("metric", "code"), Column("exact when"), Column("elsewhere")]
        return Table("domain of exactness", columns, rows, (note,))

    def _share(self, part: str, name: str) -> float:
        """Of the total, where the defaults lie."""
        whole, share = at(self.metrics[name], self.base), at(self.parts[part][name], self.base)
        return round(float(share / whole), 6) if whole and share else 0.0

    def _read(self, values: Mapping[str, object]) -> dict[str, Fraction]:
        if set(values) != set(self.free):
            raise CostModelError(f"the free knobs are {', '.join(self.free)}; given: {', '.join(map(str, values)) or 'none'}")
        return {name: text.rational(values[name]) for name in self.free}


def _written(expression: Any) -> dict[str, str]:
    return {"expression": str(expression), "latex": latex_text(expression)}


def _point(values: Mapping[str, Fraction]) -> str:
    return ", ".join(f"{name}={shown(value)}" for name, value in values.items())
