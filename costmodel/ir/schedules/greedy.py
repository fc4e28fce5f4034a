"""A good order for what is too large for the best one: paths that free memory first, the lowest hill before others."""

from typing import NamedTuple

from costmodel.ir.schedules.running import Piece


class Path(NamedTuple):
    """Steps that run one after the other, and the elements alive at their end and at most, beside those before them."""

    steps: tuple[int, ...]
    end: int
    most: int

    @property
    def rank(self) -> tuple[bool, int, int]:
        """Paths that end lower than they start run first, the lowest hill before others; then those whose hill stands highest
        above their valley, as Liu (1987) orders trees."""
        return (self.end > 0, self.end - self.most if self.end > 0 else self.most, self.steps[0])


def greedy(piece: Piece) -> list[int]:
    """An order in which of all paths that can run the one of the best rank does."""
    order: list[int] = []
    done, alive = 0, piece.start
    while done != piece.all:
        paths = (_path(piece, done, alive, index) for index in piece.ready(done))
        for index in min(paths, key=lambda path: path.rank).steps:
            alive, done = piece.left(done, alive, index), done | 1 << index
            order.append(index)
    return order


def _path(piece: Piece, done: int, alive: int, index: int) -> Path:
    """From a step that can run, up to where paths meet or part, the part down to the valley: the fewest elements alive."""
    steps: list[int] = []
    start, most = alive, 0
    valley: Path | None = None
    while True:
        most = max(most, alive + piece.sizes[index] - start)
        alive, done = piece.left(done, alive, index), done | 1 << index
        steps.append(index)
        if valley is None or alive - start <= valley.end:
            valley = Path(tuple(steps), alive - start, most)
        ahead = [follower for follower, needs in enumerate(piece.needs) if needs >> index & 1]
        if len(ahead) != 1 or piece.needs[ahead[0]] & done != piece.needs[ahead[0]]:
            return valley
        [index] = ahead
