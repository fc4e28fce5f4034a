"""Elasticities: by how many per cent a metric grows when a knob grows by one.

The elasticity of a metric f in a knob x is x/f * df/dx, an exact rational: the derivative of the smooth closed form at the
configuration. An integer cannot be differentiated; the law behind it can.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy

from costmodel.answers.document import Column, Document, Table
from costmodel.archs import architecture
from costmodel.archs.common.spec import knobs_of
from costmodel.errors import CostModelError
from costmodel.formulas.conventions import PAPER, Convention
from costmodel.formulas.metrics import METRICS, metric
from costmodel.numbers.expression import symbol
from costmodel.numbers.show import shown
from costmodel.questions.symbolic.domain import fraction, rational
from costmodel.questions.symbolic.form import closed_form

SCHEMA = "costmodel.elasticities-1"


@dataclass(frozen=True)
class Elasticities:
    """The elasticities of a network's metrics.

    Attributes:
        values: of the knobs that were changed, at which the elasticities are taken.
        table: by knob and metric.
        notes: knobs that have no elasticity, and why.
    """

    architecture: str
    convention: Convention
    knobs: dict[str, str]
    values: dict[str, Fraction]
    table: dict[str, dict[str, Fraction]]
    notes: tuple[str, ...]

    def record(self) -> dict[str, Any]:
        """The contract of `elasticities --format json`."""
        return {
            "schema": SCHEMA,
            "architecture": self.architecture,
            "convention": self.convention.name,
            "knobs": self.knobs,
            "elasticities": {
                knob: {name: {"exact": str(value), "value": round(float(value), 3)} for name, value in row.items()}
                for knob, row in self.table.items()
            },
        }

    def document(self) -> Document:
        """A row a knob, a column a metric."""
        metrics = list(next(iter(self.table.values()), {}))
        rows = [
            [knob, shown(self.values[knob]), *(f"{round(float(row[name]), 3) + 0.0:.3f}" for name in metrics)]
            for knob, row in self.table.items()
        ]
        columns = [Column("knob"), Column("value"), *(Column(name) for name in metrics)]
        lines = (
            "per cent that a metric grows when a knob grows by 1 per cent, roundings left out",
            self.convention.line,
            *self.notes,
        )
        return Document(self.architecture, lines, [Table("elasticities", columns, rows)])


def elasticities(
    name: str,
    *,
    metrics: Iterable[str] = METRICS.keys(),
    convention: Convention = PAPER,
    **knobs: Any,
) -> Elasticities:
    """The elasticity of each metric in each knob that may be a symbol, at the configuration that the knobs describe.

    Raises:
        CostModelError: if a knob or metric does not exist or a value is not allowed.
    """
    measured = [metric(one).name for one in metrics]
    spec_class = architecture(name).Spec
    spec = spec_class.read(knobs)
    table: dict[str, dict[str, Fraction]] = {}
    values: dict[str, Fraction] = {}
    notes: list[str] = []
    for knob, declared in knobs_of(spec_class).items():
        value = getattr(spec, knob)
        if declared.structural or not isinstance(value, (int, Fraction)):
            continue
        values[knob] = Fraction(value)
        others = {given: text for given, text in knobs.items() if given != knob}
        try:
            form = closed_form(name, [knob], convention=convention, metrics=measured, **others)
        except CostModelError as error:
            notes.append(f"{knob} has none: {error}")
            continue
        table[knob] = {one: elasticity(form.metrics[one], knob, values[knob]) for one in measured}
    fixed = {knob: str(knobs.get(knob, shown(value))) for knob, value in spec}
    return Elasticities(name, convention, fixed, values, table, tuple(notes))


def elasticity(expression: Any, knob: str, value: Fraction) -> Fraction:
    """x/f * df/dx to the right of the value: where two branches of a Max meet, the one that takes over counts."""
    variable, point = symbol(knob), rational(value)
    while maxima := expression.atoms(sympy.Max):
        inner = next(one for one in maxima if not any(argument.has(sympy.Max) for argument in one.args))

        def rank(argument: Any) -> Any:
            return argument.xreplace({variable: point}), sympy.diff(argument, variable).xreplace({variable: point})

        expression = expression.xreplace({inner: max(inner.args, key=rank)})
    level = fraction(expression.xreplace({variable: point}))
    slope = fraction(sympy.diff(expression, variable).xreplace({variable: point}))
    return value * slope / level if level else Fraction(0)
