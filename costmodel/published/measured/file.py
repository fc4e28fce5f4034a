"""A file of measurements, checked."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Cell(BaseModel):
    """One printed speed. In a file it is a text, or a table of the text and its batch."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    printed: str
    batch: int | None = Field(default=None, ge=1, le=10**6)
    unit: str = ""


class Source(BaseModel):
    """Where speeds were printed.

    Attributes:
        run: the machine, where a setup has several.
        printed: by network.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    where: str = ""
    note: str = ""
    run: str = ""
    printed: dict[
        str, Annotated[Cell, BeforeValidator(lambda given: given if isinstance(given, dict) else {"printed": given})]
    ] = Field(min_length=1)


class File(BaseModel):
    """One setup.

    Attributes:
        unit: of each printed number: a time of a batch, or a rate; empty where each says its own.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = ""
    kind: str = ""
    precision: str = ""
    framework: str = ""
    profile: str = ""
    unit: str = ""
    batch: int = Field(default=1, ge=1, le=10**6)
    note: str = ""
    source: list[Source] = Field(min_length=1)
