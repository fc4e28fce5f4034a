"""The difference of two networks' closed forms, and where it vanishes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

import sympy

from costmodel.errors import CostModelError
from costmodel.formulas.counting import Counting
from costmodel.numbers.expression import latex_text, symbol, tidy
from costmodel.questions.symbolic.finding import closed_form
from costmodel.questions.symbolic.form import ClosedForm
from costmodel.subjects import Subject


@dataclass(frozen=True, eq=False)
class Difference:
    """One network's metrics minus the first one's, in the knobs that both leave free.

    Attributes:
        crossings: by metric, the positive values of the one free knob at which both cost the same.
        solved: False with several free knobs, where both cost the same on a curve.
    """

    label: str
    first: str
    metrics: dict[str, Any]
    crossings: dict[str, tuple[Any, ...]]
    solved: bool

    def record(self) -> dict[str, Any]:
        return {
            "network": self.label,
            "minus": self.first,
            "metrics": {
                name: {
                    "expression": str(expression),
                    "latex": latex_text(expression),
                    "crossings": [float(f"{float(root):.9g}") for root in self.crossings[name]],
                }
                for name, expression in self.metrics.items()
            },
        }

    def rows(self) -> Iterator[list[Any]]:
        for name, expression in self.metrics.items():
            crossings = ", ".join(f"{float(root):.6g}" for root in self.crossings[name])
            yield [name, f"{self.label} - {self.first}", expression, crossings or ("none" if self.solved else "")]


def differences_of(
    networks: Mapping[str, Subject], free: str | Iterable[str], metrics: Iterable[str], counting: Counting
) -> tuple[Difference, ...]:
    """Of each network but the first, against the first; by their labels.

    Raises:
        CostModelError: if a network does not have the knobs, or no closed form in them.
    """
    forms = {label: closed_form(one, free, counting=counting, metrics=metrics) for label, one in networks.items()}
    (first_label, first), *others = forms.items()
    return tuple(_difference(first, form, first_label, label) for label, form in others)


def _difference(first: ClosedForm, other: ClosedForm, first_label: str, label: str) -> Difference:
    shared = [name for name in first.metrics if name in other.metrics]
    metrics = {name: tidy(other.metrics[name] - first.metrics[name]) for name in shared}
    crossings = {name: crossings_of(value, first.free[0]) if len(first.free) == 1 else () for name, value in metrics.items()}
    return Difference(label, first_label, metrics, crossings, len(first.free) == 1)


def crossings_of(expression: Any, knob: str) -> tuple[Any, ...]:
    """The positive zeros of an expression in one knob, exactly or as algebraic numbers.

    A Max is one of its arguments between the points at which two of them meet, so each stretch is solved by itself.

    Raises:
        CostModelError: if the expression is not made of polynomials, quotients and Max.
    """
    variable = symbol(knob)
    if expression.has(sympy.Piecewise):
        raise CostModelError(f"there is no single expression in {knob} to solve; compare at its values instead")
    edges: set[Any] = set()
    pending = sorted(expression.atoms(sympy.Max), key=sympy.count_ops)
    for maximum in pending:
        for a, b in combinations(maximum.args, 2):
            edges |= {root for branch in _branches(a - b) for root in _roots(branch, variable)}
    points = [sympy.Integer(0), *sorted(edges, key=float)]
    zeros: list[Any] = []
    for low, high in pairwise([*points, None]):
        inside = low + 1 if high is None else (low + high) / 2
        chosen = _chosen(expression, variable, inside)
        zeros += [root for root in _roots(chosen, variable) if float(low) <= float(root) and (high is None or root <= high)]
    distinct: list[Any] = []
    for root in sorted(zeros, key=float):
        if not distinct or abs(float(root) - float(distinct[-1])) > 1e-12 * float(root):
            distinct.append(root)
    return tuple(distinct)


def _branches(expression: Any) -> list[Any]:
    """What an expression may come to, whichever argument each Max in it takes."""
    maximum = next((one for one in expression.atoms(sympy.Max) if not any(a.has(sympy.Max) for a in one.args)), None)
    if maximum is None:
        return [expression]
    return [branch for argument in maximum.args for branch in _branches(expression.xreplace({maximum: argument}))]


def _chosen(expression: Any, variable: Any, point: Any) -> Any:
    """The expression as it is around a point: each Max replaced by its largest argument there."""
    number = sympy.Rational(str(sympy.N(point, 30)))
    while maxima := [one for one in expression.atoms(sympy.Max) if not any(a.has(sympy.Max) for a in one.args)]:
        largest = {one: max(one.args, key=lambda a: a.xreplace({variable: number})) for one in maxima}
        expression = expression.xreplace(largest)
    return expression


def _roots(expression: Any, variable: Any) -> list[Any]:
    """The positive real roots of a quotient of polynomials."""
    numerator = sympy.numer(sympy.together(expression))
    if not numerator.has(variable):
        return []
    return [root for root in sympy.Poly(numerator, variable).real_roots() if root > 0]
