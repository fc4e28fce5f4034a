"""What random networks come to in the mean."""

from fractions import Fraction
from statistics import stdev

from pydantic import Field

from costmodel.numbers.text import rational
from costmodel.numbers.units import UNITS
from costmodel.published.basis import Basis
from costmodel.published.row import Row
from costmodel.published.totals import Measure, totals_of


class MeanRow(Row):
    """The mean over randomly drawn networks: so many of them, with the knob `seed` from 0.

    It agrees if the print lies within their standard deviation of their mean.
    """

    seeds: int = Field(ge=2)

    def value(self, basis: Basis) -> Fraction:
        return sum(self._draws(basis), Fraction(0)) / self.seeds

    def agrees(self, value: Fraction, basis: Basis) -> bool:
        deviation = Fraction(stdev(self._draws(basis)))
        printed = rational(self.printed) * UNITS[self.unit]
        return super().agrees(min(max(printed, value - deviation), value + deviation), basis)

    @property
    def leeway(self) -> str:
        return f"a band: the print may lie a standard deviation of {self.seeds} random networks beside their mean"

    def _draws(self, basis: Basis) -> list[Fraction]:
        """The values of single networks."""
        drawn = (basis.with_(Basis(knobs={"seed": seed})) for seed in range(self.seeds))
        return [Fraction(totals_of(self.architecture, one).of(Measure.of(one))) for one in drawn]
