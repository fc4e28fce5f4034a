"""costmodel list"""

from typing import Any

import typer

from costmodel.archs import architecture, names
from costmodel.cli.output import Format, Output, emit
from costmodel.document import Column, Document, Table
from costmodel.published.row import tables

SCHEMA = "costmodel.list-1"

app = typer.Typer(add_completion=False)


@app.command("list")
def list_(format: Format = "table", output: Output = None) -> None:  # noqa: A002
    """The catalog by year: families, their knobs, their papers, how many published rows they have."""
    families = sorted(((architecture(name).PAPER.year, name) for name in names()), key=lambda pair: pair)
    records: list[dict[str, Any]] = []
    for year, name in families:
        family = architecture(name)
        records.append(
            {
                "architecture": name,
                "year": year,
                "summary": (family.__doc__ or "").partition("\n")[0],
                "paper": str(family.PAPER),
                "knobs": list(family.Spec.model_fields),
                "published_rows": len(tables(name)),
            }
        )
    columns = [
        Column("year"),
        Column("name"),
        Column("rows", "integer"),
        Column("knobs"),
        Column("paper", priority=1),
        Column("summary", priority=2),
    ]
    cells = [
        [r["year"], r["architecture"], r["published_rows"], ", ".join(r["knobs"]), r["paper"], r["summary"]] for r in records
    ]
    document = Document("catalog", lambda: {"schema": SCHEMA, "architectures": records}, (), [Table("by year", columns, cells)])
    emit(document, format, output)
