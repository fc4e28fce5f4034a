"""The networks of one setting of the structural knobs: their costs as arrays, by the builders or through the closed form."""

from collections.abc import Mapping, Sequence
from functools import cached_property, reduce
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from costmodel.errors import CostModelError
from costmodel.formulas.metrics import cost
from costmodel.ir.graph import Graph
from costmodel.numbers.algebra import Undecided, larger
from costmodel.numbers.factored import Factored, Product, TooWide, along
from costmodel.numbers.show import shown
from costmodel.questions.sweep.plan import Plan

if TYPE_CHECKING:
    from costmodel.questions.symbolic import ClosedForm

LARGEST = 2**63 - 1


class Overflow(CostModelError):
    """A cost that an array of 64-bit integers does not hold."""


class Setting:
    """One setting of the structural knobs, over the grid of the lifted ones.

    The builder runs once, on factored arrays over the whole grid, and every tile reads the result.

    Args:
        places: of the setting along the structural axes.

    Attributes:
        lifted: values of the lifted knobs, an axis each.
        fixed: values of the structural ones.
    """

    def __init__(self, plan: Plan, places: tuple[int, ...]) -> None:
        setting = list(zip(plan.structural, places, strict=True))
        self.plan = plan
        self.subject = plan.subject.with_({axis.knob: axis.values[place] for axis, place in setting})
        self.lifted = {axis.knob: axis.numbers for axis in plan.lifted}
        self.fixed = {axis.knob: axis.numbers[place] for axis, place in setting}
        self._products: dict[str, Product | None] = {}
        if not plan.smooth:
            self._check_corners()

    def costs(self, knobs: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
        """Metrics as arrays of the kind that the knobs are.

        Raises:
            Undecided: if the builder asks a question that has no single answer for all of them.
        """
        return self._through_the_form(knobs, names) if self.plan.smooth else self._of(self.subject.build(knobs), names)

    def product(self, name: str) -> Product | None:
        """A metric in factored form over the whole grid, or None where it does not factor."""
        if name not in self._products:
            try:
                value = self._through_the_form(self.grid, [name]) if self.plan.smooth else self._of(self._graph, [name])
                factored = value[name] if isinstance(value[name], Factored) else Factored([(np.asarray(value[name]),)])
                self._products[name] = Product(factored, len(self.lifted))
            except (TooWide, Undecided):
                self._products[name] = None
        return self._products[name]

    @cached_property
    def grid(self) -> dict[str, Factored]:
        """The lifted knobs, each along its axis."""
        return {knob: along(values, axis, len(self.lifted)) for axis, (knob, values) in enumerate(self.lifted.items())}

    @cached_property
    def form(self) -> "ClosedForm":
        from costmodel.questions.symbolic import closed_form

        plan = self.plan
        read = {*plan.metrics, *plan.measured, *(plan.condition.names if plan.condition else ())}
        metrics = [name for name in plan.visible if name in read]
        return closed_form(self.subject, list(self.lifted), counting=plan.counting, metrics=metrics)

    @cached_property
    def _graph(self) -> Graph:
        return self.subject.build(self.grid)

    def _of(self, graph: Graph, names: Sequence[str]) -> dict[str, Any]:
        return cost(graph, self.plan.counting, names)

    def _through_the_form(self, knobs: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
        return {name: worth(self.form.metrics[name], knobs) for name in names}

    def _check_corners(self) -> None:
        """Costs are largest at a corner of the grid; there they are computed with integers of any size.

        A network that cannot be built at a corner says so here, in numbers, rather than of a whole grid.

        Raises:
            Overflow: if one would not fit into 64 bits.
        """
        ends = [{int(np.argmin(axis.numbers)), int(np.argmax(axis.numbers))} for axis in self.plan.lifted]
        for corner in product(*ends):
            knobs = {axis.knob: axis.values[place] for axis, place in zip(self.plan.lifted, corner, strict=True)}
            for name, value in self._of(self.subject.build(knobs), self.plan.visible).items():
                if value > LARGEST:
                    raise Overflow(f"{name} is {float(value):.3g} at {_words(knobs)}, above the 64-bit integers of a sweep")


def worth(expression: Any, knobs: Mapping[str, Any]) -> Any:
    """A closed form at arrays. Its few terms are walked once for a whole grid, so it need not be compiled.

    Raises:
        CostModelError: if it has cases.
    """
    if expression.is_Symbol:
        return knobs[expression.name]
    if expression.is_Number:
        return int(expression) if expression.is_Integer else float(expression)
    parts = [worth(part, knobs) for part in expression.args]
    if expression.is_Add:
        return reduce(lambda a, b: a + b, parts)
    if expression.is_Mul:
        return reduce(lambda a, b: a * b, parts)
    if expression.is_Pow and expression.exp.is_Integer:
        return parts[0] ** int(expression.exp)
    if expression.func.__name__ == "Max":
        return reduce(larger, parts)
    raise CostModelError("this closed form has cases; sweep without --smooth")


def _words(knobs: Mapping[str, Any]) -> str:
    return ", ".join(f"{knob} {shown(value)}" for knob, value in knobs.items()) or "the given knobs"
