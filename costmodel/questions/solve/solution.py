"""Inverse design: the largest network within budgets, exact under the real rounding rules, and the proof of it.

The first free knob is solved for along its grid; the others are stepped through, more coarsely, and traded off against it.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from costmodel.answers.answer import Answer
from costmodel.answers.document import Column, Document, Table
from costmodel.errors import CostModelError, located, quoted
from costmodel.formulas.counting import AsCounting, Counting
from costmodel.formulas.metrics import METRICS
from costmodel.numbers.show import plain, rounded, shown
from costmodel.numbers.text import rational
from costmodel.questions.asked import Budgets, Free, Steps
from costmodel.questions.solve.budget import Boundary, Budget, Point, Unmet, budgets_of
from costmodel.questions.solve.line import Line
from costmodel.subjects import AsSubject, Knobs, Subject, subject
from costmodel.subjects.batch import batched
from costmodel.subjects.grid import Grid, bases, words

SCHEMA = "costmodel/solve-1"
MOST_CURVES = 512  # combinations of the knobs after the first


@dataclass(frozen=True, eq=False, repr=False)
class Solution(Answer):
    """The largest network within the budgets.

    Attributes:
        knobs: the fixed ones, as text.
        grids: the step of each free knob.
        best: the point of the curve that uses most of the first budget.
        curve: where several knobs are free, the trade-off: none of the points is beaten in every knob by another one.
    """

    subject: Subject
    counting: Counting
    knobs: dict[str, str]
    free: tuple[str, ...]
    grids: dict[str, str]
    budgets: tuple[Budget, ...]
    best: Boundary
    curve: tuple[Boundary, ...]

    def record(self) -> dict[str, Any]:
        """The contract of `solve --format json`."""
        beyond = self.best.beyond
        return {
            "schema": SCHEMA,
            "architecture": self.subject.name,
            "convention": self.counting.convention.name,
            "knobs": self.knobs,
            "free": list(self.free),
            "grid": self.grids,
            "budgets": {one.metric: {"given": one.given, "limit": plain(one.limit)} for one in self.budgets},
            "solution": self.best.inside.record(),
            "next": beyond and {**beyond.record(), "breaks": beyond.breaks(self.budgets)},
            "curve": [one.inside.record() for one in self.curve],
        }

    def document(self) -> Document:
        """The solution, its proof, and the trade-off curve."""
        values = ", ".join(f"{knob}={shown(value)}" for knob, value in self.best.inside.values.items())
        grids = "; ".join(f"{knob} in {step}" for knob, step in self.grids.items())
        budgets = ", ".join(f"{one.metric} <= {one.given}" for one in self.budgets)
        met = self.best.inside
        used = [
            f"{rounded(cost, METRICS[one.metric].unit)} of {one.metric}, {float(cost / one.limit):.2%} of {one.given}"
            for one in self.budgets
            for cost in [met.cost[one.metric]]
        ]
        tables = [
            Table("proof", self._proof_columns(), [self._row(one) for one in (self.best.inside, self.best.beyond) if one])
        ]
        if self.best.beyond is None:
            tables[0] = tables[0]._replace(notes=(f"no larger {self.free[0]} is allowed",))
        if len(self.free) > 1:
            note = f"each with the largest {self.free[0]}: the next one breaks a budget"
            tables.append(Table("trade-off", self._proof_columns(), [self._row(one.inside) for one in self.curve], (note,)))
        return Document(
            f"{self.subject.name}: {values}",
            (f"the largest with {budgets}", self.counting.line, f"grid: {grids}"),
            tables,
            " · ".join(used),
        )

    def _proof_columns(self) -> list[Column]:
        costs = [
            column
            for one in self.budgets
            for column in (Column(one.metric, "integer", unit=METRICS[one.metric].unit), Column("% used", "share"))
        ]
        return [*(Column(knob) for knob in self.free), *costs, Column("verdict")]

    def _row(self, point: Point) -> list[Any]:
        cells: list[Any] = [shown(value) for value in point.values.values()]
        for one in self.budgets:
            cells += [point.cost[one.metric], Fraction(point.cost[one.metric]) / one.limit]
        broken = point.breaks(self.budgets)
        return [*cells, f"breaks {', '.join(broken)}" if broken else "within"]


def solve(
    network: AsSubject,
    free: Free,
    budgets: Budgets,
    knobs: Knobs = None,
    *,
    steps: Steps = None,
    counting: AsCounting = "paper",
) -> Solution:
    """The largest network within budgets, exactly, and the proof that the next one breaks them.

    Args:
        network: the network.
        free: the first knob is solved for on its grid; the others are stepped through around their defaults, more coarsely.
        budgets: amount by metric, such as `{"mult_adds": "150M", "peak_memory": "512KB"}`.
        knobs: the fixed ones.
        steps: of knobs' grids; 1/1000 for ratios and 1 for counts where not given.

    Raises:
        CostModelError: if a knob, metric, amount or step is not allowed, or no network meets the budgets; then the message
            says what the smallest one needs.

    Example:
        >>> found = solve("mobilenet", ["alpha"], {"mult_adds": "150M"})
        >>> found.best.inside.values["alpha"], found.best.inside.cost["mult_adds"]
        (Fraction(501, 1000), 149561298)
    """
    stated = Counting.of(counting)
    asked = batched(subject(network, knobs), free, stated)
    wanted = asked.free(free)
    limits = budgets_of(budgets, stated)
    given = {asked.knob(knob).name: _step(knob, text) for knob, text in (steps or {}).items()}
    if unknown := [knob for knob in given if knob not in wanted]:
        raise CostModelError(f"{unknown[0]} has a step but is not free")
    base = bases(asked, wanted)
    lead, *others = (Grid.of(asked, knob, given.get(knob)) for knob in wanted)
    coarse = [Coarse.about(grid, base[grid.knob.name], given.get(grid.knob.name)) for grid in others]
    combinations = list(product(*(one.values for one in coarse)))
    if len(combinations) > MOST_CURVES:
        raise CostModelError(
            f"{len(combinations)} combinations of {', '.join(wanted[1:])}; allowed: {MOST_CURVES}; use larger steps"
        )
    boundaries: list[Boundary] = []
    unmet: list[Unmet] = []
    for combination in combinations:
        values = dict(zip(wanted[1:], combination, strict=True))
        grid = Grid.of(asked.with_(words(asked, values)), wanted[0], given.get(wanted[0])) if values else lead
        try:
            boundaries.append(Line(grid, values, limits, stated).boundary(base[wanted[0]]))
        except Unmet as error:
            unmet.append(error)
    if not boundaries:
        least = min(unmet, key=lambda error: error.least, default=Unmet(f"no network of {asked.name} is allowed there", 0))
        tried = "".join(f"; {knob} was tried in {one.words}" for knob, one in zip(wanted[1:], coarse, strict=True))
        raise Unmet(f"{least.wrong}{tried}", least.least)
    curve = _undominated(boundaries)
    needed = {knob: base[knob] for knob in wanted if asked.knobs[knob].required}
    return Solution(
        subject=asked,
        counting=stated,
        knobs={knob: text for knob, text in asked.read(needed).texts(asked.given).items() if knob not in wanted},
        free=wanted,
        grids={
            wanted[0]: "all of its values" if lead.few is not None else f"steps of {shown(lead.step)}",
            **{knob: one.words for knob, one in zip(wanted[1:], coarse, strict=True)},
        },
        budgets=limits,
        best=max(curve, key=lambda one: one.inside.cost[limits[0].metric]),
        curve=tuple(curve),
    )


def _step(knob: str, given: object) -> Fraction:
    """The step of a knob's grid.

    Raises:
        CostModelError: if it is no number above 0.
    """
    with located(f"the step of {knob}"):
        step = rational(given)
        if step <= 0:
            raise CostModelError(f"{quoted(given)} is not above 0", given=given, allowed="a number such as 0.05 or 1/32")
    return step


@dataclass(frozen=True)
class Coarse:
    """The values of a knob after the first, and how they are stepped, in words."""

    values: tuple[Fraction, ...]
    words: str

    @classmethod
    def about(cls, grid: Grid, base: Fraction, step: Fraction | None) -> "Coarse":
        """The values from half of a knob's default to one and a half of it; of a choice, all of them."""
        if grid.is_choice:
            return cls(tuple(grid.allowed()), "all of its values")
        if grid.knob.required:
            raise CostModelError(f"{grid.knob.name} of {grid.subject.name} has no default that it could be stepped around")
        if step is None:
            step = Fraction(1, 20) if not grid.knob.is_whole else Fraction(max(1, int(base) // 7) if base < 224 else 32)
        low, high = (part // grid.step * grid.step for part in (base / 2, base * 3 / 2))
        first = -(-low // step) * step
        coarse = Grid.of(grid.subject, grid.knob.name, step)
        values = tuple(value for value in coarse.allowed(least=first, most=high))
        return cls(values, f"steps of {shown(step)} from {shown(first)} to {shown(high)}")


def _undominated(boundaries: list[Boundary]) -> list[Boundary]:
    """Without those that another one equals or exceeds in every knob."""
    kept = []
    for one in boundaries:
        mine = one.inside.values
        rivals = (other.inside.values for other in boundaries if other.inside.values != mine)
        if not any(all(rival[knob] >= value for knob, value in mine.items()) for rival in rivals):
            kept.append(one)
    return kept
