"""The bound in closed form in one thing that is left free, a knob or the batch, and where layers change sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from costmodel.answers.document import Column, Table
from costmodel.errors import CostModelError, meant
from costmodel.formulas.counting import Counting
from costmodel.formulas.hardware.device import Roof
from costmodel.formulas.hardware.roofline import bounds
from costmodel.ir.graph import Graph
from costmodel.numbers.algebra import total
from costmodel.numbers.expression import latex_text, symbol, tidy
from costmodel.numbers.show import shown
from costmodel.questions.roofline.crossing import BATCH, Crossover, in_a_knob, in_the_batch
from costmodel.questions.symbolic import closed_form
from costmodel.questions.symbolic.lattice import Lattice
from costmodel.subjects import Subject
from costmodel.subjects.grid import Grid

NAMED = 1  # layers of a crossover that a table names


@dataclass(frozen=True, eq=False)
class Free:
    """The closed form and its crossovers.

    Attributes:
        name: what is free.
        form: seconds, as an expression in it.
        exact_when: the conditions under which no rounding was lost, as text.
    """

    name: str
    form: Any
    exact_when: tuple[str, ...]
    crossovers: tuple[Crossover, ...]

    def record(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "latency_bound": str(self.form),
            "latex": latex_text(self.form),
            "exact_when": list(self.exact_when),
            "crossovers": [
                {
                    "layers": list(one.layers),
                    "value": str(one.value),
                    "approximately": float(one.value),
                    "below": None if one.below is None else {"value": shown(one.below[0]), "bound_by": one.below[1]},
                    "above": None if one.above is None else {"value": shown(one.above[0]), "bound_by": one.above[1]},
                }
                for one in self.crossovers
            ],
        }

    def tables(self) -> Sequence[Table]:
        where = f"exact when {', '.join(self.exact_when)}" if self.exact_when else "exact everywhere"
        form = Table(
            f"in {self.name}", [Column("bound"), Column("seconds", "formula")], [["latency_bound", self.form]], (where,)
        )
        columns = [Column("layers", "code"), Column(self.name, "quantity"), Column("up to"), Column("from")]
        rows = [[_named(one.layers), f"{float(one.value):.6g}", _told(one.below), _told(one.above)] for one in self.crossovers]
        note = "both sides of a layer take as long there; beside it what binds at the nearest values, by the exact rules"
        if not rows:
            return [form._replace(notes=(where, f"no layer changes sides in {self.name}"))]
        return [form, Table(f"where layers change sides in {self.name}", columns, rows, (note,))]


def free_in(name: str, asked: Subject, graph: Graph, counting: Counting, roof: Roof) -> Free:
    """The closed form in a knob of the network or in the batch.

    Raises:
        CostModelError: if there is no such knob, or it does not only enter arithmetic.
    """
    known = meant("knob", name, [*asked.knobs, BATCH])
    if known == BATCH and BATCH not in asked.knobs:
        form = tidy(total(bound.seconds for _, bound in bounds(graph, roof, symbol(BATCH))))
        return Free(BATCH, form, (), tuple(in_the_batch(graph, roof)))
    if asked.knobs[known].structural:
        raise CostModelError(f"{known} does not only enter arithmetic, so that no layer changes sides in it", given=known)
    found = closed_form(asked, [known], counting=counting, metrics=["latency_bound"])
    lattice = found.domain.lattices.get(known) or Lattice(Grid.of(asked, known).step)
    crossings = tuple(in_a_knob(asked, known, counting, roof, lattice))
    return Free(known, found.metrics["latency_bound"], found.exact_when, crossings)


def _named(layers: Sequence[str]) -> str:
    more = len(layers) - NAMED
    return layers[0] if not more else f"{layers[0]} and {more} alike"


def _told(side: tuple[Fraction, str] | None) -> str:
    return "" if side is None else f"{shown(side[0])}: {side[1]}"
