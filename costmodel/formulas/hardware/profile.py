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

from abc import abstractmethod
from collections.abc import Iterator
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from costmodel.errors import quoted
from costmodel.formulas.hardware.figure import AsFigure, Figure
from costmodel.formulas.hardware.precision import PRECISIONS

Kind: TypeAlias = Literal["gpu", "cpu", "accelerator", "mcu"]
Memory: TypeAlias = Literal["memory", "sram", "flash", "largest_block"]  # the last is the SRAM that lies in one piece


class Sourced(BaseModel):
    """What a file says, every figure of it with a source.

    Attributes:
        source: of every figure that names no other.
        note: what a reader of the figures has to know.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    source: str = ""
    note: str = ""

    @abstractmethod
    def figures(self) -> Iterator[tuple[str, Figure, str]]:
        """Every figure with its name and unit."""

    @property
    def printed(self) -> dict[str, str]:
        """Each figure as its source has it."""
        return {name: figure.figure for name, figure, _ in self.figures()}

    @property
    def sources(self) -> dict[str, str]:
        """Of each figure."""
        return {name: figure.source or self.source for name, figure, _ in self.figures()}

    @model_validator(mode="after")
    def _sourced(self) -> Self:
        for name, figure, unit in self.figures():
            try:
                figure.in_(unit)
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from None
            if not (figure.source or self.source):
                raise ValueError(f"{name} has no source; allowed: a source of its own, or one of the whole file")
        return self


def known(figures: dict[str, Figure]) -> dict[str, Figure]:
    """Figures by precision.

    Raises:
        ValueError: if there is no such precision.
    """
    if unknown := [name for name in figures if name not in PRECISIONS]:
        raise ValueError(f"{quoted(unknown[0])} is no precision; allowed: {', '.join(PRECISIONS)}")
    return figures


ByPrecision: TypeAlias = Annotated[dict[str, AsFigure], AfterValidator(known)]


class Profile(Sourced):
    """What a file says of a device.

    Attributes:
        peaks: dense operations a second, by precision.
        bandwidth: bytes a second between memory and processor; a device whose figure nobody prints has none.
        memories: in bytes.
    """

    kind: Kind
    peaks: ByPrecision = Field(default_factory=dict)
    bandwidth: AsFigure | None = None
    memories: dict[Memory, AsFigure] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if not self.peaks and not self.memories:
            raise ValueError("a profile has a peak or a memory")
        return self

    def figures(self) -> Iterator[tuple[str, Figure, str]]:
        yield from ((name, figure, "operations") for name, figure in self.peaks.items())
        if self.bandwidth is not None:
            yield "bandwidth", self.bandwidth, "bytes"
        yield from ((name, figure, "bytes") for name, figure in self.memories.items())
