"""Devices: what one can do at best, each figure with its source. One device a file in `devices/`, read when it is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from costmodel.errors import CostModelError, meant
from costmodel.files import checked, toml_of
from costmodel.formulas.hardware.folder import file_of, names_in
from costmodel.formulas.hardware.precision import PRECISIONS

FOLDER = Path(__file__).parent / "devices"


class Roof(NamedTuple):
    """What bounds a device that calculates in one precision: the roofline of Williams, Waterman and Patterson 2009.

    Attributes:
        bits: of a stored value.
        peak: operations a second; a multiply-add is two.
        bandwidth: bytes a second, None where nobody prints it; traffic then bounds nothing.
    """

    precision: str
    bits: int
    peak: Fraction
    bandwidth: Fraction | None

    @property
    def ridge(self) -> Fraction | None:
        """Operations a byte from which on the arithmetic binds, and below which the traffic does."""
        return None if self.bandwidth is None else self.peak / self.bandwidth


@dataclass(frozen=True)
class Device:
    """A machine by its printed figures.

    Attributes:
        kind: `gpu`, `cpu`, `accelerator` or `mcu`.
        peaks: dense operations a second by precision, exactly as printed.
        bandwidth: bytes a second between memory and processor; None where none is printed.
        memories: bytes of its `memory`, or of the `sram`, its `largest_block`, and `flash` of a microcontroller.
        printed: each figure by its name, as its source has it.
        sources: of each figure.
        note: what a reader of the figures has to know.

    Example:
        >>> found = device("rtx3090")
        >>> found.title, found.peaks["fp16"], found.bandwidth
        ('GeForce RTX 3090', Fraction(71000000000000, 1), Fraction(936000000000, 1))
    """

    name: str
    title: str
    kind: str
    peaks: Mapping[str, Fraction]
    bandwidth: Fraction | None
    memories: Mapping[str, int]
    printed: Mapping[str, str]
    sources: Mapping[str, str]
    note: str = ""

    def __str__(self) -> str:
        return self.title

    @property
    def default(self) -> str:
        """The precision where none is named: the widest floating-point numbers, of a microcontroller bytes; else ``."""
        order = sorted(self.peaks, key=list(PRECISIONS).index)
        return "int8" if self.kind == "mcu" and "int8" in order else order[0] if order else ""

    def roof(self, precision: str = "") -> Roof:
        """What bounds it in a precision.

        Raises:
            UnknownName: if it has no peak in that precision.
            CostModelError: if no peak of it is printed at all.
        """
        if not self.peaks:
            raise CostModelError(f"no peak of {self.title} is known, so that nothing bounds its speed", given=self.name)
        word = meant(f"precision of {self.title}", precision, self.peaks) if precision else self.default
        return Roof(word, PRECISIONS[word], self.peaks[word], self.bandwidth)


def names() -> tuple[str, ...]:
    """All devices that have a profile here, in alphabetical order."""
    return names_in(FOLDER)


def device(name: str | PathLike[str]) -> Device:
    """The device of that name, however it is spelled, or the one that a TOML file of a user's own describes.

    Raises:
        UnknownName: if there is none.
        CostModelError: if the file cannot be read, or a figure in it lacks its source or is not allowed.

    Example:
        >>> device("STM32-H743").memories
        {'sram': 1048576, 'largest_block': 524288, 'flash': 2097152}
    """
    from costmodel.formulas.hardware.profile import Profile

    path = file_of("device", name, FOLDER)
    profile = checked(Profile, toml_of(path), path)
    return Device(
        path.stem,
        profile.title,
        profile.kind,
        {name: figure.in_("operations") for name, figure in profile.peaks.items()},
        None if profile.bandwidth is None else profile.bandwidth.in_("bytes"),
        {name: _whole(figure.in_("bytes")) for name, figure in profile.memories.items()},
        profile.printed,
        profile.sources,
        profile.note,
    )


def _whole(size: Fraction) -> int:
    return size.numerator // size.denominator
