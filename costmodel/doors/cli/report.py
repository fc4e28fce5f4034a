"""costmodel report NAME"""

from typing import Annotated, Any

import typer

from costmodel.doors.cli.families import family_app
from costmodel.doors.cli.output import Format, Output, emit
from costmodel.formulas.conventions import CONVENTIONS
from costmodel.formulas.counting import Counting
from costmodel.questions.report import report


def _run(
    name: str,
    knobs: dict[str, Any],
    *,
    by: Annotated[str, typer.Option("--by", help="A row for each type, module or layer.")] = "type",
    convention: Annotated[
        str, typer.Option("--convention", help="What the numbers count.", autocompletion=lambda: list(CONVENTIONS))
    ] = "paper",
    bits: Annotated[int, typer.Option("--bits", min=1, max=1024, help="Bits of a stored parameter, for weight_bytes.")] = 32,
    guidelines: Annotated[bool, typer.Option("--guidelines", help="Hold it against ShuffleNet V2's four guidelines.")] = False,
    format: Format = "table",  # noqa: A002
    output: Output = None,
) -> None:
    counting = Counting.of(convention, bits=bits)
    emit(report(name, knobs, by=by, counting=counting, with_guidelines=guidelines), format, output)  # type: ignore[arg-type]


app = family_app(_run, "What a network costs: totals, parts, and the published rows that apply.")
