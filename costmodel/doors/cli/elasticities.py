"""costmodel elasticities NAME"""

from typing import Annotated, Any

import typer

from costmodel.doors.cli.families import family_app
from costmodel.doors.cli.output import Format, Output, emit
from costmodel.formulas.conventions import CONVENTIONS
from costmodel.formulas.metrics import METRICS


def _run(
    name: str,
    knobs: dict[str, Any],
    *,
    metric: Annotated[
        list[str] | None, typer.Option("--metric", help=f"One or more of {', '.join(METRICS)}; default all.")
    ] = None,
    counting: Annotated[
        str, typer.Option("--convention", help="What the numbers count.", autocompletion=lambda: list(CONVENTIONS))
    ] = "paper",
    format: Format = "table",  # noqa: A002
    output: Output = None,
) -> None:
    from costmodel.questions.elasticities import elasticities

    found = elasticities(name, knobs, metrics=metric or METRICS, counting=counting)
    emit(found, format, output)


app = family_app(_run, "By how many per cent each metric grows when a knob grows by one.")
