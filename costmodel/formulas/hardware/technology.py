"""Technologies: what an operation and an access take at the least where transistors are of one size. One a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from costmodel.errors import meant
from costmodel.files import checked, toml_of
from costmodel.formulas.hardware.figure import AsFigure, Figure
from costmodel.formulas.hardware.folder import file_of, names_in
from costmodel.formulas.hardware.precision import PRECISIONS
from costmodel.formulas.hardware.profile import ByPrecision, Sourced

FOLDER = Path(__file__).parent / "technologies"
ACCESSED = 32  # bits of one access


class Energies(NamedTuple):
    """Joules in one precision.

    Attributes:
        multiply_add: of a product and its addition.
        value: of a read or written value, in the smallest memory.
    """

    precision: str
    multiply_add: Fraction
    value: Fraction


class Described(Sourced):
    """What a file says of a technology: joules of a multiplication, of an addition, and of an access of 32 bits."""

    multiply: ByPrecision
    add: ByPrecision
    access: AsFigure

    def figures(self) -> Iterator[tuple[str, Figure, str]]:
        yield from ((f"multiply {name}", figure, "joules") for name, figure in self.multiply.items())
        yield from ((f"add {name}", figure, "joules") for name, figure in self.add.items())
        yield "access", self.access, "joules"


@dataclass(frozen=True)
class Technology:
    """A technology by its printed energies.

    Attributes:
        by_precision: of those in which it multiplies and adds.
        printed: each figure by its name, as its source has it.
        sources: of each figure.
    """

    name: str
    title: str
    by_precision: Mapping[str, Energies]
    printed: Mapping[str, str]
    sources: Mapping[str, str]
    note: str = ""

    def __str__(self) -> str:
        return self.title

    def energies(self, precision: str = "") -> Energies:
        """Those in a precision; in the widest one where none is named.

        Raises:
            UnknownName: if it has none in that precision.
        """
        widest = next(name for name in PRECISIONS if name in self.by_precision)
        return self.by_precision[meant(f"precision of {self.title}", precision or widest, self.by_precision)]


def names() -> tuple[str, ...]:
    """All technologies that are known here."""
    return names_in(FOLDER)


def technology(name: str | PathLike[str]) -> Technology:
    """The technology of that name, or the one that a TOML file of a user's own describes.

    Raises:
        UnknownName: if there is none.
        CostModelError: if the file cannot be read, or a figure in it lacks its source or is not allowed.

    Example:
        >>> technology("45nm").energies("int8").multiply_add  # joules
        Fraction(23, 100000000000000)
    """
    path = file_of("technology", name, FOLDER)
    found = checked(Described, toml_of(path), path)
    access = found.access.in_("joules") / ACCESSED
    by_precision = {
        word: Energies(word, figure.in_("joules") + found.add[word].in_("joules"), access * PRECISIONS[word])
        for word, figure in found.multiply.items()
        if word in found.add
    }
    return Technology(path.stem, found.title, by_precision, found.printed, found.sources, found.note)
