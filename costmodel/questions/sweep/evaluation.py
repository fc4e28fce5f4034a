"""A tile of a sweep, evaluated: its rows, of which those are kept that the plan asks for."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pickle import PicklingError, dumps, loads
from typing import Any, NamedTuple

import numpy as np

from costmodel.errors import CostModelError
from costmodel.questions.sweep.frontier import frontier, signed
from costmodel.questions.sweep.plan import Plan
from costmodel.questions.sweep.regions import Array, Box, Points, Region
from costmodel.questions.sweep.setting import Setting
from costmodel.questions.sweep.tiles import Tile

DENSE = 16  # above one in so many, what is kept of a tile is cut out of it rather than gathered
SETTINGS = 8  # settings of the structural knobs that are kept
LARGEST_COLUMN = 31 * 2**20  # bytes


class Rows(NamedTuple):
    """Configurations with their costs.

    Attributes:
        numbers: which ones of the sweep.
        points: their places in the grid, in the order of counting; a sample may hold one more than once.
        columns: knobs and metrics by name, one entry a row.
    """

    numbers: Array
    points: Array
    columns: dict[str, Array]

    def picked(self, places: Any) -> "Rows":
        return Rows(self.numbers[places], self.points[places], {name: column[places] for name, column in self.columns.items()})

    @classmethod
    def joined(cls, parts: Sequence["Rows"]) -> "Rows":
        if len(parts) < 2:
            return parts[0] if parts else cls(np.empty(0, np.int64), np.empty(0, np.int64), {})
        columns = {name: np.concatenate([part.columns[name] for part in parts]) for name in parts[0].columns}
        return cls(np.concatenate([part.numbers for part in parts]), np.concatenate([part.points for part in parts]), columns)


def best(plan: Plan, rows: Rows) -> Rows:
    """Of some rows the frontier, or the first ones, as the plan asks; of the best of all parts this is the best of all."""
    if plan.pareto:
        return rows.picked(frontier([signed(rows.columns, objective) for objective in plan.pareto]))
    return rows.picked(np.lexsort((rows.numbers, signed(rows.columns, plan.by)))[: plan.top])


class Evaluator:
    """Evaluates tiles of one plan. To another process it travels as its plan, which is packed once, and unpacked there once."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.setting = lru_cache(SETTINGS)(lambda places: Setting(plan, places))
        # The C library of Linux gives large freed arrays back to the system, and every tile would fetch its pages anew, which
        # takes longer than to fill them. It keeps what is as large as something freed before; so one is, whose pages nobody
        # touches.
        np.empty(LARGEST_COLUMN, np.uint8)

    def __call__(self, tile: Tile) -> Rows:
        """The rows of a tile: all, or those for which the condition holds; of a plan with objectives the best, these only."""
        parts = [self._rows(tile, *region) for region in self._regions(tile)]
        rows = Rows.joined(parts)
        if len(parts) > 1:
            rows = rows.picked(np.argsort(rows.numbers))
        # The best of one region are found already, but for ties of the last of the top.
        return best(self.plan, rows) if self.plan.top is not None or (self.plan.pareto and len(parts) > 1) else rows

    def completed(self, rows: Rows) -> Rows:
        """The rows with all knobs and metrics."""
        plan = self.plan
        if not len(rows.points):
            return rows._replace(columns={name: np.empty(0, np.int64) for name in plan.columns})
        parts, order = [], []
        for region, chosen in self._points(np.unravel_index(rows.points, plan.lengths)):
            columns = self._typed(region, region.columns(plan.metrics))
            parts.append(Rows(rows.numbers[chosen], rows.points[chosen], columns))
            order.append(chosen)
        return Rows.joined(parts).picked(np.argsort(np.concatenate(order)))

    def exact_when(self) -> tuple[str, ...]:
        """Where the closed form of a smooth plan is exact, for the first setting of the structural knobs."""
        words: tuple[str, ...] = self.setting((0,) * len(self.plan.structural)).form.exact_when
        return words

    def _regions(self, tile: Tile) -> Iterator[tuple[Region, Array | None, Array | None]]:
        """The configurations of a tile by setting of the structural knobs: which of the tile they are, where not all in order,
        and the places of the whole tile in the grid, where these are not its numbers.
        """
        plan = self.plan
        if plan.sample is None:
            yield Box(self.setting(tile.structural), tile.start, tile.stop), None, None
            return
        chance = np.random.default_rng([plan.seed, tile.number])
        places = [chance.integers(0, length, tile.size) for length in plan.lengths]
        points = np.ravel_multi_index(places, plan.lengths)
        for region, chosen in self._points(places):
            yield region, chosen, points

    def _points(self, places: Sequence[Array]) -> Iterator[tuple[Points, Array]]:
        """Points by setting of the structural knobs, and which of the points these are."""
        structural = len(self.plan.structural)
        if not structural:
            yield Points(self.setting(()), places, len(places[0])), np.arange(len(places[0]))
            return
        settings, which = np.unique(np.stack(places[:structural], axis=1), axis=0, return_inverse=True)
        for number, setting in enumerate(settings):
            chosen = np.flatnonzero(which.ravel() == number)
            lifted = [one[chosen] for one in places[structural:]]
            yield Points(self.setting(tuple(map(int, setting))), lifted, len(chosen)), chosen

    def _rows(self, tile: Tile, region: Region, chosen: Array | None, places: Array | None) -> Rows:
        plan = self.plan
        asked = plan.measured | (plan.condition.names if plan.condition else frozenset())
        columns = region.columns([name for name in plan.visible if name in asked])
        kept = self._kept(region, columns)
        which = np.arange(region.size) if kept is None else kept
        which = which if chosen is None else chosen[which]
        numbers = tile.number + which
        points = numbers if places is None else places[which]
        if plan.objectives:
            return Rows(numbers, points, {name: region.flat(columns[name], kept) for name in plan.measured})
        if kept is not None and len(kept) * DENSE <= region.size:
            region, kept, columns = region.take(kept), None, {}
        columns |= region.columns([name for name in plan.metrics if name not in columns])
        return Rows(numbers, points, self._typed(region, columns, kept))

    def _kept(self, region: Region, columns: Mapping[str, Array]) -> Array | None:
        """The places of what is kept of a region, or None for all of it."""
        plan = self.plan
        holds = None if plan.condition is None else plan.condition(columns)
        kept = None if holds is None else np.flatnonzero(np.broadcast_to(holds, region.shape))
        if not plan.objectives:
            return kept
        values = [region.flat(signed(columns, objective), kept) for objective in plan.objectives]
        places = frontier(values) if plan.pareto else _first(values[0], plan.top or 0)
        return places if kept is None else kept[places]

    def _typed(self, region: Region, columns: Mapping[str, Array], kept: Array | None = None) -> dict[str, Array]:
        """The result's columns, entry by entry; costs that were exact as floats become integers."""
        flat = {name: region.flat(columns[name], kept) for name in self.plan.columns}
        whole = [name for name in self.plan.metrics if region.is_whole(name, flat[name])]
        return flat | {name: flat[name].astype(np.int64, copy=False) for name in whole}

    @cached_property
    def _packed(self) -> bytes:
        try:
            return dumps(self.plan)
        except (PicklingError, AttributeError, TypeError) as error:  # all three are what pickle says of a local function
            raise CostModelError(
                f"{self.plan.subject.name} cannot travel to another process: {error}",
                allowed="threads, or a function that its module defines",
            ) from None

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpacked, (self._packed,)


@lru_cache(2)
def _unpacked(packed: bytes) -> Evaluator:
    return Evaluator(loads(packed))


def _first(values: Array, count: int) -> Array:
    """Places of so many of the least values, and of all that equal the last of them, so that the first ones can win."""
    if count >= len(values):
        return np.arange(len(values))
    return np.flatnonzero(values <= np.partition(values, count - 1)[count - 1])
