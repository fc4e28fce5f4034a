"""What a law gives."""

from fractions import Fraction

from pydantic import Field

from costmodel.formulas.laws import law
from costmodel.published.basis import Basis, Exact
from costmodel.published.row import Row


class LawRow(Row):
    """What a law gives, at the values `at`."""

    law: str
    at: dict[str, Exact] = Field(default_factory=dict)

    def value(self, basis: Basis) -> Fraction:
        return Fraction(law(self.law)(self.at)) * (basis.factor or 1)
