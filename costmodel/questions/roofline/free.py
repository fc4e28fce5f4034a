"""The bound in closed form in one thing that is left free, a knob or the batch, and where layers change sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from costmodel.answers.document import Column, Table
from costmodel.errors import CostModelError, meant
from costmodel.formulas.counting import Counting
from costmodel.numbers.expression import latex_text
from costmodel.numbers.show import shown
from costmodel.questions.roofline.crossing import Crossover, Side, crossovers
from costmodel.questions.symbolic import closed_form
from costmodel.questions.symbolic.lattice import Lattice
from costmodel.subjects import Subject
from costmodel.subjects.batch import BATCH, batched
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
                    "below": {"value": shown(one.below.value), "bound_by": one.below.bound_by},
                    "above": {"value": shown(one.above.value), "bound_by": one.above.bound_by},
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


def free_in(name: str, asked: Subject, counting: Counting) -> Free:
    """The closed form in a knob of the network or in the batch.

    Raises:
        CostModelError: if there is no such knob, or it does not only enter arithmetic.
    """
    varied = batched(asked, [BATCH])
    known = meant("knob", name, varied.knobs)
    varied = batched(asked, [known])
    if varied.knobs[known].structural:
        raise CostModelError(f"{known} does not only enter arithmetic, so that no layer changes sides in it", given=known)
    found = closed_form(varied, [known], counting=counting, metrics=["latency_bound"])
    lattice = found.domain.lattices.get(known) or Lattice(Grid.of(varied, known).step)
    return Free(known, found.metrics["latency_bound"], found.exact_when, tuple(crossovers(varied, known, counting, lattice)))


def _named(layers: Sequence[str]) -> str:
    more = len(layers) - NAMED
    return layers[0] if not more else f"{layers[0]} and {more} alike"


def _told(side: Side) -> str:
    return f"{shown(side.value)}: {side.bound_by}"
