"""The basis on which a number stands: what is counted of which network, and how the printed digits follow from the count."""

from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from costmodel.errors import CostModelError
from costmodel.formulas.conventions import EVERYTHING, convention
from costmodel.formulas.counting import STANDARD, Counting
from costmodel.formulas.metrics import Metric, metric
from costmodel.formulas.select import Tally
from costmodel.ir.implementation import Implementation
from costmodel.numbers.text import rational
from costmodel.numbers.units import Unit
from costmodel.published.print import Rounded


class Frozen(BaseModel):
    """What a file says, checked."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def _exact(given: object) -> Fraction:
    """An exact number from text or a whole number."""
    try:
        return rational(given)
    except CostModelError as error:
        raise ValueError(str(error)) from None


def _factor(given: object) -> int | Fraction:
    factor = _exact(given)
    return factor.numerator if factor.denominator == 1 else factor


Exact: TypeAlias = Annotated[Fraction, BeforeValidator(_exact)]
Times: TypeAlias = Annotated[int | Fraction, BeforeValidator(_factor)]
Knobs: TypeAlias = dict[str, str | int | bool]
DEPARTURES = ("convention", "counts", "without", "batch", "deployment", "written", "factor", "rounding", "digits")


class Basis(Frozen):
    """How a number is counted and printed. Of a row it is what the source states; in `agrees_when`, what makes it agree.

    Attributes:
        convention: name of the convention.
        counts: the metric's own tally instead of the convention's, such as `{ weights = 1, biases = 1 }`.
        without: kinds or outermost scopes left out, such as `classifier` or `BatchNorm`.
        knobs: the architecture's knobs, as text.
        batch: samples that are counted together.
        deployment: the way in which a microcontroller's flash and RAM are counted.
        written: how an implementation writes nodes, by kind or type, such as `{ Conv = "biased" }` (see `Implementation`).
        density: the part of the weights that pruning leaves, by scope, such as `{ "fire2/expand3x3" = "0.33" }`; biases stay.
        factor: what the count is multiplied by, such as "2" for two operations a multiply-add, or "1/2".
        rounding: how the printed digits follow from the value.
        digits: significant digits, where the print has fewer than it shows (15300 with 3).
        stated_in: where that is stated, and in what words; empty where nothing but the digits speaks for it.
    """

    metric: str | None = None
    convention: str | None = None
    counts: dict[str, Times] | None = None
    without: tuple[str, ...] | None = None
    knobs: Knobs = Field(default_factory=dict)
    bits: int | None = None
    batch: int | None = None
    deployment: str | None = None
    written: dict[str, str] | None = None
    density: dict[str, Exact] = Field(default_factory=dict)
    factor: Exact | None = None
    unit: Unit | None = None
    rounding: Rounded | None = None
    digits: int | None = None
    stated_in: str = ""

    @field_validator("counts")
    @classmethod
    def _selects(cls, counts: dict[str, Any] | None) -> dict[str, Any] | None:
        try:
            Tally(counts or {})
        except CostModelError as error:
            raise ValueError(str(error)) from None
        return counts

    @field_validator("written")
    @classmethod
    def _ways(cls, written: dict[str, str] | None) -> dict[str, str] | None:
        try:
            Implementation(written or {})
        except CostModelError as error:
            raise ValueError(str(error)) from None
        return written

    def with_(self, other: "Basis | None") -> "Basis":
        """This basis with what another one says laid over it; of knobs and densities only those that it names."""
        if other is None:
            return self
        said: dict[str, Any] = {name: getattr(other, name) for name in other.model_fields_set}
        for name in said.keys() & {"knobs", "density"}:
            said[name] = {**getattr(self, name), **said[name]}
        return self.model_copy(update=said)

    @property
    def departures(self) -> list[str]:
        """In what it departs from the plain count, in powers of ten and rounded to the nearest: names of fields."""
        binary = ["unit"] if "i" in (self.unit or "") else []
        return [*(name for name in DEPARTURES if getattr(self, name) is not None), *binary]

    @property
    def measured(self) -> Metric:
        """The metric.

        Raises:
            UnknownName: if there is none of that name.
        """
        return metric(self.metric or "")

    def counting(self, otherwise: Counting = STANDARD) -> Counting:
        """What is counted; what this basis does not say is as `otherwise` has it.

        Raises:
            CostModelError: if there is no such convention, or the metric is not made of facts that could be counted otherwise.
        """
        chosen = convention(self.convention) if self.convention else otherwise.convention
        changed: dict[str, Any] = {}
        if self.counts is not None:
            tally = self.measured.tally
            if tally not in chosen.tallies:
                raise CostModelError(f"{self.metric} adds up no facts, so it has no counts", given=self.counts)
            changed[tally] = self.counts
        if self.without is not None:
            changed["without"] = frozenset(self.without)
        if self.written is not None:
            ways = _implementation(tuple(self.written.items()))
            changed |= {"implementation": "", "ways": ways, "sees": chosen.sees or EVERYTHING}
        counted = replace(chosen, **changed) if changed else chosen
        said = {name: value for name in ("bits", "batch", "deployment") if (value := getattr(self, name)) is not None}
        return replace(otherwise, convention=counted, **said)


@cache
def _implementation(written: tuple[tuple[str, str], ...]) -> Implementation:
    """One for all that say the same, by which totals know that they see the same."""
    return Implementation(dict(written))
