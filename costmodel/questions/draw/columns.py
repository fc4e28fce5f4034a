"""A tall drawing in columns, broken where a single arrow crosses, so that it fits a page or a slide."""

from collections.abc import Sequence
from math import log

from costmodel.questions.draw.layout import BETWEEN, Placed, Point, Size

SHAPE = 1.4  # width by height that is aimed at
MOST = 8  # columns
STEPS = 100  # in which the height of a column is tried
WORTH = 0.8  # what is left of the height, at most, where another column is worth it
GUTTER = 44.0  # between them
TURN = 14.0  # how far beyond the boxes an arrow turns into the gutter


def in_columns(placed: Placed, sizes: Sequence[Size], arrows: Sequence[tuple[int, int]]) -> Placed:
    """The drawing in as many columns as bring it nearest to the shape of a page."""
    tried = [placed]
    for count in range(2, MOST + 1):
        broken = _broken(placed, sizes, arrows, count)
        if broken.height < WORTH * tried[-1].height:
            tried.append(broken)
    return min(tried, key=lambda one: abs(log(one.width / one.height / SHAPE)))


def _broken(placed: Placed, sizes: Sequence[Size], arrows: Sequence[tuple[int, int]], count: int) -> Placed:
    starts = _starts(placed, arrows, count)
    if len(starts) == 1:
        return placed
    column = [sum(rank >= start for start in starts) - 1 for rank in range(len(placed.tops))]
    tops = [placed.tops[start] for start in starts]
    bottoms = [*(top - BETWEEN for top in tops[1:]), placed.height]
    spans: list[list[float]] = [[] for _ in starts]
    for (x, _), size, rank in zip(placed.boxes, sizes, placed.ranks, strict=True):
        spans[column[rank]] += [x, x + size.width]
    for route in placed.routes:
        for x, y in route:
            spans[_column(y, tops)].append(x)
    lefts, x = [], 0.0
    for span in spans:
        lefts.append(x - min(span))
        x += max(span) - min(span) + GUTTER

    def moved(point: Point, number: int) -> Point:
        return point[0] + lefts[number], point[1] - tops[number] + TURN

    boxes = [moved(corner, column[rank]) for corner, rank in zip(placed.boxes, placed.ranks, strict=True)]
    routes = []
    for route in placed.routes:
        points: list[Point] = []
        before = _column(route[0][1], tops)
        for point in route:
            number = _column(point[1], tops)
            if number != before:
                (last, low), (first, _) = points[-1], moved(point, number)
                gutter = max(spans[before]) + lefts[before] + GUTTER / 2
                deep = low + TURN
                points += [(last, deep), (gutter, deep), (gutter, 0.0), (first, 0.0)]
            points.append(moved(point, number))
            before = number
        routes.append(points)
    height = max(bottom - top for top, bottom in zip(tops, bottoms, strict=True)) + 2 * TURN
    return Placed(x - GUTTER, height, boxes, routes, placed.ranks, placed.tops)


def _starts(placed: Placed, arrows: Sequence[tuple[int, int]], count: int) -> list[int]:
    """The ranks that columns begin with, so many at most and as even as can be; one ends where one arrow alone goes on."""
    crossing = [0] * len(placed.tops)
    for source, target in arrows:
        ends = sorted((placed.ranks[source], placed.ranks[target]))
        for rank in range(ends[0], ends[1]):
            crossing[rank] += 1
    whole = [0, *(rank for rank in range(1, len(placed.tops)) if crossing[rank - 1] == 1)]
    lows = [*(placed.tops[rank] for rank in whole[1:]), placed.height]
    for step in range(STEPS):
        height = placed.height / count * (1 + step / STEPS * (count - 1))
        starts = [0]
        for rank, low in zip(whole[1:], lows[1:], strict=True):
            if low - placed.tops[starts[-1]] > height:
                starts.append(rank)
        if len(starts) <= count:
            return starts
    return [0]


def _column(y: float, tops: Sequence[float]) -> int:
    """The column in which a place lies; the room above a column's first rank is its own."""
    return max(sum(y >= top - BETWEEN / 2 for top in tops) - 1, 0)
