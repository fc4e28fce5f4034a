"""A printed figure with its source, as a profile's file has it."""

from fractions import Fraction
from typing import Annotated, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict

from costmodel.errors import CostModelError, quoted
from costmodel.numbers.text import amount


class Figure(BaseModel):
    """A printed figure. In a file it is a text, or a table of the text and its source."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    figure: str
    source: str = ""

    def in_(self, unit: str) -> Fraction:
        """The figure in single units: bytes, operations or joules; a second where it is a rate.

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
