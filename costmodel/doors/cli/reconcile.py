"""costmodel reconcile NAME"""

from inspect import Parameter, signature
from typing import Annotated, Any

import typer

from costmodel.doors.cli.families import family_app
from costmodel.doors.cli.output import Format, Output, emit
from costmodel.formulas.conventions import CONVENTIONS
from costmodel.formulas.counting import Counting
from costmodel.formulas.metrics import METRICS


def _run(
    name: str,
    knobs: dict[str, Any],
    *,
    part: Annotated[
        str | None, typer.Option("--part", help="Only this type, kind or scope was counted, such as conv1.", metavar="PART")
    ] = None,
    convention: Annotated[
        str, typer.Option("--convention", help="What the source states.", autocompletion=lambda: list(CONVENTIONS))
    ] = "paper",
    bits: Annotated[int, typer.Option("--bits", min=1, max=1024, help="Bits of a stored parameter, for weight_bytes.")] = 32,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10**6, help="Most explanations that a table shows.")] = 8,
    format: Format = "table",  # noqa: A002
    output: Output = None,
    **printed: str | None,
) -> None:
    from costmodel.questions.reconcile.search import reconcile

    numbers = {metric: text for metric, text in printed.items() if text is not None}
    counting = Counting.of(convention, bits=bits)
    found = reconcile(name, numbers, knobs, part=part, counting=counting, limit=limit)
    emit(found, format, output)


def _number(metric: str) -> Parameter:
    help_ = f"A printed number of {METRICS[metric].unit}, as it stands there, with its unit."
    option = typer.Option(f"--{metric.replace('_', '-')}", metavar="NUMBER", help=help_, rich_help_panel="numbers")
    return Parameter(metric, Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[str | None, option])


# An option a metric: a new metric is one without being named.
_options = [p for p in signature(_run).parameters.values() if p.kind is not Parameter.VAR_KEYWORD]
_run.__signature__ = signature(_run).replace(parameters=[*_options, *map(_number, METRICS)])  # type: ignore[attr-defined]

app = family_app(_run, "Someone's number for a network: the ways of counting under which it holds, simplest first.")
