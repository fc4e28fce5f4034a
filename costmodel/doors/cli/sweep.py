"""costmodel sweep NAME"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from costmodel.doors.cli.families import family_app
from costmodel.doors.cli.output import Format, emit
from costmodel.errors import CostModelError, library
from costmodel.formulas.counting import Counting
from costmodel.numbers.text import names, pairs

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
    library("numpy", "sweep")
    from costmodel.questions.sweep.keeping import keep
    from costmodel.questions.sweep.plan import planned

    plan = planned(
        name,
        pairs(vary or (), "KNOB=VALUES, such as alpha=0.25:1.5:0.05 or groups=1,2,3"),
        knobs,
        metrics=names(metrics) or None,
        where=where,
        pareto=names(pareto),
        top=top,
        by=by,
        sample=sample,
        seed=seed,
        smooth=smooth,
        counting=Counting.of(convention, bits=bits),
    )
    if output is None and resume:
        raise CostModelError("--resume goes on with a file; give it with --output")
    if output is None and not plan.objectives and plan.size > MOST_SHOWN:
        raise CostModelError(f"{plan.size:,} configurations: say what is kept, with --pareto, --top or --output FILE")
    with _progress(plan.size) as progress:
        found = keep(plan, output, resume=resume, progress=progress)
    if plot is not None:
        from costmodel.questions.sweep.plots import plot as draw

        draw(found, plot)
    emit(found, format, None)
    if found.done < plan.size:
        resumable = output is not None and output.suffix != ".parquet"
        hint = f"; {output} holds what is done, and --resume goes on" if resumable else ""
        typer.echo(f"costmodel: interrupted after {found.done:,} of {plan.size:,} configurations{hint}", err=True)
        raise typer.Exit(INTERRUPTED)


@contextmanager
def _progress(size: int) -> Iterator[Callable[[int], None] | None]:
    """A bar on stderr for long work, where somebody watches."""
    if size < LONG or not sys.stderr.isatty():
        yield None
        return
    with typer.progressbar(length=size, label="sweep", file=sys.stderr) as bar:
        yield lambda done: bar.update(done - bar.pos)


app = family_app(_run, "Every metric over a grid, a list or a sample of configurations; all, the frontier, or the best.")
