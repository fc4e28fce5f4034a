"""The networks along one knob, the others fixed, and the last of them within the budgets.

Widths, maps and costs do not fall as a knob grows, so the cost is a monotone step function on the knob's grid and bisection
finds its last value within the budgets, from where secants lead; every value tried is built and counted in integers, and no
closed form is needed. A value at which nothing can be built counts as the next one at which something can. The next larger
network is built too: that it breaks a budget is the proof. A knob of few values, which need not be ordered by cost
(DenseNet-161 is dearer than -169), is tried at all of them.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain, islice, pairwise

from costmodel.errors import CostModelError
from costmodel.formulas.counting import Counting
from costmodel.formulas.metrics import cost
from costmodel.numbers.show import shown
from costmodel.questions.solve.budget import Boundary, Budget, Point, Unmet
from costmodel.questions.solve.secant import meeting
from costmodel.subjects.grid import Grid, word

NEIGHBOURS = 2  # on either side of the boundary, that have to be ordered by cost as well
WIDEST_GAP = 256  # after so many values in a row at which nothing can be built, the next ones are taken to be such, too
SECANTS = 4  # networks that are guessed before the boundary is enclosed
LONGEST_DESCENT = 64  # values below the first one that may cost what it does
MOST_NODES = 250_000  # of all networks that are built, which takes some seconds


@dataclass
class Line:
    """The networks along one knob; each is built once.

    Attributes:
        grid: of the knob; its subject has the others.
        others: values of the other free knobs.
        built: by index on the grid; None where nothing can be built.
    """

    grid: Grid
    others: Mapping[str, Fraction]
    budgets: tuple[Budget, ...]
    counting: Counting
    built: dict[int, Point | None] = field(default_factory=dict)
    nodes: int = 0
    refusal: str = ""

    def boundary(self, base: Fraction) -> Boundary:
        """The last network within the budgets and the first beyond them, in the direction in which the cost grows.

        Raises:
            Unmet: if there is none within.
            CostModelError: if the cost does not depend on the knob, or is not monotone in it, or the search takes too long.
        """
        if self.grid.few is not None:
            return self._exhausted(self.grid.few)
        start = self._start(self.grid.index(base))
        less, more = self._ordered(start)
        direction = 1 if less < more else -1
        order = range(len(self.grid))[::direction]  # indices in the order of growing cost
        low, high = self._bracket(order, order.index(self._near(less, more)))
        place = bisect_left(order, True, low, high, key=lambda index: self._breaks(index, direction))
        for index in order[max(0, place - 1 - NEIGHBOURS) : place + 1 + NEIGHBOURS]:
            if not self._is_long:
                self._point(index)
        if not self._is_monotone(direction):
            metrics = ", ".join(one.metric for one in self.budgets)
            raise CostModelError(
                f"{metrics} of {self._name} both grow and fall with {self.grid.knob.name}, so it cannot be solved for"
            )
        if place == 0:
            raise self._unmet(direction)
        inside = self._point(order[place - 1])
        assert inside is not None  # else it would count as the next one, which breaks a budget
        beyond = self._next(order[place], direction) if place < len(order) else None
        return Boundary(inside, beyond)

    @property
    def _name(self) -> str:
        return self.grid.subject.name

    @property
    def _is_long(self) -> bool:
        """Has more been built already than can be waited for?"""
        return self.nodes > MOST_NODES

    def _point(self, index: int) -> Point | None:
        """The network at one value of the knob, or None if there is none.

        Raises:
            CostModelError: if more has been built already than can be waited for.
        """
        if index not in self.built:
            if self._is_long:
                raise self._too_long()
            self.built[index] = self._build(self.grid.value(index))
        return self.built[index]

    def _build(self, value: Fraction) -> Point | None:
        knob = self.grid.knob
        try:
            graph = self.grid.subject.build({knob.name: word(knob, value)})
            self.nodes += len(graph.nodes)
            totals = cost(graph, self.counting, [one.metric for one in self.budgets])
        except CostModelError as error:
            self.refusal = self.refusal or str(error)
            return None
        return Point({knob.name: value, **self.others}, totals)

    def _points(self, start: int, direction: int) -> Iterator[int]:
        """The indices from one on at which a network can be built, until a gap of `WIDEST_GAP`."""
        index, gap = start, 0
        while 0 <= index < len(self.grid) and gap < WIDEST_GAP:
            gap = gap + 1 if self._point(index) is None else 0
            if not gap:
                yield index
            index += direction

    def _next(self, index: int, direction: int) -> Point | None:
        """The network at a value, or at the next one at which there is one."""
        found = next(self._points(index, direction), None)
        return None if found is None else self._point(found)

    def _breaks(self, index: int, direction: int) -> bool:
        """Does it exceed the budgets, at or after a value in the order of growing cost? So does what cannot be built."""
        point = self._next(index, direction)
        return point is None or bool(point.breaks(self.budgets))

    def _start(self, near: int) -> int:
        for direction in (1, -1):
            for index in islice(self._points(near, direction), 1):
                return index
        name, low, high = self.grid.knob.name, *(shown(self.grid.value(index)) for index in (min(self.built), max(self.built)))
        raise CostModelError(f"nothing could be built with {name} from {low} to {high}: {self.refusal}")

    def _ordered(self, start: int) -> tuple[int, int]:
        """Two values of which the second costs more: the smaller one where the cost falls, as with a reduction ratio."""
        last = len(self.grid) - 1
        above = (min(far, last) for far in (8 * start + 16, 2 * start + 3, start + 1))
        first = (index for far in above for index in islice(self._points(far, 1), 1))
        for index in chain(first, islice(self._points(start - 1, -1), LONGEST_DESCENT)):
            if change := sum(self._cost(index).values()) - sum(self._cost(start).values()):
                return (start, index) if change > 0 else (index, start)
        metrics = ", ".join(one.metric for one in self.budgets)
        raise CostModelError(f"{self.grid.knob.name} does not change the {metrics} of {self._name}")

    def _cost(self, index: int) -> Mapping[str, int | Fraction]:
        point = self._point(index)
        assert point is not None  # the index is one of `_points`
        return point.cost

    def _near(self, a: int, b: int) -> int:
        """A value near the boundary, by secants through two networks: each that is tried has to be built."""
        for _ in range(SECANTS):
            if abs(a - b) <= NEIGHBOURS:  # they may lie on one step of the cost, from which a line leads nowhere
                break
            one, two = self._cost(a), self._cost(b)
            tightest = max(self.budgets, key=lambda budget: two[budget.metric] / budget.limit)
            met = meeting((a, one[tightest.metric]), (b, two[tightest.metric]), tightest.limit)
            a, b = b, next(self._points(min(met, len(self.grid) - 1), 1), b)
        return b

    def _bracket(self, order: range, start: int) -> tuple[int, int]:
        """Places in the order between which the first that breaks a budget lies, found in steps that double."""
        broken, known, step = self._breaks(order[start], order.step), start, 1
        while True:
            further = known + (-step if broken else step)
            if not 0 <= further < len(order):
                return (0, known) if broken else (known + 1, len(order))
            if self._breaks(order[further], order.step) != broken:
                return (further + 1, known) if broken else (known + 1, further)
            known, step = further, 2 * step

    def _is_monotone(self, direction: int) -> bool:
        points = [point for _, point in sorted(self.built.items())[::direction] if point]
        return all(a.cost[one.metric] <= b.cost[one.metric] for a, b in pairwise(points) for one in self.budgets)

    def _exhausted(self, values: Iterable[Fraction]) -> Boundary:
        """Of a knob of few values, the dearest within the budgets by the first of them, and the cheapest beyond."""
        lead = self.budgets[0].metric
        tried = [point for value in values if (point := self._point(self.grid.index(value)))]
        points = sorted(tried, key=lambda point: point.cost[lead])
        if not points:
            raise Unmet(f"no {self.grid.knob.name} is allowed for {self._name}: {self.refusal}", 0)
        inside = [point for point in points if not point.breaks(self.budgets)]
        beyond = [point for point in points if point.breaks(self.budgets)]
        if not inside:
            raise self._unmet(1)
        return Boundary(inside[-1], beyond[0] if beyond else None)

    def _unmet(self, direction: int) -> Unmet:
        """What the cheapest network needs, where no network meets the budgets."""
        points = [point for _, point in sorted(self.built.items())[::direction] if point]
        least = min(points, key=lambda point: sum(point.cost.values()))
        return Unmet(f"no {self._name} meets the budget: the smallest, {least.needs(self.budgets)}", sum(least.cost.values()))

    def _too_long(self) -> CostModelError:
        points = [point for point in self.built.values() if point]
        dearest = max(points, key=lambda point: sum(point.cost.values()))
        return CostModelError(
            f"the search for {self.grid.knob.name} was given up after networks of {self.nodes:,} layers in all: "
            f"the largest, {dearest.needs(self.budgets)}"
        )
