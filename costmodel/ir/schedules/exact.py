"""The order with the least peak, by dynamic programming over the sets of steps that can have run."""

from heapq import heappop, heappush

from costmodel.ir.schedules.running import Piece


def exact(piece: Piece, most_states: int) -> list[int] | None:
    """An order of a piece than which none has a smaller peak; None if more sets would have to be looked at than allowed.

    What is alive depends on which steps have run and not on their order, so of all ways to a set the one with the least peak is
    enough, and sets are taken up in the order of that peak (the problem is NP-complete: Sethi 1975). A step that needs no more
    than the peak so far and leaves no more alive than before is run at once: any order can be changed to one that does, and is
    no worse.
    """
    came: dict[int, tuple[int, tuple[int, ...]]] = {}  # to a set, from which other set and by which steps
    least = {0: 0}
    heap = [(0, 0, 0, piece.start)]  # peak, steps still to run (the fewer the better), set, alive
    while heap:
        peak, _, done, alive = heappop(heap)
        if peak > least[done]:
            continue
        if done == piece.all:
            return _path(came, done)
        if len(least) > most_states:
            return None
        for index in piece.ready(done):
            high = max(peak, alive + piece.sizes[index])
            reached, left, more = _drained(piece, done | 1 << index, piece.left(done, alive, index), high)
            if high < least.get(reached, high + 1):
                least[reached], came[reached] = high, (done, (index, *more))
                heappush(heap, (high, len(piece.steps) - reached.bit_count(), reached, left))
    raise AssertionError("a graph has an order")


def _drained(piece: Piece, done: int, alive: int, peak: int) -> tuple[int, int, tuple[int, ...]]:
    """A set of steps with all those that can only help, and the elements that are alive then."""
    more: tuple[int, ...] = ()
    again = True
    while again:
        again = False
        for index in piece.ready(done):
            left = piece.left(done, alive, index)
            if left <= alive and alive + piece.sizes[index] <= peak:
                done, alive, more, again = done | 1 << index, left, (*more, index), True
                break
    return done, alive, more


def _path(came: dict[int, tuple[int, tuple[int, ...]]], done: int) -> list[int]:
    order: list[int] = []
    while done:
        done, steps = came[done]
        order[:0] = steps
    return order
