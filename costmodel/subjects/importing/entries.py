"""The inputs of a network that comes from a file, and names for what it leaves open of their sizes."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from costmodel.numbers.algebra import Dim
from costmodel.subjects.importing.model import FreeSize

BATCH = 1  # of a batch that is left open
AXES: Mapping[int, tuple[str, ...]] = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}


class Entry(NamedTuple):
    """An input whose channels are last.

    Attributes:
        sizes: batch first; a name in place of one that is open.
    """

    name: str
    sizes: tuple[int | str, ...]

    @classmethod
    def of(cls, name: str, sizes: Sequence[int | None], alone: bool) -> "Entry":
        """An input of sizes that are None where they are open.

        Args:
            alone: there is no other, so that the names of its sizes need not say whose they are.
        """
        prefix = "" if alone else re.sub(r"\W", "_", name).strip("_") + "_"
        return cls(name, tuple(_named(sizes, prefix)))

    def shape(self, given: Mapping[str, Dim]) -> tuple[Dim, ...]:
        """The sizes, with those that are open as they are given."""
        return tuple(given[size] if isinstance(size, str) else size for size in self.sizes)


def free_sizes(entries: Iterable[Entry]) -> dict[str, FreeSize]:
    """The sizes that are left open, by name."""
    return {
        size: FreeSize(f"{size.replace('_', ' ')} of the input {entry.name}")
        for entry in entries
        for size in entry.sizes
        if isinstance(size, str)
    }


def _named(sizes: Sequence[int | None], prefix: str) -> Iterator[int | str]:
    axes = AXES.get(len(sizes) - 2, ())
    for place, size in enumerate(sizes):
        if size is not None:
            yield size
        elif not place:
            yield BATCH
        elif len(sizes) == 2:
            yield f"{prefix}length"
        elif place == len(sizes) - 1:
            yield f"{prefix}channels"
        else:
            yield prefix + (axes[place - 1] if axes else f"axis_{place}")
