"""costmodel check [NAME ...]"""

from typing import Annotated

import typer

from costmodel.archs import names
from costmodel.doors.cli.output import Format, Output, emit
from costmodel.errors import UnknownName
from costmodel.published.row import published, rows
from costmodel.published.verdict import judge
from costmodel.questions.check import check_document

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
    for name in architectures or ():
        if name not in names():
            raise UnknownName("architecture", name, names())
    judged = [judge(row) for name in architectures or published() for row in rows(name)]
    emit(check_document(judged), format, output)
    differing = [one.row.id for one in judged if one.verdict == "differs"]
    if differing:
        typer.echo(f"costmodel: {len(differing)} differ: {', '.join(differing)}", err=True)
        raise typer.Exit(1)
