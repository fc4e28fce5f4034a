"""What is swept: the grid, its parts, and what is asked of each configuration. A plan is plain data, so it travels to workers.

Structural knobs come first and vary slowest; then the lifted ones, in the order given. Configurations are numbered in that
order, or as they are drawn.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from math import prod

from costmodel.errors import CostModelError, meant, quoted
from costmodel.formulas.counting import STANDARD, AsCounting, Counting
from costmodel.formulas.metrics import METRICS, cost, metric, several
from costmodel.numbers.show import shown
from costmodel.numbers.text import whole
from costmodel.questions.sweep import tiles
from costmodel.questions.sweep.axes import Axis, Steps, Values, axes_of
from costmodel.questions.sweep.tiles import Tile
from costmodel.questions.sweep.where import Condition, condition
from costmodel.subjects import AsSubject, Subject, subject
from costmodel.subjects.batch import batched

TILE = 2**18  # configurations evaluated together: their columns stay in cache, and a column a call costs little
MOST_CONFIGURATIONS = 10**12
LARGEST_GRID = 2**63 - 1  # of which a sample is drawn: places are numbered in 64 bits
LISTED = 6  # values of an axis that a description names


@dataclass(frozen=True, eq=False)
class Plan:
    """A sweep.

    Attributes:
        subject: with the fixed knobs.
        axes: structural ones first.
        metrics: those of the result.
        where: only configurations for which this holds.
        pareto: objectives whose frontier is kept.
        top: how many are kept, the best by `by`.
        sample: how many configurations are drawn from the grid, with repetition; None for all of it.
    """

    subject: Subject
    axes: tuple[Axis, ...]
    metrics: tuple[str, ...]
    counting: Counting = STANDARD
    smooth: bool = False
    where: str | None = None
    pareto: tuple[str, ...] = ()
    top: int | None = None
    by: str = ""
    sample: int | None = None
    seed: int = 0
    tile: int = field(default=TILE)

    @cached_property
    def structural(self) -> tuple[Axis, ...]:
        return tuple(axis for axis in self.axes if not axis.lifted)

    @cached_property
    def lifted(self) -> tuple[Axis, ...]:
        return tuple(axis for axis in self.axes if axis.lifted)

    @cached_property
    def lengths(self) -> tuple[int, ...]:
        """Extents of the grid."""
        return tuple(map(len, self.axes))

    @cached_property
    def visible(self) -> tuple[str, ...]:
        """The metrics that no varied knob hides."""
        return visible(self.axes, self.counting)

    @property
    def grid(self) -> int:
        """Configurations of the whole grid."""
        return prod(self.lengths)

    @property
    def size(self) -> int:
        """Configurations that are looked at."""
        return self.grid if self.sample is None else self.sample

    @property
    def objectives(self) -> tuple[str, ...]:
        return self.pareto or ((self.by,) if self.top is not None else ())

    @cached_property
    def measured(self) -> frozenset[str]:
        """What the objectives are about."""
        return frozenset(map(_name, self.objectives))

    @cached_property
    def condition(self) -> Condition | None:
        return None if self.where is None else _condition(self.where, self.axes, self.counting)

    @property
    def columns(self) -> tuple[str, ...]:
        """Of the result."""
        return (*(axis.knob for axis in self.axes), *self.metrics)

    @cached_property
    def fingerprint(self) -> str:
        """The same for two plans that give the same rows in the same order.

        What the subject builds is told by the costs of the first and the last configuration, so that a function which was
        changed in between is another one.
        """
        given = sorted((name, shown(value)) for name, value in self.subject.given.items())
        counted = self.counting.convention.name, self.counting.bits, self.counting.element_bits, self.counting.batch
        asked = self.metrics, self.smooth, self.where, self.pareto, self.top, self.by, self.sample, self.seed, self.tile
        ends = ({axis.knob: axis.values[place] for axis in self.axes} for place in (0, -1))
        costs = [cost(self.subject.build(end), self.counting) for end in ends]
        said = self.subject.kind, self.subject.name, given, self.axes, counted, asked, costs
        return sha256(repr(said).encode()).hexdigest()[:16]

    def tiles(self) -> Iterator[Tile]:
        """All parts in order."""
        if self.sample is not None:
            return tiles.of_sample(self.sample, self.tile)
        return tiles.of_grid([*map(len, self.structural)], [*map(len, self.lifted)], self.tile)

    @property
    def parts(self) -> int:
        """How many tiles there are."""
        if self.sample is not None:
            return -(-self.sample // self.tile)
        return tiles.count([*map(len, self.structural)], [*map(len, self.lifted)], self.tile)

    def describe(self) -> str:
        axes = ", ".join(f"{axis.knob} ({_values(axis)})" for axis in self.axes)
        if self.sample is not None:
            return f"{self.sample:,} configurations drawn from the {self.grid:,} of {axes}"
        return f"{self.grid:,} configurations of {axes}"


def planned(
    network: AsSubject,
    vary: Mapping[str, Values],
    knobs: Mapping[str, object] | None = None,
    *,
    metrics: Iterable[str] | None = None,
    where: str | None = None,
    pareto: Iterable[str] = (),
    top: int | None = None,
    by: str = "",
    sample: int | str | None = None,
    seed: int = 0,
    smooth: bool = False,
    counting: AsCounting = "paper",
) -> Plan:
    """The plan of a sweep, everything checked that can be before it runs. For the arguments see `sweep`.

    Raises:
        CostModelError: if a name, knob, value, range or condition is not allowed, or the grid is too large.
    """
    stated = Counting.of(counting)
    swept = batched(subject(network, knobs), vary, stated)
    if isinstance(vary, Mapping) and not vary and swept.knobs:
        raise CostModelError("nothing varies; give a knob and its values, such as alpha=0.25:1.5:0.05")
    axes = axes_of(swept, {"": ""} if isinstance(vary, Mapping) and not vary else vary)  # a subject without knobs says so
    if smooth and not any(axis.lifted for axis in axes):
        raise CostModelError("no knob varies that a closed form could be in; sweep without smooth")
    asked = frozenset[str]() if where is None else _condition(where, axes, stated).names
    pareto, by = tuple(_objective(axes, stated, one) for one in _listed(pareto)), by and _objective(axes, stated, by)
    _check_objectives(pareto, top, by)
    read = {*_chosen(metrics, axes, stated), *asked, *map(_name, (*pareto, by))}
    plan = Plan(
        swept,
        axes,
        tuple(name for name in visible(axes, stated) if name in read),
        counting=stated,
        smooth=smooth,
        where=where,
        pareto=pareto,
        top=None if top is None else whole(top, 1, MOST_CONFIGURATIONS, "top"),
        by=by,
        sample=None if sample is None else whole(sample, 1, MOST_CONFIGURATIONS, "sample"),
        seed=whole(seed, 0, 2**63 - 1, "seed"),
    )
    _check_size(plan)
    return plan


def visible(axes: Iterable[Axis], counting: Counting) -> tuple[str, ...]:
    """The metrics that are counted and that no varied knob hides: where the knob `depth` varies, that is what `depth` means."""
    knobs = {axis.knob for axis in axes}
    return tuple(name for name in several(None, counting) if name not in knobs)


def _condition(text: str, axes: tuple[Axis, ...], counting: Counting) -> Condition:
    if not isinstance(text, str):
        raise CostModelError(f"{quoted(text)} is no condition", given=text, allowed="a text such as mult_adds <= 300M")
    names = [*visible(axes, counting), *(axis.knob for axis in axes)]
    return condition(text, names, [axis.knob for axis in axes if axis.choice])


def _check_objectives(pareto: tuple[str, ...], top: int | None, by: str) -> None:
    """Refuse objectives that are no question."""
    if pareto and top is not None:
        raise CostModelError("a frontier and the top are two questions; ask for one of them")
    if len(pareto) == 1:
        raise CostModelError("a frontier needs two objectives or more; for one ask for the top, by it")
    if top is not None and not by:
        raise CostModelError("the top needs how many, at least 1, and by which metric")


def _objective(axes: tuple[Axis, ...], counting: Counting, text: str) -> str:
    """A metric or knob, with a minus before it if more of it is better.

    Raises:
        UnknownName: if there is none of that name that has an order.
    """
    numeric = [*visible(axes, counting), *(axis.knob for axis in axes if not axis.choice)]
    if _name(text) in METRICS and _name(text) not in numeric:
        metric(_name(text), counting)  # says what it needs
    return text[: text.startswith("-")] + meant("metric or knob", _name(text), numeric)


def _chosen(metrics: Iterable[str] | None, axes: tuple[Axis, ...], counting: Counting) -> tuple[str, ...]:
    """The metrics that are asked for: all that are visible, where nothing is said."""
    if metrics is None:
        return visible(axes, counting)
    chosen = tuple(metric(one, counting).name for one in _listed(metrics))
    if hidden := [one for one in chosen if one not in visible(axes, counting)]:
        raise CostModelError(f"{hidden[0]} is a knob that varies here; the metric of that name is hidden by it")
    return chosen


def _check_size(plan: Plan) -> None:
    """Refuse what would not end.

    Raises:
        CostModelError: with the size, and what to do instead.
    """
    if plan.size > MOST_CONFIGURATIONS:
        raise CostModelError(f"the grid has {plan.size:,} configurations; draw a sample of it, such as --sample 1e6")
    if plan.grid > LARGEST_GRID:
        raise CostModelError(f"the grid has {plan.grid:,} configurations; a sample is drawn from at most {LARGEST_GRID:,}")


def _listed(names: Iterable[str]) -> tuple[str, ...]:
    """Names; one by itself is a list of one."""
    listed = (names,) if isinstance(names, str) else tuple(names) if isinstance(names, Iterable) else (names,)
    if wrong := [name for name in listed if not isinstance(name, str)]:
        raise CostModelError(f"{quoted(wrong[0])} is no name", given=wrong[0], allowed="names of metrics and knobs")
    return listed


def _name(objective: str) -> str:
    return objective.removeprefix("-")


def _values(axis: Axis) -> str:
    if isinstance(axis.values, Steps) or len(axis) > LISTED:
        return f"{len(axis):,} values from {axis.words(0)} to {axis.words(-1)}"
    return ", ".join(axis.words(place) for place in range(len(axis)))
