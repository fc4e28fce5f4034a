"""costmodel check [NAME ...]"""

from typing import Annotated

import typer

from costmodel.archs import names
from costmodel.doors.cli.output import Format, Output, emit
from costmodel.questions.check import check as check_rows

app = typer.Typer(add_completion=False)


@app.command()
def check(
    architectures: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME ...]", help="Architectures; all where none is given.", autocompletion=names),
    ] = None,
    format: Format = "table",  # noqa: A002
    output: Output = None,
) -> None:
    """Every published row and its verdict; exit code 1 if a row differs."""
    found = check_rows(architectures or ())
    emit(found, format, output)
    if found.differing:
        typer.echo(f"costmodel: {len(found.differing)} differ: {', '.join(one.row.id for one in found.differing)}", err=True)
        raise typer.Exit(1)
