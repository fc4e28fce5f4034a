"""A piece of a network while it runs: what is alive, and what can run next."""

from collections.abc import Iterable, Sequence

from costmodel.ir.schedules.steps import Step


class Piece:
    """The steps of one piece, numbered from 0, and how their maps come and go.

    A set of steps that have run is a number with a bit for each of them.

    Attributes:
        needs: the bits of the steps that have to run before each.
        inputs: of each, the maps that it reads, those from before the piece last.
        sizes: of all maps, by the same numbers.
        start: elements that are alive before it runs: the map that the piece before has left, and outputs of the network.
    """

    def __init__(self, steps: Sequence[Step], piece: range) -> None:
        self.steps = [steps[place] for place in piece]
        number = {place: index for index, place in enumerate(piece)}
        outside = sorted({source for step in self.steps for source in step.reads if source not in number})
        number |= {place: len(piece) + index for index, place in enumerate(outside)}
        self.inputs = [[number[source] for source in step.reads] for step in self.steps]
        self.sizes = [*(step.size for step in self.steps), *(steps[place].size for place in outside)]
        self.needs = [sum(1 << source for source in sources if source < len(piece)) for sources in self.inputs]
        # What a later piece reads, and an output of the network, no step of this one lets go.
        self.readers = [self._readers(step, number) for step in (*self.steps, *(steps[place] for place in outside))]
        stay = {step.place for step in steps[: piece[0]] if step.stays}
        self.start = sum(steps[place].size for place in stay.union(outside))
        self.all = (1 << len(self.steps)) - 1

    def _readers(self, step: Step, number: dict[int, int]) -> int:
        inside = [number[place] for place in step.readers if number.get(place, len(self.steps)) < len(self.steps)]
        goes_on = step.stays or len(inside) < len([place for place in step.readers if place >= self.steps[0].place])
        return 0 if goes_on or not step.readers else sum(1 << index for index in inside)

    def ready(self, done: int) -> list[int]:
        """The steps that can run."""
        return [index for index, needs in enumerate(self.needs) if not done >> index & 1 and needs & done == needs]

    def left(self, done: int, alive: int, index: int) -> int:
        """The elements that are alive after a step; while it runs, `alive` and its own map are."""
        after = done | 1 << index
        gone = (
            self.sizes[source]
            for source in self.inputs[index]
            if self.readers[source] and self.readers[source] & after == self.readers[source]
        )
        return alive + self.sizes[index] - sum(gone)

    def peak(self, order: Iterable[int]) -> int:
        """The most elements alive at one step of an order."""
        done, alive, most = 0, self.start, 0
        for index in order:
            most = max(most, alive + self.sizes[index])
            alive, done = self.left(done, alive, index), done | 1 << index
        return most
