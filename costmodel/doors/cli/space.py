"""costmodel space FILE"""

from inspect import Parameter, signature
from pathlib import Path
from typing import Annotated

import typer

from costmodel.doors.cli.output import Format, Output, emit
from costmodel.formulas.conventions import CONVENTIONS
from costmodel.formulas.counting import Counting
from costmodel.formulas.metrics import METRICS


def space(
    file: Annotated[Path, typer.Argument(help="The space, a TOML file.", show_default=False)],
    *,
    count: Annotated[bool, typer.Option("--count", help="Count the members within the budget, exactly.")] = False,
    sample: Annotated[int | None, typer.Option("--sample", help="Draw so many within the budget.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="Of the sample.")] = 0,
    extremes: Annotated[bool, typer.Option("--extremes", help="The cheapest and the dearest member.")] = False,
    frontier: Annotated[bool, typer.Option("--frontier", help="The best score for each cost, within the budget.")] = False,
    convention: Annotated[
        str, typer.Option("--convention", help="What the numbers count.", autocompletion=lambda: list(CONVENTIONS))
    ] = "paper",
    bits: Annotated[int, typer.Option("--bits", min=1, max=1024, help="Bits of a stored value, for budgets in bytes.")] = 32,
    format: Format = "table",  # noqa: A002
    output: Output = None,
    **budgets: str | None,
) -> None:
    """A space of networks whose stages have choices of their own: size, extremes, count, samples, frontier."""
    from costmodel.questions.space import space as asked

    answer = asked(
        file,
        budget={name: amount for name, amount in budgets.items() if amount is not None},
        count=count,
        sample=sample,
        seed=seed,
        extremes=extremes,
        frontier=frontier,
        counting=Counting.of(convention, bits=bits),
    )
    emit(answer, format, output)


def _budget(name: str) -> Parameter:
    option = typer.Option(f"--{name.replace('_', '-')}", metavar="AMOUNT", help=f"At most so many {METRICS[name].unit}.")
    return Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[str | None, option])


# A budget a metric that adds up over layers: a new metric is an option here without being named.
_options = [p for p in signature(space).parameters.values() if p.kind is not Parameter.VAR_KEYWORD]
_adding = [name for name, metric in METRICS.items() if metric.of_part is not None]
space.__signature__ = signature(space).replace(parameters=[*_options, *map(_budget, _adding)])  # type: ignore[attr-defined]

app = typer.Typer(add_completion=False)
app.command(context_settings={"help_option_names": ["-h", "--help"]})(space)
