"""Where a network that was not built here came from, and what reading it found: what a page has to say beside its totals."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from costmodel.numbers.algebra import Dim, total

SHOWN = 3  # names that a line lists


class Tensor(NamedTuple):
    """A learned tensor.

    Attributes:
        size: elements.
    """

    name: str
    size: Dim


@dataclass(frozen=True)
class Origin:
    """Where a network came from.

    Attributes:
        place: the file, module or attribute that was read.
        format: what it is, such as `ONNX, opset 17`.
        producer: who wrote it, such as `pytorch 2.13.0`; empty where nobody says.
        notes: whole sentences on what is the file's rather than the model's, and on what was assumed.
        unread: learned tensors that nothing reads.
        folded: mult-adds of what does not depend on an input, which are in no total.
    """

    place: str
    format: str
    producer: str = ""
    notes: tuple[str, ...] = ()
    unread: tuple[Tensor, ...] = ()
    folded: Dim = 0

    @property
    def lines(self) -> Iterator[str]:
        """What a page says of it."""
        yield f"read from {self.place} ({self.format}{f', by {self.producer}' if self.producer else ''})"
        yield from self.notes
        if self.unread:
            sizes = total(tensor.size for tensor in self.unread)
            yield f"{sizes} parameters are read by nothing and not counted: {_some(tensor.name for tensor in self.unread)}"
        if type(self.folded) is not int or self.folded:
            yield f"{self.folded} mult-adds on parameters alone are done once for all inputs and not counted"


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    rest = len(listed) - SHOWN
    return ", ".join(listed[:SHOWN]) + (f" and {rest} more" if rest > 0 else "")
