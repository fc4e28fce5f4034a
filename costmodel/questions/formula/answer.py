"""The question for laws, and its answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any

from costmodel.answers.answer import Answer
from costmodel.answers.document import Column, Document, Table
from costmodel.errors import CostModelError, quoted
from costmodel.formulas.laws import Law, law, laws
from costmodel.numbers.expression import python_of
from costmodel.numbers.show import shown
from costmodel.numbers.text import rational
from costmodel.questions.asked import Asked, mapped_by_commas, only
from costmodel.questions.formula.proof import Proof, equation_of, latex_of, prove
from costmodel.questions.formula.value import value_of

SCHEMA = "costmodel/formula-1"
MOST_BITS = 10_000  # of a denominator that is written out
NUMBER = "SYMBOL=NUMBER, the number above 0, such as 128, 0.5 or 1/2"


@dataclass(frozen=True)
class Told:
    """A law with what is known of it.

    Attributes:
        equation: as an expression.
        free: the symbols that are left in the equation, in the law's order; others cancel.
        proof: of a claim.
        at: the numbers that were given.
        value: at these.
    """

    law: Law
    equation: Any
    latex: str
    python: str
    free: tuple[str, ...]
    proof: Proof | None
    at: Mapping[str, Fraction]
    value: Fraction | float | None

    def record(self) -> dict[str, Any]:
        """One law of `formula --format json`."""
        record = {
            "law": self.law.name,
            "kind": self.law.kind,
            "statement": " ".join(self.law.statement.split()),
            "source": self.law.source,
            "equation": str(self.equation),
            "latex": self.latex,
            "python": self.python,
        }
        if self.proof is not None:
            record |= {"margin": self.proof.margin, "holds": self.proof.holds, "equality": self.proof.equality or "nowhere"}
        return record if self.value is None else {**record, "value": _text(self.value)}

    def document(self) -> Document:
        """What it says and where, its value where one was asked for, and the law itself."""
        record = self.record()
        at = ", ".join(f"{symbol}={shown(number)}" for symbol, number in self.at.items())
        symbols = ",".join(f"{symbol}=..." for symbol in self.free)
        lines = [
            record["statement"],
            f"{self.law.kind} of {self.law.source}",
            f"at {at}: {record['value']}" if at else f"its value at sizes: --set {symbols}",
        ]
        rows = [["margin" if self.proof else "equation", self.equation]]
        rows += [[what, record[what]] for what in ("holds", "equality") if what in record]
        written = [[language, record[language]] for language in ("latex", "python")]
        notes = ["a claim holds where its margin is not negative"] if self.proof else []
        law = Table("law", [Column("what"), Column("answer", "formula")], rows, notes)
        return Document(self.law.name, lines, [law, Table("to copy", [Column("language"), Column("text", "code")], written)])


@dataclass(frozen=True, eq=False, repr=False)
class Laws(Answer):
    """One law in full, or all of them.

    Attributes:
        name: of the one that was asked for; empty where all were.
    """

    name: str
    laws: tuple[Told, ...]

    def record(self) -> dict[str, Any]:
        """The contract of `formula --format json`."""
        return {"schema": SCHEMA, "laws": [one.record() for one in self.laws]}

    def document(self) -> Document:
        """All that is known of one law, or a line for each."""
        if self.name:
            return self.laws[0].document()
        columns = [
            Column("law", "code"),
            Column("kind", priority=2),
            Column("equation", "formula"),
            Column("source", priority=1),
        ]
        rows = [[one.law.name, one.law.kind, one.equation, one.law.source] for one in self.laws]
        return Document("laws", (), [Table("laws", columns, rows)])

    def table(self) -> Table:
        """A row a law, with all that is known of it."""
        records = [one.record() for one in self.laws]
        names = list(dict.fromkeys(name for record in records for name in record))
        return Table("laws", list(map(Column, names)), [[record.get(name) for name in names] for record in records])


def formula(
    name: Annotated[str | None, Asked(only("law"), "NAME", placed=True, offers=lambda knobs: laws())] = None,
    values: Annotated[Mapping[str, object] | None, Asked(mapped_by_commas(NUMBER), "SYMBOL=NUMBER,...", "set")] = None,
) -> Laws:
    """The equations and claims that papers print: source, derivation or domain, value at given sizes, LaTeX.

    Args:
        name: a law; all are listed where none is given.
        values: numbers for its symbols, at which it is evaluated, such as hw=3136,c1=128,c2=128; its own page names them.

    Raises:
        CostModelError: if there is no such law, a number is not allowed, or the law has no value there.

    Example:
        >>> formula("pointwise_mac", {"hw": 3136, "c1": 128, "c2": 128}).laws[0].value
        Fraction(819200, 1)
    """
    if not isinstance(values, Mapping | None):
        raise CostModelError(f"{quoted(values)} are no values", given=values, allowed='numbers by symbol, such as {"hw": 3136}')
    if name is None and values:
        raise CostModelError("numbers are for the symbols of one law; name it", given=values)
    numbers = {symbol: _above_zero(symbol, number) for symbol, number in (values or {}).items()}
    chosen = laws().values() if name is None else (law(name),)
    return Laws(name or "", tuple(_told(one, numbers) for one in chosen))


def _told(one: Law, numbers: Mapping[str, Fraction]) -> Told:
    equation = equation_of(one)
    proof = prove(one) if one.kind == "claim" else None
    left = {str(symbol) for symbol in equation.free_symbols}
    free = tuple(symbol for symbol in one.symbols if symbol in left)
    if missing := [symbol for symbol in free if numbers and symbol not in numbers]:
        raise CostModelError(f"{one.name} also needs {', '.join(missing)}", given=numbers, allowed=f"--set {','.join(free)}")
    filled = {**dict.fromkeys(set(one.symbols) - left, Fraction(1)), **numbers}  # what cancels has no say
    value = value_of(one, filled) if numbers else None
    return Told(one, equation, latex_of(one), python_of(equation), free, proof, numbers, value)


def _above_zero(symbol: str, number: object) -> Fraction:
    value = rational(number)
    if value <= 0:
        raise CostModelError(f"{symbol}={quoted(number)} is not above 0", given=number, allowed=NUMBER)
    return value


def _text(value: Fraction | float) -> str:
    if isinstance(value, float) or value.denominator.bit_length() > MOST_BITS:
        return f"{float(value):.6g}"
    return f"{value.numerator:,}" if value.denominator == 1 else f"{value} = {float(value):.6g}"
