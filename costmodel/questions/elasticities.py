"""Elasticities: by how many per cent a metric grows when a knob grows by one.

The elasticity of a metric f in a knob x is x/f * df/dx, an exact rational: the derivative of the smooth closed form at the
configuration. An integer cannot be differentiated; the law behind it can.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import sympy

from costmodel.answers.answer import Answer
from costmodel.answers.document import Column, Document, Table
from costmodel.errors import CostModelError
from costmodel.formulas.counting import AsCounting, Counting, Incomplete
from costmodel.formulas.metrics import several
from costmodel.numbers.expression import fraction, rational, symbol
from costmodel.numbers.show import shown
from costmodel.questions.asked import Metrics
from costmodel.questions.symbolic.finding import TooLarge, closed_form
from costmodel.subjects import AsSubject, Knobs, Subject, subject

SCHEMA = "costmodel/elasticities-1"


@dataclass(frozen=True, eq=False, repr=False)
class Elasticities(Answer):
    """The elasticities of a network's metrics.

    Attributes:
        values: of the knobs that were changed, at which the elasticities are taken.
        by_knob: each metric's elasticity in each knob.
        notes: knobs that have no elasticity, and why.
    """

    subject: Subject
    counting: Counting
    knobs: Mapping[str, str]
    values: Mapping[str, Fraction]
    by_knob: Mapping[str, Mapping[str, Fraction]]
    notes: tuple[str, ...]

    def record(self) -> dict[str, Any]:
        """The contract of `elasticities --format json`."""
        return {
            "schema": SCHEMA,
            "architecture": self.subject.name,
            "convention": self.counting.convention.name,
            "knobs": dict(self.knobs),
            "elasticities": {
                knob: {name: {"exact": str(value), "value": round(float(value), 3)} for name, value in row.items()}
                for knob, row in self.by_knob.items()
            },
        }

    def document(self) -> Document:
        """A row a knob, a column a metric."""
        metrics = list(dict.fromkeys(name for row in self.by_knob.values() for name in row))
        rows = [
            [knob, shown(self.values[knob]), *(_thousandths(row[name]) if name in row else "" for name in metrics)]
            for knob, row in self.by_knob.items()
        ]
        columns = [
            Column("knob", "code"),
            Column("value", "quantity"),
            *(Column(name, "quantity", place) for place, name in enumerate(metrics)),
        ]
        lines = (
            "per cent that a metric grows when a knob grows by 1 per cent, roundings left out",
            self.counting.line,
            *self.notes,
        )
        return Document(self.subject.name, lines, [Table("elasticities", columns, rows)], self._strongest(metrics))

    def _strongest(self, metrics: Sequence[str]) -> str:
        """The knob that moves the first metric most, in a sentence; empty where no knob moves any."""
        if not metrics:
            return ""
        moved = {knob: row[metrics[0]] for knob, row in self.by_knob.items() if metrics[0] in row}
        most = max(moved, key=lambda knob: abs(moved[knob]))
        return f"{most} moves {metrics[0]} most: 1 % more of it is {_thousandths(moved[most])} % more {metrics[0]}"


def elasticities(
    network: AsSubject,
    knobs: Knobs = None,
    *,
    metrics: Metrics = None,
    counting: AsCounting = "paper",
) -> Elasticities:
    """By how many per cent each metric grows when a knob grows by one, at the configuration that the knobs describe.

    Args:
        network: the network.
        metrics: which; all by default.

    Raises:
        CostModelError: if a knob or metric does not exist, a value is not allowed, or no knob only enters arithmetic.

    Example:
        >>> elasticities("mobilenet", metrics=["mult_adds"]).frame()["knob"]
        ['resolution', 'classes', 'channels', 'alpha', 'rho']
    """
    asked, stated = subject(network, knobs), Counting.of(counting)
    measured = several(metrics, stated)
    spec = asked.read()
    values = {
        name: Fraction(value) for name, value in spec if not asked.knobs[name].structural and isinstance(value, int | Fraction)
    }
    if not values:
        raise CostModelError(f"{asked.name} has no knob that only enters arithmetic, so there is nothing to turn")
    table: dict[str, dict[str, Fraction]] = {}
    notes: list[str] = []
    for knob, value in values.items():
        others = replace(asked, given={name: one for name, one in asked.given.items() if name != knob})
        try:
            form = closed_form(others, knob, counting=stated, metrics=measured)
        except (Incomplete, TooLarge):
            raise  # whatever knob is turned
        except CostModelError as error:
            notes.append(f"{knob} has none: {error}")
            continue
        table[knob] = {one: elasticity(form.metrics[one], knob, value) for one in measured if one in form.metrics}
    return Elasticities(asked, stated, spec.texts(asked.given), values, table, tuple(notes))


def _thousandths(value: Fraction) -> str:
    return f"{round(float(value), 3) + 0.0:.3f}"  # never -0.000


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


QUESTION = elasticities
GROUP = "costs"
