"""costmodel list"""

from typing import Any

import typer

from costmodel.answers.document import Column, Document, Table
from costmodel.archs import architecture, names
from costmodel.archs.common.spec import ArchSpec, knobs_of
from costmodel.doors.cli.output import Format, Output, emit
from costmodel.published.row import tables

SCHEMA = "costmodel.list-1"

app = typer.Typer(add_completion=False)


@app.command("list")
def list_(format: Format = "table", output: Output = None) -> None:  # noqa: A002
    """The catalog by year: families, their knobs, their papers, how many published rows they have."""
    families = {name: architecture(name) for name in names()}
    records: list[dict[str, Any]] = []
    for name, family in sorted(families.items(), key=lambda item: item[1].PAPER.year):
        records.append(
            {
                "architecture": name,
                "year": family.PAPER.year,
                "summary": (family.__doc__ or "").partition("\n")[0],
                "paper": str(family.PAPER),
                "knobs": list(knobs_of(family.Spec)),
                "published_rows": len(tables(name)),
            }
        )
    common = list(knobs_of(ArchSpec))
    columns = [
        Column("year"),
        Column("name"),
        Column("rows", "integer"),
        Column("knobs"),
        Column("paper"),
        Column("summary", priority=1),
    ]
    cells = [
        [
            r["year"],
            r["architecture"],
            r["published_rows"],
            ", ".join(k for k in r["knobs"] if k not in common),
            families[r["architecture"]].PAPER.line,
            r["summary"],
        ]
        for r in records
    ]
    table = Table("by year", columns, cells, [f"All have the knobs {' and '.join(common)}. Rows are published numbers."])
    emit(Document("catalog", lambda: {"schema": SCHEMA, "architectures": records}, (), [table]), format, output)
