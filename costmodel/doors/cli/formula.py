"""costmodel formula [NAME]"""

from fractions import Fraction
from typing import Annotated, Any

import typer

from costmodel.answers.document import Column, Document, Table
from costmodel.doors.cli.output import Format, Output, emit, told
from costmodel.errors import CostModelError, quoted
from costmodel.formulas.laws import Law, law, laws
from costmodel.numbers.text import pairs, rational

SCHEMA = "costmodel.formula-1"
MOST_BITS = 10_000  # of a denominator that is written out

app = typer.Typer(add_completion=False)


@app.command()
def formula(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]", help="A law; all are listed where none is given.", autocompletion=lambda: list(laws())
        ),
    ] = None,
    values: Annotated[
        str | None,
        typer.Option("--set", help="Numbers for the symbols, such as hw=3136,c1=128,c2=128.", metavar="SYMBOL=NUMBER,..."),
    ] = None,
    format: Format = "table",  # noqa: A002
    output: Output = None,
) -> None:
    """The equations and claims that papers print: source, derivation or domain, value at given sizes, LaTeX."""
    chosen = [law(name)] if name else list(laws().values())
    records = [_record(one, _numbers(values)) for one in chosen]
    keys = ["law", "kind", "equation", "source"] if name is None else list(records[0])
    if name is None:
        columns = [Column("law"), Column("kind", priority=2), Column("equation"), Column("source", priority=1)]
        tables = [Table("laws", columns, [[record[key] for key in keys] for record in records])]
    else:
        tables = [Table("law", [Column("what"), Column("answer")], [[key, records[0][key]] for key in keys])]
    emit(told(Document(name or "laws", (), tables), {"schema": SCHEMA, "laws": records}), format, output)


def _record(one: Law, values: dict[str, Fraction]) -> dict[str, Any]:
    from costmodel.questions.formula.value import value_of
    from costmodel.questions.symbolic import equation_of, latex_of, prove, python_of

    record = {
        "law": one.name,
        "kind": one.kind,
        "statement": " ".join(one.statement.split()),
        "source": one.source,
        "equation": str(equation_of(one)),
        "latex": latex_of(one),
        "python": python_of(equation_of(one)),
    }
    if one.kind == "claim":
        proof = prove(one)
        record |= {"margin": proof.margin, "holds": proof.holds, "equality": proof.equality or "nowhere"}
    if values:
        record["value"] = _text(value_of(one, values))
    return record


def _numbers(text: str | None) -> dict[str, Fraction]:
    form = "SYMBOL=NUMBER, the number above 0, such as 128, 0.5 or 1/2"
    numbers = {}
    for symbol, number in pairs(text.split(",") if text else (), form).items():
        value = rational(number)
        if value <= 0:
            raise CostModelError(f"--set {symbol}={quoted(number)} is not above 0", given=number, allowed=form)
        numbers[symbol] = value
    return numbers


def _text(value: Fraction | float) -> str:
    if isinstance(value, float) or value.denominator.bit_length() > MOST_BITS:
        return f"{float(value):.6g}"
    return f"{value.numerator:,}" if value.denominator == 1 else f"{value} = {float(value):.6g}"
