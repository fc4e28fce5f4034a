"""How many times fewer there are than in another network."""

from fractions import Fraction

from pydantic import Field

from costmodel.published.basis import Basis, Frozen, Knobs
from costmodel.published.row import Row
from costmodel.published.totals import Measure, totals_of


class Network(Frozen):
    """Another network of the catalog."""

    architecture: str
    knobs: Knobs = Field(default_factory=dict)


class RatioRow(Row):
    """How many times fewer there are than in another network. A factor is one of the other network's count.

    A knob of both that a reason changes is changed in both.
    """

    fewer_than: Network

    def value(self, basis: Basis) -> Fraction:
        own, rivals = self.stated.knobs, self.fewer_than.knobs
        changed = {name: value for name, value in basis.knobs.items() if name in rivals and value != own.get(name)}
        rival = basis.model_copy(update={"knobs": {**rivals, **changed}, "density": {}})
        fewer = basis.model_copy(update={"factor": None})
        counts = totals_of(self.fewer_than.architecture, rival).of(Measure.of(rival))
        return Fraction(counts) / Fraction(totals_of(self.architecture, fewer).of(Measure.of(fewer)))

    @property
    def quantity(self) -> str:
        return f"{self.metric} reduction"
