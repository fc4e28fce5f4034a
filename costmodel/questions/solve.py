"""Inverse design: the largest network within budgets, exact under the real rounding rules.

A knob moves on a stated grid. Widths, maps and costs do not fall as a knob grows, so the cost is a monotone step function of
the knob and bisection finds its last value within the budgets; every value tried is built and counted in integers, and no
closed form is needed. The next larger value that the family allows is built too: that it breaks a budget is the proof. A knob
of few values, which need not be ordered by cost (DenseNet-161 is dearer than -169), is tried at all of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain, islice, pairwise, product
from typing import Any

from costmodel.answers.document import Column, Document, Table
from costmodel.archs import architecture, build
from costmodel.errors import CostModelError, quoted
from costmodel.formulas.conventions import PAPER, Convention
from costmodel.formulas.counting import Counting
from costmodel.formulas.metrics import METRICS, cost, metric
from costmodel.numbers.show import plain, shown
from costmodel.numbers.text import amount
from costmodel.numbers.units import contradicts
from costmodel.subjects.grid import Grid

SCHEMA = "costmodel.solve-1"
FEW = 64  # a knob of at most so many values may be tried at all of them
NEAR = 16  # values tried about a target before a smaller step
MOST_FAILURES = 256
MOST_CURVES = 512  # combinations of the knobs after the first


@dataclass(frozen=True)
class Budget:
    """The most that a metric may come to.

    Attributes:
        given: as the user wrote it, and of how many bits the values are where that matters.
        limit: in the metric's own unit.
    """

    metric: str
    given: str
    limit: Fraction

    @classmethod
    def read(cls, name: str, given: object, bits: int) -> "Budget":
        """A budget from text; bytes of elements or parameters hold for values of so many bits.

        Raises:
            CostModelError: if the metric does not exist, or the amount is none or does not suit it.
        """
        unit, (limit, written) = metric(name).unit, amount(given)
        if written == "bytes" and unit in ("elements", "parameters"):
            return cls(name, f"{given} of {bits}-bit values", limit * 8 / bits)
        if contradicts(written, unit):
            raise CostModelError(f"{name} is counted in {unit}, not in {written}: {quoted(given)}", given=given)
        return cls(name, str(given), limit)


@dataclass(frozen=True)
class Point:
    """One network that was built and counted: the free knobs' values and the metrics."""

    values: Mapping[str, Fraction]
    cost: Mapping[str, int]

    def breaks(self, budgets: Iterable[Budget]) -> list[str]:
        """The metrics whose budget it exceeds."""
        return [one.metric for one in budgets if self.cost[one.metric] > one.limit]

    def record(self) -> dict[str, Any]:
        return {"knobs": {knob: shown(value) for knob, value in self.values.items()}, "totals": dict(self.cost)}


@dataclass(frozen=True)
class Boundary:
    """The last network within the budgets along the first free knob, and the first one beyond; None if there is none."""

    inside: Point
    beyond: Point | None


@dataclass(frozen=True)
class Solution:
    """The largest network within the budgets.

    Attributes:
        knobs: the fixed ones, as text.
        grids: the step of each free knob.
        best: the point of the curve that uses most of the first budget.
        curve: where several knobs are free, the trade-off: none of the points is beaten in every knob by another one.
    """

    architecture: str
    convention: Convention
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
            "architecture": self.architecture,
            "convention": self.convention.name,
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
        tables = [Table("proof", self._columns(), [self._row(one) for one in (self.best.inside, self.best.beyond) if one])]
        if self.best.beyond is None:
            tables[0] = tables[0]._replace(notes=(f"no larger {self.free[0]} is allowed",))
        if len(self.free) > 1:
            note = f"each with the largest {self.free[0]}: the next one breaks a budget"
            tables.append(Table("trade-off", self._columns(), [self._row(one.inside) for one in self.curve], (note,)))
        return Document(
            f"{self.architecture}: {values}",
            (f"the largest with {budgets}", self.convention.line, f"grid: {grids}"),
            tables,
        )

    def _columns(self) -> list[Column]:
        costs = [column for one in self.budgets for column in (Column(one.metric, "integer"), Column("% used", "share"))]
        return [*(Column(knob) for knob in self.free), *costs, Column("verdict")]

    def _row(self, point: Point) -> list[Any]:
        cells: list[Any] = [shown(value) for value in point.values.values()]
        for one in self.budgets:
            cells += [point.cost[one.metric], Fraction(point.cost[one.metric]) / one.limit]
        broken = point.breaks(self.budgets)
        return [*cells, f"breaks {', '.join(broken)}" if broken else "within"]


def solve(
    name: str,
    free: Iterable[str],
    budgets: Mapping[str, object],
    *,
    steps: Mapping[str, object] | None = None,
    bits: int = 32,
    convention: Convention = PAPER,
    **knobs: Any,
) -> Solution:
    """The largest network of a family within all budgets.

    Args:
        free: the first knob is solved for on its grid; the others are stepped through around their defaults, more coarsely.
        budgets: amount by metric, such as `{"mult_adds": "150M", "peak_memory": "512KB"}`.
        steps: of knobs' grids; 1/1000 for ratios and 1 for counts where not given.
        bits: of one stored value, for budgets in bytes.
        **knobs: the fixed ones.

    Raises:
        CostModelError: if a knob, metric, amount or step is not allowed, or no network meets the budgets; then the message
            says what the smallest one needs.
    """
    wanted = tuple(free)
    if not wanted or len(set(wanted)) < len(wanted):
        raise CostModelError("name each free knob once, and at least one, such as alpha,resolution")
    if taken := [knob for knob in wanted if knob in knobs]:
        raise CostModelError(f"{taken[0]} is free and has the value {knobs[taken[0]]}; leave one out")
    limits = tuple(Budget.read(one, given, bits) for one, given in budgets.items())
    if not limits:
        raise CostModelError(f"a budget is missing; allowed: for {', '.join(METRICS)}")
    given = {knob: amount(step).amount for knob, step in (steps or {}).items()}
    if unknown := [knob for knob in given if knob not in wanted]:
        raise CostModelError(f"{unknown[0]} has a step but is not free")
    spec = architecture(name).Spec.read(dict(knobs))
    first, *others = (Grid.of(name, knob, knobs, given.get(knob)) for knob in wanted)
    coarse = [_around(grid, grid.base(spec), given.get(grid.knob)) for grid in others]
    combinations = list(product(*(values for values, _ in coarse)))
    if len(combinations) > MOST_CURVES:
        raise CostModelError(
            f"{len(combinations)} combinations of {', '.join(wanted[1:])}; allowed: {MOST_CURVES}; use larger steps"
        )
    boundaries: list[Boundary] = []
    unmet: list[Unmet] = []
    for combination in combinations:
        fixed = {grid.knob: grid.text(index) for grid, index in zip(others, combination, strict=True)}
        values = {grid.knob: grid.value(index) for grid, index in zip(others, combination, strict=True)}
        line = _Line(name, Grid.of(name, wanted[0], {**knobs, **fixed}, given.get(wanted[0])), values, limits, bits, convention)
        try:
            boundaries.append(line.boundary(first.base(spec)))
        except Unmet as error:
            unmet.append(error)
    if not boundaries:
        raise min(unmet, key=lambda error: error.least) if unmet else Unmet(f"no network of {name} is allowed there", 0)
    curve = _undominated(boundaries)
    lead = limits[0].metric
    steps_shown = {first.knob: "all of its values" if first.few(FEW) is not None else f"steps of {shown(first.step)}"}
    steps_shown |= {grid.knob: words for grid, (_, words) in zip(others, coarse, strict=True)}
    return Solution(
        name,
        convention,
        {knob: str(knobs.get(knob, shown(value))) for knob, value in spec if knob not in wanted},
        wanted,
        steps_shown,
        limits,
        max(curve, key=lambda one: one.inside.cost[lead]),
        tuple(curve),
    )


class Unmet(CostModelError):
    """No network meets the budgets; `least` is what the smallest one comes to, all its budgeted metrics added up."""

    def __init__(self, message: str, least: int) -> None:
        super().__init__(message)
        self.least = least


@dataclass
class _Line:
    """The networks along one knob, the others fixed; each is built once."""

    name: str
    grid: Grid
    others: Mapping[str, Fraction]
    budgets: tuple[Budget, ...]
    bits: int
    convention: Convention
    built: dict[int, Point | None] = field(default_factory=dict)

    def point(self, index: int) -> Point | None:
        """The network at one value of the knob, or None if the family does not allow it."""
        if index not in self.built:
            self.built[index] = self._build(index) if self.grid.allows(index) else None
        return self.built[index]

    def boundary(self, base: Fraction) -> Boundary:
        """The last network within the budgets and the first beyond them, in the direction in which the cost grows.

        Raises:
            Unmet: if there is none within.
            CostModelError: if the cost does not depend on the knob, or is not monotone in it.
        """
        if (few := self.grid.few(FEW)) is not None:
            return self._exhausted(few)
        near = self.grid.index(base)
        start = next(chain(self._points(near, 1), self._points(near, -1)))
        direction = self._direction(start)
        inside, beyond = self._bracket(start, direction)
        while inside is not None and beyond is not None:
            middle = self._between(inside, beyond)
            if middle is None:
                break
            inside, beyond = (inside, middle) if self._broken(middle) else (middle, beyond)
        if not self._is_monotone(direction):
            metrics = ", ".join(one.metric for one in self.budgets)
            raise CostModelError(
                f"{metrics} of {self.name} both grow and fall with {self.grid.knob}, so it cannot be solved for"
            )
        if inside is None:
            raise self._unmet(direction)
        last = self.point(inside)
        assert last is not None
        return Boundary(last, None if beyond is None else self.point(beyond))

    def _build(self, index: int) -> Point | None:
        knobs = {**self.grid.knobs, self.grid.knob: self.grid.text(index)}
        try:
            totals = cost(build(self.name, **knobs), Counting(self.convention, self.bits), [one.metric for one in self.budgets])
        except CostModelError:
            return None
        return Point({self.grid.knob: self.grid.value(index), **self.others}, totals)

    def _points(self, start: int, direction: int) -> Iterator[int]:
        """Values that build, from one on, until so many in a row did not that no further one is looked for."""
        failures = 0
        for index in self.grid.allowed(start, 1 if direction > 0 else -1):
            failures = 0 if self.point(index) else failures + 1
            if not failures:
                yield index
            elif failures > MOST_FAILURES:
                return

    def _broken(self, index: int) -> bool:
        point = self.point(index)
        return point is not None and bool(point.breaks(self.budgets))

    def _direction(self, start: int) -> int:
        """1 if the cost grows with the knob, -1 if it falls, as with a reduction ratio."""
        for far in (8 * start + 8, 2 * start + 2, start + 1):
            for index in islice(self._points(far, 1), 1):
                if change := self._change(start, index):
                    return change
        for index in islice(self._points(start - 1, -1), FEW):
            if change := self._change(index, start):
                return change
        raise CostModelError(
            f"{self.grid.knob} does not change the {', '.join(one.metric for one in self.budgets)} of {self.name}"
        )

    def _change(self, a: int, b: int) -> int:
        lower, upper = self.point(a), self.point(b)
        assert lower is not None
        assert upper is not None
        changes = [upper.cost[one.metric] - lower.cost[one.metric] for one in self.budgets]
        return (sum(changes) > 0) - (sum(changes) < 0)

    def _bracket(self, start: int, direction: int) -> tuple[int | None, int | None]:
        """A value within the budgets and one beyond them, found in steps that double."""
        broken, step, known = self._broken(start), 1, start
        outward = -direction if broken else direction
        while (found := self._outward(known, step, outward)) is not None:
            if self._broken(found) != broken:
                return (found, known) if broken else (known, found)
            known, step = found, 2 * step
        return (None, known) if broken else (known, None)

    def _outward(self, known: int, step: int, outward: int) -> int | None:
        """A value that builds about a step further out, in smaller steps near the last one; None if there is none further."""
        while step:
            target = max(known + outward * step, 0)
            for index in islice(range(target, known, -outward), NEAR):
                if self.point(index):
                    return index
            step //= 2
        return next(self._points(known + outward, outward), None)

    def _between(self, inside: int, beyond: int) -> int | None:
        """A value that builds strictly between the two, near their middle."""
        low, high = sorted((inside, beyond))
        middle = (low + high) // 2
        upward = (index for index in range(middle, high) if index > low and self.point(index))
        downward = (index for index in range(middle - 1, low, -1) if self.point(index))
        return next(chain(upward, downward), None)

    def _is_monotone(self, direction: int) -> bool:
        points = [point for _, point in sorted(self.built.items())[::direction] if point]
        return all(a.cost[one.metric] <= b.cost[one.metric] for a, b in pairwise(points) for one in self.budgets)

    def _exhausted(self, indices: list[int]) -> Boundary:
        """Of a knob of few values, the dearest within the budgets by the first of them, and the cheapest beyond."""
        if not indices:
            raise Unmet(f"no {self.grid.knob} is allowed for {self.name}", 0)
        lead = self.budgets[0].metric
        points = sorted((point for index in indices if (point := self.point(index))), key=lambda point: point.cost[lead])
        inside = [point for point in points if not point.breaks(self.budgets)]
        beyond = [point for point in points if point.breaks(self.budgets)]
        if not inside:
            raise self._unmet(1)
        return Boundary(inside[-1], beyond[0] if beyond else None)

    def _unmet(self, direction: int) -> Unmet:
        """What the cheapest network needs, where no network meets the budgets."""
        points = [point for _, point in sorted(self.built.items())[::direction] if point]
        least = min(points, key=lambda point: sum(point.cost.values()))
        values = ", ".join(f"{knob}={shown(value)}" for knob, value in least.values.items())
        needs = " and ".join(f"{least.cost[one.metric]:,} {one.metric} (budget {one.given})" for one in self.budgets)
        message = f"no {self.name} meets the budget: the smallest, {values}, needs {needs}"
        return Unmet(message, sum(least.cost.values()))


def _around(grid: Grid, base: Fraction, step: Fraction | None) -> tuple[list[int], str]:
    """A knob after the first: the allowed values from half of its default to one and a half of it, and the step in words."""
    if grid.choices:
        return list(grid.allowed(0)), "all of its values"
    if step is None:
        step = Fraction(1, 20) if not grid.whole else Fraction(max(1, int(base) // 7) if base < 224 else 32)
    stride = max(1, int(step / grid.step))
    low, high = grid.index(base / 2), grid.index(base * 3 / 2)
    first = -(-low // stride) * stride
    indices = [index for index in range(first, high + 1, stride) if grid.allows(index)]
    return indices, f"steps of {shown(step)} from {shown(grid.value(first))} to {shown(grid.value(high))}"


def _undominated(boundaries: list[Boundary]) -> list[Boundary]:
    """Without those that another one equals or exceeds in every knob."""
    kept = []
    for one in boundaries:
        mine = one.inside.values
        rivals = (other.inside.values for other in boundaries if other.inside.values != mine)
        if not any(all(rival[knob] >= value for knob, value in mine.items()) for rival in rivals):
            kept.append(one)
    return kept
