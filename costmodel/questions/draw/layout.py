"""Where boxes stand and how arrows run: ranks from above, as few crossings as sweeps find, straight chains.

The steps are those of Sugiyama et al. 1981: a rank for each box, cells of no height where an arrow passes a rank, an order
within each rank by the mean of the neighbours, and x by least squares under the order, which pooling solves exactly.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, TypeAlias

SWEEPS = 12
GAP, PASSING = 22.0, 12.0  # between boxes of one rank; the width of an arrow that passes
BETWEEN = 30.0  # ranks
SPINE, PASSED, BENT = 1000.0, 20.0, 1.0  # how much an arrow pulls: to the one box above, past ranks, and elsewhere

Point: TypeAlias = tuple[float, float]


class Size(NamedTuple):
    """Of a box.

    Attributes:
        port: the place along its upper edge where arrows come in.
        out: the place along its lower edge where they go out.
    """

    width: float
    height: float
    port: float
    out: float


@dataclass
class Placed:
    """A drawing with its boxes in place.

    Attributes:
        boxes: the upper left corner of each.
        routes: the points that each arrow runs through; between two of different x it bends.
        ranks: of the boxes.
        tops: of the ranks.
    """

    width: float
    height: float
    boxes: list[Point]
    routes: list[list[Point]]
    ranks: list[int]
    tops: list[float]


def laid_out(sizes: Sequence[Size], arrows: Sequence[tuple[int, int]]) -> Placed:
    """Boxes of these sizes in ranks from above.

    Args:
        arrows: pairs of places in `sizes`; one that runs against the order of its boxes is drawn upwards and ranks nothing.
    """
    ranks = _ranks(len(sizes), arrows)
    cells = [_Cell(rank, size) for rank, size in zip(ranks, sizes, strict=True)]
    passing: dict[tuple[int, int], _Cell] = {}
    chains = [_chain(cells, source, target, passing) for source, target in arrows]
    joined = dict.fromkeys(pair for chain in chains for pair in pairwise(chain))
    near = Counter(below for above, below in joined if above.size.height)
    for above, below in joined:
        boxes = bool(above.size.height) + bool(below.size.height)
        pull = SPINE if boxes == 2 and near[below] == 1 else PASSED if boxes == 0 else BENT
        above.below.append((below, pull))
        below.above.append((above, pull))
    rows: list[list[_Cell]] = [[] for _ in range(max(ranks) + 1)]
    for cell in cells:
        rows[cell.rank].append(cell)
    _order(rows)
    _spread(rows)
    left = min(cell.x - cell.size.port for cell in cells)
    tops, y = [], 0.0
    for row in rows:
        tops.append(y)
        y += max(cell.size.height for cell in row) + BETWEEN
    heights = [max(cell.size.height for cell in row) for row in rows]
    corners = [
        (cell.x - cell.size.port - left, tops[cell.rank] + (heights[cell.rank] - cell.size.height) / 2)
        for cell in cells[: len(sizes)]
    ]
    routes = []
    drawn: set[_Cell] = set()
    for (source, _), chain in zip(arrows, chains, strict=True):
        points: list[Point] = []
        for cell in chain[sum(cell in drawn for cell in chain[1:]) :]:  # what arrows from one box share is drawn once
            top, height, x = tops[cell.rank], heights[cell.rank], cell.x - left
            spare = (height - cell.size.height) / 2 if cell.size.height else 0
            points += [(x, top), (x, top + spare), (x + cell.outwards, top + height - spare), (x + cell.outwards, top + height)]
        points = points[2:-2]
        routes.append(points if chain[0] is cells[source] else points[::-1])
        drawn.update(chain[1:-1])
    width = max(cell.x - cell.size.port + cell.size.width for cell in cells) - left
    return Placed(width, y - BETWEEN, corners, routes, ranks, tops)


class _Cell:
    """A box, or a place where an arrow passes a rank, which has no height; with the cells that it is joined to."""

    def __init__(self, rank: int, size: Size) -> None:
        self.rank = rank
        self.size = size
        self.x = 0.0
        self.above: list[tuple[_Cell, float]] = []
        self.below: list[tuple[_Cell, float]] = []

    @property
    def outwards(self) -> float:
        """How far right of where arrows come in they go out."""
        return self.size.out - self.size.port

    def pulled(self, down: bool) -> float:
        """Where what it reads would have it, or what reads it."""
        joined = self.above if down else self.below
        weight = sum(pull for _, pull in joined)
        if not joined:
            return self.x
        if down:
            return sum((other.x + other.outwards) * pull for other, pull in joined) / weight
        return sum((other.x - self.outwards) * pull for other, pull in joined) / weight


def _ranks(count: int, arrows: Sequence[tuple[int, int]]) -> list[int]:
    """The longest way from above to each box; then as far down as what reads it lets it, where more read it than it reads."""
    forward = sorted((s, t) for s, t in arrows if s < t)
    ranks = [0] * count
    for source, target in forward:
        ranks[target] = max(ranks[target], ranks[source] + 1)
    read: dict[int, list[int]] = {}
    reads = [0] * count
    for source, target in forward:
        read.setdefault(source, []).append(target)
        reads[target] += 1
    for place in reversed(range(count)):
        if place in read and len(read[place]) > reads[place]:
            ranks[place] = max(ranks[place], min(ranks[target] for target in read[place]) - 1)
    return ranks


def _chain(cells: list[_Cell], source: int, target: int, passing: dict[tuple[int, int], _Cell]) -> list[_Cell]:
    """The cells of an arrow from above; new ones for the ranks that no arrow from the same box has passed."""
    upper, lower = sorted((cells[source], cells[target]), key=lambda cell: cell.rank)
    chain = [upper]
    for rank in range(upper.rank + 1, lower.rank):
        if (source, rank) not in passing:
            passing[source, rank] = _Cell(rank, Size(PASSING, 0, PASSING / 2, PASSING / 2))
            cells.append(passing[source, rank])
        chain.append(passing[source, rank])
    return [*chain, lower]


def _order(rows: list[list[_Cell]]) -> None:
    """Sweeps down and up, each rank by the mean place of its neighbours."""
    place: dict[_Cell, float] = {}
    for row in rows:
        place |= {cell: (number + 0.5) / len(row) for number, cell in enumerate(row)}
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for row in rows if down else rows[::-1]:
            means = {cell: _mean(cell.above if down else cell.below, place, place[cell]) for cell in row}
            row.sort(key=means.__getitem__)
            place |= {cell: (number + 0.5) / len(row) for number, cell in enumerate(row)}


def _mean(joined: Sequence[tuple[_Cell, float]], value: dict[_Cell, float], otherwise: float) -> float:
    weight = sum(pull for _, pull in joined)
    return sum(value[cell] * pull for cell, pull in joined) / weight if joined else otherwise


def _spread(rows: list[list[_Cell]]) -> None:
    """An x for each cell: by turns under what it reads and over what reads it; under what it reads in the end."""
    for row in rows:
        _settle(row, [0.0] * len(row), [BENT] * len(row))
    for sweep in range(2 * SWEEPS + 1):
        down = sweep % 2 == 0
        for row in rows if down else rows[::-1]:
            weights = [max((pull for _, pull in (cell.above if down else cell.below)), default=BENT) for cell in row]
            _settle(row, [cell.pulled(down) for cell in row], weights)


def _settle(row: Sequence[_Cell], wanted: Sequence[float], weights: Sequence[float]) -> None:
    """The x nearest to those wanted, by least squares, that keep the order and the gaps: pool adjacent violators."""
    offsets, offset = [], 0.0
    for number, cell in enumerate(row):
        offset += cell.size.port + (row[number - 1].size.width - row[number - 1].size.port + GAP if number else 0)
        offsets.append(offset)
    pools: list[tuple[float, float, int]] = []  # the mean of each pool, its weight, and how many cells it has
    for x, offset, weight in zip(wanted, offsets, weights, strict=True):
        pools.append((x - offset, weight, 1))
        while len(pools) > 1 and pools[-2][0] >= pools[-1][0]:
            mean, heavy, count = pools.pop()
            before, load, many = pools.pop()
            pools.append(((before * load + mean * heavy) / (load + heavy), load + heavy, many + count))
    means = [mean for mean, _, count in pools for _ in range(count)]
    for cell, mean, offset in zip(row, means, offsets, strict=True):
        cell.x = mean + offset
