"""Networks whose channels are the last axis, held with the channels before the pixels.

Keras and TFLite keep (batch, *pixels, channels); the ops read (batch, channels, *pixels). A cost model has no memory to lay
out, so every tensor of three axes or more is *held* in the second order, from the input on: each element is there once, and
all totals are the same. What only renames axes for the source (a reshape, a flattening) does so here; what moves elements
(a transposition) moves them here too. A source's axis is turned into that of what is held, and nothing else has to know.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from costmodel.errors import CostModelError
from costmodel.ir.shape import Shape
from costmodel.numbers.algebra import Dim

Any_ = TypeVar("Any_")


@dataclass(frozen=True)
class Layout:
    """Where the source keeps the channels.

    Attributes:
        last: on the last axis; if not, tensors are held as they are.
    """

    last: bool

    def held(self, axes: Iterable[Any_]) -> tuple[Any_, ...]:
        """What the source says of each axis, in the order in which a tensor is held."""
        said = tuple(axes)
        return (said[0], said[-1], *said[1:-1]) if self.last and len(said) > 2 else said

    def said(self, axes: Iterable[Any_]) -> tuple[Any_, ...]:
        """`held` run backwards."""
        held = tuple(axes)
        return (held[0], *held[2:], held[1]) if self.last and len(held) > 2 else held

    def shape(self, sizes: Iterable[Dim]) -> Shape:
        """The shape as held of the sizes that the source says."""
        return Shape(*self.held(sizes))

    def axis(self, axis: int, rank: int) -> int:
        """An axis of the source as one of what is held, counted from the end.

        Raises:
            CostModelError: if there is no such axis.
        """
        if not -rank <= axis < rank:
            raise CostModelError(f"there is no axis {axis} among {rank}", given=axis, allowed=f"{-rank} to {rank - 1}")
        return self.held(range(rank)).index(axis % rank) - rank

    def axes(self, axes: Iterable[int], rank: int) -> tuple[int, ...]:
        """Several axes, each once, in the order in which they are held."""
        return tuple(sorted({self.axis(axis, rank) for axis in axes}))

    def order(self, axes: Sequence[int]) -> tuple[int, ...]:
        """For `Permute`: where each axis of what is held afterwards is held before, if the source orders its axes so."""
        rank = len(axes)
        return tuple(self.axis(axis, rank) for axis in self.held(axes))


CHANNELS_LAST, CHANNELS_FIRST = Layout(last=True), Layout(last=False)
