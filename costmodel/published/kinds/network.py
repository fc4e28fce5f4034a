"""What a network comes to, or a part of it."""

from fractions import Fraction

from costmodel.numbers.units import Unit
from costmodel.published.basis import Basis
from costmodel.published.row import Row
from costmodel.published.totals import Measure, totals_of


class NetworkRow(Row):
    """What a network comes to, or a part of it.

    Attributes:
        part: a type (`Conv 1x1`), kind or scope (`stage2`): only that part of the network is counted.
        share: the part's percentage of the whole network.
    """

    part: str | None = None
    share: bool = False

    def value(self, basis: Basis) -> Fraction:
        totals, measure = totals_of(self.architecture, basis), Measure.of(basis)
        if self.part is None:
            return Fraction(totals.of(measure))
        value = Fraction(totals.part(self.part).of(measure))
        return value / Fraction(totals.of(measure)) if self.share else value

    @property
    def quantity(self) -> str:
        return f"{self.metric} share" if self.share else self.metric

    @property
    def of(self) -> str:
        return self.quantity if self.part is None else f"{self.quantity} of {self.part}"

    @property
    def unit(self) -> Unit:
        return self.stated.unit if self.stated.unit is not None else "%" if self.share else ""
