"""A part of a sweep, evaluated: by the same builders that make single networks, or through the closed form.

For one setting of the structural knobs the builder runs once, on factored arrays, and every tile reads the result; what does
not factor is built tile by tile. Points without a grid are gathered from the factors, or built on plain arrays.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, reduce
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from costmodel.archs import build
from costmodel.errors import CostModelError
from costmodel.formulas.conventions import convention
from costmodel.formulas.metrics import cost
from costmodel.numbers.algebra import Undecided, larger
from costmodel.numbers.factored import Box, Factored, Product, TooWide, along
from costmodel.questions.sweep.frontier import frontier, signed
from costmodel.questions.sweep.plan import Plan, Tile
from costmodel.questions.sweep.where import Condition, condition

Array = NDArray[Any]

GATHERED = 2**13  # points built together on plain arrays: their hundreds of temporaries stay in cache
DENSE = 16  # above one in so many, what is kept of a tile is cut out of it rather than gathered

# The C library of Linux gives large freed arrays back to the system, and every tile would fetch its pages anew, which takes
# longer than to fill them. It keeps what is as large as something freed before; so one is, whose pages nobody touches.
np.empty(31 * 2**20, np.uint8)


class Overflow(CostModelError):
    """A cost that an array of 64-bit integers does not hold."""


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
    def none(cls) -> "Rows":
        return cls(np.empty(0, np.int64), np.empty(0, np.int64), {})

    @classmethod
    def joined(cls, parts: Sequence["Rows"]) -> "Rows":
        if len(parts) < 2:
            return parts[0] if parts else cls.none()
        columns = {name: np.concatenate([part.columns[name] for part in parts]) for name in parts[0].columns}
        return cls(np.concatenate([part.numbers for part in parts]), np.concatenate([part.points for part in parts]), columns)


def evaluate(plan: Plan, tile: Tile) -> Rows:
    """The rows of a tile: all, or those for which the condition holds; of a plan with objectives the best, with these only."""
    return _of_sample(plan, tile) if plan.sample is not None else _of_grid(plan, tile)


def best(plan: Plan, rows: Rows) -> Rows:
    """Of some rows the frontier, or the first ones, as the plan asks; of the best of all parts this is the best of all."""
    if plan.pareto:
        return rows.picked(frontier([signed(rows.columns, objective) for objective in plan.pareto]))
    return rows.picked(np.lexsort((rows.numbers, signed(rows.columns, plan.by)))[: plan.top])


def completed(plan: Plan, rows: Rows) -> Rows:
    """The rows with all knobs and metrics."""
    if not len(rows.points):
        return rows._replace(columns={name: np.empty(0, np.int64) for name in plan.columns})
    places = np.unravel_index(rows.points, [len(axis) for axis in plan.axes])
    parts = []
    for setting, chosen in _settings(plan, places):
        lifted = [one[chosen] for one in places[len(plan.structural) :]]
        columns = {**setting.knobs_at(lifted, len(chosen)), **setting.at(lifted, plan.metrics, len(chosen))}
        parts.append(Rows(rows.numbers[chosen], rows.points[chosen], setting.typed(columns)))
    whole = Rows.joined(parts)
    if len(parts) == 1:
        return whole
    order = np.argsort(np.concatenate([chosen for _, chosen in _settings(plan, places)]))
    return whole.picked(order)


def _of_grid(plan: Plan, tile: Tile) -> Rows:
    setting = _setting(plan, tile.structural)
    box = tuple(slice(a, b) for a, b in zip(tile.start, tile.stop, strict=True))
    shape = tuple(b - a for a, b in zip(tile.start, tile.stop, strict=True))
    asked = _condition(plan)
    read = (asked.names if asked else frozenset()) | plan.measured
    columns = {**setting.over(box, [name for name in plan.visible if name in read]), **setting.knobs_over(box)}
    kept = None if asked is None else np.flatnonzero(np.broadcast_to(asked(columns), shape))
    if plan.pareto:
        places = frontier([_flat(signed(columns, one), shape, kept) for one in plan.pareto])
        kept = places if kept is None else kept[places]
    elif plan.top is not None:
        values = _flat(signed(columns, plan.by), shape, kept)
        if plan.top < len(values):
            worst = np.partition(values, plan.top - 1)[plan.top - 1]
            places = np.flatnonzero(values <= worst)  # all ties, so that the first ones can win
            kept = places if kept is None else kept[places]
    if plan.objectives:
        flat = {name: _flat(columns[name], shape, kept) for name in plan.measured}
    elif kept is None or len(kept) * DENSE > tile.size:
        columns |= setting.over(box, [name for name in plan.metrics if name not in columns])
        flat = setting.typed({name: _flat(columns[name], shape, kept) for name in plan.columns})
    else:
        at = [place + a for place, a in zip(np.unravel_index(kept, shape), tile.start, strict=True)] if shape else []
        flat = setting.typed({**setting.knobs_at(at, len(kept)), **setting.at(at, plan.metrics, len(kept))})
    numbers = tile.number + (np.arange(tile.size) if kept is None else kept)
    return Rows(numbers, numbers, flat)


def _of_sample(plan: Plan, tile: Tile) -> Rows:
    chance = np.random.default_rng([plan.seed, tile.number])
    lengths = [len(axis) for axis in plan.axes]
    places = [chance.integers(0, length, tile.size) for length in lengths]
    asked = _condition(plan)
    parts = []
    for setting, chosen in _settings(plan, places):
        at = [one[chosen] for one in places[len(plan.structural) :]]
        if asked is not None:
            measured = setting.at(at, [name for name in plan.visible if name in asked.names], len(chosen))
            holds = np.broadcast_to(asked({**setting.knobs_at(at, len(chosen)), **measured}), (len(chosen),))
            chosen, at = chosen[holds], [one[holds] for one in at]
        metrics = [name for name in plan.visible if name in plan.measured] if plan.objectives else plan.metrics
        columns = {**setting.knobs_at(at, len(chosen)), **setting.at(at, metrics, len(chosen))}
        flat = {name: columns[name] for name in plan.measured} if plan.objectives else setting.typed(columns)
        points = np.ravel_multi_index([one[chosen] for one in places], lengths)
        parts.append(Rows(chosen + tile.number, points, flat))
    rows = Rows.joined(parts)
    rows = rows.picked(np.argsort(rows.numbers)) if len(parts) > 1 else rows
    return best(plan, rows) if plan.objectives else rows


def _settings(plan: Plan, places: Sequence[Array]) -> Iterator[tuple["Setting", Array]]:
    """Each setting of the structural knobs that occurs among some points, with those points."""
    for setting, chosen in _groups(places[: len(plan.structural)], len(places[0])):
        yield _setting(plan, setting), chosen


def _groups(places: Sequence[Array], points: int) -> Iterator[tuple[tuple[int, ...], Array]]:
    """Each setting of the structural knobs that occurs, with the points where it does."""
    if not places:
        yield (), np.arange(points)
        return
    settings, which = np.unique(np.stack(places, axis=1), axis=0, return_inverse=True)
    for number, setting in enumerate(settings):
        yield tuple(map(int, setting)), np.flatnonzero(which.ravel() == number)


def exact_when(plan: Plan) -> tuple[str, ...]:
    """Where the closed form of a smooth plan is exact, for the first setting of the structural knobs."""
    words: tuple[str, ...] = _setting(plan, (0,) * len(plan.structural))._form.exact_when
    return words


@lru_cache(maxsize=64)
def _condition(plan: Plan) -> Condition | None:
    if plan.where is None:
        return None
    choices = [axis.knob for axis in plan.axes if axis.choice]
    return condition(plan.where, [*plan.visible, *(axis.knob for axis in plan.axes)], choices)


@lru_cache(maxsize=8)
def _setting(plan: Plan, places: tuple[int, ...]) -> "Setting":
    return Setting(plan, places)


class Setting:
    """The networks of one setting of the structural knobs, over the grid of the lifted ones."""

    def __init__(self, plan: Plan, places: tuple[int, ...]) -> None:
        self.plan = plan
        self.texts = {**dict(plan.knobs), **plan.texts(places)}
        self.knobs = {axis.knob: axis.numbers for axis in plan.lifted}
        self.structural = {axis.knob: axis.numbers[place] for axis, place in zip(plan.structural, places, strict=True)}
        self.products: dict[str, Product | None] = {}
        if not plan.smooth:
            self._check_corners()

    def over(self, box: Box, names: Iterable[str]) -> dict[str, Any]:
        """Metrics over a part of the grid; along axes on which nothing depends the extent may be 1."""
        result: dict[str, Any] = {}
        tiled = []
        for name in names:
            product_ = self._product(name)
            if product_ is None:
                tiled.append(name)
            else:
                result[name] = product_.over(box)
        return {**result, **(self._tiled(box, tiled) if tiled else {})}

    def at(self, places: Sequence[Array], names: Iterable[str], points: int) -> dict[str, Array]:
        """Metrics at single points, whose places along each axis are given."""
        result: dict[str, Array] = {}
        built = []
        for name in names:
            product_ = self._product(name)
            if product_ is None:
                built.append(name)
            else:
                result[name] = product_.at(places) if places else np.broadcast_to(product_.over(()), (points,))
        if built:
            starts = range(0, max(points, 1), GATHERED)
            parts = [self._built([one[a : a + GATHERED] for one in places], built) for a in starts]
            result |= {name: np.concatenate([part[name] for part in parts]) for name in built}
        return result

    def knobs_over(self, box: Box) -> dict[str, Any]:
        axes = len(self.knobs)
        shaped = {
            knob: values[part].reshape(tuple(-1 if i == axis else 1 for i in range(axes)))
            for axis, ((knob, values), part) in enumerate(zip(self.knobs.items(), box, strict=True))
        }
        return {**self.structural, **shaped}

    def knobs_at(self, places: Sequence[Array], points: int) -> dict[str, Any]:
        picked = {knob: values[place] for (knob, values), place in zip(self.knobs.items(), places, strict=True)}
        return {**{knob: np.broadcast_to(value, (points,)) for knob, value in self.structural.items()}, **picked}

    def typed(self, columns: Mapping[str, Array]) -> dict[str, Array]:
        """Knobs first, as the plan has them; costs that were exact as floats become integers."""
        points = len(next(iter(columns.values())))
        whole = {name for name in self.plan.metrics if not self.plan.smooth}
        return {
            **{axis.knob: self._column(axis.knob, columns, points) for axis in self.plan.axes},
            **{
                name: columns[name].astype(np.int64, copy=False) if name in whole else columns[name]
                for name in self.plan.metrics
            },
        }

    def _column(self, knob: str, columns: Mapping[str, Array], points: int) -> Array:
        return np.asarray(columns[knob]) if knob in self.knobs else np.broadcast_to(self.structural[knob], (points,))

    def _product(self, name: str) -> Product | None:
        """A metric in factored form over the whole grid, or None where it does not factor."""
        if name not in self.products:
            try:
                value = self._values(self._factors(tuple(slice(None) for _ in self.knobs)), [name], whole=True)[name]
                self.products[name] = Product(
                    value if isinstance(value, Factored) else Factored([(np.asarray(value),)]), len(self.knobs)
                )
            except (TooWide, Undecided):
                self.products[name] = None
        return self.products[name]

    def _factors(self, box: Box) -> dict[str, Factored]:
        axes = len(self.knobs)
        return {
            knob: along(values[part], axis, axes)
            for axis, ((knob, values), part) in enumerate(zip(self.knobs.items(), box, strict=True))
        }

    def _values(self, knobs: Mapping[str, Any], names: Sequence[str], whole: bool = False) -> dict[str, Any]:
        """Metrics as arrays of the kind that the knobs are."""
        if self.plan.smooth:
            return {name: worth(self._form.metrics[name], knobs) for name in names}
        graph = self._graph if whole else build(self.plan.name, **{**self.texts, **knobs})
        return cost(graph, self.plan.counting, names)

    @cached_property
    def _graph(self) -> Any:
        return build(self.plan.name, **{**self.texts, **self._factors(tuple(slice(None) for _ in self.knobs))})

    @cached_property
    def _form(self) -> Any:
        from costmodel.questions.symbolic import closed_form

        plan = self.plan
        asked = _condition(plan)
        read = {*plan.metrics, *(one.removeprefix("-") for one in plan.objectives), *(asked.names if asked else ())}
        return closed_form(
            plan.name, list(self.knobs), convention=convention(plan.convention), bits=plan.bits,
            metrics=[name for name in plan.visible if name in read], **self.texts,
        )  # fmt: skip

    def _tiled(self, box: Box, names: Sequence[str]) -> dict[str, Array]:
        """Metrics over a box, built for it alone; in halves where the builder cannot decide a question for the whole."""
        shape = tuple(part.stop - part.start for part in box)
        try:
            values = self._values(self._factors(box), names)
        except Undecided:
            axis = int(np.argmax(shape))
            if shape[axis] == 1:
                raise
            middle = (box[axis].start + box[axis].stop) // 2
            halves = [
                self._tiled((*box[:axis], part, *box[axis + 1 :]), names)
                for part in (slice(box[axis].start, middle), slice(middle, box[axis].stop))
            ]
            return {name: np.concatenate([half[name] for half in halves], axis=axis) for name in names}
        dense = {name: value.dense() if isinstance(value, Factored) else value for name, value in values.items()}
        return {name: np.broadcast_to(value, shape) for name, value in dense.items()}

    def _built(self, places: Sequence[Array], names: Sequence[str]) -> dict[str, Array]:
        """Metrics at points, built on plain arrays."""
        points = len(places[0]) if places else 1
        knobs = {knob: values[place] for (knob, values), place in zip(self.knobs.items(), places, strict=True)}
        try:
            values = self._values(knobs, names) if points else dict.fromkeys(names, 0)
        except Undecided:
            if points == 1:
                raise
            middle = points // 2
            halves = [self._built([one[part] for one in places], names) for part in (slice(middle), slice(middle, None))]
            return {name: np.concatenate([half[name] for half in halves]) for name in names}
        return {name: np.broadcast_to(value, (points,)) for name, value in values.items()}

    def _check_corners(self) -> None:
        """Costs are largest at a corner of the grid; there they are computed with integers of any size.

        A family that does not build at a corner says so here, in numbers, rather than of a whole grid.

        Raises:
            Overflow: if one would not fit into 64 bits.
        """
        ends = [(int(np.argmin(axis.numbers)), int(np.argmax(axis.numbers))) for axis in self.plan.lifted]
        for corner in product(*map(set, ends)):
            knobs = {axis.knob: axis.text(place) for axis, place in zip(self.plan.lifted, corner, strict=True)}
            totals = cost(build(self.plan.name, **{**self.texts, **knobs}), self.plan.counting)
            for name, value in totals.items():
                if value >= 2**63:
                    raise Overflow(f"{name} is {value:.3g} at {_words(knobs)}, above the 64-bit integers of a sweep")


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


def _flat(column: Any, shape: tuple[int, ...], kept: Array | None) -> Array:
    """A column over a box, entry by entry, or the kept entries of it."""
    spread = np.broadcast_to(column, shape)
    if kept is None:
        return spread.reshape(-1)
    return spread.reshape(-1)[kept] if spread.flags.c_contiguous else spread[np.unravel_index(kept, shape)]


def _words(knobs: Mapping[str, Any]) -> str:
    return ", ".join(f"{knob} {value}" for knob, value in knobs.items()) or "the given knobs"
