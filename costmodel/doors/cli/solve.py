"""costmodel solve NAME"""

from inspect import Parameter, signature
from typing import Annotated, Any

import typer

from costmodel.doors.cli.families import family_app
from costmodel.doors.cli.output import Format, Output, emit
from costmodel.formulas.conventions import CONVENTIONS
from costmodel.formulas.counting import Counting
from costmodel.formulas.metrics import METRICS
from costmodel.numbers.text import names, pairs


def _run(
    name: str,
    knobs: dict[str, Any],
    *,
    free: Annotated[
        list[str] | None,
        typer.Option("--free", metavar="KNOB[,KNOB...]", help="The knob to solve for, then knobs to trade it off against."),
    ] = None,
    step: Annotated[
        list[str] | None,
        typer.Option("--step", metavar="KNOB=STEP", help="Grid of a free knob; else 1/1000 for ratios, 1 for counts."),
    ] = None,
    counting: Annotated[
        str, typer.Option("--convention", help="What the numbers count.", autocompletion=lambda: list(CONVENTIONS))
    ] = "paper",
    bits: Annotated[int, typer.Option("--bits", min=1, max=1024, help="Bits of a stored value, for budgets in bytes.")] = 32,
    format: Format = "table",  # noqa: A002
    output: Output = None,
    **budgets: str | None,
) -> None:
    from costmodel.questions.solve.solution import solve

    wanted = [knob for one in free or () for knob in names(one)]
    given = {one: amount for one, amount in budgets.items() if amount is not None}
    steps = pairs(step or (), "KNOB=STEP, such as alpha=0.05")
    solution = solve(name, wanted, given, knobs, steps=steps, counting=Counting.of(counting, bits=bits))
    emit(solution, format, output)


def _budget(name: str) -> Parameter:
    help_ = f"At most so many {METRICS[name].unit}, such as 150M; of elements or parameters also bytes, such as 512KB."
    option = typer.Option(f"--{name.replace('_', '-')}", metavar="AMOUNT", help=help_, rich_help_panel="budgets")
    return Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[str | None, option])


# A budget a metric: a new metric is an option here without being named.
_options = [p for p in signature(_run).parameters.values() if p.kind is not Parameter.VAR_KEYWORD]
_run.__signature__ = signature(_run).replace(parameters=[*_options, *map(_budget, METRICS)])  # type: ignore[attr-defined]

app = family_app(_run, "The largest network within budgets, exactly, and the proof that the next one breaks them.")
