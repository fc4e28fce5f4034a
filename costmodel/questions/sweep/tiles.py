"""How a grid is cut into tiles: boxes of a bounded size, each contiguous in the order of counting."""

from collections.abc import Iterator, Sequence
from math import prod
from typing import NamedTuple


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


def of_grid(structural: Sequence[int], lifted: Sequence[int], most: int) -> Iterator[Tile]:
    """All tiles of a grid in order.

    Args:
        structural, lifted: extents of its axes.
        most: configurations of a tile.
    """
    number = 0
    for setting in _places(structural):
        for start, stop in _boxes(lifted, most):
            tile = Tile(number, setting, start, stop)
            number += tile.size
            yield tile


def of_sample(size: int, most: int) -> Iterator[Tile]:
    """All tiles of a sample in order."""
    for first in range(0, size, most):
        yield Tile(first, (), (first,), (min(first + most, size),))


def count(structural: Sequence[int], lifted: Sequence[int], most: int) -> int:
    """How many tiles a grid has."""
    if not lifted:
        return prod(structural)
    axis, extent = _cut(lifted, most)
    return prod(structural) * prod(lifted[:axis]) * -(-lifted[axis] // extent)


def _places(lengths: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """All places of a grid, the last varying fastest; nothing is held."""
    if not lengths:
        yield ()
        return
    for first in range(lengths[0]):
        for rest in _places(lengths[1:]):
            yield (first, *rest)


def _cut(lengths: Sequence[int], most: int) -> tuple[int, int]:
    """The axis along which boxes of at most `most` points are cut, and their extent there; later axes are whole."""
    inner = 1
    for axis in range(len(lengths) - 1, -1, -1):
        if inner * lengths[axis] > most:
            return axis, max(1, most // inner)
        inner *= lengths[axis]
    return 0, lengths[0] if lengths else 1


def _boxes(lengths: Sequence[int], most: int) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    if not lengths:
        yield (), ()
        return
    axis, extent = _cut(lengths, most)
    for outer in _places(lengths[:axis]):
        for start in range(0, lengths[axis], extent):
            stop = min(start + extent, lengths[axis])
            yield (*outer, start, *(0 for _ in lengths[axis + 1 :])), (*(i + 1 for i in outer), stop, *lengths[axis + 1 :])
