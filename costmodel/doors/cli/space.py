"""costmodel space FILE"""

from pathlib import Path
from typing import Annotated, Any

import typer

from costmodel.answers.document import Column, Document, Table
from costmodel.doors.cli.output import Format, emit, told
from costmodel.errors import CostModelError, quoted
from costmodel.formulas.conventions import PAPER
from costmodel.formulas.metrics import METRICS

SCHEMA = "costmodel/space-1"
SHOWN = 20  # members in a table
MOST_DRAWN = 10**6

app = typer.Typer(add_completion=False)


@app.command(context_settings={"help_option_names": ["-h", "--help"]})
def space(
    file: Annotated[Path, typer.Argument(help="The space, a TOML file.", show_default=False)],
    mult_adds: Annotated[
        str | None, typer.Option("--mult-adds", metavar="AMOUNT", help="At most so many, such as 300M.")
    ] = None,
    params: Annotated[str | None, typer.Option("--params", metavar="AMOUNT", help="At most so many parameters.")] = None,
    mac: Annotated[
        str | None, typer.Option("--mac", metavar="AMOUNT", help="At most so much memory access, in elements.")
    ] = None,
    count: Annotated[bool, typer.Option("--count", help="Count the members within the budget, exactly.")] = False,
    sample: Annotated[
        int | None, typer.Option("--sample", min=1, max=MOST_DRAWN, help="Draw so many within the budget.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Of the sample.")] = 0,
    extremes: Annotated[bool, typer.Option("--extremes", help="The cheapest and the dearest member.")] = False,
    frontier: Annotated[bool, typer.Option("--frontier", help="The best score for each cost, within the budget.")] = False,
    format: Format = "table",  # noqa: A002
    output: Annotated[Path | None, typer.Option("--output", help="Write to this file instead of the terminal.")] = None,
) -> None:
    """A space of networks whose stages have choices of their own: size, extremes, count, samples, frontier."""
    from costmodel.numbers.text import amount
    from costmodel.numbers.units import contradicts
    from costmodel.subjects.space import Members, read

    budgets = {name: text for name, text in (("mult_adds", mult_adds), ("params", params), ("mac", mac)) if text is not None}
    if len(budgets) > 1:
        raise CostModelError(f"one budget at a time; given: {', '.join(budgets)}")
    if sum((count, sample is not None, extremes, frontier)) > 1:
        raise CostModelError("one question at a time: --count, --sample, --extremes or --frontier")
    metric, text = next(iter(budgets.items()), ("mult_adds", None))
    budget = None if text is None else amount(text)
    if budget is not None and contradicts(budget.unit, METRICS[metric].unit):
        raise CostModelError(f"{metric} is counted in {METRICS[metric].unit}, not in {budget.unit}: {quoted(text)}", given=text)
    if count and budget is None:
        raise CostModelError("--count needs a budget, such as --mult-adds 300M")
    members = Members(read(file), metric)
    record: dict[str, Any] = {
        "schema": SCHEMA,
        "space": members.space.name,
        "metric": metric,
        "convention": PAPER.name,
        "members": members.size,
    }
    lines = [line for line in (members.space.paper, PAPER.line, f"{members.size:,} members") if line]
    shown = []
    if budget is not None:
        record["budget"] = int(budget.amount)
    if count and budget is not None:
        within = members.count(budget.amount)
        record["within"] = within
        lines.append(f"{within:,} of them, {within / members.size:.4g}, have at most {int(budget.amount):,} {metric}")
    elif sample is not None:
        shown = members.sample(sample, None if budget is None else budget.amount, seed)
        lines.append(
            f"{sample:,} drawn uniformly"
            + ("" if budget is None else f" from those of at most {int(budget.amount):,} {metric}")
        )
    elif frontier:
        shown = members.frontier(None if budget is None else budget.amount)
        lines.append(f"{len(shown):,} on the frontier of {metric} and score")
    else:
        shown = [members.cheapest(), members.dearest()]
        lines.append("the cheapest and the dearest")
    record["shown"] = [{metric: one.cost, "score": one.score, "blocks": str(one)} for one in shown]
    rows = [[one.cost, one.score, str(one)] for one in shown]
    notes = ["a stage is its width, then kernel and expansion of each block"]
    if len(rows) > SHOWN and format == "table":
        notes.append(f"{SHOWN} of {len(rows):,}, evenly spaced")
        rows = [rows[i * (len(rows) - 1) // (SHOWN - 1)] for i in range(SHOWN)]
    columns = [Column(metric, "integer"), Column("score", "integer"), Column("blocks")]
    emit(
        told(Document(members.space.name, lines, [Table("members", columns, rows, notes)] if rows else []), record),
        format,
        output,
    )
