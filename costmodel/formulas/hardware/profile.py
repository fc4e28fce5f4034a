"""A device's profile as a file has it, checked: every figure with its unit and its source.

title = "GeForce RTX 3090"
kind = "gpu"
source = "NVIDIA GA102 whitepaper, appendix A"       # of every figure that names no other
bandwidth = "936 GB/s"

[peaks]                                              # dense operations a second; a multiply-add is two
fp32 = "35.6 TFLOP/s"
fp16 = { figure = "71 TFLOP/s", source = "..." }

[memories]
memory = "24 GiB"
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Literal, TypeAlias, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from costmodel.errors import CostModelError, quoted
from costmodel.formulas.hardware.precision import PRECISIONS
from costmodel.numbers.text import amount

Kind: TypeAlias = Literal["gpu", "cpu", "accelerator", "mcu"]
Memory: TypeAlias = Literal["memory", "sram", "flash", "largest_block"]
MEMORIES: tuple[str, ...] = get_args(Memory)  # the largest block is the part of the SRAM that lies in one piece


class Figure(BaseModel):
    """A printed figure. In a file it is a text, or a table of the text and its source."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    figure: str
    source: str = ""

    def in_(self, unit: str) -> Fraction:
        """The figure in single units: bytes or operations, a second where it is a rate.

        Raises:
            ValueError: if it is no amount above 0, or of another unit.
        """
        try:
            value, written = amount(self.figure.removesuffix("/s"))
        except CostModelError as error:
            raise ValueError(str(error)) from None
        if written != unit and not (unit == "operations" and not written):
            raise ValueError(f"{quoted(self.figure)} is in {written or 'no unit'}, not in {unit}")
        return value


def _figure(given: object) -> object:
    return {"figure": given} if isinstance(given, str | int | float) else given


AsFigure: TypeAlias = Annotated[Figure, BeforeValidator(_figure)]


class Profile(BaseModel):
    """What a file says of a device.

    Attributes:
        source: of every figure that names no other.
        peaks: dense operations a second, by precision.
        bandwidth: bytes a second between memory and processor; a device whose figure nobody prints has none.
        memories: in bytes.
        note: what a reader of the figures has to know.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    kind: Kind
    source: str = ""
    peaks: dict[str, AsFigure] = Field(default_factory=dict)
    bandwidth: AsFigure | None = None
    memories: dict[Memory, AsFigure] = Field(default_factory=dict)
    note: str = ""

    @field_validator("peaks")
    @classmethod
    def _known(cls, peaks: dict[str, Figure]) -> dict[str, Figure]:
        if unknown := [name for name in peaks if name not in PRECISIONS]:
            raise ValueError(f"{quoted(unknown[0])} is no precision; allowed: {', '.join(PRECISIONS)}")
        return peaks

    @model_validator(mode="after")
    def _sourced(self) -> "Profile":
        for name, figure, unit in self.figures():
            try:
                figure.in_(unit)
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from None
            if not (figure.source or self.source):
                raise ValueError(f"{name} has no source; allowed: a source of its own, or one of the whole file")
        if not self.peaks and not self.memories:
            raise ValueError("a profile has a peak or a memory")
        return self

    def figures(self) -> Iterator[tuple[str, Figure, str]]:
        """Every figure with its name and unit."""
        yield from ((name, figure, "operations") for name, figure in self.peaks.items())
        if self.bandwidth is not None:
            yield "bandwidth", self.bandwidth, "bytes"
        yield from ((name, figure, "bytes") for name, figure in self.memories.items())
