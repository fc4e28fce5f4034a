"""costmodel symbolic NAME"""

from typing import Annotated, Any

import typer

from costmodel.doors.cli.families import family_app
from costmodel.doors.cli.output import Format, Output, emit, write
from costmodel.errors import CostModelError
from costmodel.formulas.conventions import CONVENTIONS
from costmodel.formulas.counting import Counting
from costmodel.formulas.metrics import METRICS
from costmodel.numbers.text import names


def _run(
    name: str,
    knobs: dict[str, Any],
    *,
    free: Annotated[str, typer.Option("--free", metavar="KNOB[,KNOB...]", help="The knobs that stay symbols.")] = "",
    metric: Annotated[
        list[str] | None, typer.Option("--metric", help=f"One or more of {', '.join(METRICS)}; default all.")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="type|module", help="A form for each part, too.")] = None,
    latex: Annotated[bool, typer.Option("--latex", help="Equations in LaTeX and nothing else.")] = False,
    python: Annotated[bool, typer.Option("--python", help="Functions in Python and nothing else.")] = False,
    counting: Annotated[
        str, typer.Option("--convention", help="What the numbers count.", autocompletion=lambda: list(CONVENTIONS))
    ] = "paper",
    bits: Annotated[int, typer.Option("--bits", min=1, max=1024, help="Bits of a stored parameter, for weight_bytes.")] = 32,
    format: Format = "table",  # noqa: A002
    output: Output = None,
) -> None:
    from costmodel.questions.symbolic import closed_form

    if latex and python:
        raise CostModelError("--latex and --python are two outputs; give one of them")
    wanted = names(free)
    metrics = metric or (["mult_adds", "params"] if by else METRICS)
    form = closed_form(name, wanted, knobs, counting=Counting.of(counting, bits=bits), metrics=metrics, by=by)  # type: ignore[arg-type]
    if latex or python:
        text = form.latex() if latex else form.python()
        typer.echo(text, nl=False) if output is None else write(text, output)
    else:
        emit(form, format, output)


app = family_app(_run, "A network's metrics in closed form, in the knobs that are left free.")
