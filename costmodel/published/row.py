"""One published number: where it is printed, what builds it, and, where it does not agree, the reason that is checked.

A row says what one network comes to, how many times fewer that is than of another network, what a law gives, or what random
networks come to in the mean.
"""

from abc import abstractmethod
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from pydantic import Field, ValidationError, model_validator

from costmodel.archs import architecture, built
from costmodel.archs.common.spec import Spec
from costmodel.errors import CostModelError
from costmodel.numbers.text import rational
from costmodel.numbers.units import UNITS, Unit
from costmodel.published.basis import Basis, Exact, Frozen, Knobs
from costmodel.published.print import BELOW, tolerance
from costmodel.published.totals import Measure, Totals


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


class LawRow(Row):
    """What a law gives, at the values `at`."""

    law: str
    at: dict[str, Exact] = Field(default_factory=dict)

    def value(self, basis: Basis) -> Fraction:
        from costmodel.formulas.laws import law  # laws are many, and a report on a network needs none

        return Fraction(law(self.law)(self.at)) * (basis.factor or 1)


class MeanRow(Row):
    """The mean over randomly drawn networks: so many of them, with the knob `seed` from 0.

    It agrees if the print lies within their standard deviation of their mean.
    """

    seeds: int = Field(ge=2)

    def value(self, basis: Basis) -> Fraction:
        return sum(self._draws(basis), Fraction(0)) / self.seeds

    def agrees(self, value: Fraction, basis: Basis) -> bool:
        from statistics import stdev  # few rows are of random networks

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


# What kind of row it is, by a field that no other kind has.
KINDS: Mapping[str, type[Row]] = {"law": LawRow, "fewer_than": RatioRow, "seeds": MeanRow}


def row_of(fields: Mapping[str, Any]) -> Row:
    """A row from the fields of its table in a file.

    Raises:
        CostModelError: if it is malformed; says where.
    """
    kind = next((kind for name, kind in KINDS.items() if name in fields), NetworkRow)
    own = {name: value for name, value in fields.items() if name not in Basis.model_fields}
    try:
        return kind(**own, stated={name: value for name, value in fields.items() if name not in own})
    except ValidationError as error:
        detail = error.errors()[0]
        where = ".".join(str(place) for place in detail["loc"] if place != "stated") or str(fields.get("where", ""))
        raise CostModelError(f"{where}: {detail['msg']}", given=detail.get("input")) from None


def totals_of(name: str, basis: Basis) -> Totals:
    """The totals of the network that a basis has of an architecture.

    Raises:
        CostModelError: if there is no such architecture or knob, or a part that is pruned.
    """
    whole = _setting(name, tuple(sorted(basis.knobs.items())))
    return whole.pruned(basis.density) if basis.density else whole


@cache
def _setting(name: str, knobs: tuple[tuple[str, Any], ...]) -> Totals:
    return _network(name, architecture(name).Spec.read(dict(knobs)))


@cache
def _network(name: str, spec: Spec) -> Totals:
    """One network however a row spells its knobs: `alpha = "1.0"`, `resolution = 224`, or none."""
    return Totals(built(name, spec))


def _slug(text: str) -> str:
    return "-".join("".join(c if c.isalnum() or c in "._" else " " for c in text.lower()).split())
