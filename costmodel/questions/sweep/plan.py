"""What is swept: the grid, its parts, and what is asked of each configuration. A plan is plain data, so it travels to workers.

Structural knobs come first and vary slowest; then the lifted ones, in the order given. Configurations are numbered in that
order, or as they are drawn.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import cached_property
from hashlib import sha256
from math import prod
from typing import Any, NamedTuple

from costmodel.errors import CostModelError
from costmodel.formulas.conventions import convention
from costmodel.formulas.counting import Counting
from costmodel.formulas.metrics import METRICS
from costmodel.questions.sweep.axes import Axis, Steps

TILE = 2**18  # configurations evaluated together: their columns stay in cache, and a column a call costs little
MOST_CONFIGURATIONS = 10**12


def visible(axes: Iterable[Axis]) -> tuple[str, ...]:
    """The metrics that no varied knob hides: where the knob `depth` varies, that is what `depth` means."""
    knobs = {axis.knob for axis in axes}
    return tuple(name for name in METRICS if name not in knobs)


class Tile(NamedTuple):
    """A part of the work: a box of the grid for one setting of the structural knobs, or a part of a sample.

    Attributes:
        number: of its first configuration.
    """

    number: int
    structural: tuple[int, ...]
    start: tuple[int, ...]
    stop: tuple[int, ...]

    @property
    def size(self) -> int:
        return prod(b - a for a, b in zip(self.start, self.stop, strict=True))


@dataclass(frozen=True)
class Plan:
    """A sweep.

    Attributes:
        knobs: the fixed ones.
        axes: structural ones first.
        metrics: those of the result.
        where: only configurations for which this holds.
        pareto: objectives whose frontier is kept.
        top: how many are kept, the best by `by`.
        sample: how many configurations are drawn from the grid, with repetition; None for all of it.
    """

    name: str
    knobs: tuple[tuple[str, Any], ...]
    axes: tuple[Axis, ...]
    metrics: tuple[str, ...]
    convention: str = "paper"
    bits: int = 32
    smooth: bool = False
    where: str | None = None
    pareto: tuple[str, ...] = ()
    top: int | None = None
    by: str = ""
    sample: int | None = None
    seed: int = 0
    tile: int = field(default=TILE)

    @cached_property
    def counting(self) -> Counting:
        return Counting(convention(self.convention), self.bits)

    @cached_property
    def structural(self) -> tuple[Axis, ...]:
        return tuple(axis for axis in self.axes if not axis.lifted)

    @cached_property
    def lifted(self) -> tuple[Axis, ...]:
        return tuple(axis for axis in self.axes if axis.lifted)

    @cached_property
    def visible(self) -> tuple[str, ...]:
        """The metrics that no varied knob hides."""
        return visible(self.axes)

    @property
    def grid(self) -> int:
        """Configurations of the whole grid."""
        return prod(len(axis) for axis in self.axes)

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
        return frozenset(objective.removeprefix("-") for objective in self.objectives)

    @property
    def columns(self) -> tuple[str, ...]:
        """Of the result."""
        return (*(axis.knob for axis in self.axes), *self.metrics)

    @cached_property
    def fingerprint(self) -> str:
        """The same for two plans that give the same rows in the same order."""
        return sha256(repr(sorted(asdict(self).items())).encode()).hexdigest()[:16]

    def check_size(self) -> None:
        """Refuse what would not end.

        Raises:
            CostModelError: with the size, and what to do instead.
        """
        if self.size > MOST_CONFIGURATIONS:
            what = "the grid" if self.sample is None else "the sample"
            raise CostModelError(f"{what} has {self.size:,} configurations; draw a sample of it, such as --sample 1e6")

    def tiles(self) -> Iterator[Tile]:
        """All parts in order."""
        if self.sample is not None:
            for first in range(0, self.sample, self.tile):
                yield Tile(first, (), (first,), (min(first + self.tile, self.sample),))
            return
        lengths = [len(axis) for axis in self.lifted]
        each = prod(lengths)
        settings = _counting([len(axis) for axis in self.structural])
        for number, setting in enumerate(settings):
            done = number * each
            for start, stop in _boxes(lengths, self.tile):
                tile = Tile(done, setting, start, stop)
                done += tile.size
                yield tile

    @property
    def parts(self) -> int:
        """How many tiles there are."""
        if self.sample is not None:
            return -(-self.sample // self.tile)
        return prod(len(axis) for axis in self.structural) * _box_count([len(axis) for axis in self.lifted], self.tile)

    def texts(self, setting: tuple[int, ...]) -> dict[str, Any]:
        """A setting of the structural knobs as the Spec reads it."""
        return {axis.knob: axis.text(place) for axis, place in zip(self.structural, setting, strict=True)}

    def describe(self) -> str:
        axes = ", ".join(f"{axis.knob} ({_shown(axis)})" for axis in self.axes)
        if self.sample is not None:
            return f"{self.sample:,} configurations drawn from the {self.grid:,} of {axes}"
        return f"{self.grid:,} configurations of {axes}"


def _shown(axis: Axis) -> str:
    first, last = axis.text(0), axis.text(len(axis) - 1)
    if isinstance(axis.values, Steps) or len(axis) > 6:
        numbers = axis.numbers
        first, last = (f"{numbers[i]:g}" if axis.lifted else axis.text(i) for i in (0, -1))
        return f"{len(axis):,} values from {first} to {last}"
    return ", ".join(str(axis.text(i)) if not axis.lifted else f"{axis.numbers[i]:g}" for i in range(len(axis)))


def _counting(lengths: list[int]) -> Iterator[tuple[int, ...]]:
    """All places of a grid, the last varying fastest; nothing is held."""
    if not lengths:
        yield ()
        return
    for first in range(lengths[0]):
        for rest in _counting(lengths[1:]):
            yield (first, *rest)


def _cut(lengths: list[int], most: int) -> tuple[int, int]:
    """The axis along which boxes of at most `most` points are cut, and their extent there; later axes are whole."""
    inner = 1
    for axis in range(len(lengths) - 1, -1, -1):
        if inner * lengths[axis] > most:
            return axis, max(1, most // inner)
        inner *= lengths[axis]
    return 0, lengths[0] if lengths else 1


def _boxes(lengths: list[int], most: int) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Boxes of at most `most` points, each contiguous in the order of counting."""
    if not lengths:
        yield (), ()
        return
    axis, extent = _cut(lengths, most)
    for outer in _counting(lengths[:axis]):
        for start in range(0, lengths[axis], extent):
            stop = min(start + extent, lengths[axis])
            yield (*outer, start, *(0 for _ in lengths[axis + 1 :])), (*(i + 1 for i in outer), stop, *lengths[axis + 1 :])


def _box_count(lengths: list[int], most: int) -> int:
    if not lengths:
        return 1
    axis, extent = _cut(lengths, most)
    return prod(lengths[:axis]) * -(-lengths[axis] // extent)
