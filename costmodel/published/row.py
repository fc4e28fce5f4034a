"""One published number: where it is printed, and, where it does not agree, the reason that is checked.

What it is a number of stands in `kinds/`: what one network comes to, how many times fewer that is than of another network, what
a law gives, or what random networks come to in the mean.
"""

from abc import abstractmethod
from fractions import Fraction

from pydantic import model_validator

from costmodel.numbers.units import Unit
from costmodel.published.basis import Basis, Frozen
from costmodel.published.print import BELOW, tolerance


class Erratum(Frozen):
    """A misprint, with a proof beside the computed value: an equation, a second source, or both.

    Attributes:
        corrected: the digits that should stand there; the computed value must round to them.
        equation: an equation in `x` and numbers printed beside it that holds for the corrected digits and fails for the printed
            ones, such as `94.86 + 3.06 + x + 0.18 = 100`.
        second: where else the right digits stand.
    """

    corrected: str
    equation: str = ""
    second: str = ""

    @model_validator(mode="after")
    def _proven(self) -> "Erratum":
        if not (self.equation or self.second):
            raise ValueError("a misprint has a proof: an equation, or where else the right digits stand (second)")
        return self

    @property
    def proof(self) -> str:
        """What proves it, in words."""
        return "; ".join(filter(None, (self.equation, self.second)))


class Row(Frozen):
    """What all rows have.

    Attributes:
        paper: authors, year, short title.
        where: table, figure or section.
        row: the label in the table.
        stated: how the source says that it counts; in a file these fields stand among the row's own.
        quotes: the place whose number it repeats, such as `Howard et al. 2017, Table 6`, so that this table did not count it.
        agrees_when: another basis, on which it does agree.
        selective: `agrees_when` would spoil rows that agree in the same column; of a quoted number, in the column it is from.
        because: the reason, in words, beside `agrees_when` or `erratum`.
        undetermined: what is published nowhere of the network behind the number, so that there is nothing to compute.
        unreproduced: what has been tried, where nobody has found the reason.
    """

    architecture: str = ""
    paper: str
    where: str
    row: str = ""
    stated: Basis
    printed: str
    quotes: str = ""
    agrees_when: Basis | None = None
    selective: bool = False
    erratum: Erratum | None = None
    because: str = ""
    undetermined: str = ""
    unreproduced: str = ""

    @model_validator(mode="after")
    def _one_reason(self) -> "Row":
        if self.stated.metric is None:
            raise ValueError("the metric is missing")
        if self.stated.departures and not self.stated.stated_in:
            departures = ", ".join(self.stated.departures)
            raise ValueError(f"stated_in has to say where the source states {departures}; else that belongs in agrees_when")
        if sum(map(bool, (self.agrees_when, self.erratum, self.undetermined, self.unreproduced))) > 1:
            raise ValueError("a row has one reason: agrees_when, erratum, undetermined or unreproduced")
        if self.selective and not self.agrees_when:
            raise ValueError("only agrees_when can be selective")
        if bool(self.because) != bool(self.agrees_when or self.erratum):
            raise ValueError("a checked reason has its words in `because`, and nothing else has")
        return self

    @abstractmethod
    def value(self, basis: Basis) -> Fraction:
        """What the program computes on a basis, in single units.

        Raises:
            CostModelError: if its knobs, law, part, metric or scopes do not exist.
        """

    def agrees(self, value: Fraction, basis: Basis) -> bool:
        """Does a value that was computed on a basis print as the row's digits?"""
        return self.prints(value, basis, self.printed)

    def prints(self, value: Fraction, basis: Basis, digits: str) -> bool:
        """Does a value print as some digits?"""
        unit = basis.unit if basis.unit is not None else self.unit
        return tolerance(digits, unit, basis.rounding or "nearest", basis.digits).holds(value)

    @property
    def place(self) -> str:
        """Author, year and table: how a row that quotes names it."""
        return f"{self.paper.partition(',')[0]}, {self.where}"

    @property
    def leeway(self) -> str:
        """What agrees besides the values that round to the print, in words."""
        return "an upper bound: everything below it agrees" if self.printed.startswith(BELOW) else ""

    @property
    def metric(self) -> str:
        """The metric's name."""
        return self.stated.metric or ""

    @property
    def quantity(self) -> str:
        """What is printed, in words: a metric, its share of a part, or its reduction against another network."""
        return self.metric

    @property
    def of(self) -> str:
        """The quantity, with the part that it is of."""
        return self.quantity

    @property
    def unit(self) -> Unit:
        """The unit of the print."""
        return self.stated.unit or ""

    @property
    def id(self) -> str:
        """Unique in the literature: architecture, paper, place, label, metric."""
        place = (self.architecture, self.paper.partition(",")[0], self.where, self.row, self.quantity)
        return "/".join(slug for part in place if (slug := _slug(part)))

    @property
    def source(self) -> str:
        return ", ".join(text for text in (self.paper, self.where, self.row) if text)


def _slug(text: str) -> str:
    return "-".join("".join(c if c.isalnum() or c in "._" else " " for c in text.lower()).split())
