"""costmodel sweep NAME"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from costmodel.answers.document import Column, Document, Table
from costmodel.doors.cli.families import family_app
from costmodel.doors.cli.output import Format, emit
from costmodel.errors import CostModelError
from costmodel.formulas.conventions import convention as named_convention
from costmodel.numbers.text import names, pairs, whole

SCHEMA = "costmodel/sweep-1"
SHOWN = 40  # rows of the table on the terminal
MOST_DRAWN = 10**12
MOST_SHOWN = 10**6  # configurations of a sweep of which nothing is kept but that table
LONG = 10**7  # configurations from which on progress is shown
INTERRUPTED = 130


def _run(
    name: str,
    knobs: dict[str, Any],
    *,
    vary: Annotated[
        list[str] | None,
        typer.Option("--vary", metavar="KNOB=VALUES", help="A range start:stop:step or a list a,b,c; again for more."),
    ] = None,
    metrics: Annotated[str, typer.Option("--metrics", help="Metrics of the result, separated by commas; all by default.")] = "",
    where: Annotated[str | None, typer.Option("--where", help="Keep only these: 'mult_adds<=300M and params<2M'.")] = None,
    pareto: Annotated[
        str, typer.Option("--pareto", help="Keep the frontier of these: less is better; with a minus sign, more.")
    ] = "",
    top: Annotated[int | None, typer.Option("--top", help="Keep this many, the best by --by.")] = None,
    by: Annotated[str, typer.Option("--by", help="What --top goes by: less is better; with a minus sign, more.")] = "",
    sample: Annotated[
        str | None, typer.Option("--sample", help="Draw this many configurations from the grid, such as 1e6.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the sample.")] = 0,
    smooth: Annotated[bool, typer.Option("--smooth", help="Through the closed form, with roundings dropped.")] = False,
    convention: Annotated[str, typer.Option("--convention", help="What the numbers count.")] = "paper",
    bits: Annotated[int, typer.Option("--bits", min=1, max=1024, help="Bits of a stored parameter, for weight_bytes.")] = 32,
    output: Annotated[Path | None, typer.Option("--output", help="Write the rows to a .csv, .jsonl or .parquet file.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the file where it was interrupted.")] = False,
    plot: Annotated[Path | None, typer.Option("--plot", help="Draw the rows into an .svg, .png or .html file.")] = None,
    format: Format = "table",  # noqa: A002
) -> None:
    # The tiles of a sweep use all cores; threads of the matrix library inside each of them would only wait for one another.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from costmodel.questions.sweep.keeping import keep
        from costmodel.questions.sweep.running import planned
    except ImportError:
        raise CostModelError("sweeps need numpy: pip install 'costmodel[sweep]'") from None

    plan = planned(
        name,
        pairs(vary or (), "KNOB=VALUES, such as alpha=0.25:1.5:0.05 or groups=1,2,3"),
        metrics=names(metrics) or None,
        where=where,
        pareto=names(pareto),
        top=top,
        by=by,
        sample=None if sample is None else _drawn(sample),
        seed=seed,
        smooth=smooth,
        convention_name=convention,
        bits=bits,
        **knobs,
    )
    if output is None and resume:
        raise CostModelError("--resume goes on with a file; give it with --output")
    if output is None and not plan.objectives and plan.size > MOST_SHOWN:
        raise CostModelError(f"{plan.size:,} configurations: say what is kept, with --pareto, --top or --output FILE")
    with _progress(plan.size) as progress:
        outcome = keep(plan, output, resume=resume, progress=progress)
    if plot is not None:
        from costmodel.questions.sweep.plots import plot as draw

        draw(outcome.rows, plot)
    emit(_document(outcome, output), format, None)
    if outcome.done < plan.size:
        resumable = output is not None and output.suffix != ".parquet"
        hint = f"; {output} holds what is done, and --resume goes on" if resumable else ""
        typer.echo(f"costmodel: interrupted after {outcome.done:,} of {plan.size:,} configurations{hint}", err=True)
        raise typer.Exit(INTERRUPTED)


def _document(outcome: Any, output: Path | None) -> Document:
    plan, columns = outcome.rows.plan, outcome.rows.columns
    filed = output is not None and not plan.objectives
    lines = [plan.describe(), named_convention(plan.convention).line]
    if plan.where is not None:
        lines.append(f"where {plan.where}")
    if plan.smooth:
        from costmodel.questions.sweep.evaluation import exact_when

        conditions = " and ".join(exact_when(plan))
        lines.append(
            f"closed form, exact when {conditions}; elsewhere roundings are dropped" if conditions else "closed form, exact"
        )
    kept = (
        "on the frontier of " + ", ".join(plan.pareto) if plan.pareto else f"by {plan.by}" if plan.top is not None else "kept"
    )
    lines.append(f"{outcome.rows_kept:,} {kept}" + (f", in {output}" if output is not None else ""))
    rows = [] if filed else list(zip(*(column.tolist() for column in columns.values()), strict=True))
    shown = [Column(name, _content(column), _priority(plan, name)) for name, column in columns.items()]
    notes = [f"the first {SHOWN} of {len(rows):,} rows"] if len(rows) > SHOWN else []
    table = Table("configurations", shown, [[_cell(value) for value in row] for row in rows[:SHOWN]], notes)
    return Document(f"{plan.name} sweep", lambda: _record(outcome, output, rows), lines, [] if filed else [table])


def _record(outcome: Any, output: Path | None, rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    plan = outcome.rows.plan
    return {
        "schema": SCHEMA,
        "architecture": plan.name,
        "knobs": {knob: str(value) for knob, value in plan.knobs},
        "convention": plan.convention,
        "configurations": plan.size,
        "done": outcome.done,
        "count": outcome.rows_kept,
        "file": None if output is None else str(output),
        "rows": [dict(zip(outcome.rows.columns, row, strict=True)) for row in rows],
    }


def _content(column: Any) -> Any:
    return "integer" if column.dtype.kind in "if" else "text"


def _cell(value: Any) -> Any:
    """Closed forms are floats; what is shown of a large one is whole."""
    return round(value) if isinstance(value, float) and abs(value) >= 1000 else value


def _priority(plan: Any, name: str) -> int:
    """A narrow page keeps the knobs, then what was asked about, then the first metrics."""
    if name not in plan.metrics or name in plan.measured:
        return 0
    return 1 + list(plan.metrics).index(name)


@contextmanager
def _progress(size: int) -> Iterator[Callable[[int], None] | None]:
    """A bar on stderr for long work, where somebody watches."""
    if size < LONG or not sys.stderr.isatty():
        yield None
        return
    with typer.progressbar(length=size, label="sweep", file=sys.stderr) as bar:
        yield lambda done: bar.update(done - bar.pos)


def _drawn(text: str) -> int:
    try:
        return whole(text, 1, MOST_DRAWN)
    except CostModelError as error:
        raise error.at("--sample") from None


app = family_app(_run, "Every metric over a grid, a list or a sample of configurations; all, the frontier, or the best.")
