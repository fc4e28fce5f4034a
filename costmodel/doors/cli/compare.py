"""costmodel compare A B [C ...]"""

from typing import Annotated

import typer

from costmodel.archs import names as families
from costmodel.doors.cli.output import Format, Output, emit
from costmodel.formulas.conventions import CONVENTIONS
from costmodel.formulas.counting import Counting
from costmodel.formulas.metrics import METRICS
from costmodel.numbers.text import names, pairs

app = typer.Typer(add_completion=False)


@app.command()
def compare(
    networks: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME[:KNOB=VALUE,...] ...", help="Two networks or more.", autocompletion=families),
    ] = None,
    at: Annotated[
        list[str] | None,
        typer.Option(
            "--at", metavar="METRIC=AMOUNT", help="Bring each to this budget by its width first, such as mult_adds=140M."
        ),
    ] = None,
    free: Annotated[
        str, typer.Option("--free", metavar="KNOB[,KNOB...]", help="Knobs of all: differences in closed form, and crossings.")
    ] = "",
    metric: Annotated[
        list[str] | None, typer.Option("--metric", help=f"One or more of {', '.join(METRICS)}; default all.")
    ] = None,
    convention: Annotated[
        str, typer.Option("--convention", help="What the numbers count.", autocompletion=lambda: list(CONVENTIONS))
    ] = "paper",
    bits: Annotated[int, typer.Option("--bits", min=1, max=1024, help="Bits of a stored value.")] = 32,
    format: Format = "table",  # noqa: A002
    output: Output = None,
) -> None:
    """Networks side by side: totals, ratios and types; at one budget, or in a free knob with the points where they cross."""
    from costmodel.questions.compare.comparison import compare as compared

    budgets = pairs(at or (), "METRIC=AMOUNT, such as mult_adds=140M")
    chosen = metric or METRICS
    counting = Counting.of(convention, bits=bits)
    made = compared(networks or (), at=budgets, free=names(free), metrics=chosen, counting=counting)
    emit(made, format, output)
