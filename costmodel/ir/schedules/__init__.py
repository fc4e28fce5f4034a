"""Orders of execution: the one in which a network was built, and others with a smaller peak memory."""

from typing import NamedTuple

from costmodel.ir.graph import Graph
from costmodel.ir.schedules.exact import exact
from costmodel.ir.schedules.greedy import greedy
from costmodel.ir.schedules.running import Piece
from costmodel.ir.schedules.steps import in_order, pieces, steps_of

MOST_STATES = 20_000  # sets of steps of one piece that are looked at, which takes about a second


class Schedule(NamedTuple):
    """A network in an order of execution.

    Attributes:
        graph: the same nodes under the same names, perhaps at new positions.
        peak: its peak memory in elements.
        way: how the order was found: as the network was `built`, by a `greedy` choice, or by an `exact` search.
        is_least: is it proved that no order has a smaller peak?
    """

    graph: Graph
    peak: int
    way: str
    is_least: bool

    @property
    def words(self) -> str:
        """The way and the proof, for people."""
        way = "as built" if self.way == "built" else f"by {'an' if self.way == 'exact' else 'a'} {self.way} search"
        return f"{way}; {'no order has a smaller peak' if self.is_least else 'not proved to be the least'}"


class Ordered(NamedTuple):
    """A piece of a network in an order."""

    piece: Piece
    order: list[int]
    peak: int
    way: str

    @classmethod
    def of(cls, piece: Piece, order: list[int], way: str) -> "Ordered":
        return cls(piece, order, piece.peak(order), way)


def best(graph: Graph, most_states: int = MOST_STATES) -> Schedule:
    """The order with the least peak memory that is found: of each piece that in which it was built, a greedy one, or the best.

    A network falls into pieces where one map alone is alive. The piece with the highest peak is searched exactly, then the
    next, until none is left that stands higher than one of which the least peak is known: that of the whole is then known, too.
    A piece with more than `most_states` sets of steps keeps the better one of the other two orders, and nothing is proved.

    Raises:
        Undecided: if sizes are expressions or arrays; an order is for one configuration.

    Example:
        >>> from costmodel.ir.schedules import best
        >>> found = best(build("nasnet"))
        >>> found.peak, found.words
        (1026880, 'by an exact search; no order has a smaller peak')
    """
    steps = steps_of(graph)
    built = [
        Ordered.of(piece, [*range(len(piece.steps))], "built") for piece in (Piece(steps, places) for places in pieces(steps))
    ]
    found = [min(one, Ordered.of(one.piece, greedy(one.piece), "greedy"), key=_peak) for one in built]
    known, is_least = 0, True  # the highest peak of a piece that is known to be its least
    for number in sorted(range(len(found)), key=lambda number: -found[number].peak):
        if found[number].peak <= known:
            break
        order = exact(found[number].piece, most_states)
        if order is None:
            is_least = False
            break
        found[number] = min(found[number], Ordered.of(found[number].piece, order, "exact"), key=_peak)
        known = max(known, found[number].peak)
    before, after = (max(ordered, key=_peak) for ordered in (built, found))
    if after.peak == before.peak:
        return Schedule(graph, before.peak, "built", is_least)
    way = next(way for way in ("exact", "greedy") if any(one.way == way for one in found))
    chosen = [one.piece.steps[index] for one in found for index in one.order]
    return Schedule(in_order(graph, chosen), after.peak, way, is_least)


def _peak(ordered: Ordered) -> int:
    return ordered.peak
