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
        proof: of a claim.
        value: at given numbers.
    """

    law: Law
    equation: Any
    latex: str
    python: str
    proof: Proof | None
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
            [told] = self.laws
            answers = {**told.record(), "equation": told.equation}
            written = [[language, answers.pop(language)] for language in ("latex", "python")]
            law = Table("law", [Column("what"), Column("answer", "formula")], [[*pair] for pair in answers.items()])
            return Document(self.name, (), [law, Table("to copy", [Column("language"), Column("text", "code")], written)])
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
        values: numbers for the symbols, such as hw=3136,c1=128,c2=128.

    Raises:
        CostModelError: if there is no such law, a number is not allowed, or the law has no value there.
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
    value = value_of(one, numbers) if numbers else None
    return Told(one, equation, latex_of(one), python_of(equation), proof, value)


def _above_zero(symbol: str, number: object) -> Fraction:
    value = rational(number)
    if value <= 0:
        raise CostModelError(f"{symbol}={quoted(number)} is not above 0", given=number, allowed=NUMBER)
    return value


def _text(value: Fraction | float) -> str:
    if isinstance(value, float) or value.denominator.bit_length() > MOST_BITS:
        return f"{float(value):.6g}"
    return f"{value.numerator:,}" if value.denominator == 1 else f"{value} = {float(value):.6g}"
