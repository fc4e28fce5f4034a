"""Where in a grid configurations lie, a box of it or single points, and what they cost there.

A metric that factors is read from its product; another one is built for the region alone, on factored arrays over a box and on
plain arrays at points.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from math import prod
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from costmodel.numbers.algebra import Undecided
from costmodel.numbers.factored import Factored, Product, along
from costmodel.questions.sweep.setting import Setting

Array: TypeAlias = NDArray[Any]
Join: TypeAlias = Callable[[list[Array]], Array]

GATHERED = 2**13  # points built together on plain arrays: their hundreds of temporaries stay in cache


class Region(ABC):
    """Configurations of one setting of the structural knobs.

    Attributes:
        shape: of the arrays over it.
        most_built: configurations that go through a builder together.
    """

    setting: Setting
    shape: tuple[int, ...]
    most_built: int

    @property
    def size(self) -> int:
        return prod(self.shape)

    def columns(self, metrics: Iterable[str]) -> dict[str, Array]:
        """Metrics and all knobs; along axes on which nothing depends the extent may be 1."""
        return {**self.metrics(metrics), **self.setting.fixed, **self._knobs()}

    def metrics(self, names: Iterable[str]) -> dict[str, Array]:
        """Metrics alone. Whole numbers may stand in floats that hold them exactly."""
        products = {name: self.setting.product(name) for name in names}
        found = {name: self._read(one) for name, one in products.items() if one is not None}
        built = [name for name, one in products.items() if one is None]
        return {**found, **(self._built(built) if built else {})}

    def is_whole(self, name: str, values: Array) -> bool:
        """Are a metric's values whole numbers, be it in floats?"""
        metric = self.setting.product(name)
        return not self.setting.plan.smooth and (values.dtype.kind == "i" if metric is None else metric.whole)

    def flat(self, column: Any, kept: Array | None = None) -> Array:
        """A column entry by entry, or the kept entries of it."""
        spread = np.broadcast_to(column, self.shape)
        if kept is None:
            return spread.reshape(-1)
        return spread.reshape(-1)[kept] if spread.flags.c_contiguous else spread[np.unravel_index(kept, self.shape)]

    @abstractmethod
    def take(self, kept: Array) -> "Points":
        """Some of the configurations, by their places in `flat`."""

    @abstractmethod
    def _knobs(self) -> dict[str, Array]:
        """The lifted knobs, to be broadcast to the shape."""

    @abstractmethod
    def _read(self, metric: Product) -> Array:
        """A metric that factors."""

    @abstractmethod
    def _dims(self) -> dict[str, Any]:
        """The lifted knobs as a builder takes them."""

    @abstractmethod
    def _parts(self, holds: Array | None) -> tuple[Self, Self, Join]:
        """Two parts, neither of them empty, and how their values are put together again.

        Args:
            holds: where a question has the answer yes that has two answers in the region; the parts follow them.
        """

    def _built(self, names: Sequence[str]) -> dict[str, Array]:
        """Metrics built for the region alone; in parts where it is too large, or the builder cannot decide for all of it."""
        if not self.size:
            return dict.fromkeys(names, np.zeros(self.shape, np.int64))
        holds = None
        if self.size <= self.most_built:
            try:
                values = self.setting.costs(self._dims(), names)
            except Undecided as error:
                if self.size == 1:
                    raise
                holds = _dense(error.holds)
            else:
                return {name: np.broadcast_to(_dense(value), self.shape) for name, value in values.items()}
        *parts, join = self._parts(holds)
        first, second = (part._built(names) for part in parts)
        return {name: join([first[name], second[name]]) for name in names}


class Box(Region):
    """A box of the grid of the lifted knobs."""

    def __init__(self, setting: Setting, start: Sequence[int], stop: Sequence[int]) -> None:
        self.setting, self.start, self.stop = setting, tuple(start), tuple(stop)
        self.shape = tuple(b - a for a, b in zip(start, stop, strict=True))
        self.slices = tuple(map(slice, start, stop))
        self.most_built = self.size

    def take(self, kept: Array) -> "Points":
        places = np.unravel_index(kept, self.shape) if self.shape else ()
        return Points(self.setting, [place + a for place, a in zip(places, self.start, strict=True)], len(kept))

    def _knobs(self) -> dict[str, Array]:
        axes = len(self.shape)
        return {
            knob: values[part].reshape(tuple(-1 if i == axis else 1 for i in range(axes)))
            for axis, ((knob, values), part) in enumerate(zip(self.setting.lifted.items(), self.slices, strict=True))
        }

    def _read(self, metric: Product) -> Array:
        return metric.over(self.slices)

    def _dims(self) -> dict[str, Any]:
        return {
            knob: along(values[part], axis, len(self.shape))
            for axis, ((knob, values), part) in enumerate(zip(self.setting.lifted.items(), self.slices, strict=True))
        }

    def _parts(self, holds: Array | None) -> "tuple[Box, Box, Join]":
        axis, length = (int(np.argmax(self.shape)), max(self.shape) // 2) if holds is None else _first_change(holds)
        stop, start = list(self.stop), list(self.start)
        stop[axis] = start[axis] = self.start[axis] + length
        return Box(self.setting, self.start, stop), Box(self.setting, start, self.stop), partial(np.concatenate, axis=axis)


class Points(Region):
    """Single points of the grid of the lifted knobs.

    Args:
        places: along each axis, one entry a point.
        count: how many points there are.
    """

    most_built = GATHERED

    def __init__(self, setting: Setting, places: Sequence[Array], count: int) -> None:
        self.setting, self.places, self.shape = setting, places, (count,)

    def take(self, kept: Array) -> "Points":
        return Points(self.setting, [place[kept] for place in self.places], len(kept))

    def _knobs(self) -> dict[str, Array]:
        return {knob: values[place] for (knob, values), place in zip(self.setting.lifted.items(), self.places, strict=True)}

    def _read(self, metric: Product) -> Array:
        return metric.at(self.places)

    def _dims(self) -> dict[str, Any]:
        return self._knobs()

    def _parts(self, holds: Array | None) -> "tuple[Points, Points, Join]":
        in_first = np.arange(self.size) < self.size // 2 if holds is None else holds
        places = np.flatnonzero(in_first), np.flatnonzero(~in_first)
        back = np.argsort(np.concatenate(places))
        first, second = map(self.take, places)
        return first, second, lambda values: np.concatenate(values)[back]


def _first_change(holds: Array) -> tuple[int, int]:
    """An axis along which the answers change, and how many places along it have the first one's, whatever the other places."""
    for axis, length in enumerate(holds.shape):
        others = tuple(other for other in range(holds.ndim) if other != axis)
        changes = (np.diff(holds, axis=axis) != 0).any(axis=others)
        if length > 1 and changes.any():
            return axis, int(np.argmax(changes)) + 1
    raise AssertionError("there are two answers")


def _dense(value: Any) -> Any:
    return value.dense() if isinstance(value, Factored) else value
